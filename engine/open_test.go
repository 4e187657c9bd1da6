package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// opens opens an incident as Ben, by the API.
func (w *world) opens(o engine.Opening) (engine.Incident, error) {
	return w.engine.Open(w.ctx, engine.Actor{Kind: engine.ByPerson, ID: "PBEN", Name: "Ben", Via: "api"}, o)
}

func TestAnIncidentOpenedByHandPagesAsAnEventDoes(t *testing.T) {
	inBubble(t, nil, func(w *world) {
		in, err := w.opens(engine.Opening{Service: "PSVC", Title: " Customers call: no TV ", Details: "Since noon.\nOnly the north."})
		if err != nil {
			t.Fatal(err)
		}
		w.wantTold("at once", "Ann push")
		w.passes(time.Minute)
		w.wantTold("a minute later", "Ann sms")
		w.passes(4 * time.Minute)
		w.wantTold("when the step is over", "Ben push")
		if in.Title != "Customers call: no TV" || in.Urgency != people.High || in.Policy != "PPOL" || len(in.Key) != 32 || in.OpenAlerts != 1 {
			t.Errorf("it is %+v", in)
		}
		alerts, err := w.db.Alerts(in.Number)
		if err != nil || len(alerts) != 1 || string(alerts[0].Details) != `"Since noon.\nOnly the north."` || alerts[0].Integration != "PSVC" {
			t.Errorf("its alerts are %+v, %v", alerts, err)
		}
		rows, err := w.db.Audit(0, 1)
		if err != nil || rows[0].Action != "incident.trigger" || rows[0].Actor.ID != "PBEN" || rows[0].Object != engine.IncidentID(in.Number) {
			t.Errorf("audited is %+v, %v", rows, err)
		}
		if text := w.timeline(in.Number); !strings.Contains(text, "Opened by Ben by api.") {
			t.Errorf("the timeline is\n%s", text)
		}
		w.do(in.Number, engine.Act{Resolve: true})
		w.passes(time.Hour)
		w.wantTold("after it was resolved")
		if alerts, err := w.db.Alerts(in.Number); err != nil || alerts[0].Open {
			t.Errorf("its alert is %+v, %v", alerts, err)
		}
	})
}

func TestAnIncidentOpenedByHandGoesToWhoeverIsNamed(t *testing.T) {
	second := func(c *engine.Config) {
		c.Policies["PTWO"] = engine.Policy{ID: "PTWO", Name: "Second", Steps: []engine.Step{{ID: "s", Delay: time.Hour, Targets: []people.Target{{User: "PBEN"}}}}}
	}
	inBubble(t, second, func(w *world) {
		for _, tc := range []struct {
			opening engine.Opening
			told    []string
			status  engine.Status
		}{
			{engine.Opening{Assign: []string{"PANN"}}, []string{"Ann push"}, engine.Triggered},
			{engine.Opening{Assign: []string{"PANN", "PBEN"}}, []string{"Ann push", "Ben push"}, engine.Triggered},
			{engine.Opening{Policy: "PTWO"}, []string{"Ben push"}, engine.Triggered},
			{engine.Opening{Assign: []string{"PANN"}, Urgency: people.Low}, []string{"Ann push"}, engine.Triggered},
			{engine.Opening{Assign: []string{"PBEN"}}, nil, engine.Acked}, // Ben's own
		} {
			tc.opening.Service, tc.opening.Title = "PSVC", "by hand"
			in, err := w.opens(tc.opening)
			if err != nil || in.Status != tc.status {
				t.Errorf("%+v: %s, %v", tc.opening, in.Status, err)
			}
			w.passes(2 * time.Second)
			if got := slices.Sorted(slices.Values(w.told())); !slices.Equal(got, tc.told) {
				t.Errorf("%+v: told %q, want %q", tc.opening, got, tc.told)
			}
			w.do(in.Number, engine.Act{Resolve: true})
			w.passes(time.Hour) // out of the bundle window
			w.told()
		}
	})
}

func TestWhatOneTookOnIsNotForgotten(t *testing.T) {
	timeout := func(c *engine.Config) {
		s := c.Services["PSVC"]
		s.AckTimeout = 30 * time.Minute
		c.Services["PSVC"] = s
	}
	inBubble(t, timeout, func(w *world) {
		in, err := w.opens(engine.Opening{Service: "PSVC", Title: "mine", Assign: []string{"PBEN"}})
		if err != nil || len(in.Acks) != 1 || in.Level.Assigned[0] != "PBEN" {
			t.Fatalf("%+v, %v", in, err)
		}
		w.passes(30*time.Minute - time.Second)
		w.wantTold("before the acknowledgement has run out")
		w.passes(3 * time.Second)
		if got := slices.Sorted(slices.Values(w.told())); !slices.Equal(got, []string{"Ann push", "Ben push"}) {
			t.Errorf("when the acknowledgement has run out: told %q", got)
		}
	})
}

func TestAnIncidentOpenedByHandIsResolvedByItselfAsOthersAre(t *testing.T) {
	auto := func(c *engine.Config) {
		s := c.Services["PSVC"]
		s.AutoResolve = time.Hour
		c.Services["PSVC"] = s
	}
	inBubble(t, auto, func(w *world) {
		in, err := w.opens(engine.Opening{Service: "PSVC", Title: "by hand"})
		if err != nil {
			t.Fatal(err)
		}
		w.passes(time.Hour + time.Second)
		if got := w.incident(in.Number).Status; got != engine.Resolved {
			t.Errorf("after an hour it is %s", got)
		}
	})
}

func TestAKeyOpensOneIncidentAtATime(t *testing.T) {
	another := func(c *engine.Config) {
		c.Services["POTHER"] = engine.Service{ID: "POTHER", Name: "Other", Policy: "PPOL", Urgency: engine.AlwaysHigh}
	}
	inBubble(t, another, func(w *world) {
		first, err := w.opens(engine.Opening{Service: "PSVC", Title: "one", Key: "ticket-7"})
		if err != nil || first.Key != "ticket-7" {
			t.Fatal(first.Key, err)
		}
		if _, err := w.opens(engine.Opening{Service: "PSVC", Title: "two", Key: "ticket-7"}); engine.CodeOf(err) != engine.Invalid || !strings.Contains(err.Error(), "incident_key") {
			t.Errorf("a second one with the key: %v", err)
		}
		if _, err := w.opens(engine.Opening{Service: "POTHER", Title: "elsewhere", Key: "ticket-7"}); err != nil {
			t.Errorf("one of another service: %v", err)
		}
		w.event(engine.Event{Key: "sent", Summary: "down"})
		if _, err := w.opens(engine.Opening{Service: "PSVC", Title: "three", Key: "sent"}); engine.CodeOf(err) != engine.Invalid {
			t.Errorf("one with the key of an event: %v", err)
		}
		w.do(first.Number, engine.Act{Resolve: true})
		if again, err := w.opens(engine.Opening{Service: "PSVC", Title: "four", Key: "ticket-7"}); err != nil || again.Number == first.Number {
			t.Errorf("after it was resolved: %d, %v", again.Number, err)
		}
	})
}

func TestAnOpeningThatIsWrongIsRefusedAndNothingIsStored(t *testing.T) {
	disabled := func(c *engine.Config) {
		c.Services["POFF"] = engine.Service{ID: "POFF", Name: "Off", Policy: "PPOL", Disabled: true}
	}
	inBubble(t, disabled, func(w *world) {
		good := engine.Opening{Service: "PSVC", Title: "x"}
		for field, spoil := range map[string]func(*engine.Opening){
			"service: there is no":    func(o *engine.Opening) { o.Service = "PNONE" },
			"service: the service is": func(o *engine.Opening) { o.Service = "POFF" },
			"title":                   func(o *engine.Opening) { o.Title = "  " },
			"title: a title has 1 to": func(o *engine.Opening) { o.Title = strings.Repeat("é", engine.MaxSummary+1) },
			"details":                 func(o *engine.Opening) { o.Details = strings.Repeat("x", engine.MaxDetails) },
			"urgency":                 func(o *engine.Opening) { o.Urgency = "loud" },
			"escalation_policy":       func(o *engine.Opening) { o.Policy = "PNONE" },
			"assignments":             func(o *engine.Opening) { o.Assign = []string{"PANN", "PNONE"} },
		} {
			o := good
			spoil(&o)
			if _, err := w.opens(o); engine.CodeOf(err) != engine.Invalid || !strings.HasPrefix(err.Error(), field) {
				t.Errorf("%s: %v", field, err)
			}
		}
		if n, err := w.db.Count(store.IncidentQuery{}); n != 0 || err != nil {
			t.Errorf("%d incidents, %v", n, err)
		}
		w.passes(time.Hour)
		w.wantTold("for what was refused")
	})
}
