package engine_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/enginetest"
	"wakeman/engine/people"
	"wakeman/notify"
)

// line does one line of the section when: a time since the beginning, and what
// happens then. Time passes until then.
//
//	+0s event trigger key=K summary="…" severity=S source=S details=JSON sent=+1m [test] [beat]
//	+1m every=1m until=168h event …            again and again
//	+6m ack|unack|resolve|undo|reopen|escalate NAME [#N]
//	+6m snooze NAME 1h | note NAME "…" | title NAME "…" | urgency NAME low | priority NAME P2 | level NAME 2 | assign NAME to=a,b
//	+6m merge NAME #N #M                       #M becomes part of #N
//	+6m link N | link forged                   the button behind message N
//	+6m carrier NAME METHOD ok|refuse|retry|lose|hang=D   from now on; NAME and METHOD may be all
//	+6m alarm KEY "title" ["details"] [low] | over KEY "why"   about the box itself
//	+6m crash                                  stop without reporting, and start again
//	+6m down                                   off until the next line that says up
//	+6m disable NAME | remove NAME METHOD | doubt NAME METHOD | service … | settings … | oncall SCHEDULE [NAME] | rule …
//	+6m norules                                all event rules are taken away
//	+6m clock +1h                              step the clock without time passing
//	+6m beat NAME | heartbeat NAME … | forget NAME   a sign of life; another definition; no definition any more
//	+6m tick
func (s *story) line(text string) {
	s.Helper()
	w := readWords(s.T, text)
	at := s.offset(w.next())
	every, repeated := w.duration("every")
	until, _ := w.duration("until")
	s.wait(at)
	if !repeated {
		s.happens(w)
		return
	}
	for ; !at.After(s.begin.Add(until)); at = at.Add(every) {
		s.wait(at)
		s.event(readWords(s.T, text[strings.Index(text, "event"):]), true)
		s.settle()
	}
}

func (s *story) offset(word string) time.Time {
	s.Helper()
	d, err := time.ParseDuration(strings.TrimPrefix(word, "+"))
	if err != nil {
		s.Fatal(err)
	}
	return s.begin.Add(d)
}

// wait lets time pass; while the box is down nothing happens in it.
func (s *story) wait(until time.Time) {
	if s.down {
		s.SetNow(until)
		return
	}
	if err := s.Pass(s.Context(), until); err != nil {
		s.Fatal(err)
	}
}

func (s *story) settle() {
	if err := s.Settle(s.Context()); err != nil {
		s.Fatal(err)
	}
}

func (s *story) happens(w *words) {
	s.Helper()
	switch verb := w.verb(); verb {
	case "event":
		s.event(w, false)
	case "link":
		s.link(w.next())
	case "carrier":
		s.setCarrier(w)
	case "alarm":
		s.alarm(w)
	case "merge":
		s.merge(w)
	case "beat":
		s.beat(w.next())
	case "over":
		s.over(w)
	case "tick":
	case "down":
		s.down = true
		s.at("DOWN")
	case "up":
		s.up()
	case "crash":
		s.crash()
	case "clock":
		s.SetNow(s.Now().Add(s.offset(w.next()).Sub(s.begin)))
		s.at("CLOCK stepped")
	case "disable", "remove", "doubt", "service", "settings", "oncall", "heartbeat", "forget", "rule", "norules":
		s.change(verb, w)
	default:
		s.act(verb, w)
	}
	w.done()
	if !s.down {
		s.settle()
	}
}

func (s *story) event(w *words, quiet bool) {
	s.Helper()
	w.flag("event")
	ev := engine.Event{
		Action: engine.Action(w.next()), Key: w.value("key", ""), Summary: w.value("summary", ""), Source: w.value("source", ""),
		Severity: engine.Severity(w.value("severity", "")), Test: w.flag("test"), Beat: w.flag("beat"), Details: json.RawMessage(w.value("details", "")),
	}
	if at := w.value("sent", ""); at != "" {
		ev.SentAt = s.offset(at)
	}
	if at := w.value("relayed", ""); at != "" {
		ev.RelayedAt = s.offset(at)
	}
	ev.Unsure, ev.OwnKey = w.flag("unsure"), w.value("ownkey", "")
	r, err := s.Engine.Submit(s.Context(), engine.Post{Key: "key", Via: "events_api_v2", Events: []engine.Event{ev}, Raw: engine.Raw{Body: []byte("{}")}})
	if err != nil {
		s.at("EVENT %s refused: %v", ev.Action, err)
		return
	}
	if !quiet {
		v := r.Verdicts[0]
		s.at("EVENT %s %s: %s #%d, %s", ev.Action, ev.Key, v.Fate, v.Incident, v.Reason)
	}
}

func (s *story) beat(name string) {
	s.Helper()
	if _, err := s.Engine.Beat(s.Context(), "key of "+name); err != nil {
		s.at("BEAT  %s refused: %v", name, err)
		return
	}
	s.at("BEAT  %s", name)
}

func (s *story) alarm(w *words) {
	s.Helper()
	a := engine.Alarm{Key: w.next(), Title: w.next(), Details: w.value("details", "")}
	if w.flag("low") {
		a.Urgency = people.Low
	}
	number, err := s.Engine.Alarm(s.Context(), a)
	if err != nil {
		s.at("ALARM %s refused: %v", a.Key, err)
		return
	}
	s.at("ALARM %s: #%d", a.Key, number)
}

func (s *story) over(w *words) {
	s.Helper()
	key := w.next()
	if err := s.Engine.EndAlarm(s.Context(), key, w.next()); err != nil {
		s.Fatal(err)
	}
	s.at("OVER  %s", key)
}

func (s *story) act(verb string, w *words) {
	s.Helper()
	id := userID(w.next())
	actor := engine.Actor{Kind: engine.ByPerson, ID: id, Name: w.name, Via: "ui"}
	acts := map[string]func() engine.Act{
		"ack":      func() engine.Act { return engine.Act{Acknowledge: true} },
		"unack":    func() engine.Act { return engine.Act{Unacknowledge: true} },
		"resolve":  func() engine.Act { return engine.Act{Resolve: true} },
		"undo":     func() engine.Act { return engine.Act{Undo: true} },
		"reopen":   func() engine.Act { return engine.Act{Reopen: true} },
		"escalate": func() engine.Act { return engine.Act{Escalate: true} },
		"snooze":   func() engine.Act { return engine.Act{Snooze: s.offset(w.next()).Sub(s.begin)} },
		"note":     func() engine.Act { return engine.Act{Note: w.next()} },
		"title":    func() engine.Act { return engine.Act{Title: w.next()} },
		"priority": func() engine.Act {
			p := engine.Priority(w.next())
			if p == "none" {
				p = ""
			}
			return engine.Act{Priority: &p}
		},
		"urgency": func() engine.Act { return engine.Act{Urgency: people.Urgency(w.next())} },
		"level":   func() engine.Act { n, _ := strconv.Atoi(w.next()); return engine.Act{Level: n} },
		"assign": func() engine.Act {
			var ids []string
			for _, name := range w.list("to") {
				ids = append(ids, userID(name))
			}
			return engine.Act{Assign: ids}
		},
	}
	make, known := acts[verb]
	if !known {
		s.Fatalf("when: %q is not a word here", w.line)
	}
	act := make()
	number := uint64(1)
	if len(w.rest) > 0 {
		number, _ = strconv.ParseUint(strings.TrimPrefix(w.next(), "#"), 10, 64)
	}
	if _, err := s.Engine.Do(s.Context(), number, actor, act); err != nil {
		s.at("ACT   %s %s #%d: refused, %v", actor.Name, verb, number, err)
		return
	}
	s.at("ACT   %s %s #%d", actor.Name, verb, number)
}

func (s *story) merge(w *words) {
	s.Helper()
	actor := engine.Actor{Kind: engine.ByPerson, ID: userID(w.next()), Name: w.name, Via: "ui"}
	number := func() uint64 {
		n, _ := strconv.ParseUint(strings.TrimPrefix(w.next(), "#"), 10, 64)
		return n
	}
	target, source := number(), number()
	if _, err := s.Engine.Merge(s.Context(), actor, target, source); err != nil {
		s.Fatal(err)
	}
	s.at("MERGE #%d into #%d by %s", source, target, actor.Name)
}

func (s *story) link(which string) {
	s.Helper()
	token := "d0000-forged"
	if n, err := strconv.Atoi(which); err == nil {
		_, token, _ = strings.Cut(s.messages[n-1].Message.AckURL, "/a/")
	}
	before, err := s.Engine.AckLink(token)
	if err != nil {
		s.at("LINK  %s: refused, %v", which, err)
		return
	}
	after, err := s.Engine.AckByLink(s.Context(), token, "mail link")
	if err != nil {
		s.Fatal(err)
	}
	note := ""
	if before.Expired {
		note += ", expired"
	}
	if before.Revoked {
		note += ", revoked"
	}
	s.at("LINK  of message %s, to %s: %d to acknowledge, %d after the button%s", which, before.UserName, before.Open(), after.Open(), note)
}

func (s *story) setCarrier(w *words) {
	s.Helper()
	hang, hangs := w.duration("hang")
	who := w.next()
	if who != "all" {
		who = w.name
	}
	name := who + " " + w.next()
	if hangs {
		s.carriers[name] = enginetest.Answer{Outcome: notify.Outcome{Status: notify.Retry, Reason: "time is up"}, After: hang}
		return
	}
	answers := map[string]enginetest.Answer{
		"ok":     enginetest.Accept(),
		"refuse": {Outcome: notify.Outcome{Status: notify.Permanent, Reason: "550 no such address"}},
		"retry":  {Outcome: notify.Outcome{Status: notify.Retry, Reason: "503 try later"}},
		"lose":   {Lost: true},
	}
	how := w.next()
	answer, known := answers[how]
	if !known {
		s.Fatalf("%q: a carrier does not %q", w.line, how)
	}
	s.carriers[name] = answer
}

func (s *story) change(verb string, w *words) {
	s.Helper()
	s.configure(func(c *engine.Config) {
		switch verb {
		case "service":
			c.Services["PSVC"] = readService(w, c.Services["PSVC"])
		case "settings":
			c.Settings = readSettings(w, c.Settings)
		case "heartbeat":
			readHeartbeat(w, c)
		case "forget":
			delete(c.Heartbeats, "B"+w.next())
		case "rule":
			readRule(w, c)
		case "norules":
			c.EventRules = nil
		case "oncall":
			sched := readSchedule(w)
			c.Schedules[sched.ID] = sched
		default:
			u := c.Users[userID(w.next())]
			switch verb {
			case "disable":
				u.Disabled = true
			case "doubt":
				u.ContactMethods = doubted(u.ContactMethods, w.next())
			default:
				u.ContactMethods = without(u.ContactMethods, w.next())
			}
			c.Users[u.ID] = u
		}
	})
	s.at("CHANGE %s", strings.Join(strings.Fields(w.line)[1:], " "))
}

func doubted(methods []people.ContactMethod, label string) []people.ContactMethod {
	all := slices.Clone(methods)
	for i := range all {
		if all[i].Label == label {
			all[i].Address, all[i].Unconfirmed = "mistyped", true
		}
	}
	return all
}

func without(methods []people.ContactMethod, label string) []people.ContactMethod {
	var left []people.ContactMethod
	for _, m := range methods {
		if m.Label != label {
			left = append(left, m)
		}
	}
	return left
}

func (s *story) crash() {
	s.Helper()
	if err := s.db.Close(); err != nil {
		s.Fatal(err)
	}
	s.at("CRASH")
	s.open()
	s.recover()
}

// up starts the box again after it was down.
func (s *story) up() {
	s.Helper()
	s.down = false
	s.at("UP")
	s.recover()
}

func (s *story) recover() {
	s.Helper()
	uncertain, err := s.Recover(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	if uncertain > 0 {
		s.at("START %d messages may have been sent", uncertain)
	}
	s.settle()
}
