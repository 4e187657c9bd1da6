package ui_test

import (
	"net/http"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth"
	"wakeman/web/auth/openid/openidtest"
)

func TestTheAuditLogTellsWhoChangedWhat(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	w.does(responder, n, engine.Act{Acknowledge: true})
	id := engine.IncidentID(n)
	w.shows(owner, "/audit").says("audit", "incident.acknowledge", id, "The responder", "LibreNMS")
	w.shows(owner, "/audit?actor="+personOf(responder)).says("audit", "incident.acknowledge")
	if text := w.shows(owner, "/audit?actor="+personOf(responder)).text("audit"); strings.Contains(text, "incident.trigger") {
		t.Error("somebody else's change is listed")
	}
	if text := w.shows(owner, "/audit?action=incident.trigger").text("audit"); strings.Contains(text, "incident.acknowledge") {
		t.Error("another action is listed")
	}
	w.shows(owner, "/audit?action=incident").says("audit", "incident.acknowledge", "incident.trigger")
	if text := w.shows(owner, "/audit?q=nothing+like+it").Body.String(); !strings.Contains(text, "Nothing matches") {
		t.Error("an empty search does not say so")
	}
}

func TestOnlyAdminsSeeTheAuditLog(t *testing.T) {
	w := open(t)
	for _, role := range roles() {
		for _, path := range []string{"/audit", "/audit/access", "/audit/access.csv"} {
			want := http.StatusForbidden
			if role.AtLeast(people.Admin) {
				want = http.StatusOK
			}
			if got := w.asks(personOf(role), http.MethodGet, path, "").Code; got != want {
				t.Errorf("%s is answered %d to a %s, want %d", path, got, role, want)
			}
		}
	}
}

func TestTheAccessReportIsSafeForASpreadsheet(t *testing.T) {
	w := open(t)
	next := *w.db.Config()
	next.Users = map[string]people.User{}
	for id, u := range w.db.Config().Users {
		next.Users[id] = u
	}
	viewer := next.Users[personOf(people.Viewer)]
	viewer.Name = `=HYPERLINK("http://192.0.2.1/","x")`
	next.Users[viewer.ID] = viewer
	w.configure(&next)
	if report := w.shows(owner, "/audit/access").Body.String(); !strings.Contains(report, "The owner") || !strings.Contains(report, "no: has no password") {
		t.Error("the report does not say who can sign in")
	}
	text := w.asks(personOf(owner), http.MethodGet, "/audit/access.csv", "").Body.String()
	if !strings.Contains(text, `"'=HYPERLINK(""http://192.0.2.1/"",""x"")"`) {
		t.Errorf("the table holds a formula:\n%s", text)
	}
	if !strings.Contains(text, `escalation policy ""Default""`) {
		t.Errorf("the table does not tell duties:\n%s", text)
	}
}

func TestTheAccessReportNamesEveryWayInAndWhatIsReachedBeside(t *testing.T) {
	w := provided(t)
	w.newcomer() // has an account at the provider, and nothing else
	next, _ := w.db.Config().ByEmail("new@example.net")
	w.signsIn(people.Scheduler).adds(newGadget(), "Phone")
	keyed := people.User{ID: "PKEYED1", Name: "Kim Key", Email: "kim@example.net", Role: people.Responder, TimeZone: "UTC"}
	w.alters(func(c *engine.Config) {
		c.Settings.OIDC = &engine.OIDCSettings{Issuer: openidtest.Issuer, ClientID: openidtest.ClientID, AllowDomains: []string{"example.org"}, Label: "Larkfield"}
		c.Users[keyed.ID] = keyed
		c.Teams = map[string]people.Team{"PTEAM01": people.Team{ID: "PTEAM01", Name: "Towers"}.With(keyed.ID, people.TeamManager)}
	})
	w.must(w.db.ChangeFactors(t.Context(), store.FactorsChange{User: keyed.ID, Do: func(f people.Factors) (people.Factors, error) {
		f.Second = people.SecondFactor{User: keyed.ID, CreatedAt: w.now(), Codes: []people.RecoveryCode{{Hash: "x"}}}
		f.Passkeys = []people.Passkey{{ID: "PPASS99", User: keyed.ID, Name: "Key ring", RPID: "pager.example.net", Credential: "YQ", PublicKey: []byte{1}, CreatedAt: w.now()}}
		return f, nil
	}}))
	_, _, err := w.auth.Inviter(w.db).Invite(t.Context(), keyed.ID, engine.System())
	w.must(err)
	_, _, err = w.auth.CreateCalendar(t.Context(), auth.NewToken{Name: "pocket", User: keyed.ID, Actor: engine.System()})
	w.must(err)

	cards := map[string]string{}
	report := w.shows(owner, "/audit/access")
	for _, text := range report.texts("person") {
		for _, name := range []string{next.Name, keyed.Name, "The scheduler", "The viewer"} {
			if strings.HasPrefix(strings.TrimSpace(text), name) {
				cards[name] = text
			}
		}
	}
	table := w.asks(personOf(owner), http.MethodGet, "/audit/access.csv", "").Body.String()
	for name, want := range map[string][]string{
		next.Name:       {"through Larkfield as new@example.net"},
		"The scheduler": {"with a password and a passkey; or with a passkey alone"},
		"The viewer":    {"with a password only"},
		keyed.Name:      {"with a passkey alone", "Towers (manager, changes its schedules)", "Open invitation", "pocket", "own shifts, never used"},
	} {
		for _, words := range want {
			if !strings.Contains(cards[name], words) {
				t.Errorf("the card of %s does not say %q: %s", name, words, cards[name])
			}
		}
		if !strings.Contains(table, want[0]) {
			t.Errorf("the table does not say %q:\n%s", want[0], table)
		}
	}
	if !strings.Contains(table, `"calendar address","pocket`) || !strings.Contains(table, `"Towers (manager, changes its schedules)","20`) {
		t.Errorf("the table lacks the calendar address, or the team and the open invitation:\n%s", table)
	}
}
