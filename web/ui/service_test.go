package ui_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
)

const admin = people.Admin

// serviceDoors are the routes of services and integrations. Forms are sent
// empty: they are refused without changing anything.
func serviceDoors() map[string]door {
	one := "/services/PCORE01/integrations/PINT001"
	table := map[string]door{
		"GET /services/new":                                   {"/services/new", people.Admin, 200},
		"POST /services/new":                                  {"/services/new", people.Admin, 400},
		"GET /services/{id}/edit":                             {"/services/PCORE01/edit", people.Admin, 200},
		"POST /services/{id}/edit":                            {"/services/PCORE01/edit", people.Admin, 400},
		"GET /services/{id}/delete":                           {"/services/PMUTE01/delete", people.Admin, 200},
		"POST /services/{id}/delete":                          {"/services/PMUTE01/delete", people.Admin, 409},
		"GET /services/{id}/integrations/new":                 {"/services/PCORE01/integrations/new", people.Admin, 200},
		"POST /services/{id}/integrations/new":                {"/services/PCORE01/integrations/new", people.Admin, 400},
		"GET /services/{id}/integrations/{integration}":       {one, people.Viewer, 200},
		"POST /services/{id}/integrations/{integration}/test": {one + "/test", people.Admin, 303},
	}
	for _, verb := range []string{"rename", "mail", "rotate", "delete"} {
		pattern := "/services/{id}/integrations/{integration}/" + verb
		table["GET "+pattern] = door{one + "/" + verb, people.Admin, 200}
		table["POST "+pattern] = door{one + "/" + verb, people.Admin, 303} // back, with nothing done
	}
	table["POST /services/{id}/integrations/{integration}/rename"] = door{one + "/rename", people.Admin, 400}
	table["POST /services/{id}/integrations/{integration}/mail"] = door{one + "/mail", people.Admin, 409}
	table["GET /services/{id}/integrations/{integration}/silence"] = door{one + "/silence", people.Admin, 200}
	table["POST /services/{id}/integrations/{integration}/silence"] = door{one + "/silence", people.Admin, 409}
	// Its sender does not sign: for whoever may ask there is nothing there.
	table["GET /services/{id}/integrations/{integration}/signing"] = door{one + "/signing", people.Admin, 404}
	table["POST /services/{id}/integrations/{integration}/signing"] = door{one + "/signing", people.Admin, 404}
	table["GET /services/{id}/integrations/{integration}/mapping"] = door{one + "/mapping", people.Admin, 404}
	table["POST /services/{id}/integrations/{integration}/mapping"] = door{one + "/mapping", people.Admin, 404}
	return table
}

// form is what the service's form sends when nothing is touched.
func (w *world) form(by people.Role, path string) url.Values {
	w.Helper()
	sent := url.Values{}
	for _, n := range w.shows(by, path).all(func(n *node) bool { return attr(n, "name") != "" && n.Data != "meta" }) {
		switch {
		case n.Data == "select":
			for option := range n.Descendants() {
				if option.Data == "option" && hasAttr(option, "selected") {
					sent.Set(attr(n, "name"), attr(option, "value"))
				}
			}
		case n.Data == "textarea":
			sent.Set(attr(n, "name"), words(n))
		case attr(n, "type") != "checkbox" && attr(n, "type") != "radio" || hasAttr(n, "checked"):
			sent.Set(attr(n, "name"), attr(n, "value"))
		}
	}
	return sent
}

func with(form url.Values, pairs ...string) url.Values {
	form = maps.Clone(form)
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func (w *world) service(name string) engine.Service {
	w.Helper()
	for _, s := range w.db.Config().Services {
		if s.Name == name {
			return s
		}
	}
	w.Fatalf("there is no service %q", name)
	return engine.Service{}
}

func TestAServiceIsMadeAsItWasTyped(t *testing.T) {
	w := open(t)
	empty := w.form(admin, "/services/new")
	if empty.Get("ack_timeout") != "30m" || empty.Get("auto_resolve") != "off" || empty.Get("urgency") != "high" {
		t.Errorf("a new service begins as %v", empty)
	}
	form := with(empty, "name", "  Towers ", "description", "41 of them\r\nand the masts", "runbook", "https://wiki.example.net/towers",
		"escalation_policy", "PPOLI01", "urgency", "severity_based", "ack_timeout", "1 h 30 min", "auto_resolve", "2 days", "flap_window", "90s", "sandbox", "yes")
	answer := w.posts(admin, "/services/new", form)
	s := w.service("Towers")
	answer.wantRedirect("/services/" + s.ID + "/integrations/new")
	want := engine.Service{
		ID: s.ID, Name: "Towers", Description: "41 of them\nand the masts", Runbook: "https://wiki.example.net/towers", Policy: "PPOLI01",
		Urgency: engine.BySeverity, AckTimeout: 90 * time.Minute, AutoResolve: 48 * time.Hour, FlapWindow: 90 * time.Second, Sandbox: true, CreatedAt: begin(),
	}
	if !cmp.Equal(s, want) {
		t.Errorf("it is\n%+v, want\n%+v", s, want)
	}
	if rows, err := w.db.Audit(0, 1); err != nil || rows[0].Object != "service Towers" || rows[0].Actor.ID != personOf(admin) {
		t.Errorf("the audit log has %+v, %v", rows, err)
	}
	w.wantNotice(admin, answer, "Towers is there.")
}

func TestEveryMistakeInAServiceStandsBesideItsFieldAndNothingIsLost(t *testing.T) {
	w := open(t)
	before := w.everything()
	for _, path := range []string{"/services/new", "/services/PCORE01/edit"} {
		good := with(w.form(admin, path), "name", "Towers", "escalation_policy", "PPOLI01", "description", "All of them")
		for _, c := range []struct{ field, typed, says string }{
			{"name", " ", "Give it a name"},
			{"name", "mail", "taken by another service"},
			{"name", strings.Repeat("n", 300), "longer than"},
			{"description", strings.Repeat("d", 4500), "longer than 4096"},
			{"runbook", "javascript:alert(1)", "http:// or https://"},
			{"escalation_policy", "", "Choose who is paged"},
			{"escalation_policy", "PGONE01", "Choose an escalation policy"},
			{"urgency", "extreme", "severity_based"},
			{"ack_timeout", "", "such as 30m or 4h, or off"},
			{"ack_timeout", "30", "is no time"},
			{"auto_resolve", "tomorrow", "is no time"},
			{"auto_resolve", "-5m", "is no time"},
			{"flap_window", "1ms", "a second is the least"},
			{"flap_window", "11 years", "is no time"},
		} {
			p := w.posts(admin, path, with(good, c.field, c.typed)).wantStatus(http.StatusBadRequest)
			if !strings.Contains(strings.ToLower(p.text("error-"+c.field)), strings.ToLower(c.says)) {
				t.Errorf("%s: %s = %.20q: beside the field stands %q (and above it %q)", path, c.field, c.typed, p.text("error-"+c.field), p.text("form-problem"))
			}
			if c.field != "escalation_policy" && c.field != "urgency" && strings.TrimSpace(c.typed) != "" && p.field(c.field) != c.typed {
				t.Errorf("%s: %s: what was typed is lost: %.40q", path, c.field, p.field(c.field))
			}
			if c.field != "description" && p.field("description") != "All of them" {
				t.Errorf("%s: %s: what was typed beside it is lost", path, c.field)
			}
		}
	}
	if w.everything() != before {
		t.Error("a form with a mistake changed something")
	}
}

func TestOfTwoWhoEditAServiceTheSecondIsToldAndSavesOnlyKnowingly(t *testing.T) {
	w := open(t)
	path := "/services/PCORE01/edit"
	first, second := w.form(admin, path), w.form(owner, path)
	w.wantNotice(admin, w.posts(admin, path, with(first, "name", "Core")), "Saved.")
	before := w.everything()
	p := w.posts(owner, path, with(second, "name", "Backbone")).wantStatus(http.StatusConflict)
	p.says("form-problem", "Somebody else has changed this")
	if w.everything() != before || p.field("name") != "Backbone" {
		t.Errorf("the second has overwritten the first, or lost %q", p.field("name"))
	}
	w.posts(owner, path, with(second, "name", "Backbone", "seen", p.field("seen"))).wantRedirect("/services/PCORE01")
	if s := w.db.Config().Services["PCORE01"]; s.Name != "Backbone" || s.AckTimeout != 30*time.Minute || s.Description != "Towers and fibre" {
		t.Errorf("it is %+v", s)
	}
	if in := w.db.Config().Integrations["PINT001"]; in.Key != coreKey || in.Service != "PCORE01" {
		t.Errorf("renaming the service changed its integration: %+v", in)
	}
}

func TestSavingAServiceUntouchedChangesNothing(t *testing.T) {
	w := open(t)
	before := w.everything()
	for id := range w.db.Config().Services {
		w.posts(admin, "/services/"+id+"/edit", w.form(admin, "/services/"+id+"/edit")).wantRedirect("/services/" + id)
	}
	if w.everything() != before {
		t.Error("saving what the form showed changed something")
	}
}

func TestDeletingAServiceSaysWhatHangsOnItFirst(t *testing.T) {
	w := open(t)
	path := "/services/PMAIL01/delete"
	quiet := w.form(admin, path) // a moment before it opens an incident
	w.sends(mailKey, nil, event("m", "Queue grows"))
	p := w.shows(admin, path)
	p.says("why", "1 incident of it is open", "Resolve them first")
	before := w.everything()
	w.posts(admin, path, quiet).wantStatus(http.StatusConflict).says("why", "Resolve them first")
	if w.everything() != before {
		t.Error("a service with open incidents was deleted")
	}
	w.does(responder, 1, engine.Act{Resolve: true})
	p = w.shows(admin, path)
	p.says("hangs-on", "mailbox", "Mail", "last event just now")
	if strings.Contains(p.Body.String(), mailKey) {
		t.Error("the key is shown where it is not needed")
	}
	seen := w.form(admin, path)

	add := with(w.form(admin, "/services/PMAIL01/integrations/new"), "name", "Second", "type", "email")
	w.posts(owner, "/services/PMAIL01/integrations/new", add).wantStatus(http.StatusSeeOther)
	w.posts(admin, path, seen).wantStatus(http.StatusConflict).says("form-problem", "Somebody has changed it")
	w.wantNotice(admin, w.posts(admin, path, w.form(admin, path)), "Mail is deleted.")
	cfg := w.db.Config()
	if _, there := cfg.Services["PMAIL01"]; there || len(cfg.Integrations) != 2 {
		t.Errorf("it is still there, or its integrations are: %v", cfg.Integrations)
	}
	if _, err := w.engine.Submit(t.Context(), engine.Post{Key: mailKey}); engine.CodeOf(err) != engine.UnknownKey {
		t.Errorf("its key still works: %v", err)
	}
	w.posts(admin, path, seen).wantStatus(http.StatusNotFound)
}

func TestAPersonWhoIsNoAdminIsOfferedNothingAndShownNoKey(t *testing.T) {
	w := open(t)
	for _, role := range []people.Role{people.Viewer, people.Responder, people.Scheduler} {
		for _, path := range []string{"/services", "/services/PCORE01", "/services/PCORE01/integrations/PINT001", "/services/PMUTE01"} {
			p := w.shows(role, path)
			if strings.Contains(p.Body.String(), coreKey) {
				t.Errorf("a %s is shown the key at %s", role, path)
			}
			for _, href := range p.hrefs() {
				if strings.HasSuffix(href, "/new") || strings.HasSuffix(href, "/edit") || strings.HasSuffix(href, "/rotate") {
					t.Errorf("a %s is offered %s at %s", role, href, path)
				}
			}
			p.has("test", false)
			p.has("senders", false)
		}
	}
	for _, path := range []string{"/services/PCORE01", "/services/PCORE01/integrations/PINT001"} {
		if p := w.shows(admin, path); !strings.Contains(p.Body.String(), coreKey) || !slices.ContainsFunc(p.hrefs(), func(h string) bool { return strings.Contains(h, "integrations") }) {
			t.Errorf("an admin is not shown the key at %s", path)
		}
	}
}

func TestAListWithoutServicesTeachesAndOffersTheFirst(t *testing.T) {
	w := open(t)
	none := smallProvider()
	clear(none.Services)
	clear(none.Integrations)
	w.configure(none)
	p := w.shows(admin, "/services")
	p.says("empty", "A service is what customers would miss", "New service")
	if !slices.Contains(p.hrefs(), "/services/new") {
		t.Error("the way to the first service is missing")
	}
	w.shows(responder, "/services").says("empty", "An admin can make the first one here.")
	w.configure(smallProvider())
	if !slices.Contains(w.shows(admin, "/services").hrefs(), "/services/new") {
		t.Error("an admin is not offered a new service")
	}
}

func TestAStrangersFormLeadsBackToItsPageAfterTheSignIn(t *testing.T) {
	w := open(t)
	for _, c := range []struct{ path, next string }{
		{"/services/PCORE01/edit", "/services/PCORE01/edit"},
		{"/services/PCORE01/integrations/PINT001/test", "/services/PCORE01/integrations/PINT001"},
	} {
		p := w.asks("", "POST", c.path, "name=x").wantStatus(http.StatusUnauthorized)
		if got := p.field("next"); got != c.next {
			t.Errorf("%s leads back to %q, want %q", c.path, got, c.next)
		}
	}
}
