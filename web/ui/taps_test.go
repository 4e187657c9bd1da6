package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// pressed is what the form of a button with these words sends, and where; the button's own name and value with it.
func (p *page) pressed(label string) (path string, form url.Values) {
	p.Helper()
	form = url.Values{}
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "button" && strings.Contains(words(n), label) }) {
		if name := attr(n, "name"); name != "" {
			form.Set(name, attr(n, "value"))
		}
		for n.Data != "form" {
			n = n.Parent
		}
		for d := range n.Descendants() {
			if d.Data == "input" {
				form.Set(attr(d, "name"), attr(d, "value"))
			}
		}
		return attr(n, "action"), form
	}
	p.Fatalf("%s: there is no button %q", p.what, label)
	return "", nil
}

// tapped presses a button with these words.
func (w *world) tapped(by people.Role, p *page, label string) *page {
	w.Helper()
	path, form := p.pressed(label)
	return w.posts(by, path, form)
}

// taps is the page behind a link with these words, with redirects.
func (w *world) taps(by people.Role, p *page, link string) *page {
	w.Helper()
	for _, n := range p.all(func(n *html.Node) bool { return n.Data == "a" && words(n) == link }) {
		next := w.asks(personOf(by), "GET", attr(n, "href"), "")
		if next.Code == http.StatusSeeOther {
			next = w.shows(by, next.Result().Header.Get("Location"))
		}
		return next.wantStatus(http.StatusOK)
	}
	w.Fatalf("%s: there is no link %q", p.what, link)
	return nil
}

func TestAnAbsenceIsTwoTapsFromEveryPageOneStartsOnAndUndoneWithOne(t *testing.T) {
	for _, start := range []string{"/", "/oncall", "/my-shifts"} {
		w := rota(t, mailed)
		p := w.taps(people.Responder, w.shows(people.Responder, start), "I am away")
		if got := strings.Join(p.texts("preset"), "\n"); !strings.Contains(got, "Tomorrow Tue 17 Mar 2026 Primary : The scheduler stands in") ||
			!strings.Contains(got, "Tonight Mon 16 Mar 18:00 – Tue 17 Mar 08:00 Primary : The scheduler stands in") ||
			!strings.Contains(got, "The rest of this shift Mon 16 Mar 10:00 – Mon 23 Mar 09:00") ||
			!strings.Contains(got, "This weekend Sat 21 Mar – Sun 22 Mar 2026") || !strings.Contains(got, "Next week Mon 23 Mar – Sun 29 Mar 2026") {
			t.Fatalf("%s: offered is\n%s", start, got)
		}
		done := w.tapped(people.Responder, p, "Tomorrow")
		done.wantRedirect("/profile/absences")
		said := w.wantNotice(people.Responder, done, "Away Tue 17 Mar 2026. Primary: The scheduler. Told by mail: The scheduler.")
		if on := w.onAt(monday().AddDate(0, 0, 1)); on != personOf(people.Scheduler) {
			t.Fatalf("%s: on call tomorrow: %s", start, on)
		}
		w.tapped(people.Responder, said, "Undo").wantRedirect("/profile/absences")
		if on := w.onAt(monday().AddDate(0, 0, 1)); on != personOf(people.Responder) || len(w.user(people.Responder).Absences) != 0 {
			t.Errorf("%s: undone, on call: %s; %v", start, on, w.user(people.Responder).Absences)
		}
	}
}

func TestWhatIsEnteredAlreadyIsNotOfferedAgain(t *testing.T) {
	w := rota(t)
	p := w.shows(people.Responder, "/profile/absences")
	w.tapped(people.Responder, p, "Tomorrow").wantRedirect("/profile/absences")
	if got := strings.Join(w.shows(people.Responder, "/profile/absences").texts("preset"), "\n"); strings.Contains(got, "Tomorrow Tue 17") || !strings.Contains(got, "Tonight") {
		t.Errorf("offered is\n%s", got)
	}
}

func TestAPresetThatLeavesNobodyOnCallIsLookedAtFirst(t *testing.T) {
	w := rota(t, away(people.Scheduler, monday(), monday().AddDate(0, 0, 7)))
	p := w.shows(people.Responder, "/profile/absences")
	if got := strings.Join(p.texts("preset"), "\n"); !strings.Contains(got, "nobody is on call then") || !strings.Contains(got, "Somebody is missing") {
		t.Errorf("offered is\n%s", got)
	}
	looked := w.tapped(people.Responder, p, "Tomorrow")
	looked.wantStatus(http.StatusOK)
	looked.says("effects", "Tue 17 Mar 00:00 – Wed 18 Mar 00:00", "Nobody", "Save, though nobody is on call then")
	if len(w.user(people.Responder).Absences) != 0 {
		t.Fatal("saved before it was seen")
	}
}

// The page may have been open for a while: who stood in then may be away now.
func TestAPresetIsLookedAtAgainWhenSomebodyElseWouldStandInByThen(t *testing.T) {
	w := rota(t)
	p := w.shows(people.Responder, "/profile/absences")
	w.alters(func(c *engine.Config) {
		u := c.Users[personOf(people.Scheduler)]
		u.Absences = []schedules.Absence{{ID: "PAWAY99", User: u.ID, Start: monday(), End: monday().AddDate(0, 0, 7)}}
		c.Users[u.ID] = u
	})
	looked := w.tapped(people.Responder, p, "Tomorrow")
	looked.wantStatus(http.StatusOK)
	looked.says("effects", "Nobody", "Save, though nobody is on call then")
	if len(w.user(people.Responder).Absences) != 0 {
		t.Fatal("a gap was left that nobody has seen")
	}
}

func TestAnAbsenceFromOneScheduleAloneIsTwoTapsToo(t *testing.T) {
	w := rota(t)
	p := w.taps(people.Responder, w.shows(people.Responder, primary), "Away from this schedule alone")
	said := w.wantNotice(people.Responder, w.tapped(people.Responder, p, "Tomorrow"), "Away Tue 17 Mar 2026. Primary: The scheduler.")
	if on := w.onAt(monday().AddDate(0, 0, 1)); on != personOf(people.Scheduler) || len(w.user(people.Responder).Absences) != 0 {
		t.Errorf("on call: %s", on)
	}
	w.tapped(people.Responder, said, "Undo").wantRedirect(primary)
	if on := w.onAt(monday().AddDate(0, 0, 1)); on != personOf(people.Responder) {
		t.Errorf("undone, on call: %s", on)
	}
}

func TestWhoTakesAShiftIsAskedWithTwoTapsAndASwapToo(t *testing.T) {
	for tap, want := range map[string]struct {
		to   people.Role
		back bool
	}{"Ask everybody who can take it": {}, "Ask The scheduler": {to: people.Scheduler}, "Ask The admin": {to: people.Admin}, "Swap with The scheduler": {to: people.Scheduler, back: true}} {
		w := rota(t, mailed)
		p := w.taps(people.Responder, w.shows(people.Responder, "/"), "Ask who takes my shift")
		p.says("swap-form", "Mon 16 Mar 10:00 – Mon 23 Mar 09:00", "Or another shift:", "Mon 30 Mar 09:00 – Mon 6 Apr 09:00")
		done := w.tapped(people.Responder, p, tap)
		s := w.db.Config().Schedules["PSCHED1"]
		if len(s.Swaps) != 1 {
			t.Fatalf("%s: %d requests: %s", tap, len(s.Swaps), done.problem())
		}
		if x := s.Swaps[0]; want.to == "" && x.To != "" || want.to != "" && x.To != personOf(want.to) || x.Return.Start.IsZero() == want.back || !x.End.Equal(monday().AddDate(0, 0, 7)) {
			t.Errorf("%s: %+v", tap, x)
		}
		said := w.wantNotice(people.Responder, done, "Asked.")
		if w.on() != personOf(people.Responder) {
			t.Errorf("%s: who asks is off", tap)
		}
		w.tapped(people.Responder, said, "Undo").wantRedirect(primary)
		if n := len(w.db.Config().Schedules["PSCHED1"].Swaps); n != 0 {
			t.Errorf("%s: undone, and %d requests are open", tap, n)
		}
	}
}

func TestWhoIsNotFreeIsNotOfferedToBeAsked(t *testing.T) {
	w := rota(t, away(people.Scheduler, monday(), monday().AddDate(0, 0, 14)))
	p := w.shows(people.Responder, primary+"/swaps/new")
	p.says("swap-form", "On call or away then: The scheduler")
	if got := strings.Join(p.texts("choice"), "\n"); strings.Contains(got, "The scheduler") || !strings.Contains(got, "The admin") {
		t.Errorf("offered is\n%s", got)
	}
}

func TestWhoIsInNoRotationIsNotOfferedWhatTheyCannotDo(t *testing.T) {
	w := rota(t)
	for _, role := range []people.Role{people.Viewer, people.Admin} {
		for _, page := range []string{"/", "/oncall", "/my-shifts"} {
			if got := w.shows(role, page).Body.String(); strings.Contains(got, "Ask who takes my shift") {
				t.Errorf("a %s is offered it on %s", role, page)
			}
		}
	}
	w.asks(personOf(people.Admin), "GET", "/my-shifts/ask", "").wantRedirect("/my-shifts")
}

func TestAnAbsenceFromAShiftIsFilledInAndSaysWhatItDoes(t *testing.T) {
	w := rota(t, func(_ *engine.Config, s *schedules.Schedule) {
		s.Layers[0].Turn = schedules.TurnOfSeconds(12 * 3600)
		s.Layers[0].Users = append(s.Layers[0].Users, s.Layers[0].Users[1])
	})
	p := w.taps(people.Responder, w.shows(people.Responder, primary), "I am away then")
	p.says("effects", "The scheduler", "Save")
	if p.field("user") != "" || len(w.db.Config().Schedules["PSCHED1"].Absences) != 0 {
		t.Fatal("a responder is asked who, or looking at it did it")
	}
	w.tapped(people.Responder, p, "Save").wantRedirect(primary)
	if all := w.db.Config().Schedules["PSCHED1"].Absences; len(all) != 1 || all[0].User != personOf(people.Responder) {
		t.Errorf("entered: %+v", all)
	}
	theirs := w.taps(people.Scheduler, w.shows(people.Scheduler, primary), "Is away then")
	theirs.says("effects", "The scheduler", "Save")
	if got := w.shows(people.Viewer, primary).text("shifts"); strings.Contains(got, "away then") {
		t.Errorf("a viewer is offered it: %s", got)
	}
	w.asks(personOf(people.Responder), "GET", awayPath+"?user="+personOf(people.Scheduler)+"&from=2026-03-18&till=2026-03-18", "").wantStatus(http.StatusForbidden)
}

func TestEveryRoleSeesWhoIsOnCallNowAndNextAndWhetherTheyCanBeReached(t *testing.T) {
	w := rota(t, func(c *engine.Config, _ *schedules.Schedule) {
		c.Settings.Push = &engine.PushSettings{Server: "https://ntfy.example.net"}
		u := c.Users[personOf(people.Scheduler)]
		u.ContactMethods, u.NotificationRules = nil, nil
		c.Users[u.ID] = u
		for id, p := range c.Policies {
			p.Steps = []engine.Step{{Delay: p.Steps[0].Delay, Targets: []people.Target{{Schedule: "PSCHED1"}}}}
			c.Policies[id] = p
		}
	})
	policies := len(w.db.Config().Policies)
	for role, may := range map[people.Role][]string{
		people.Viewer: {"", ""}, people.Responder: {"I am away", ""}, people.Scheduler: {"I am away", "Take on-call now"}, people.Admin: {"", "Take on-call now"},
	} {
		p := w.shows(role, "/oncall")
		now, next := p.texts("person"), p.texts("then")
		if len(now) != policies || len(next) != policies {
			t.Fatalf("a %s sees %d people of %d policies, and %d who come next", role, len(now), policies, len(next))
		}
		for i := range now {
			who, then := "The responder", "The scheduler"
			if role == people.Responder {
				who = "You"
			}
			if role == people.Scheduler {
				then = "The scheduler (you)"
			}
			if !strings.HasPrefix(now[i], who+" Reachable") || !strings.Contains(now[i], "until 23 Mar 09:00 Primary") || !strings.HasPrefix(next[i], "then "+then+" Cannot be reached no contact method is set") {
				t.Errorf("a %s sees %q, then %q", role, now[i], next[i])
			}
		}
		for i, id := range []string{"own-tasks", "step"} {
			if got := p.text(id); may[i] != "" && !strings.Contains(got, may[i]) || may[i] == "" && (strings.Contains(got, "Take on-call") || strings.Contains(got, "away")) {
				t.Errorf("a %s is offered %q", role, got)
			}
		}
	}
}
