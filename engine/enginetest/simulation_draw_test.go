package enginetest_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/enginetest"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func pick[T any](rng *rand.Rand, list ...T) T { return list[rng.IntN(len(list))] }

func names() []string { return []string{"Ann", "Ben", "Cleo", "Dora"} }

// drawConfig is an account: some people have rules, some only methods, one
// perhaps none; steps mean people or schedules, or nobody.
func drawConfig(rng *rand.Rand) *engine.Config {
	c := &engine.Config{
		Directory: people.Directory{Users: map[string]people.User{}, Schedules: map[string]schedules.Schedule{}},
		Policies:  map[string]engine.Policy{}, Services: map[string]engine.Service{}, Integrations: map[string]engine.Integration{},
		Settings: engine.Settings{BundleWindow: pick(rng, 0, time.Minute), StaleAfter: pick(rng, 0, 3*time.Hour)},
	}
	for i, name := range names() {
		c.Users[name] = drawUser(rng, name, i == 3)
	}
	for _, id := range []string{"S1", "S2"} {
		c.Schedules[id] = drawSchedule(rng, id)
	}
	for _, id := range []string{"P1", "P2"} {
		c.Policies[id] = drawPolicy(rng, id)
	}
	if rng.IntN(2) == 0 {
		c.Settings.Fallback = []string{pick(rng, names()...)}
	}
	c.Services["A"] = engine.Service{ID: "A", Name: "A", Policy: "P1", Urgency: engine.AlwaysHigh, AckTimeout: pick(rng, 0, 30*time.Minute)}
	c.Services["B"] = engine.Service{ID: "B", Name: "B", Policy: "P2", Urgency: engine.BySeverity, FlapWindow: 5 * time.Minute, AutoResolve: pick(rng, 0, 2*time.Hour)}
	c.Services["C"] = engine.Service{ID: "C", Name: "C", Policy: "P1", Urgency: engine.AlwaysLow, Sandbox: rng.IntN(2) == 0, AckTimeout: 10 * time.Minute, FlapWindow: 30 * time.Minute}
	for id := range c.Services {
		c.Integrations["I"+id] = engine.Integration{ID: "I" + id, Service: id, Name: "hook " + id, Key: "I" + id + "-key"}
	}
	return c.Index()
}

func drawUser(rng *rand.Rand, name string, mayBeBare bool) people.User {
	u := people.User{ID: name, Name: name, Email: strings.ToLower(name) + "@example.net", Role: pick(rng, people.Responder, people.Admin, people.Owner), TimeZone: "UTC"}
	if mayBeBare && rng.IntN(2) == 0 {
		return u
	}
	for _, ch := range []notify.Channel{notify.Push, notify.SMS, notify.Email}[:1+rng.IntN(3)] {
		id := name + "-" + string(ch)
		u.ContactMethods = append(u.ContactMethods, people.ContactMethod{ID: id, Label: string(ch), Type: ch, Address: id})
	}
	if rng.IntN(4) == 0 {
		return u
	}
	for i, m := range u.ContactMethods {
		u.NotificationRules = append(u.NotificationRules, people.NotificationRule{
			ID: fmt.Sprint("r", i), Urgency: pick(rng, people.High, people.High, people.Low), Method: m.ID, Delay: pick(rng, 0, 0, time.Minute, 4*time.Minute),
		})
	}
	return u
}

func drawSchedule(rng *rand.Rand, id string) schedules.Schedule {
	layer := schedules.Layer{ID: "l", Start: civil.At(2026, 3, 1, 0, 0), Turn: schedules.Turn{Count: 1 + rng.IntN(5), Unit: schedules.Hour}}
	for range rng.IntN(4) {
		if rng.IntN(5) == 0 {
			layer.Users = append(layer.Users, schedules.Slot{})
			continue
		}
		layer.Users = append(layer.Users, schedules.Slot{pick(rng, names()...)})
	}
	s := schedules.Schedule{ID: id, Name: id, TimeZone: "America/Chicago"}
	if len(layer.Users) > 0 {
		s.Layers = []schedules.Layer{layer}
	}
	return s
}

func drawPolicy(rng *rand.Rand, id string) engine.Policy {
	p := engine.Policy{ID: id, Name: id, Repeat: rng.IntN(3), EscalateLow: rng.IntN(3) == 0}
	for i := range rng.IntN(4) {
		step := engine.Step{ID: fmt.Sprint(id, i), Delay: pick(rng, 30*time.Second, 2*time.Minute, 5*time.Minute, 15*time.Minute), RoundRobin: rng.IntN(4) == 0}
		for range rng.IntN(3) {
			target := people.Target{Schedule: pick(rng, "S1", "S2")}
			if rng.IntN(2) == 0 {
				target = people.Target{User: pick(rng, names()...)}
			}
			step.Targets = append(step.Targets, target)
		}
		p.Steps = append(p.Steps, step)
	}
	return p
}

func cloneConfig(c *engine.Config) *engine.Config {
	next := *c
	next.Users, next.Schedules, next.Policies = maps.Clone(c.Users), maps.Clone(c.Schedules), maps.Clone(c.Policies)
	return &next
}

// one lets one thing happen.
func (s *simulation) one() error {
	if s.held != nil {
		return s.heldOne()
	}
	switch n := s.rng.IntN(100); {
	case n < 36:
		return s.pass(s.drawTime())
	case n < 62:
		return s.hook()
	case n < 78:
		s.act()
	case n < 83:
		s.click()
	case n < 88:
		s.mood()
	case n < 92:
		s.reorganise()
	case n < 95:
		s.stepClock()
	case n < 98:
		s.crash()
	default:
		s.lost = true // from here on nothing is recorded; it crashes before the next step
		return s.hook()
	}
	return nil
}

func (s *simulation) drawTime() time.Duration {
	unit := pick(s.rng, time.Second, time.Second, 10*time.Second, time.Minute, time.Minute, 10*time.Minute)
	return time.Duration(1+s.rng.IntN(12)) * unit
}

// hook is a sender that says something. The network may send it twice, or keep
// it for a while, so that it comes in the wrong order.
func (s *simulation) hook() error {
	door := pick(s.rng, "IA", "IA", "IB", "IB", "IC")
	events := []engine.Event{s.drawEvent()}
	for s.rng.IntN(6) == 0 {
		events = append(events, s.drawEvent())
	}
	if s.rng.IntN(6) == 0 {
		s.pending = append(s.pending, late{s.Now().Add(s.drawTime()), door, events})
		return nil
	}
	if err := s.submit(door, events); err != nil {
		return err
	}
	if s.rng.IntN(6) == 0 {
		return s.submit(door, events)
	}
	return nil
}

func (s *simulation) drawEvent() engine.Event {
	return engine.Event{
		Action:   pick(s.rng, engine.Trigger, engine.Trigger, engine.Trigger, engine.Trigger, engine.Resolve, engine.Resolve, engine.Acknowledge, engine.Change),
		Key:      fmt.Sprint("k", s.rng.IntN(5)),
		Summary:  pick(s.rng, "down", "down", "down", "very down"),
		Severity: pick(s.rng, "", "", engine.Critical, engine.Warning, engine.Info),
		Source:   pick(s.rng, "", "tower", "router"),
		Test:     s.rng.IntN(30) == 0,
	}
}

func (s *simulation) act() {
	if s.model.Len() == 0 {
		return
	}
	number := uint64(1 + s.rng.IntN(s.model.Len()))
	if s.rng.IntN(3) > 0 { // mostly the newest
		number = uint64(max(1, s.model.Len()-s.rng.IntN(3)))
	}
	who := pick(s.rng, names()...)
	a := pick(s.rng,
		engine.Act{Acknowledge: true}, engine.Act{Acknowledge: true}, engine.Act{Acknowledge: true}, engine.Act{Resolve: true},
		engine.Act{Unacknowledge: true}, engine.Act{Reopen: true}, engine.Act{Snooze: s.drawTime() + time.Second}, engine.Act{Escalate: true},
		engine.Act{Level: 1}, engine.Act{Note: "on my way"}, engine.Act{Urgency: pick(s.rng, people.High, people.Low)},
		engine.Act{Assign: []string{pick(s.rng, names()...)}},
	)
	if len(a.Assign) > 0 && s.db.Config().Users[a.Assign[0]].Disabled {
		return
	}
	if a.Level > 0 && s.noSteps(number) {
		return
	}
	s.assigned[number] = a.Assign
	_, err := s.Engine.Do(s.ctx, number, engine.Actor{Kind: engine.ByPerson, ID: who, Name: who, Via: "ui"}, a)
	s.story.add(s.Now(), "ACT   %s #%d %+v: %v", who, number, a, err)
	if refused := s.model.Act(number, who, a, s.Now()); refused != (err != nil) {
		s.fail(fmt.Errorf("%+v on incident %d: %v, want refused %v", a, number, err, refused))
	}
}

func (s *simulation) noSteps(number uint64) bool {
	in, _, err := s.db.Incident(number)
	s.fail(err)
	return len(s.db.Config().Policies[in.Policy].Steps) == 0
}

// click uses the link of some message that was sent.
func (s *simulation) click() {
	if len(s.messages) == 0 {
		return
	}
	m := s.messages[len(s.messages)-1-s.rng.IntN(min(len(s.messages), 10))]
	_, token, _ := strings.Cut(m.Message.AckURL, "/a/")
	before, err := s.Engine.AckLink(token)
	if err != nil {
		s.fail(err)
		return
	}
	after, err := s.Engine.AckByLink(s.ctx, token, "mail link")
	s.story.add(s.Now(), "LINK  of %s %s: %d to acknowledge", m.Message.Recipient, m.To.Channel, before.Open())
	if err != nil || after.Open() != 0 {
		s.fail(fmt.Errorf("after the button of %s %d are left: %w", m.ID, after.Open(), err))
	}
	if !before.Expired && !before.Revoked {
		s.model.Link(before.Delivery.Items, before.UserID, s.Now())
	}
}

// mood changes how one carrier behaves.
func (s *simulation) mood() {
	delay := time.Duration(1+s.rng.IntN(14)) * time.Second
	delivered, retry := enginetest.Accept().Outcome, notify.Outcome{Status: notify.Retry, Reason: "503"}
	moods := []carrierMood{
		{"accepts", enginetest.Accept()},
		{"accepts", enginetest.Accept()},
		{"accepts slowly", enginetest.Answer{Outcome: delivered, After: delay}},
		{"refuses", enginetest.Answer{Outcome: notify.Outcome{Status: notify.Permanent, Reason: "550"}}},
		{"asks to retry", enginetest.Answer{Outcome: retry}},
		{"hangs", enginetest.Answer{Outcome: retry, After: delay}},
		{"loses the answer", enginetest.Answer{Outcome: delivered, Lost: true}},
	}
	who := pick(s.rng, names()...) + " " + string(pick(s.rng, notify.Push, notify.SMS, notify.Email))
	s.carriers[who] = pick(s.rng, moods...)
	s.story.add(s.Now(), "CARRIER of %s %s", who, s.carriers[who].name)
}

func (s *simulation) carrier(d notify.Delivery) enginetest.Answer {
	mood, ok := s.carriers[d.Message.Recipient+" "+string(d.To.Channel)]
	answer := mood.answer
	if !ok {
		answer = enginetest.Accept()
	}
	answer.Lost = answer.Lost || s.lost
	switch {
	case answer.Lost:
		s.handedOver(d)
	case answer.Outcome.OK():
		s.take(d)
	}
	return answer
}

// reorganise changes the account.
func (s *simulation) reorganise() {
	s.configure(func(c *engine.Config) {
		switch s.rng.IntN(4) {
		case 0:
			u := c.Users[pick(s.rng, names()...)]
			u.Disabled = !u.Disabled
			c.Users[u.ID] = u
			s.story.add(s.Now(), "CHANGE %s disabled %v", u.Name, u.Disabled)
		case 1:
			id := pick(s.rng, "S1", "S2")
			c.Schedules[id] = drawSchedule(s.rng, id)
			s.story.add(s.Now(), "CHANGE schedule %s", id)
		case 2:
			id := pick(s.rng, "P1", "P2")
			c.Policies[id] = drawPolicy(s.rng, id)
			s.story.add(s.Now(), "CHANGE policy %s", id)
		default:
			name := pick(s.rng, names()...)
			u := drawUser(s.rng, name, true)
			u.Disabled = c.Users[name].Disabled
			c.Users[name] = u
			s.story.add(s.Now(), "CHANGE methods of %s", name)
		}
	})
}

// stepClock moves the clock without time passing: a suspended box, or a clock
// that was wrong.
func (s *simulation) stepClock() {
	by := time.Duration(s.rng.IntN(180)) * time.Minute
	if s.rng.IntN(3) == 0 {
		by = -time.Duration(s.rng.IntN(60)) * time.Minute
	}
	for _, m := range s.UnderWay() {
		s.doubt(m) // it may seem to take too long
	}
	s.SetNow(s.Now().Add(by))
	s.story.add(s.Now(), "CLOCK stepped by %s", by)
}
