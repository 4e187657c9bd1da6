package ui_test

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
)

// madeKeys are keys of an admin who leaves, of somebody who stays, and of nobody; by name, with their ids.
func madeKeys(w *world) map[string]string {
	w.Helper()
	ids := map[string]string{}
	for _, t := range []people.Token{
		{Name: "export", Scope: people.FullScope, Maker: personOf(people.Admin)},
		{Name: "report", Scope: people.ReadScope, Maker: personOf(people.Admin)},
		{Name: "screen", Scope: people.WallboardScope, Maker: personOf(people.Admin)},
		{Name: "librenms", Scope: people.IngestScope, Integration: "PINT001", Maker: personOf(people.Admin), UsedAt: w.now().Add(-2 * time.Hour)},
		{Name: "zabbix", Scope: people.IngestScope, Integration: "PINT001", Maker: personOf(people.Admin)},
		{Name: "over", Scope: people.FullScope, Maker: personOf(people.Admin), ExpiresAt: w.now()},
		{Name: "owner's", Scope: people.FullScope, Maker: personOf(people.Owner)},
		{Name: "root's", Scope: people.FullScope},
	} {
		t.ID = "K" + strings.ToUpper(t.Name)
		t.Hash, t.Hint, t.CreatedAt, t.CreatedBy = "hash of "+t.Name, "wk_…"+t.Name, w.now(), "somebody"
		ids[t.Name] = t.ID
		w.must(w.db.PutToken(w.Context(), t, &engine.AuditRow{At: w.now(), Actor: engine.System(), Action: "token.create", Object: t.ID}))
	}
	return ids
}

func (w *world) keyNames() (names []string) {
	w.Helper()
	list, err := w.auth.Tokens()
	w.must(err)
	for _, t := range list {
		names = append(names, t.Name)
	}
	slices.Sort(names)
	return names
}

// ticks are the boxes of a page by value, and whether each is ticked.
func ticks(p *page, name string) map[string]bool {
	boxes := map[string]bool{}
	for _, n := range p.all(func(n *node) bool { return n.Data == "input" && attr(n, "name") == name }) {
		boxes[attr(n, "value")] = slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" })
	}
	return boxes
}

func leaveForm(w *world, keys ...string) url.Values {
	form := fields("seen", config.Version(w.user(people.Admin)))
	form["revoke"] = keys
	return form
}

const adminLeaves = "/people/PADMIN/leave"

func TestWhoLeavesIsAskedAboutTheKeysTheyMade(t *testing.T) {
	w := open(t)
	ids := madeKeys(w)
	p := w.shows(people.Owner, adminLeaves)
	want := map[string]bool{ids["export"]: true, ids["report"]: true, ids["screen"]: true, ids["librenms"]: false, ids["zabbix"]: false}
	if got := ticks(p, "revoke"); !maps.Equal(got, want) {
		t.Errorf("offered are %v, want %v", got, want)
	}
	for _, row := range p.texts("leave-key") {
		warned, sends := strings.Contains(row, "nobody is paged for them"), strings.Contains(row, "librenms") || strings.Contains(row, "zabbix")
		if warned != sends {
			t.Errorf("warned is %v: %s", warned, row)
		}
	}
	p.says("leave-keys", "sends events to Core network / LibreNMS", "last used 2 h ago", "never used")
	w.shows(people.Owner, "/people/PRESPONDER/leave").has("leave-keys", false)
}

func TestTheTickedKeysEndWithWhoeverMadeThemAndNoOthers(t *testing.T) {
	w := open(t)
	ids := madeKeys(w)
	done := w.posts(people.Owner, adminLeaves, leaveForm(w, ids["export"], ids["screen"], ids["zabbix"], ids["owner's"], ids["root's"], "KNONE"))
	w.wantNotice(people.Owner, done, "The admin has left. Everything of theirs has ended. Revoked: “export”, “screen” and “zabbix”. The admin was not told")
	if got, want := w.keyNames(), []string{"librenms", "over", "owner's", "report", "root's"}; !slices.Equal(got, want) {
		t.Errorf("left are %q, want %q", got, want)
	}
	rows, err := w.db.Audit(0, 20)
	w.must(err)
	var revoked []string
	for _, row := range rows {
		if row.Action == "token.revoke" && row.Actor.ID == personOf(people.Owner) {
			revoked = append(revoked, row.Object)
		}
	}
	slices.Sort(revoked)
	if want := []string{ids["export"], ids["screen"], ids["zabbix"]}; !slices.Equal(revoked, want) {
		t.Errorf("the audit log has %q revoked, want %q", revoked, want)
	}
}

func TestNothingTickedRevokesNothing(t *testing.T) {
	w := open(t)
	madeKeys(w)
	before := w.keyNames()
	w.wantNotice(people.Owner, w.posts(people.Owner, adminLeaves, leaveForm(w)), "The admin has left. Everything of theirs has ended. The admin was not told")
	if got := w.keyNames(); !slices.Equal(got, before) {
		t.Errorf("left are %q, of %q", got, before)
	}
}

func TestWhoDoesNotLeaveKeepsTheKeysAndThePageKeepsWhatWasTicked(t *testing.T) {
	w := open(t)
	ids := madeKeys(w)
	before := w.keyNames()
	form := leaveForm(w, ids["librenms"], ids["screen"])
	w.sets(people.Admin, func(u *people.User) { u.JobTitle = "Fitter" })
	p := w.posts(people.Owner, adminLeaves, form).wantStatus(409)
	want := map[string]bool{ids["export"]: false, ids["report"]: false, ids["screen"]: true, ids["librenms"]: true, ids["zabbix"]: false}
	if got := ticks(p, "revoke"); !maps.Equal(got, want) {
		t.Errorf("ticked are %v, want %v", got, want)
	}
	if got := w.keyNames(); !slices.Equal(got, before) {
		t.Errorf("keys ended for somebody who stays: %q of %q", got, before)
	}
	row := lastAudit(w)
	if row.Action == "token.revoke" {
		t.Error("the audit log says that a key is revoked")
	}
}
