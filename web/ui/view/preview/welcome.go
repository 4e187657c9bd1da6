package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

// welcomeSamples are the first start: each step empty, in the middle, done, and
// with errors.
func welcomeSamples(p view.Page, add func(string, templ.Component)) {
	steps := welcomeSteps(3)
	add("welcome", view.Welcome(p, view.WelcomePage{Steps: steps}))
	add("welcome-hidden", view.Welcome(p, view.WelcomePage{Steps: welcomeSteps(1), Hidden: true, Declined: "Cleo Nakamura, 2 March 2026: a laboratory (open then: Something that sends, Who watches this box)."}))
	add("welcome-hide", view.WelcomeHide(p, view.WelcomeHidePage{Open: welcomeSteps(1)[1:]}))
	add("welcome-hide-wrong", view.WelcomeHide(p, view.WelcomeHidePage{Open: welcomeSteps(1)[1:], Form: view.Form{Errors: map[string]string{"understood": "Tick this if it is so.", "why": "Say why, in a few words."}}}))
	done := welcomeSteps(7)
	done[6].Grey, done[6].Fact = true, "There is none, by choice: Ana Lucía Fernández-Villanueva, 2 March 2026: "+markup
	add("welcome-ready", view.Welcome(p, view.WelcomePage{Steps: done, Rest: []view.WelcomeRest{
		{What: "A second person", Why: "One person sleeps through a page sooner or later. Invite somebody who is woken next.", Path: view.PathNewPerson, Do: "Invite somebody"},
		{What: "A daily backup", Why: "None is made. Start the server with --backup-dir (WAKEMAN_BACKUP_DIR), best on another disk."},
	}}))
	barred := p
	barred.Setup = &view.SetupBar{Done: 4, Of: 7, Path: view.PathWelcomeTest}
	add("welcome-bar", view.Incidents(barred, view.IncidentList{}))
	welcomeMailSamples(p, add)
	welcomeContactSamples(p, add)
	welcomeSenderSamples(p, add)
	welcomeHeartbeatSamples(p, add)
}

func welcomeSteps(done int) []view.WelcomeStep {
	steps := []view.WelcomeStep{
		{Title: "An owner", Fact: "Ana Lucía Fernández-Villanueva is the owner, in America/Argentina/ComodRivadavia."},
		{Title: "Address and mail", Path: view.PathWelcomeMail, Fact: "A mail to ana.lucia.fernandez-villanueva@larkfield.example arrived."},
		{Title: "A confirmed way to reach you", Path: view.PathWelcomeContact, Fact: "مالك الشبكة: push to phone is confirmed."},
		{Title: "Who is woken", Path: view.PathWelcomeOnCall, Fact: "No service pages anybody who can be reached yet."},
		{Title: "Wake me now", Path: view.PathWelcomeTest, Fact: "Nobody has acknowledged a test page yet."},
		{Title: "Something that sends", Path: view.PathWelcomeSender, Fact: "Nothing has been heard from any monitoring yet."},
		{Title: "Who watches this box", Path: view.PathWelcomeHeartbeat, Fact: "Nobody outside would notice if this box were gone."},
	}
	for i := range steps {
		steps[i].Done, steps[i].Now = i < done, i == done
	}
	return steps
}

func welcomeAt(n int, done bool) view.WelcomeHead {
	steps := welcomeSteps(n - 1)
	if done {
		steps = welcomeSteps(n)
	}
	return view.WelcomeHead{Step: steps[n-1], Number: n, Of: 7, Back: view.PathWelcome, Next: view.PathWelcome}
}

func welcomeMailSamples(p view.Page, add func(string, templ.Component)) {
	first := view.WelcomeMail{
		WelcomeHead: welcomeAt(2, false), To: "ana@larkfield.example",
		Form: view.Form{Values: map[string]string{"public_url": "http://192.0.2.10:8080", "mail.tls": "starttls", "mail.from": "Wakeman <ana@larkfield.example>"}},
	}
	add("welcome-mail", view.WelcomeMailStep(p, first))
	set := first
	set.Set, set.Stored = true, true
	set.Last = view.WakeTest{At: p.Now.Add(-time.Minute), Result: view.ToldFailed, Reason: `refused to call 10.0.0.25: add "10.0.0.0/24" to settings.outgoing_allow (or start with --outgoing-allow)`}
	add("welcome-mail-set", view.WelcomeMailStep(p, set))
	wrong := first
	wrong.Form = view.Form{Problem: "Something below could not be read. Nothing is saved yet.", Values: map[string]string{"public_url": "pager", "mail.host": "mail.example.net:25", "outgoing_allow": "everywhere"}, Errors: map[string]string{
		"public_url": "Must be a URL that begins with http:// or https://.", "mail.host": "The port goes into its own field.", "outgoing_allow": `"everywhere" is not an address or range.`, "mail.password": "Type it again: it is not saved yet, and no page shows it.",
	}}
	add("welcome-mail-wrong", view.WelcomeMailStep(p, wrong))
}

func welcomeContactSamples(p view.Page, add func(string, templ.Component)) {
	ways := []view.WelcomeMethod{
		{ID: "M1", Label: "phone", Channel: "push", Address: "https://ntfy.larkfield.example/ana-oncall-0123456789abcdef", Verified: p.Now.Add(-time.Hour), Test: view.WakeTest{At: p.Now.Add(-2 * time.Minute), Result: view.ToldAccepted}, Acked: p.Now.Add(-2*time.Minute + 14*time.Second)},
		{ID: "M2", Label: "mobile", Channel: "sms", Address: "+15550100199", Problem: "No gateway for text messages is set, so none leaves the box."},
		{ID: "M3", Label: markup, Channel: "email", Address: "ana@larkfield.example", Test: view.WakeTest{At: p.Now.Add(-20 * time.Second), Result: view.ToldDelivered}},
		{ID: "M4", Label: "siren", Channel: "webhook", Address: "http://192.0.2.77/siren", Test: view.WakeTest{At: p.Now.Add(-time.Hour), Result: view.ToldFailed, Reason: "HTTP 404 Not Found"}},
	}
	add("welcome-contact", view.WelcomeContactStep(p, view.WelcomeContact{WelcomeHead: welcomeAt(3, true), Methods: ways}))
	add("welcome-contact-none", view.WelcomeContactStep(p, view.WelcomeContact{WelcomeHead: welcomeAt(3, false)}))
	add("welcome-test", view.WelcomeTestStep(p, view.WelcomeTest{WelcomeHead: welcomeAt(5, true), Methods: ways}))
	add("welcome-test-none", view.WelcomeTestStep(p, view.WelcomeTest{WelcomeHead: welcomeAt(5, false), NoLink: true}))
	folk := []view.Option{{Value: "PANA", Label: "Ana Lucía Fernández-Villanueva"}, {Value: "POWN", Label: "مالك الشبكة (cannot be reached yet)"}}
	add("welcome-oncall", view.WelcomeOnCallStep(p, view.WelcomeOnCall{WelcomeHead: welcomeAt(4, false), People: folk, Form: view.Form{Values: map[string]string{"service": "Core network", "first": "PANA"}}}))
	add("welcome-oncall-wrong", view.WelcomeOnCallStep(p, view.WelcomeOnCall{
		WelcomeHead: welcomeAt(4, true), People: folk, Now: []view.Field{{Name: "Core network", Value: "Ana Lucía Fernández-Villanueva, then مالك الشبكة"}},
		Form: view.Form{Problem: "The store is full.", Values: map[string]string{"first": "PANA", "second": "PANA"}, Errors: map[string]string{"service": "Give it a name.", "second": "Choose somebody else, or nobody: the first is woken again anyway."}},
	}))
}

func welcomeSenderSamples(p view.Page, add func(string, templ.Component)) {
	services := []view.Option{{Value: "PCORE", Label: "Core network"}, {Value: "PX", Label: markup}}
	add("welcome-sender", view.WelcomeSenderStep(p, view.WelcomeSender{WelcomeHead: welcomeAt(6, false), Senders: view.SenderOptions(), Services: services, Form: view.Form{Errors: map[string]string{"sender": "Choose what sends."}}}))
	add("welcome-sender-none", view.WelcomeSenderStep(p, view.WelcomeSender{WelcomeHead: welcomeAt(6, false)}))
	plug := view.Plug{Type: view.EventsV2, Base: "http://192.0.2.10:8080", Key: "0123456789abcdef0123456789abcdef", MailHost: "192.0.2.10"}
	chosen := view.WelcomeIntegration{Integration: view.Integration{ID: "I1", Service: "PCORE", Name: "LibreNMS"}, Service: view.Ref{ID: "PCORE", Name: "Core network"}, Setup: view.Senders(plug)[:1], Guessed: plug.Base}
	other := view.WelcomeIntegration{Integration: view.Integration{ID: "I2", Service: "PCORE", Name: markup, Last: p.Now.Add(-time.Minute)}}
	add("welcome-sender-waiting", view.WelcomeSenderStep(p, view.WelcomeSender{WelcomeHead: welcomeAt(6, false), Senders: view.SenderOptions(), Services: services, Chosen: &chosen, Others: []view.WelcomeIntegration{other}}))
	heard := chosen
	heard.Last, heard.Guessed = p.Now.Add(-5*time.Second), ""
	add("welcome-sender-heard", view.WelcomeSenderStep(p, view.WelcomeSender{WelcomeHead: welcomeAt(6, true), Senders: view.SenderOptions(), Services: services, Chosen: &heard}))
}

func welcomeHeartbeatSamples(p view.Page, add func(string, templ.Component)) {
	add("welcome-heartbeat", view.WelcomeHeartbeatStep(p, view.WelcomeHeartbeat{WelcomeHead: welcomeAt(7, false)}))
	kept := view.Form{Values: map[string]string{"url": "(stored)", "interval": "1m"}}
	add("welcome-heartbeat-set", view.WelcomeHeartbeatStep(p, view.WelcomeHeartbeat{WelcomeHead: welcomeAt(7, true), Form: kept, To: "hc.example.net", Every: "1m", LastOK: p.Now.Add(-20 * time.Second)}))
	add("welcome-heartbeat-first", view.WelcomeHeartbeatStep(p, view.WelcomeHeartbeat{WelcomeHead: welcomeAt(7, false), Form: kept, To: "hc.example.net", Every: "1m"}))
	failed := view.WelcomeHeartbeat{WelcomeHead: welcomeAt(7, false), Form: kept, To: "hc.example.net", Every: "1m", Problem: "The watcher did not take it: HTTP 404 Not Found."}
	failed.Form.Errors = map[string]string{"url": "Must be a URL that begins with http:// or https://.", "understood": "Tick this if it is so. Else set an address above."}
	add("welcome-heartbeat-wrong", view.WelcomeHeartbeatStep(p, failed))
}
