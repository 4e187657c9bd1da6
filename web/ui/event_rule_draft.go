package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	eventrules "wakeman/engine/rules"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// ruleDraft is what was typed into the form of an event rule: as it stands, and the
// rule that it makes.
type ruleDraft struct {
	form     view.Form
	snippets map[string]string
	rule     eventrules.Rule
	after    string
	extracts int // rows
}

// ruleFields are the names of the form's fields that stand alone.
func ruleFields() []string {
	return []string{
		"name", "after", "disabled", "when", "window.from", "window.until", "window.time_zone", "rate.count", "rate.within", "rate.per",
		"fate", "actions.route", "actions.severity", "actions.urgency", "actions.priority", "actions.pause", "actions.dedup_key", "actions.note", "build.any",
	}
}

// weekdayWord is a day by the word that a file has for it.
func weekdayWord(d time.Weekday) string { return strings.ToLower(d.String()[:3]) }

func extractField(i int, name string) string { return fmt.Sprintf("actions.extract[%d].%s", i, name) }

func buildField(i int, name string) string { return fmt.Sprintf("build[%d].%s", i, name) }

// typedRule reads the form. What is wrong is said beside its fields.
func typedRule(r *http.Request) ruleDraft {
	d := ruleDraft{form: view.Form{Values: map[string]string{}, Errors: map[string]string{}}, snippets: map[string]string{}}
	take := func(name string) {
		// line ends are counted as the store keeps them
		d.form.Values[name] = cut(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"), eventrules.MaxExpression+1)
	}
	for _, name := range ruleFields() {
		take(name)
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		take("window.days." + weekdayWord(day))
	}
	for i := range eventrules.MaxExtracts {
		take(extractField(i, "from"))
		take(extractField(i, "pattern"))
	}
	for i := range view.BuilderRows {
		for _, name := range []string{"field", "detail", "operator", "value"} {
			take(buildField(i, name))
		}
	}
	d.after = d.form.Value("after")
	d.read()
	d.check(r.PathValue("id") == "")
	return d
}

// value is what was typed, without the blanks around it.
func (d *ruleDraft) value(name string) string { return strings.TrimSpace(d.form.Value(name)) }

func (d *ruleDraft) read() {
	d.rule = eventrules.Rule{
		Name: d.value("name"), Disabled: d.value("disabled") != "", When: d.value("when"), Window: d.window(), Rate: d.rate(), Actions: d.actions(),
	}
	if d.rule.Name == "" {
		say(&d.form, "name", "Give it a name")
	}
}

// window are the hours; nil if nothing of them is filled in.
func (d *ruleDraft) window() *eventrules.Window {
	w := eventrules.Window{TimeZone: d.value("window.time_zone"), From: d.clock("window.from"), Until: d.clock("window.until")}
	for _, day := range []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday} {
		if d.value("window.days."+weekdayWord(day)) != "" {
			w.Days = append(w.Days, day)
		}
	}
	from, until := d.value("window.from"), d.value("window.until")
	switch {
	case from == "" && until == "" && w.TimeZone == "" && len(w.Days) == 0:
		return nil
	case from == "" && until != "":
		say(&d.form, "window.from", "Say from when; 00:00 is midnight")
	case from != "" && until == "":
		say(&d.form, "window.until", "Say until when; 00:00 is midnight")
	}
	return &w
}

func (d *ruleDraft) clock(name string) civil.TimeOfDay {
	text := d.value(name)
	if text == "" {
		return civil.TimeOfDay{}
	}
	at, err := civil.ParseTimeOfDay(text)
	if err != nil {
		say(&d.form, name, fmt.Sprintf("“%s” is no time of day; write it like 22:00", cut(text, 40)))
	}
	return at
}

// rate is how often; nil if nothing of it is filled in.
func (d *ruleDraft) rate() *eventrules.Rate {
	count, within, per := d.value("rate.count"), d.value("rate.within"), d.value("rate.per")
	if count == "" && within == "" && per == "" {
		return nil
	}
	n, err := strconv.Atoi(count)
	if err != nil {
		say(&d.form, "rate.count", fmt.Sprintf("Write a number from 2 to %d", eventrules.MaxCount))
	}
	return &eventrules.Rate{Count: n, Within: d.span("rate.within"), Per: per}
}

// span is a time as people type it; 0 for none.
func (d *ruleDraft) span(name string) time.Duration {
	if d.value(name) == "" {
		return 0
	}
	return typedSpan(&d.form, name)
}

func (d *ruleDraft) actions() eventrules.Actions {
	a := eventrules.Actions{
		Route: d.value("actions.route"), Drop: d.value("fate") == "drop", Suppress: d.value("fate") == "suppress", Pause: d.span("actions.pause"),
		Severity: d.value("actions.severity"), Urgency: d.value("actions.urgency"), Priority: d.value("actions.priority"), DedupKey: d.value("actions.dedup_key"), Note: d.value("actions.note"),
	}
	for i := range eventrules.MaxExtracts {
		e := eventrules.Extract{From: d.value(extractField(i, "from")), Pattern: d.value(extractField(i, "pattern"))}
		if e != (eventrules.Extract{}) {
			d.moveExtract(i, len(a.Extract))
			a.Extract = append(a.Extract, e)
		}
	}
	d.extracts = len(a.Extract)
	return a
}

// moveExtract closes a gap, so that what is wrong stands beside its row.
func (d *ruleDraft) moveExtract(from, to int) {
	if from == to {
		return
	}
	for _, name := range []string{"from", "pattern"} {
		d.form.Values[extractField(to, name)] = d.form.Values[extractField(from, name)]
		delete(d.form.Values, extractField(from, name))
	}
}

// check asks the rule itself, which knows the place in an expression.
func (d *ruleDraft) check(global bool) {
	for _, p := range d.rule.Check(global) {
		if d.form.Errors[p.Field] == "" && p.Snippet != "" {
			d.snippets[p.Field] = p.Snippet
		}
		say(&d.form, p.Field, p.Message)
	}
}

// ruleValues are the form's fields of a rule that is stored.
func ruleValues(r eventrules.Rule) map[string]string {
	a := r.Actions
	v := map[string]string{
		"name": r.Name, "disabled": yes(r.Disabled), "when": r.When, "actions.route": a.Route, "actions.severity": a.Severity,
		"actions.urgency": a.Urgency, "actions.priority": a.Priority, "actions.dedup_key": a.DedupKey, "actions.note": a.Note,
	}
	switch {
	case a.Drop:
		v["fate"] = "drop"
	case a.Suppress:
		v["fate"] = "suppress"
	}
	if a.Pause > 0 {
		v["actions.pause"] = config.FormatDuration(a.Pause)
	}
	if w := r.Window; w != nil {
		v["window.from"], v["window.until"], v["window.time_zone"] = w.From.String(), w.Until.String(), w.TimeZone
		for _, d := range w.Days {
			v["window.days."+weekdayWord(d)] = checked
		}
	}
	if n := r.Rate; n != nil {
		v["rate.count"], v["rate.within"], v["rate.per"] = strconv.Itoa(n.Count), config.FormatDuration(n.Within), n.Per
	}
	for i, e := range a.Extract {
		v[extractField(i, "from")], v[extractField(i, "pattern")] = e.From, e.Pattern
	}
	return v
}

// typedExtracts is how many rows of variables a form holds.
func typedExtracts(f view.Form) int {
	n := 0
	for i := range eventrules.MaxExtracts {
		if f.Value(extractField(i, "from"))+f.Value(extractField(i, "pattern")) != "" {
			n = i + 1
		}
	}
	return min(n, eventrules.MaxExtracts-1)
}

// eventRuleField is the form's field that a problem of the configuration belongs to. A
// name that is taken is told of the second of the two, whichever was typed.
func eventRuleField(p config.Problem) string {
	_, field, ok := strings.Cut(strings.TrimPrefix(p.Field, "event_rules"), "].")
	if ok && (slices.Contains(ruleFields(), field) || strings.HasPrefix(field, "actions.extract[")) {
		return field
	}
	return ""
}

// ruleWarnings is what is allowed in a rule, and may lose a page.
func ruleWarnings(cfg *engine.Config, of view.Ref, name string, now time.Time) (texts []string) {
	path := "event_rules[" + name + "]"
	if of.ID != "" {
		path = "services[" + of.Name + "]." + path
	}
	for _, w := range config.Lint(cfg, now) {
		if strings.HasPrefix(w.Path, path) {
			texts = append(texts, w.Message)
		}
	}
	return texts
}
