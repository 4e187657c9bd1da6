package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// peopleDoors are the routes of people, profiles and invitations.
func peopleDoors() map[string]door {
	table := map[string]door{
		"GET /people":                  {"/people", people.Viewer, 200},
		"GET /people/new":              {"/people/new", people.Admin, 200},
		"POST /people/new":             {"/people/new", people.Admin, 400},
		"GET /people/{person}":         {"/people/PRESPONDER", people.Viewer, 200},
		"GET /people/{person}/leave":   {"/people/PRESPONDER/leave", people.Admin, 200},
		"POST /people/{person}/leave":  {"/people/PRESPONDER/leave", people.Admin, 409},
		"POST /people/{person}/return": {"/people/PRESPONDER/return", people.Admin, 303},
		"POST /people/{person}/invite": {"/people/PRESPONDER/invite", people.Admin, 200},
		"GET /invite/{token}":          {"/invite/nothing", "", 404},
		"POST /invite/{token}":         {"/invite/nothing", "", 404},
		"GET /invite/done":             {"/invite/done", "", 200},
		"GET /profile":                 {"/profile", people.Viewer, 200},
	}
	belowDoors(table, "/people/{person}", "/people/PRESPONDER", "M1PRESPONDER", people.Admin, 303)
	belowDoors(table, "/profile", "/profile", "MNOTHING", people.Viewer, 404)
	return table
}

func belowDoors(table map[string]door, pattern, path, method string, lowest people.Role, there int) {
	add := func(verb, below string, status int) {
		example := strings.NewReplacer("{method}", method, "{rule}", "RNOTHING", "{deed}", "remove").Replace(below)
		table[verb+" "+pattern+below] = door{path + example, lowest, status}
	}
	shown := map[int]int{303: 200, 404: 404}[there]
	add("GET", "/edit", 200)
	add("POST", "/edit", 409)
	add("GET", "/methods/new", 200)
	add("POST", "/methods/new", 400)
	add("GET", "/methods/{method}", shown)
	add("POST", "/methods/{method}", map[int]int{303: 409, 404: 404}[there])
	add("GET", "/methods/{method}/delete", shown)
	add("POST", "/methods/{method}/delete", 303)
	add("POST", "/methods/{method}/wake", there)
	add("GET", "/methods/{method}/verify", shown)
	add("POST", "/methods/{method}/verify", map[int]int{303: 400, 404: 404}[there])
	add("POST", "/methods/{method}/verify/send", there)
	add("GET", "/rules/new", 200)
	add("POST", "/rules/new", 409)
	add("POST", "/rules/usual", 303)
	add("POST", "/rules/{rule}/{deed}", 303)
	add("GET", "/handoffs/new", 200)
	add("POST", "/handoffs/new", 409)
	add("POST", "/handoffs/{rule}/remove", 303)
	add("GET", "/quiet-hours", 200)
	add("POST", "/quiet-hours", 409)
}

// fields makes a form of name, value, …
func fields(pairs ...string) url.Values {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

func (w *world) user(role people.Role) people.User { return w.db.Config().Users[personOf(role)] }

// sets changes a person behind the back of the pages.
func (w *world) sets(role people.Role, change func(*people.User)) {
	w.Helper()
	w.alters(func(next *engine.Config) {
		u := next.Users[personOf(role)]
		change(&u)
		next.Users[u.ID] = u
	})
}

func (w *world) alters(change func(*engine.Config)) {
	w.Helper()
	_, err := config.Editor{Store: w.db, Now: w.now}.Do(w.Context(), engine.System(), func(next *engine.Config) error { change(next); return nil })
	w.must(err)
}

func factsOf(u people.User) (seen string) {
	return config.Version(struct {
		Name, Email, TimeZone, JobTitle string
		Role                            people.Role
	}{u.Name, u.Email, u.TimeZone, u.JobTitle, u.Role})
}

func TestThePeopleAreListedWithHowTheyAreReachedAndWhoIsNot(t *testing.T) {
	w := open(t)
	w.sets(viewer, func(u *people.User) { u.ContactMethods, u.NotificationRules = nil, nil })
	p := w.shows(responder, "/people")
	text := p.Body.String()
	for _, want := range []string{"The responder (you)", "mail", "push (phone)", "Cannot be reached: no contact method is set", "Cannot be reached: no push server is set, and the topic names none; no mail server is set"} {
		if !strings.Contains(text, want) {
			t.Errorf("the list does not say %q", want)
		}
	}
	if strings.Contains(text, "topic-") || strings.Contains(text, "/people/new") {
		t.Error("a responder sees addresses, or a way to add people")
	}
	if !strings.Contains(w.shows(admin, "/people").Body.String(), "/people/new") {
		t.Error("an admin can not add a person")
	}
}

func TestAddressesAreShownOnlyToThoseWhomTheyConcern(t *testing.T) {
	w := open(t)
	for by, want := range map[people.Role]bool{viewer: false, responder: true, other: false, admin: true, owner: true} {
		text := w.shows(by, "/people/PRESPONDER").Body.String()
		if strings.Contains(text, "topic-responder") != want || strings.Contains(text, `data-testid="wake"`) != want {
			t.Errorf("%s: the address is shown: %v, want %v", by, !want, want)
		}
	}
	if strings.Contains(w.shows(admin, "/people/POWNER").Body.String(), "topic-owner") {
		t.Error("an admin sees an owner's address")
	}
}

func TestAdminsChangeEverybodyButOwnersAndOwnersEverybody(t *testing.T) {
	w := open(t)
	for _, below := range []string{"/edit", "/methods/new", "/methods/M1POWNER", "/rules/new", "/handoffs/new", "/leave"} {
		before := w.head()
		w.asks(personOf(admin), "GET", "/people/POWNER"+below, "").wantStatus(http.StatusForbidden)
		w.posts(admin, "/people/POWNER"+below, fields("name", "Eve")).wantStatus(http.StatusForbidden)
		w.posts(other, "/people/PRESPONDER"+below, fields("name", "Eve")).wantStatus(http.StatusForbidden)
		if w.head() != before {
			t.Errorf("%s changed something", below)
		}
	}
	w.posts(admin, "/people/POWNER/invite", nil).wantStatus(http.StatusForbidden)
	w.posts(admin, "/people/POWNER/methods/M1POWNER/wake", nil).wantStatus(http.StatusForbidden)
	for _, by := range []people.Role{admin, owner} {
		form := fields("name", "Resi "+string(by), "email", "resi@example.net", "role", "scheduler", "time_zone", "Europe/Berlin", "seen", factsOf(w.user(responder)))
		w.wantNotice(by, w.posts(by, "/people/PRESPONDER/edit", form), "Saved.")
		if u := w.user(responder); u.Name != "Resi "+string(by) || u.Email != "resi@example.net" || u.Role != people.Scheduler || u.TimeZone != "Europe/Berlin" {
			t.Errorf("%s made %+v", by, u)
		}
	}
}

func TestNobodyRaisesThemselvesOrMakesAnOwnerWhoIsNone(t *testing.T) {
	w := open(t)
	form := fields("name", "Resi", "email", "root@example.net", "role", "owner", "time_zone", "UTC", "seen", factsOf(w.user(responder)))
	w.wantNotice(responder, w.posts(responder, "/profile/edit", form), "Saved.")
	if u := w.user(responder); u.Name != "Resi" || u.TimeZone != "UTC" || u.Email != "responder@example.net" || u.Role != people.Responder {
		t.Errorf("a responder made themselves %+v", u)
	}
	form.Set("seen", factsOf(w.user(viewer)))
	p := w.posts(admin, "/people/PVIEWER/edit", form)
	p.wantStatus(http.StatusBadRequest).says("error-role", "Only an owner makes an owner.")
	form.Set("seen", factsOf(w.user(admin)))
	w.posts(admin, "/profile/edit", form).wantStatus(http.StatusBadRequest)
	w.posts(admin, "/people/new", fields("name", "Eve", "email", "eve@example.net", "role", "owner", "time_zone", "UTC")).wantStatus(http.StatusBadRequest)
	if w.user(viewer).Role != people.Viewer || w.user(admin).Role != people.Admin {
		t.Error("an admin made an owner")
	}
}

func TestWhoIsMadeAViewerAndIsPagedStaysPagedAndThatIsSaid(t *testing.T) {
	w := open(t)
	w.alters(func(next *engine.Config) {
		p := next.Policies["PPOLI01"]
		p.Steps = []engine.Step{{ID: "PSTEP01", Delay: 5 * time.Minute, Targets: []people.Target{{User: personOf(responder)}}}}
		next.Policies[p.ID] = p
	})
	const why = "A viewer may not acknowledge, except by the link in a page, and escalation policy"
	w.shows(admin, "/people/PRESPONDER/edit").says("warning", why)
	w.shows(admin, "/people/PVIEWER/edit").has("warning", false)
	form := fields("name", "Resi", "email", "responder@example.net", "role", "viewer", "time_zone", "UTC", "seen", factsOf(w.user(responder)))
	w.wantNotice(admin, w.posts(admin, "/people/PRESPONDER/edit", form), "Saved. The responder was not told: no mail server is set. "+why)
	w.shows(admin, "/people/PRESPONDER").says("warnings", why)
	w.shows(admin, "/readiness").says("readiness", why)
	form.Set("seen", factsOf(w.user(responder)))
	form.Set("role", "responder")
	p := w.wantNotice(admin, w.posts(admin, "/people/PRESPONDER/edit", form), "Saved.")
	if p.has("warnings", false); strings.Contains(p.text("notice"), why) {
		t.Error("it is said of a responder")
	}
}

func TestTheLastOwnerCanNeitherStepDownNorLeave(t *testing.T) {
	w := open(t)
	form := fields("name", "Ona", "email", "owner@example.net", "role", "admin", "time_zone", "UTC", "seen", factsOf(w.user(owner)))
	p := w.posts(owner, "/profile/edit", form)
	p.wantStatus(http.StatusBadRequest).says("error-role", "This leaves nobody with the role owner.")
	if !strings.Contains(p.Body.String(), `value="Ona"`) {
		t.Error("what was typed is lost")
	}
	w.asks(personOf(owner), "GET", "/people/POWNER/leave", "").wantStatus(http.StatusConflict).says("problem", "the only owner")
	w.posts(owner, "/people/POWNER/leave", fields("seen", config.Version(w.user(owner)))).wantStatus(http.StatusConflict)
	if u := w.user(owner); u.Role != people.Owner || u.Disabled {
		t.Errorf("the owner is %+v", u)
	}

	w.sets(admin, func(u *people.User) { u.Role = people.Owner })
	w.posts(owner, "/people/POWNER/leave", fields("seen", config.Version(w.user(owner)))).wantStatus(http.StatusConflict).says("problem", "ask another admin")
	w.wantNotice(owner, w.posts(owner, "/profile/edit", form), "Saved.")
}

func TestOfTwoWhoEditAtOnceTheSecondLosesNothingAndOverwritesNothing(t *testing.T) {
	w := open(t)
	seen := factsOf(w.user(responder))
	form := func(name string) url.Values {
		return fields("name", name, "email", "responder@example.net", "role", "responder", "time_zone", "UTC", "seen", seen)
	}
	w.wantNotice(admin, w.posts(admin, "/people/PRESPONDER/edit", form("First")), "Saved.")
	p := w.posts(owner, "/people/PRESPONDER/edit", form("Second"))
	p.wantStatus(http.StatusConflict).says("form-problem", "Somebody else has changed this")
	if !strings.Contains(p.Body.String(), `value="Second"`) || w.user(responder).Name != "First" {
		t.Errorf("the name is %q", w.user(responder).Name)
	}
}

func TestARefusedFormNamesTheFieldAndKeepsWhatWasTyped(t *testing.T) {
	w := open(t)
	for name, tc := range map[string]struct {
		form  url.Values
		field string
		want  string
	}{
		"no name":     {fields("email", "new@example.net", "role", "responder", "time_zone", "UTC"), "name", "A name is needed."},
		"no address":  {fields("name", "Nele", "role", "responder", "time_zone", "UTC"), "email", ""},
		"bad address": {fields("name", "Nele", "email", "nele at home", "role", "responder", "time_zone", "UTC"), "email", ""},
		"taken":       {fields("name", "Nele", "email", "VIEWER@example.net", "role", "responder", "time_zone", "UTC"), "email", "The viewer has this address already."},
		"no role":     {fields("name", "Nele", "email", "new@example.net", "role", "boss", "time_zone", "UTC"), "role", "Choose a role."},
		"no zone":     {fields("name", "Nele", "email", "new@example.net", "role", "responder", "time_zone", "Mars/Olympus"), "time_zone", ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := w.head()
			p := w.posts(admin, "/people/new", tc.form)
			p.wantStatus(http.StatusBadRequest).has("error-"+tc.field, true)
			if tc.want != "" {
				p.says("error-"+tc.field, tc.want)
			}
			for _, field := range []string{"name", "email", "time_zone"} {
				if v := tc.form.Get(field); v != "" && !strings.Contains(p.Body.String(), `value="`+v+`"`) {
					t.Errorf("%s is lost", field)
				}
			}
			if w.head() != before {
				t.Error("something was changed")
			}
		})
	}
}

func TestAnInvitedPersonSetsTheirPasswordOnceAndSignsIn(t *testing.T) {
	w := open(t)
	w.must(signable(w))
	p := w.posts(admin, "/people/new", fields("name", "Nele Neu", "email", "nele@example.net", "role", "responder", "time_zone", "Europe/Berlin"))
	p.wantStatus(http.StatusOK).says("invitation", "Nele Neu is added.")
	u, known := w.db.Config().ByEmail("nele@example.net")
	if !known || u.Role != people.Responder || u.ID == "" {
		t.Fatalf("made is %+v", u)
	}
	_, rest, _ := strings.Cut(p.Body.String(), `value="http://pager.example.net/invite/`)
	path := "/invite/" + rest[:strings.Index(rest, `"`)]
	for range 2 { // looking, as scanners do, uses nothing up
		w.asks("", "GET", path, "").wantStatus(http.StatusOK).has("set-password", true)
	}
	w.asks("", "POST", path, fields("password", "short").Encode()).wantStatus(http.StatusBadRequest).has("error-password", true)
	done := w.asks("", "POST", path, fields("password", "nine yellow towers").Encode())
	done.wantStatus(http.StatusSeeOther)
	if at := done.Result().Header.Get("Location"); at != "/invite/done" {
		t.Errorf("it leads to %q", at)
	}
	w.asks("", "GET", path, "").wantStatus(http.StatusNotFound).says("problem", "does not work")
	w.asks("", "POST", path, fields("password", "another long password").Encode()).wantStatus(http.StatusNotFound)
	in := w.asks("", "POST", "/signin", fields("email", "nele@example.net", "password", "nine yellow towers").Encode())
	in.wantStatus(http.StatusSeeOther)
}

func TestALinkGoesByMailWhereAServerIsSetAndThePageSaysWhatBecameOfIt(t *testing.T) {
	w := open(t)
	w.shows(admin, "/people/new").says("cannot-mail", "No mail server is set")
	p := w.posts(admin, "/people/PRESPONDER/invite", fields("mail", "yes")) // the server was taken away meanwhile: the link is shown all the same
	p.wantStatus(http.StatusOK).says("invitation", "Hand this link over yourself")
	w.alters(func(next *engine.Config) {
		next.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 465, TLS: "tls", From: "wakeman@example.net"}
	})
	w.shows(admin, "/people/new").has("cannot-mail", false)
	p = w.posts(admin, "/people/PRESPONDER/invite", fields("mail", "yes"))
	p.wantStatus(http.StatusOK).says("mailed", "It is on its way to")
	_, rest, _ := strings.Cut(p.Body.String(), "/invite/")
	secret := rest[:strings.Index(rest, `"`)]
	w.asks("", "GET", "/invite/"+secret, "").wantStatus(http.StatusOK)
	person := w.shows(admin, "/people/PRESPONDER")
	person.says("mailed", "Mailed to")
	person.says("invite", "Send a link again")
	if body := w.shows(admin, "/deliveries").Body.String(); strings.Contains(body, secret) || !strings.Contains(body, "Your link to sign in") {
		t.Error("the list of messages has the link, or has not the mail")
	}
}

func TestLeavingSaysWhatNobodyHasThenAndEndsEverything(t *testing.T) {
	w := open(t)
	w.must(setPassword(w, responder, "seven grey routers"))
	weekly := schedules.Layer{ID: "L1", Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Week}, Users: []schedules.Slot{{personOf(responder)}, {personOf(other)}}}
	w.alters(func(next *engine.Config) {
		next.Schedules = map[string]schedules.Schedule{"PSCHED1": {ID: "PSCHED1", Name: "Primary", TimeZone: "America/Chicago", Layers: []schedules.Layer{weekly}}}
		alternate := weekly
		alternate.Users = []schedules.Slot{{personOf(responder)}, {}}
		next.Schedules["PSCHED2"] = schedules.Schedule{ID: "PSCHED2", Name: "Backup", TimeZone: "America/Chicago", Layers: []schedules.Layer{alternate}}
		next.Settings.Fallback = []string{personOf(responder)}
		alone, managed := people.Team{ID: "PTEAM01", Name: "Towers"}, people.Team{ID: "PTEAM02", Name: "Core"}
		next.Teams = map[string]people.Team{
			alone.ID:   alone.With(personOf(responder), people.TeamObserver),
			managed.ID: managed.With(personOf(responder), people.TeamManager).With(personOf(other), people.TeamResponder),
		}
	})
	n := w.opens("a", "Tower North: no power")
	p := w.shows(admin, "/people/PRESPONDER/leave")
	p.says("kept", "Primary: others are on call then; the next of the rotation stands in.")
	p.says("bare", "Backup: nobody is on call from Mon 2 Mar 09:00 to Mon 9 Mar 09:00, and once more in the next four weeks (CST).")
	p.says("bare", "Default: step 1 pages nobody, and is passed at once.")
	p.says("bare", "Fallback contacts: none is left")
	p.says("bare", "Team Towers: nobody is left in it.")
	p.says("bare", "Team Core: no manager is left.")
	p.says("ends", "Tower North: no power")

	old := config.Version(w.user(responder))
	w.sets(responder, func(u *people.User) { u.JobTitle = "Fitter" })
	w.posts(admin, "/people/PRESPONDER/leave", fields("seen", old)).wantStatus(http.StatusConflict).says("form-problem", "Somebody else has changed The responder")
	if w.user(responder).Disabled {
		t.Fatal("left, although the page was out of date")
	}
	w.wantNotice(admin, w.posts(admin, "/people/PRESPONDER/leave", fields("seen", config.Version(w.user(responder)))), "The responder has left. Everything of theirs has ended. The responder was not told: no mail server is set.")
	if !w.user(responder).Disabled {
		t.Fatal("the responder is still there")
	}
	w.asks("", "POST", "/signin", fields("email", "responder@example.net", "password", "seven grey routers").Encode()).wantStatus(http.StatusUnauthorized)
	w.shows(admin, "/people").says("left", "The responder was responder")
	w.posts(admin, "/people/PRESPONDER/methods/M1PRESPONDER/wake", nil).wantStatus(http.StatusSeeOther)
	if in := w.incident(n); in.Status != engine.Triggered {
		t.Errorf("the incident is %s", in.Status)
	}
	w.wantNotice(admin, w.posts(admin, "/people/PRESPONDER/return", fields()), "The responder is back")
	if w.user(responder).Disabled {
		t.Error("the responder is not back")
	}
}

func TestWhoSharesADutyLeavesNothingBare(t *testing.T) {
	w := open(t)
	w.alters(func(next *engine.Config) {
		p := next.Policies["PPOLI01"]
		p.Steps = []engine.Step{{ID: "PSTEP01", Delay: 5 * time.Minute, Targets: []people.Target{{User: personOf(responder)}, {User: personOf(other)}}}}
		next.Policies[p.ID] = p
		team := people.Team{ID: "PTEAM01", Name: "Towers"}
		next.Teams = map[string]people.Team{team.ID: team.With(personOf(responder), people.TeamManager).With(personOf(other), people.TeamManager)}
	})
	p := w.shows(admin, "/people/PRESPONDER/leave")
	p.has("bare", false)
	p.says("kept", "Default: step 1 goes on with The scheduler.")
	p.says("kept", "Team Towers: the others stay.")
}

func TestHostileNamesStayText(t *testing.T) {
	w := open(t)
	w.sets(responder, func(u *people.User) { u.Name = `<script>alert(1)</script> "O'Neil"` })
	w.sets(responder, func(u *people.User) { u.ContactMethods[0].Label = `<b onclick=x>phone</b>` })
	for _, path := range []string{"/people", "/people/PRESPONDER", "/people/PRESPONDER/edit", "/people/PRESPONDER/leave", "/people/PRESPONDER/rules/new", "/people/PRESPONDER/methods/M1PRESPONDER", "/people/PRESPONDER/methods/M1PRESPONDER/delete"} {
		text := w.shows(admin, path).Body.String()
		if strings.Contains(text, "<script>alert") || strings.Contains(text, "<b onclick") {
			t.Errorf("%s: markup in a name is markup on the page", path)
		}
	}
}
