package engine_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/engine/rules"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// readGiven reads the section given. What it does not say is as in
// twoTechnicians: Ann, and five minutes later Ben; each by push, and by SMS
// after a minute.
//
//	user NAME [push=DELAY] [sms=DELAY] [low=METHOD] [methods=push,sms] [role=ROLE] [unconfirmed=sms] [disabled]
//	schedule NAME [NAME ...] [turn=DELAY]     one after the other; none of them: nobody
//	policy [repeat=N] [low]                   begins the steps anew
//	step DELAY [TARGET ...] [rr]              a TARGET is a user or a schedule
//	service [urgency=RULE] [ack=D] [resolve=D] [flap=D] [sandbox] [disabled]
//	settings [bundle=D] [stale=D] [fallback=USER,USER]
//	heartbeat NAME each=D [grace=D] [fed] [paused]      fed: by the integration
//	other NAME                                another service, with the policy of the first
//	rule NAME [for=SERVICE] [when=EXPR] [count=N within=D per=EXPR] [route=SERVICE] [drop] [suppress] [pause=D]
//	     [severity=S] [urgency=U] [priority=P] [key=TEMPLATE] [note=TEMPLATE] [from=EXPR pattern=RE]
func readGiven(t *testing.T, c *engine.Config, given string) {
	*c = *twoTechnicians()
	c.Schedules = map[string]schedules.Schedule{}
	for line := range lines(given) {
		w := readWords(t, line)
		switch w.verb() {
		case "user":
			u := readUser(w)
			c.Users[u.ID] = u
		case "schedule":
			s := readSchedule(w)
			c.Schedules[s.ID] = s
		case "policy":
			c.Policies["PPOL"] = engine.Policy{ID: "PPOL", Name: "Default", Repeat: w.number("repeat"), EscalateLow: w.flag("low")}
		case "step":
			c.Policies["PPOL"] = readStep(w, c)
		case "service":
			c.Services["PSVC"] = readService(w, c.Services["PSVC"])
		case "settings":
			c.Settings = readSettings(w, c.Settings)
		case "heartbeat":
			readHeartbeat(w, c)
		case "other":
			id := userID(w.next())
			c.Services[id] = engine.Service{ID: id, Name: w.name, Policy: "PPOL", Urgency: engine.AlwaysHigh}
		case "rule":
			readRule(w, c)
		default:
			t.Fatalf("given: %q is not a word here", line)
		}
		w.done()
	}
}

func readUser(w *words) people.User {
	id := userID(w.next())
	u := people.User{ID: id, Name: w.name, Role: people.Role(w.value("role", "responder")), TimeZone: "UTC", Email: id + "@example.net"}
	have := map[string]bool{}
	add := func(method string) string {
		if !have[method] {
			have[method] = true
			u.ContactMethods = append(u.ContactMethods, people.ContactMethod{ID: id + method, Label: method, Type: notify.Channel(method), Address: id + method})
		}
		return id + method
	}
	for _, m := range w.list("methods") {
		add(m)
	}
	for _, m := range []string{"push", "sms", "email", "webhook"} {
		if delay, ok := w.duration(m); ok {
			u.NotificationRules = append(u.NotificationRules, people.NotificationRule{ID: id + "h" + m, Urgency: people.High, Method: add(m), Delay: delay})
		}
	}
	if m := w.value("low", ""); m != "" {
		u.NotificationRules = append(u.NotificationRules, people.NotificationRule{ID: id + "l" + m, Urgency: people.Low, Method: add(m)})
	}
	for _, label := range w.list("unconfirmed") {
		for i, m := range u.ContactMethods {
			u.ContactMethods[i].Unconfirmed = m.Unconfirmed || m.Label == label
		}
	}
	u.Disabled = w.flag("disabled")
	return u
}

func userID(name string) string { return "P" + strings.ToUpper(name) }

func readSchedule(w *words) schedules.Schedule {
	s := schedules.Schedule{ID: "S" + w.next(), Name: w.name, TimeZone: "UTC"}
	turn, rotates := w.duration("turn")
	if !rotates {
		turn = 24 * time.Hour
	}
	layer := schedules.Layer{ID: "l", Start: civil.DateTime{Date: civil.Date{Year: 2026, Month: 1, Day: 5}}, Turn: schedules.Turn{Count: int(turn / time.Hour), Unit: schedules.Hour}}
	for len(w.rest) > 0 {
		layer.Users = append(layer.Users, schedules.Slot{userID(w.next())})
	}
	if len(layer.Users) > 0 {
		s.Layers = []schedules.Layer{layer}
	}
	return s
}

func readStep(w *words, c *engine.Config) engine.Policy {
	p := c.Policies["PPOL"]
	delay, err := time.ParseDuration(w.next())
	if err != nil {
		w.Fatal(err)
	}
	step := engine.Step{ID: "s" + strconv.Itoa(len(p.Steps)+1), Delay: delay, RoundRobin: w.flag("rr")}
	for len(w.rest) > 0 {
		name := w.next()
		if _, ok := c.Schedules["S"+name]; ok {
			step.Targets = append(step.Targets, people.Target{Schedule: "S" + name})
		} else {
			step.Targets = append(step.Targets, people.Target{User: userID(name)})
		}
	}
	p.Steps = append(slices.Clip(p.Steps), step)
	return p
}

func readService(w *words, svc engine.Service) engine.Service {
	svc.Urgency = engine.UrgencyRule(w.value("urgency", string(svc.Urgency)))
	for name, field := range map[string]*time.Duration{"ack": &svc.AckTimeout, "resolve": &svc.AutoResolve, "flap": &svc.FlapWindow} {
		if d, ok := w.duration(name); ok {
			*field = d
		}
	}
	svc.Sandbox, svc.Disabled = w.flag("sandbox"), w.flag("disabled")
	return svc
}

func readHeartbeat(w *words, c *engine.Config) {
	name := w.next()
	h := engine.Heartbeat{ID: "B" + name, Service: "PSVC", Name: name, Key: "key of " + name, Paused: w.flag("paused")}
	h.Interval, _ = w.duration("each")
	h.Grace, _ = w.duration("grace")
	if w.flag("fed") {
		h.Integration = "PINT"
	}
	if c.Heartbeats == nil {
		c.Heartbeats = map[string]engine.Heartbeat{}
	}
	c.Heartbeats[h.ID] = h
}

func readSettings(w *words, set engine.Settings) engine.Settings {
	if d, ok := w.duration("bundle"); ok {
		set.BundleWindow = d
	}
	if d, ok := w.duration("stale"); ok {
		set.StaleAfter = d
	}
	for _, name := range w.list("fallback") {
		set.Fallback = append(set.Fallback, userID(name))
	}
	return set
}

// readRule adds an event rule to the set for all events, or to that of a service.
func readRule(w *words, c *engine.Config) {
	name := w.next()
	r := rules.Rule{ID: "R" + name, Name: w.name, When: w.value("when", "")}
	if n := w.number("count"); n > 0 {
		within, _ := w.duration("within")
		r.Rate = &rules.Rate{Count: n, Within: within, Per: w.value("per", "")}
	}
	pause, _ := w.duration("pause")
	r.Actions = rules.Actions{
		Drop: w.flag("drop"), Suppress: w.flag("suppress"), Pause: pause, Severity: w.value("severity", ""),
		Urgency: w.value("urgency", ""), Priority: w.value("priority", ""), DedupKey: w.value("key", ""), Note: w.value("note", ""),
	}
	if to := w.value("route", ""); to != "" {
		r.Actions.Route = userID(to)
	}
	if from := w.value("from", ""); from != "" {
		r.Actions.Extract = []rules.Extract{{From: from, Pattern: w.value("pattern", "")}}
	}
	service := w.value("for", "")
	if problems := r.Check(service == ""); len(problems) > 0 {
		w.Fatalf("%q: %v", w.line, problems)
	}
	if service == "" {
		c.EventRules = append(slices.Clip(c.EventRules), r)
		return
	}
	svc := c.Services[userID(service)]
	svc.EventRules = append(slices.Clip(svc.EventRules), r)
	c.Services[svc.ID] = svc
}

// cloneConfig is a copy that a change may write into.
func cloneConfig(c *engine.Config) *engine.Config {
	next := *c
	next.Users, next.Schedules = maps.Clone(c.Users), maps.Clone(c.Schedules)
	next.Heartbeats = maps.Clone(c.Heartbeats)
	next.Policies, next.Services, next.Integrations = maps.Clone(c.Policies), maps.Clone(c.Services), maps.Clone(c.Integrations)
	return &next
}

// words are the words of a line: a verb, plain words, and name=value ones, where
// a value may be quoted.
type words struct {
	*testing.T
	line  string
	rest  []string
	named map[string]string
	name  string // the last plain word, with a capital
}

func readWords(t *testing.T, line string) *words {
	w := &words{T: t, line: line, named: map[string]string{}}
	for text := line; text != ""; text = strings.TrimLeft(text, " ") {
		word := text
		if i := strings.IndexAny(text, " \""); i >= 0 {
			word = text[:i]
		}
		text = text[len(word):]
		if strings.HasPrefix(text, `"`) {
			quoted, err := strconv.QuotedPrefix(text)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			value, _ := strconv.Unquote(quoted)
			word, text = word+value, text[len(quoted):]
		}
		if name, value, ok := strings.Cut(word, "="); ok {
			w.named[name] = value
		} else {
			w.rest = append(w.rest, word)
		}
	}
	return w
}

func (w *words) next() string {
	w.Helper()
	if len(w.rest) == 0 {
		w.Fatalf("%q: a word is missing", w.line)
	}
	word := w.rest[0]
	w.rest = w.rest[1:]
	w.name = strings.ToUpper(word[:1]) + word[1:]
	return word
}

func (w *words) verb() string { return w.next() }

func (w *words) value(name, byDefault string) string {
	if v, ok := w.named[name]; ok {
		delete(w.named, name)
		return v
	}
	return byDefault
}

func (w *words) list(name string) []string {
	if v := w.value(name, ""); v != "" {
		return strings.Split(v, ",")
	}
	return nil
}

func (w *words) number(name string) int {
	n, err := strconv.Atoi(w.value(name, "0"))
	if err != nil {
		w.Fatalf("%q: %v", w.line, err)
	}
	return n
}

func (w *words) duration(name string) (time.Duration, bool) {
	text := w.value(name, "")
	if text == "" {
		return 0, false
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		w.Fatalf("%q: %v", w.line, err)
	}
	return d, true
}

// flag is a plain word that is there or not.
func (w *words) flag(name string) bool {
	i := slices.Index(w.rest, name)
	if i < 0 {
		return false
	}
	w.rest = slices.Delete(w.rest, i, i+1)
	return true
}

// done fails when the line says more than was understood.
func (w *words) done() {
	if len(w.rest) > 0 || len(w.named) > 0 {
		w.Fatalf("%q: not understood: %v %v", w.line, w.rest, w.named)
	}
}
