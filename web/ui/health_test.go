package ui_test

import (
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/ui"
	"wakeman/web/ui/view"
	"wakeman/web/upkeep"
)

func TestARestoredBoxAsksBeforeItPages(t *testing.T) {
	first := open(t)
	first.opens("a", "Tower North: no power")
	file := filepath.Join(t.TempDir(), "backup")
	_, err := first.db.Backup(t.Context(), file)
	first.must(err)
	dir := filepath.Join(t.TempDir(), "data")
	_, err = store.Restore(t.Context(), file, dir, false)
	first.must(err)

	w := openIn(t, dir)
	w.opens("b", "Tower South: no power")
	for _, path := range []string{"/", "/incidents/1", "/menu"} {
		w.shows(responder, path).says("banner", "This box pages nobody")
	}
	w.posts(responder, "/health/start-paging", nil).wantStatus(http.StatusForbidden)
	if _, held := w.db.Hold(); !held {
		t.Fatal("a responder started paging")
	}
	w.shows(owner, "/health/start-paging").says("confirm", "2 triggered incidents page whoever is on call now.")
	if _, held := w.db.Hold(); !held {
		t.Fatal("looking at the question started paging")
	}
	p := w.wantNotice(owner, w.posts(owner, "/health/start-paging", nil), "This box pages again.")
	p.has("banner", false)
	if _, held := w.db.Hold(); held || w.released != 1 {
		t.Error("paging did not start")
	}
	w.posts(owner, "/health/start-paging", nil).wantStatus(http.StatusConflict).says("problem", "This box pages already")
}

func TestABoxThatIsStuckSaysSoOnEveryPage(t *testing.T) {
	w := open(t)
	w.set(begin().Add(30 * time.Second))
	w.shows(viewer, "/").has("banner", false)
	w.set(begin().Add(2 * time.Minute))
	for _, path := range []string{"/", "/services", "/menu", "/nowhere"} {
		w.asks(personOf(viewer), "GET", path, "").says("banner", "Wakeman is stuck: nothing has been escalated since 02:00 CST.")
	}
	w.step()
	w.shows(viewer, "/").has("banner", false)
}

func TestAnAuditLogThatWasChangedIsToldToAdminsOnEveryPage(t *testing.T) {
	problem := ""
	w := open(t, func(o *ui.Options) {
		o.AuditCheck = func() (time.Time, string) { return begin(), problem }
	})
	wantLine(t, w.shows(owner, "/health").texts("check"), "Audit log", "Verified every night")
	w.shows(owner, "/").has("banner", false)
	problem = "row 7: this row was changed"
	wantLine(t, w.shows(owner, "/health").texts("check"), "Audit log", "Row 7: this row was changed.")
	w.shows(owner, "/").says("banner", "The audit log is not what it was.")
	w.shows(viewer, "/").has("banner", false)
}

func TestABoxThatNeverTickedIsStuckToo(t *testing.T) {
	w := open(t, func(o *ui.Options) { o.Engine = never{o.Engine} })
	w.set(begin().Add(2 * time.Minute))
	w.shows(viewer, "/").says("banner", "Wakeman is stuck")
}

// never is an engine whose first tick does not end.
type never struct{ ui.Engine }

func (never) LastTick() time.Time { return time.Time{} }

func TestHealthSaysWhoWouldReachNobody(t *testing.T) {
	w := open(t)
	checks := func() string { return w.shows(viewer, "/health").Body.String() }
	if !strings.Contains(checks(), "Every policy in use reaches somebody now.") {
		t.Error("the small provider reaches nobody")
	}
	c := smallProvider()
	for id, u := range c.Users {
		u.ContactMethods = nil
		c.Users[id] = u
	}
	c.Policies["PPOLI02"] = engine.Policy{ID: "PPOLI02", Name: "Empty"}
	mail := c.Services["PMAIL01"]
	mail.Policy = "PPOLI02"
	c.Services["PMAIL01"] = mail
	w.configure(c)
	for _, want := range []string{"Default: This policy would reach nobody now", "Empty: This policy has no steps"} {
		if !strings.Contains(checks(), want) {
			t.Errorf("health does not say %q", want)
		}
	}
}

func TestHealthWarnsOfPasswordsOnTheWireUnlessThereIsTLSOnTheWay(t *testing.T) {
	warned := func(tls bool) bool {
		w := open(t)
		p := w.asks(personOf(owner), "GET", "/health", "", "Encrypted", map[bool]string{true: "yes"}[tls], "X-Forwarded-Proto", "https")
		return strings.Contains(p.Body.String(), "passwords cross the network")
	}
	if !warned(false) {
		t.Error("a header that anybody can send hides the warning")
	}
	if warned(true) {
		t.Error("it warns in spite of TLS")
	}
}

func TestOnlyAdminsSeeWhereTheBoxKeepsItsData(t *testing.T) {
	w := open(t, func(o *ui.Options) {
		o.Facts = func() []view.Field { return []view.Field{{Name: "Data directory", Value: "/srv/secret-place"}} }
	})
	for _, role := range roles() {
		if got := strings.Contains(w.shows(role, "/health").Body.String(), "/srv/secret-place"); got != role.AtLeast(people.Admin) {
			t.Errorf("%s sees the data directory: %v", role, got)
		}
	}
}

func TestHealthNamesTheFlagForAProxyThatNobodyListed(t *testing.T) {
	w := open(t)
	if strings.Contains(w.shows(admin, "/health").Body.String(), "a proxy that is not listed") {
		t.Error("it warns of a proxy where there is none")
	}
	w.upkeep.unlisted = []upkeep.UnlistedProxy{{Network: netip.MustParsePrefix("127.0.0.1/32"), At: time.Now()}}
	for _, role := range roles() {
		page := w.shows(role, "/health").Body.String()
		if !strings.Contains(page, "a proxy that is not listed") {
			t.Errorf("%s is not warned", role)
		}
		if got := strings.Contains(page, "--trusted-proxy 127.0.0.1/32"); got != role.AtLeast(people.Admin) {
			t.Errorf("%s reads the address: %v", role, got)
		}
	}
}
