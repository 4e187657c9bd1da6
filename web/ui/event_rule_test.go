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
	"wakeman/engine/people"
	"wakeman/engine/rules"
)

func ruleDoors() map[string]door {
	all := map[string]door{}
	for base, at := range map[string]string{"/rules": "/rules", "/services/{id}/rules": "/services/PCORE01/rules"} {
		maps.Copy(all, map[string]door{
			"GET " + base:                     {at, people.Responder, 200},
			"GET " + base + "/new":            {at + "/new", people.Admin, 200},
			"POST " + base + "/new":           {at + "/new", people.Admin, 400},
			"GET " + base + "/{rule}/edit":    {at + "/PNONE01/edit", people.Admin, 404},
			"POST " + base + "/{rule}/edit":   {at + "/PNONE01/edit", people.Admin, 404},
			"POST " + base + "/{rule}/move":   {at + "/PNONE01/move", people.Admin, 404},
			"POST " + base + "/{rule}/switch": {at + "/PNONE01/switch", people.Admin, 404},
			"GET " + base + "/{rule}/delete":  {at + "/PNONE01/delete", people.Admin, 404},
			"POST " + base + "/{rule}/delete": {at + "/PNONE01/delete", people.Admin, 404},
		})
	}
	return all
}

// ruleForm is a form that is filled in.
func ruleForm(name string, more ...string) url.Values {
	form := url.Values{"do": {"save"}, "name": {name}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// typed is what a form holds in a field: a text with its lines, or the choice.
func (p *page) typed(name string) string {
	found := p.all(func(n *html.Node) bool { return attr(n, "name") == name })
	if len(found) == 0 {
		return ""
	}
	if n := found[0]; n.Data == "textarea" && n.FirstChild != nil {
		return n.FirstChild.Data
	}
	for option := range found[0].ChildNodes() {
		if option.Data == "option" && slices.ContainsFunc(option.Attr, func(a html.Attribute) bool { return a.Key == "selected" }) {
			return attr(option, "value")
		}
	}
	return attr(found[0], "value")
}

// seenAt is the version that the form to an address goes by.
func (p *page) seenAt(action string) string {
	for _, form := range p.all(func(n *html.Node) bool { return n.Data == "form" && attr(n, "action") == action }) {
		for n := range form.Descendants() {
			if attr(n, "name") == "seen" {
				return attr(n, "value")
			}
		}
	}
	p.Fatalf("%s: there is no form to %s", p.what, action)
	return ""
}

// names are those of a list, in order.
func names(set rules.Set) string {
	var all []string
	for _, r := range set {
		all = append(all, r.Name)
	}
	return strings.Join(all, " ")
}

// With every field filled in, the rule is the one that was meant, its form shows it
// again, and saving that changes nothing.
func TestAnEventRuleIsMadeAndChangedByItsForm(t *testing.T) {
	w := open(t)
	form := ruleForm(
		" Towers ", "when", "event.source startsWith \"ap-\" and\r\n  event.severity != \"info\"", "window.from", "22:00", "window.until", "6:00",
		"window.days.fri", "yes", "window.days.sun", "yes", "window.time_zone", "America/Chicago", "rate.count", "5", "rate.within", "10 min", "rate.per", "event.source",
		"actions.route", "PMAIL01", "actions.severity", "critical", "actions.urgency", "low", "actions.pause", "90s", "actions.dedup_key", "tower {vars.tower}",
		"actions.note", "At {event.source}.", "actions.extract[1].from", "event.source", "actions.extract[1].pattern", "^ap-(?P<tower>[a-z]+)-",
	)
	form.Set("window.until", "06:00")
	w.posts(admin, "/rules/new", form).wantRedirect("/rules")
	set := w.db.Config().EventRules
	if len(set) != 1 {
		t.Fatalf("there are %d", len(set))
	}
	r := set[0]
	if r.Name != "Towers" || r.When != "event.source startsWith \"ap-\" and\n  event.severity != \"info\"" || r.Disabled {
		t.Errorf("it is %+v", r)
	}
	if w := r.Window; w == nil || w.From.Hour != 22 || w.Until.Hour != 6 || len(w.Days) != 2 || w.Days[0] != time.Friday || w.TimeZone != "America/Chicago" {
		t.Errorf("the window is %+v", w)
	}
	if n := r.Rate; n == nil || *n != (rules.Rate{Count: 5, Within: 10 * time.Minute, Per: "event.source"}) {
		t.Errorf("the rate is %+v", n)
	}
	a := r.Actions
	if a.Route != "PMAIL01" || a.Severity != "critical" || a.Urgency != "low" || a.Pause != 90*time.Second || a.DedupKey != "tower {vars.tower}" || a.Note != "At {event.source}." || len(a.Extract) != 1 {
		t.Errorf("the actions are %+v", a)
	}
	at := "/rules/" + r.ID + "/edit"
	p := w.shows(admin, at)
	again := url.Values{"do": {"save"}}
	for _, name := range []string{"seen", "name", "after", "when", "window.from", "window.until", "window.time_zone", "rate.count", "rate.within", "rate.per", "fate", "actions.route", "actions.severity", "actions.urgency", "actions.pause", "actions.dedup_key", "actions.note", "actions.extract[0].from", "actions.extract[0].pattern"} {
		again.Set(name, p.typed(name))
	}
	again.Set("window.days.fri", "yes")
	again.Set("window.days.sun", "yes")
	head := w.head()
	w.posts(admin, at, again).wantRedirect("/rules")
	if w.head() != head {
		t.Errorf("what was shown was not what there was: %+v", w.db.Config().EventRules[0])
	}
	again.Set("name", "Masts")
	again.Set("disabled", "yes")
	w.posts(admin, at, again).wantRedirect("/rules")
	if now := w.db.Config().EventRules[0]; now.ID != r.ID || now.Name != "Masts" || !now.Disabled {
		t.Errorf("it is %+v", now)
	}
	if p := w.posts(admin, at, again); p.Code != 409 || p.field("name") != "Masts" {
		t.Errorf("over what somebody else changed: %d", p.Code)
	}
	w.shows(responder, "/rules").says("rule", "Masts", "Off")
}

// What can not be saved stays as it was typed, and what is wrong stands beside it.
func TestARuleThatCanNotWorkIsRefusedBesideItsField(t *testing.T) {
	w := open(t)
	w.posts(admin, "/services/PCORE01/rules/new", ruleForm("Taken", "fate", "suppress", "when", "true")).wantRedirect("/services/PCORE01/rules")
	for field, typed := range map[string]string{
		"name": " ", "when": `event.sorce == "lab"`, "window.from": "late", "window.time_zone": "Chicago", "rate.count": "often", "rate.within": "10",
		"actions.pause": "2d", "actions.dedup_key": "a {", "actions.note": "{event.gone}",
		"actions.extract[0].pattern": "[a-z]+",
	} {
		form := ruleForm("New", "window.until", "06:00")
		switch {
		case strings.HasPrefix(field, "rate."):
			form.Set("rate.count", "5")
			form.Set("rate.within", "10m")
		case strings.HasPrefix(field, "actions.extract"):
			form.Set("actions.extract[0].from", "event.source")
		}
		form.Set("window.from", "22:00")
		form.Set(field, typed)
		p := w.posts(admin, "/services/PCORE01/rules/new", form)
		if p.Code != 400 || p.text("error-"+field) == "" || p.typed(field) != typed {
			t.Errorf("%s %q: %d, %q, kept %q", field, typed, p.Code, p.text("error-"+field), p.typed(field))
		}
	}
	p := w.posts(admin, "/services/PCORE01/rules/new", ruleForm("New", "when", "event.source == 1 or\n  event.sorce == 2"))
	if said := p.text("snippet-when"); !strings.Contains(said, "^") {
		t.Errorf("the place is shown as %q", said)
	}
	w.posts(admin, "/services/PCORE01/rules/new", ruleForm("taken")).wantStatus(400).says("error-name", "is taken")
	w.posts(admin, "/services/PCORE01/rules/new", ruleForm("New", "after", "PGONE01")).wantStatus(400).says("error-after", "no such rule")
	if got := names(w.db.Config().Services["PCORE01"].EventRules); got != "Taken" {
		t.Errorf("there are %s", got)
	}
}

func TestRulesAreMovedSwitchedAndDeleted(t *testing.T) {
	w := open(t)
	w.alters(func(next *engine.Config) {
		for _, name := range []string{"a", "b", "c"} {
			next.EventRules = append(next.EventRules, rules.Rule{ID: "R" + name, Name: name, When: "event.source == '" + name + "'", Actions: rules.Actions{Suppress: true}})
		}
	})
	order := func() string { return names(w.db.Config().EventRules) }
	seenOf := func(action string) string { return w.shows(admin, "/rules").seenAt(action) }
	for _, c := range []struct{ id, to, want string }{{"Rc", "up", "a c b"}, {"Rc", "up", "c a b"}, {"Rc", "down", "a c b"}, {"Ra", "down", "c a b"}, {"Rb", "up", "c b a"}} {
		at := "/rules/" + c.id + "/move"
		w.posts(admin, at, url.Values{"to": {c.to}, "seen": {seenOf(at)}}).wantRedirect("/rules")
		if got := order(); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.id, c.to, got, c.want)
		}
	}
	for _, c := range []struct{ id, to, seen string }{{"Rc", "up", seenOf("/rules/Rb/move")}, {"Ra", "down", seenOf("/rules/Rb/move")}, {"Rb", "up", "old"}} {
		answer := w.posts(admin, "/rules/"+c.id+"/move", url.Values{"to": {c.to}, "seen": {c.seen}})
		answer.wantRedirect("/rules")
		w.wantNotice(admin, answer, "Nothing was done: somebody has changed these rules since you opened the page. This is how they are now.")
	}
	edit := w.shows(admin, "/rules/Ra/edit")
	w.posts(admin, "/rules/Ra/edit", ruleForm("a", "after", "Rc", "when", "true", "fate", "suppress", "seen", edit.field("seen"))).wantRedirect("/rules")
	if got := order(); got != "c a b" {
		t.Errorf("placed after c: %s", got)
	}
	seen := seenOf("/rules/Ra/switch")
	w.posts(admin, "/rules/Ra/switch", url.Values{"to": {"off"}, "seen": {seen}}).wantRedirect("/rules")
	if got := w.sends(coreKey, nil, event("x", "y")).Verdicts[0]; got.Fate != engine.Opened {
		t.Errorf("what is off did it: %+v", got)
	}
	w.posts(admin, "/rules/Ra/switch", url.Values{"to": {"on"}, "seen": {seenOf("/rules/Ra/switch")}}).wantRedirect("/rules")
	if got := w.sends(coreKey, nil, event("z", "y")).Verdicts[0]; got.Fate != engine.Suppressed {
		t.Errorf("what is on did not: %+v", got)
	}
	seen = w.shows(admin, "/rules/Ra/delete").field("seen")
	w.posts(admin, "/rules/Ra/delete", url.Values{"seen": {"old"}}).wantRedirect("/rules")
	if got := order(); got != "c a b" {
		t.Errorf("deleted as it was not seen: %s", got)
	}
	w.posts(admin, "/rules/Ra/delete", url.Values{"seen": {seen}}).wantRedirect("/rules")
	if got := order(); got != "c b" {
		t.Errorf("left are %s", got)
	}
	if rows, err := w.db.Audit(0, 1); err != nil || !strings.Contains(rows[0].Object, "event_rules") || rows[0].Actor.ID != personOf(admin) {
		t.Errorf("the audit log says %+v, %v", rows, err)
	}
}

// The rows of the builder make the condition, and nothing is saved by that.
func TestAConditionIsWrittenForThoseWhoDoNotKnowExpressions(t *testing.T) {
	w := open(t)
	form := url.Values{
		"do": {"build"}, "name": {"Batteries"}, "when": {`event.group == "a" or event.group == "b"`}, "build.any": {"yes"},
		"build[0].field": {"source"}, "build[0].operator": {"begins"}, "build[0].value": {"UPS-"},
		"build[2].field": {"details"}, "build[2].detail": {"battery.volts"}, "build[2].operator": {"below"}, "build[2].value": {"11.5"},
	}
	p := w.posts(admin, "/rules/new", form).wantStatus(200)
	when := p.typed("when")
	if !strings.HasPrefix(when, `(event.group == "a" or event.group == "b") and`+"\n"+`(lower(event.source) startsWith "ups-" or `) || p.field("build[0].value") != "" || p.field("name") != "Batteries" {
		t.Errorf("the condition is %s", when)
	}
	if problems := (rules.Rule{Name: "x", When: when}).Check(true); len(problems) > 0 {
		t.Errorf("%+v", problems)
	}
	form.Set("build[0].value", " ")
	p = w.posts(admin, "/rules/new", form).wantStatus(400)
	p.says("error-build", "Row 1: give a value to compare with.")
	if p.typed("when") != form.Get("when") || p.field("build[2].value") != "11.5" {
		t.Error("what was typed is lost")
	}
	w.posts(admin, "/rules/new", url.Values{"do": {"build"}}).wantStatus(400).says("error-build", "Choose a field")
	if len(w.db.Config().EventRules) != 0 {
		t.Error("something was saved")
	}
}
