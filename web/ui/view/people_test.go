package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"wakeman/web/ui/view"
)

// hostilePersonName is what a person may be called, or a carrier may answer.
const hostilePersonName = `"><script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1)`

func hostilePerson() view.PersonPage {
	h := hostilePersonName
	return view.PersonPage{
		ID: h, Base: view.PersonPath(h), Name: h, Email: h, Role: h, Zone: h, JobTitle: h, CanEdit: true, CanAdmin: true,
		Reach: view.Reach{State: view.Unreachable, Reason: h}, OnCall: []view.Duty{{What: h}}, Warnings: []string{h}, Seen: h, RulesSeen: h, HandoffSeen: h,
		Methods:  []view.Method{{ID: h, Label: h, Channel: h, Address: h, Problem: h, Test: view.WakeTest{At: time.Unix(1, 0), Result: view.ToldFailed, Reason: h}}, {}},
		Ladders:  []view.Ladder{{Urgency: "high", Rungs: []view.Rung{{ID: h, Label: h, Channel: h}, {ID: h, Label: h, Channel: h}}}},
		Handoffs: []view.HandoffLine{{ID: h, When: h, Channel: h, Label: h}},
	}
}

func hostilePages() map[string]templ.Component {
	h := hostilePersonName
	p := view.Page{Viewer: view.Viewer{Name: h, Email: h, Role: h}}
	values := map[string]string{}
	for _, name := range []string{"name", "email", "role", "time_zone", "job_title", "label", "address", "delay", "advance", "method"} {
		values[name] = h
	}
	form := view.Form{Values: values, Errors: values, Problem: h}
	ref := view.Ref{ID: h, Name: h}
	return map[string]templ.Component{
		"person": view.Person(p, hostilePerson()),
		"people": view.People(p, view.PeoplePage{
			People: []view.PersonRow{{ID: h, Name: h, Role: h, Ways: []view.Way{{Channel: h, Label: h}}, OnCall: []string{h}, Ready: view.Tested{Level: view.Bad, Text: h}}},
			Left:   []view.PersonRow{{ID: h, Name: h, Role: h}},
		}),
		"facts":  view.PersonFacts(p, view.PersonForm{Form: form, Base: view.PersonPath(h), Name: h, Admin: true, Roles: []view.Option{{Value: h, Label: h}}, Zones: []string{h}, Seen: h}),
		"method": view.ContactMethod(p, view.MethodForm{Form: form, Base: view.PersonPath(h), ID: h, Channel: "webhook", Whose: h, Seen: h}),
		"rule":   view.Rule(p, view.RuleForm{Form: form, Base: view.PersonPath(h), Whose: h, Urgency: h, Methods: []view.Option{{Value: h, Label: h}}, Seen: h}),
		"leave": view.Leave(p, view.LeavePage{
			Person: ref, Bare: []string{h}, Kept: []string{h}, Ends: []string{h}, Form: form, Seen: h,
			Keys: []view.LeaveKey{{KeyRow: view.KeyRow{ID: h, Name: h, Hint: h, Scope: "ingest", To: &view.IntegrationRef{ID: h, Service: h, Name: h}}}},
		}),
		"made":       view.InvitationShown(p, view.InvitationMade{Person: ref, Email: h, Link: h}),
		"invitation": view.Invitation(p, view.InvitationPage{Secret: h, Name: h, Email: h, Form: form}),
	}
}

func TestNamesAndAddressesOfPeopleStayText(t *testing.T) {
	for name, page := range hostilePages() {
		root, err := html.Parse(strings.NewReader(render(t, page)))
		if err != nil {
			t.Fatal(err)
		}
		for _, script := range elements(root, "script") {
			if attribute(script, "src") == "" {
				t.Errorf("%s: a script came with a name", name)
			}
		}
		if n := len(elements(root, "img")); n > 0 {
			t.Errorf("%s: %d pictures came with a name", name, n)
		}
		each(root, func(n *html.Node) {
			for _, key := range []string{"href", "action", "formaction"} {
				if at := attribute(n, key); at != "" && !strings.HasPrefix(at, "/") && !strings.HasPrefix(at, "#") {
					t.Errorf("%s: <%s %s=%q> leads outside", name, n.Data, key, at)
				}
			}
		})
	}
}

func TestAPersonPageOffersOnlyWhatTheViewerMayDo(t *testing.T) {
	pages := samples(t)
	for name, want := range map[string]int{"profile": 1, "person": 1, "person-seen": 0} {
		if n := len(marked(pages[name], "wake")); (n > 0) != (want > 0) {
			t.Errorf("%s: %d buttons to wake", name, n)
		}
	}
	if strings.Contains(text(pages["person-seen"]), "larkfield-night") || len(elements(elements(pages["person-seen"], "main")[0], "form")) > 0 {
		t.Error("somebody who may not change a person sees an address or a form")
	}
	if len(marked(pages["person-owner"], "to-leave")) > 0 || len(marked(pages["person"], "to-leave")) != 1 {
		t.Error("the way to leave is there for the only owner, or is not there for others")
	}
}

func TestATestUnderWayCanBeLookedAtAgainWithoutAScript(t *testing.T) {
	var said []string
	for _, n := range marked(samples(t)["profile"], "test") {
		said = append(said, text(n))
	}
	want := []string{"carrier had it after 840 ms.", "Being sent … Look again", "Failed: connection refused", "Never tested."}
	for i := range want {
		if !strings.Contains(said[i], want[i]) {
			t.Errorf("%q does not say %q", said[i], want[i])
		}
	}
}
