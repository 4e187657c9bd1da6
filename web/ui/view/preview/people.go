package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func peopleSamples(p view.Page, add func(string, templ.Component)) {
	ways := []view.Way{{Channel: "push", Label: "phone"}, {Channel: "sms", Label: "mobile"}, {Channel: "email", Label: "mail"}}
	add("people", view.People(p, view.PeoplePage{CanAdd: true, People: []view.PersonRow{
		{ID: "PANA001", Name: "Ana Lucía Fernández-Villanueva", Role: "scheduler", Ways: ways, Ready: view.Tested{Level: view.Good, Text: "The last test by mobile worked", At: ago(50 * time.Hour)}},
		{ID: "PCUST01", Name: "Customer desk", Role: "viewer", Reach: view.Reach{State: view.Unreachable, Reason: "no contact method is set"}},
		{ID: "PNIGHT1", Name: "Night technician", Role: "responder", You: true, Ways: ways[:2], OnCall: []string{"Primary", "Weekend and holidays"}, Ready: view.Tested{Level: view.Warning, Text: "Never tested."}},
		{ID: "POWNER1", Name: "مالك الشبكة", Role: "owner", Ways: ways[2:], Reach: view.Reach{State: view.Unreachable, Reason: "the last test by mail failed: 550 no such user"}},
		{ID: "PSOUTH1", Name: "South technician", Role: "responder", Ways: []view.Way{{Channel: "webhook", Label: "siren in the workshop of the southern depot, beside the door"}}, Ready: view.Tested{Level: view.Bad, Text: "The last test by siren failed: connection refused.", At: ago(3 * time.Hour)}},
	}, Left: []view.PersonRow{{ID: "PGONE01", Name: "Old hand", Role: "admin"}}}))
	add("people-empty", view.People(p, view.PeoplePage{}))
	profileSamples(p, add)
	personFormSamples(p, add)
	add("person-leave", view.Leave(p, view.LeavePage{
		Person: view.Ref{ID: "PANA001", Name: "Ana Lucía Fernández-Villanueva"},
		Bare: []string{
			"Primary: nobody is on call from Mon 16 Mar 09:00 to Mon 23 Mar 09:00, and once more in the next four weeks (CDT).",
			"Default: step 2 pages nobody, and is passed at once.",
		},
		Kept: []string{"Access: step 1 goes on with Night technician."},
		Ends: []string{"They are signed out everywhere, and their API keys are deleted.", "They do not look after “Tower North: no power” any more, which is acknowledged."},
		Keys: []view.LeaveKey{
			{KeyRow: view.KeyRow{ID: "K1", Name: "nightly export", Hint: "wk_…9f2c", Scope: "full", Used: ago(5 * time.Hour)}, Revoke: true},
			{KeyRow: view.KeyRow{ID: "K2", Name: "screen in the operations room", Hint: "wk_…77aa", Scope: "wallboard"}, Revoke: true},
			{KeyRow: view.KeyRow{ID: "K3", Name: "LibreNMS", Hint: "wk_…03de", Scope: "ingest", Used: ago(time.Hour), To: &view.IntegrationRef{ID: "PINT001", Service: "PCORE01", Name: "Core network / LibreNMS"}}},
		},
		Seen: "0",
	}))
	add("person-leave-nothing", view.Leave(p, view.LeavePage{
		Person: view.Ref{ID: "PCUST01", Name: "Customer desk"}, Ends: []string{"They are signed out everywhere, and their API keys are deleted."},
		Form: view.Form{Problem: "Somebody else has changed Customer desk since you opened this page: look again."},
	}))
	add("person-invitation", view.InvitationShown(p, view.InvitationMade{
		Person: view.Ref{ID: "PNEW001", Name: "Nele Neu"}, Email: "nele@example.net", New: true, Expires: ago(-72 * time.Hour),
		Link: "https://pager.example.net/invite/Yk3zq0v8Jx5mU1dR2sT7wB9nC4hK6gL0pQaEfIoXyZc",
	}))
	add("person-invitation-mailed", view.InvitationShown(p, view.InvitationMade{
		Person: view.Ref{ID: "PNEW001", Name: "Nele Neu"}, Email: "nele@example.net", New: true, Mailed: true, Expires: ago(-72 * time.Hour),
		Link: "https://pager.example.net/invite/Yk3zq0v8Jx5mU1dR2sT7wB9nC4hK6gL0pQaEfIoXyZc",
	}))
}

func methodCards() []view.Method {
	return []view.Method{
		{ID: "M1", Label: "phone", Channel: "push", Address: "larkfield-night-7hq2x", Trust: view.Trust{At: ago(50 * 24 * time.Hour)}, Test: view.WakeTest{At: ago(2 * time.Minute), Result: view.ToldAccepted, Took: 840 * time.Millisecond}},
		{ID: "M2", Label: "mobile", Channel: "sms", Address: "+15550100199", Trust: view.Trust{Unconfirmed: true, Spared: true}, Test: view.WakeTest{At: ago(5 * time.Second), Result: view.ToldSending}},
		{ID: "M3", Label: "siren in the workshop of the southern depot", Channel: "webhook", Address: "https://siren.depot-south.larkfield-networks.example.net:8443/wakeman/v1/ring", Test: view.WakeTest{At: ago(26 * time.Hour), Result: view.ToldFailed, Reason: "connection refused"}},
		{ID: "M4", Label: "mail", Channel: "email", Address: "night@example.net", Problem: "No mail server is set, so no mail leaves the box."},
	}
}

func profileSamples(p view.Page, add func(string, templ.Component)) {
	you := view.PersonPage{
		ID: "PNIGHT1", Base: view.PathProfile, You: true, Name: "Night technician", Email: "night@example.net", Role: "responder", Zone: "America/Chicago", JobTitle: "Field engineer",
		CanEdit: true, OnCall: []view.Duty{{What: "Primary", Until: ago(-56 * time.Hour)}, {What: "Weekend"}},
		Ready:   view.Tested{Level: view.Bad, Text: "The last test by siren failed: connection refused.", At: ago(26 * time.Hour)},
		Methods: methodCards(),
		Ladders: []view.Ladder{
			{Urgency: "high", Rungs: []view.Rung{
				{ID: "R1", Channel: "push", Label: "phone"},
				{ID: "R2", After: 3 * time.Minute, Channel: "sms", Label: "mobile"},
				{ID: "R3", After: 65 * time.Minute, Channel: "webhook", Label: "siren in the workshop of the southern depot"},
			}},
			{Urgency: "low", Default: true, Rungs: []view.Rung{{ID: "default", Channel: "push", Label: "phone"}}},
		},
		Handoffs: []view.HandoffLine{{ID: "H1", When: "on", Advance: 12 * time.Hour, Channel: "email", Label: "mail", Schedules: []string{"Primary", "Field crew north"}}, {ID: "H2", When: "both", Channel: "push", Label: "phone"}},
		Quiet:    "22:00 to 07:00",
		Warnings: []string{"This rule comes too late: every step with this person goes on to the next after 15m or less, and drops what was not sent by then."},
	}
	add("profile", view.Person(p, you))
	add("profile-empty", view.Person(p, view.PersonPage{
		Base: view.PathProfile, You: true, Name: "Night technician", Email: "night@example.net", Role: "viewer", Zone: "UTC", CanEdit: true,
		Reach: view.Reach{State: view.Unreachable, Reason: "no contact method is set"}, Ladders: []view.Ladder{{Urgency: "high", Default: true}, {Urgency: "low", Default: true}},
	}))
	ana := you
	ana.ID, ana.Base, ana.You, ana.CanAdmin, ana.Name = "PANA001", view.PersonPath("PANA001"), false, true, "Ana Lucía Fernández-Villanueva"
	ana.InvitedTill, ana.Warnings, ana.Methods = ago(-50*time.Hour), nil, methodCards()[:1]
	ana.MailedTo, ana.Mailed = "ana@example.net", view.WakeTest{At: ago(time.Hour), Result: view.ToldFailed, Reason: "the server says: 550 no such mailbox"}
	ana.Ready = view.Tested{Level: view.Good, Text: "The last test by phone worked", At: ago(2 * time.Minute)}
	ana.Reach = view.Reach{State: view.Doubtful, Reason: "only one contact method: if it fails, nothing is left"}
	add("person", view.Person(p, ana))
	seen := ana
	seen.CanEdit, seen.CanAdmin = false, false
	add("person-seen", view.Person(p, seen))
	owner := ana
	owner.HasPassword, owner.CanNotLeave = true, "Ana Lucía Fernández-Villanueva is the only owner. Make somebody else an owner first."
	add("person-owner", view.Person(p, owner))
	add("person-left", view.Person(p, view.PersonPage{ID: "PGONE01", Base: view.PersonPath("PGONE01"), Name: "Old hand", Email: "old@example.net", Role: "admin", Zone: "UTC", Left: true, CanAdmin: true}))
}

func personFormSamples(p view.Page, add func(string, templ.Component)) {
	roles := []view.Option{{Value: "viewer", Label: "Viewer"}, {Value: "responder", Label: "Responder"}, {Value: "scheduler", Label: "Scheduler"}, {Value: "admin", Label: "Admin"}}
	zones := []string{"America/Chicago", "Europe/Berlin"}
	values := map[string]string{"name": "Nele Neu", "email": "nele at home", "role": "responder", "time_zone": "Mars/Olympus"}
	add("person-new", view.PersonFacts(p, view.PersonForm{Admin: true, Roles: roles, Zones: zones, Form: view.Form{Values: map[string]string{"role": "responder", "time_zone": "America/Chicago"}}}))
	add("person-new-wrong", view.PersonFacts(p, view.PersonForm{Admin: true, Roles: roles, Zones: zones, Form: view.Form{Values: values, Errors: map[string]string{
		"email": "“nele at home” is not an e-mail address.", "time_zone": "“Mars/Olympus” is not a time zone.", "role": "Only an owner makes an owner.",
	}}}))
	paged := `A viewer may not acknowledge, except by the link in a page, and escalation policy "Field" pages this person.`
	add("person-edit", view.PersonFacts(p, view.PersonForm{Base: view.PersonPath("PNELE01"), Name: "Nele Neu", Admin: true, Roles: roles, Zones: zones, AsViewer: paged, Form: view.Form{Values: map[string]string{
		"name": "Nele Neu", "email": "nele@example.net", "role": "responder", "time_zone": "America/Chicago",
	}}}))
	add("profile-edit", view.PersonFacts(p, view.PersonForm{Base: view.PathProfile, Name: "Nele Neu", You: true, Zones: zones, Form: view.Form{Values: values, Problem: "Somebody else has changed this since you opened it. What you typed is kept; open the page anew in another tab to compare."}}))
	choices := []view.ChannelChoice{{Channel: "push"}, {Channel: "sms", Problem: "No gateway for text messages is set, so none leaves the box."}, {Channel: "email"}, {Channel: "webhook"}}
	add("method-choose", view.ContactMethod(p, view.MethodForm{Base: view.PathProfile, Channels: choices}))
	add("method-new", view.ContactMethod(p, view.MethodForm{Base: view.PathProfile, Channel: "push", Form: view.Form{Values: map[string]string{"label": "phone"}}}))
	add("method-edit-wrong", view.ContactMethod(p, view.MethodForm{Base: view.PathProfile, ID: "M3", Channel: "webhook", HasKey: true, Form: view.Form{
		Values: map[string]string{"label": "", "address": "javascript:alert(1)"},
		Errors: map[string]string{"label": "A name is needed.", "address": "Must be a URL that begins with http:// or https://."},
	}}))
	verify := view.VerifyPage{
		Base: view.PathProfile, ID: "M2", Label: "mobile", Channel: "sms", Address: "+15550100199", Open: true, Trust: view.Trust{Unconfirmed: true, Spared: true},
		Sent: view.WakeTest{At: ago(20 * time.Second), Result: view.ToldAccepted, Took: 840 * time.Millisecond},
	}
	add("verify", view.Verify(p, verify))
	wrong := verify
	wrong.Form = view.Form{Errors: map[string]string{"code": "This is not the code that was sent last; 4 tries are left."}}
	add("verify-wrong", view.Verify(p, wrong))
	add("verify-none", view.Verify(p, view.VerifyPage{
		Base: view.PersonPath("PANA001"), Whose: "Ana Lucía Fernández-Villanueva", ID: "M3", Label: "siren in the workshop of the southern depot", Channel: "webhook",
		Address: "https://siren.depot-south.larkfield-networks.example.net:8443/wakeman/v1/ring", Trust: view.Trust{Unconfirmed: true},
	}))
	failed := verify
	failed.Channel, failed.Address, failed.Open, failed.Problem = "email", "night@example.net", false, "No mail server is set, so no mail leaves the box."
	failed.Sent = view.WakeTest{At: ago(20 * time.Minute), Result: view.ToldFailed, Reason: "no carrier is set up for email: see settings in the configuration"}
	add("verify-failed", view.Verify(p, failed))
	add("verify-done", view.Verify(p, view.VerifyPage{Base: view.PathProfile, ID: "M2", Label: "mobile", Channel: "sms", Address: "+15550100199", Trust: view.Trust{At: ago(time.Hour)}}))
	methods := []view.Option{{Value: "M1", Label: "Push (ntfy): phone"}, {Value: "M2", Label: "SMS: mobile"}}
	add("rule-new", view.Rule(p, view.RuleForm{Base: view.PathProfile, Urgency: "high", Methods: methods, Default: true, Form: view.Form{Values: map[string]string{"delay": "0"}}}))
	add("rule-new-wrong", view.Rule(p, view.RuleForm{Base: view.PathProfile, Urgency: "low", Methods: methods, Form: view.Form{Values: map[string]string{"delay": "soon"}, Errors: map[string]string{"delay": "A number of minutes is needed, from 0 to 1440."}}}))
	add("quiet-hours", view.QuietHours(p, view.QuietForm{Base: view.PathProfile, Zone: "America/Argentina/Buenos_Aires", Form: view.Form{Values: map[string]string{"from": "22:00", "until": "22:00"}, Errors: map[string]string{"until": "Another time than the first is needed; leave both empty for none."}}}))
	add("handoff-new", view.Rule(p, view.RuleForm{Base: view.PersonPath("PANA001"), Whose: "Ana Lucía Fernández-Villanueva", Handoff: true, Methods: methods, Schedules: []view.Choice{{ID: "PSCH001", Name: "Field crew north, nights and weekends of the whole winter"}, {ID: "PSCH002", Name: "Primary", Chosen: true}}, Form: view.Form{Values: map[string]string{"when": "on", "advance": "49"}, Errors: map[string]string{"advance": "A number of hours is needed, from 0 to 48."}}}))
}

func invitationSamples(s view.Page, bare func(string, templ.Component)) {
	v := view.InvitationPage{Secret: "Yk3zq0v8Jx5mU1dR2sT7wB9nC4hK6gL0pQaEfIoXyZc", Name: "Nele Neu", Email: "nele@example.net"}
	bare("invitation", view.Invitation(s, v))
	v.Form = view.Form{Errors: map[string]string{"password": "At least 12 characters are needed."}}
	bare("invitation-wrong", view.Invitation(s, v))
	bare("invitation-done", view.InvitationTaken(s))
}
