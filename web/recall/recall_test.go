package recall_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/rules"
	"wakeman/store"
	"wakeman/web/hooks"
	"wakeman/web/recall"
)

// eventLog is an event log in memory, the oldest post first. Each page that is read
// of it takes some time.
type eventLog struct {
	posts     []engine.PostRow
	bare      map[uint64]bool // the body is no longer kept whole
	entries   map[uint64][]engine.Entry
	takes     time.Duration
	asked     atomic.Int64
	broken    error // of Posts
	brokenRaw error // of Post
}

func (l *eventLog) Posts(q store.PostQuery) (page []engine.PostRow, next uint64, err error) {
	time.Sleep(l.takes)
	if l.broken != nil {
		return nil, 0, l.broken
	}
	for _, p := range slices.Backward(l.posts) {
		if q.Before != 0 && p.Seq >= q.Before {
			continue
		}
		if len(page) == q.Limit {
			return page, page[len(page)-1].Seq, nil
		}
		p.Raw.Body = nil
		page = append(page, p)
	}
	return page, 0, nil
}

func (l *eventLog) Post(seq uint64) (p engine.PostRow, kept, found bool, err error) {
	l.asked.Add(1)
	if l.brokenRaw != nil {
		return p, false, false, l.brokenRaw
	}
	for _, p := range l.posts {
		if p.Seq == seq {
			return p, !l.bare[seq], true, nil
		}
	}
	return p, false, false, nil
}

func (l *eventLog) Timeline(number uint64, _ int) ([]engine.Entry, error) {
	return l.entries[number], nil
}

// post is a trigger of the Events API v2 as it arrived, and as the log has it.
func post(seq int, key string, change ...func(*engine.PostRow)) engine.PostRow {
	p := engine.PostRow{
		Seq: uint64(seq), At: time.Date(2026, 3, 2, 8, 0, seq, 0, time.UTC), Integration: "PINT", Service: "PSVC", Via: "events_api_v2",
		Raw: engine.Raw{Method: "POST", Path: "/v2/enqueue", ContentType: "application/json", Body: fmt.Appendf(nil,
			`{"routing_key":"k","event_action":"trigger","dedup_key":%q,"payload":{"summary":"%s is down","source":%q,"severity":"error","component":"radio"}}`, key, key, key)},
		Events: []engine.EventRow{{
			Action: engine.Trigger, Summary: key + " is down", Source: key, Severity: engine.Error,
			Verdict: engine.Verdict{Fate: engine.Opened, Key: key, Incident: uint64(seq)},
		}},
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

func config(set ...rules.Rule) *engine.Config {
	for i := range set {
		set[i].ID, set[i].Name = fmt.Sprint("R", i+1), fmt.Sprint("rule ", i+1)
	}
	c := &engine.Config{
		EventRules:   set,
		Services:     map[string]engine.Service{"PSVC": {ID: "PSVC", Name: "Core"}},
		Integrations: map[string]engine.Integration{"PINT": {ID: "PINT", Name: "events", Service: "PSVC", Key: "k"}},
	}
	return c.Index()
}

// The log's own fields win; what it does not keep comes from the bytes. Where these
// are gone, or are read otherwise today, there are only the log's.
func TestWhatTheLogSaysGoesBeforeWhatTheBytesSay(t *testing.T) {
	event := func(key, source, component string) engine.Event {
		return engine.Event{Action: engine.Trigger, Key: key, Summary: "ap-1 is down", Source: source, Severity: engine.Error, Component: component}
	}
	for name, c := range map[string]struct {
		change func(*engine.PostRow)
		bare   bool
		want   engine.Event
		whole  bool
	}{
		"as it arrived":                        {func(*engine.PostRow) {}, false, event("ap-1", "ap-1", "radio"), true},
		"the bytes are no longer kept":         {func(*engine.PostRow) {}, true, event("ap-1", "ap-1", ""), false},
		"the bytes can not be read":            {func(p *engine.PostRow) { p.Raw.Body = []byte("not JSON") }, false, event("ap-1", "ap-1", ""), false},
		"the door is gone":                     {func(p *engine.PostRow) { p.Via = "telex" }, false, event("ap-1", "ap-1", ""), false},
		"a rule gave it a key":                 {func(p *engine.PostRow) { p.Events[0].Key, p.Events[0].SentKey = "tower", "ap-1" }, false, event("ap-1", "ap-1", "radio"), true},
		"the key was cleaned":                  {func(p *engine.PostRow) { p.Events[0].Key = "clean" }, false, event("clean", "ap-1", "radio"), true},
		"spaces were":                          {func(p *engine.PostRow) { p.Events[0].Source = " ap-1 " }, false, event("ap-1", " ap-1 ", "radio"), true},
		"another source is read today":         {func(p *engine.PostRow) { p.Events[0].Source = "ap-2" }, false, event("ap-1", "ap-2", ""), false},
		"another severity is read today":       {func(p *engine.PostRow) { p.Events[0].Severity = engine.Info }, false, with(event("ap-1", "ap-1", ""), engine.Info, engine.Trigger, "ap-1 is down"), false},
		"another action is read today":         {func(p *engine.PostRow) { p.Events[0].Action = engine.Resolve }, false, with(event("ap-1", "ap-1", ""), engine.Error, engine.Resolve, "ap-1 is down"), false},
		"another summary is read today":        {func(p *engine.PostRow) { p.Events[0].Summary = "up" }, false, with(event("ap-1", "ap-1", ""), engine.Error, engine.Trigger, "up"), false},
		"the integration is gone, not its log": {func(p *engine.PostRow) { p.Integration = "PGONE" }, false, event("ap-1", "ap-1", "radio"), true},
	} {
		p := post(1, "ap-1", c.change)
		log := &eventLog{posts: []engine.PostRow{p}, bare: map[uint64]bool{1: c.bare}}
		events, all, err := recall.Newest(t.Context(), log, config())
		if err != nil || !all || len(events) != 1 {
			t.Fatalf("%s: %d events, %v, %v", name, len(events), all, err)
		}
		got := events[0]
		got.Event.Links, got.Event.Timestamp, got.Event.Details = nil, time.Time{}, nil
		if diff := cmp.Diff(c.want, got.Event); diff != "" || got.Whole != c.whole {
			t.Errorf("%s: whole %v\n%s", name, got.Whole, diff)
		}
	}
}

func with(ev engine.Event, s engine.Severity, a engine.Action, summary string) engine.Event {
	ev.Severity, ev.Action, ev.Summary = s, a, summary
	return ev
}

// A post that is decoded into another number of events today is none of them.
func TestAPostOfAnotherNumberOfEventsIsWhatTheLogSays(t *testing.T) {
	two := post(1, "ap-1", func(p *engine.PostRow) { p.Events = append(p.Events, p.Events[0]) })
	none := post(2, "ap-2", func(p *engine.PostRow) { p.Events = nil })
	events, _, err := recall.Newest(t.Context(), &eventLog{posts: []engine.PostRow{two, none}}, config())
	if err != nil || len(events) != 2 || events[0].Whole || events[1].Whole {
		t.Errorf("%+v, %v", events, err)
	}
}

// What is two events today, and was one when it came, is what the log says, also if
// the first of the two is the same.
func TestAPostOfMoreEventsTodayIsWhatTheLogSays(t *testing.T) {
	alert := func(name string) string {
		return `{"status":"firing","labels":{"alertname":"` + name + `","instance":"ap-1","severity":"critical"},"annotations":{"summary":"` + name + ` is down"},"startsAt":"2026-03-02T08:00:00Z"}`
	}
	sends := func(alerts string) engine.PostRow {
		return post(1, "x", func(p *engine.PostRow) {
			p.Via, p.Raw.Path = "alertmanager", "/hooks/alertmanager/k"
			p.Raw.Body = []byte(`{"version":"4","groupKey":"g","status":"firing","alerts":[` + alerts + `]}`)
		})
	}
	first := hooks.Again(config().Integrations["PINT"], sends(alert("A")))[0]
	for alerts, whole := range map[string]bool{alert("A"): true, alert("A") + "," + alert("B"): false} {
		p := sends(alerts)
		p.Events[0].Summary, p.Events[0].Source, p.Events[0].Severity = first.Summary, first.Source, first.Severity
		events, _, err := recall.Newest(t.Context(), &eventLog{posts: []engine.PostRow{p}}, config())
		if err != nil || len(events) != 1 || events[0].Whole != whole {
			t.Errorf("whole should be %v: %+v, %v", whole, events, err)
		}
	}
}

func TestTheNewestThousandComeOldestFirst(t *testing.T) {
	log := &eventLog{}
	for seq := range 1100 {
		log.posts = append(log.posts, post(seq+1, fmt.Sprint("k", seq+1)))
	}
	log.posts[1098] = post(1099, "k1099", func(p *engine.PostRow) {
		second := p.Events[0]
		second.Summary = "second"
		p.Events = append(p.Events, second)
	})
	events, all, err := recall.Newest(t.Context(), log, config())
	if err != nil || !all || len(events) != recall.Most {
		t.Fatalf("%d, %v, %v", len(events), all, err)
	}
	var seqs []uint64
	for _, e := range events {
		seqs = append(seqs, e.Post.Seq)
	}
	if !slices.IsSorted(seqs) || seqs[0] != 102 || seqs[999] != 1100 || seqs[997] != 1099 || seqs[998] != 1099 || events[998].Row.Summary != "second" {
		t.Errorf("from %d to %d, then %v", seqs[0], seqs[999], seqs[990:])
	}
	if n := log.asked.Load(); n > recall.Most {
		t.Errorf("%d bodies were read", n)
	}
}

// When time runs out, what is newest is there.
func TestWhatIsNotReadInTimeIsLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &eventLog{takes: 900 * time.Millisecond}
		for seq := range 1000 {
			log.posts = append(log.posts, post(seq+1, fmt.Sprint("k", seq+1)))
		}
		began := time.Now()
		events, all, err := recall.Newest(t.Context(), log, config())
		if err != nil || all || time.Since(began) > recall.Limit {
			t.Errorf("all %v, %v, after %s", all, err, time.Since(began))
		}
		if len(events) != 200 || events[0].Post.Seq != 801 || events[199].Post.Seq != 1000 {
			t.Errorf("%d events", len(events))
		}
		result, err := recall.Try(t.Context(), log, config(), config(rules.Rule{}), "R1")
		if err != nil || !result.Stopped || result.Events != 200 {
			t.Errorf("%+v, %v", result, err)
		}
		time.Sleep(time.Minute) // what was left behind ends
		quick := &eventLog{posts: log.posts}
		if result, err = recall.Try(t.Context(), quick, config(), config(rules.Rule{}), "R1"); err != nil || result.Stopped || result.Events != 1000 {
			t.Errorf("in time: %+v, %v", result, err)
		}
	})
}

// Told are those to whom a carrier took a page, and nobody else.
func TestLostIsWhatSomebodyWasToldOf(t *testing.T) {
	told := func(result string, kind engine.EntryType, users ...string) engine.Entry {
		return engine.Entry{Type: kind, Result: result, Users: users}
	}
	log := &eventLog{posts: []engine.PostRow{post(1, "a"), post(2, "b"), post(3, "c")}, entries: map[uint64][]engine.Entry{
		1: {told("delivered", engine.NotifyEntry, "PBEN"), told("accepted", engine.NotifyEntry, "PANN"), told("delivered", engine.NotifyEntry, "PBEN")},
		2: {told("failed", engine.NotifyEntry, "PANN"), told("retry", engine.NotifyEntry, "PANN")},
		3: {told("delivered", engine.AssignEntry, "PANN")},
	}}
	result, err := recall.Try(t.Context(), log, config(), config(rules.Rule{When: `event.component == "radio"`, Actions: rules.Actions{Drop: true}}), "R1")
	if err != nil || result.Changed != 3 || result.Lost != 1 || result.Partial != 0 {
		t.Fatalf("%+v, %v", result, err)
	}
	if first := result.Differences[0]; first.Post.Seq != 1 || !slices.Equal(first.Told, []string{"PANN", "PBEN"}) {
		t.Errorf("first is %d, told %q", first.Post.Seq, first.Told)
	}
}

func TestWhatTheStoreRefusesIsSaid(t *testing.T) {
	broken := errors.New("the disk is gone")
	for name, log := range map[string]*eventLog{"the log": {broken: broken}, "a body": {posts: []engine.PostRow{post(1, "a")}, brokenRaw: broken}} {
		if _, err := recall.Try(t.Context(), log, config(), config(), ""); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	if _, err := recall.Try(gone, &eventLog{posts: []engine.PostRow{post(1, "a")}}, config(), config(), ""); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
