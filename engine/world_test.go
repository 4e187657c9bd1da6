package engine_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/store"
)

// world is the engine with its real store and dispatcher, in a bubble of fake
// time, with a carrier that writes down what it is handed.
type world struct {
	*testing.T
	ctx    context.Context
	db     *store.DB
	engine *engine.Engine
	page   *notify.Dispatcher
	stop   context.CancelFunc
	done   sync.WaitGroup

	mu   sync.Mutex
	sent []notify.Delivery
	// answer is the carrier's; nil accepts everything.
	answer func(notify.Delivery) notify.Outcome
	// slow is a carrier that takes its time; false leaves it to answer.
	slow func(context.Context, notify.Delivery) (notify.Outcome, bool)
	// stepped is by how much the clock of the engine was stepped.
	stepped atomic.Int64
	// options are the store's, beside its directory.
	options store.Options
}

// Send makes the world the driver of every channel.
func (w *world) Send(ctx context.Context, d notify.Delivery) notify.Outcome {
	w.mu.Lock()
	w.sent = append(w.sent, d)
	slow, answer := w.slow, w.answer
	w.mu.Unlock()
	if slow != nil {
		if o, answered := slow(ctx, d); answered {
			return o
		}
	}
	if answer != nil {
		return answer(d)
	}
	return notify.Outcome{Status: notify.Delivered}
}

// carrier changes how messages are answered from now on.
func (w *world) carrier(slow func(context.Context, notify.Delivery) (notify.Outcome, bool)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.slow = slow
}

// inBubble runs a scenario with two technicians: the first is paged at once,
// the second five minutes later; each by push, and by SMS after one minute.
func inBubble(t *testing.T, change func(*engine.Config), scenario func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{T: t, ctx: context.Background(), options: store.Options{Dir: t.TempDir(), Ballast: -1}}
		w.open(change)
		scenario(w)
		w.close()
	})
}

func (w *world) open(change func(*engine.Config)) {
	w.openStore()
	err := w.db.Configure(w.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := twoTechnicians()
		if change != nil {
			change(next)
		}
		return next, nil, nil
	})
	if err != nil {
		w.Fatal(err)
	}
	w.start()
}

func (w *world) openStore() {
	var err error
	if w.db, err = store.Open(w.ctx, w.options); err != nil {
		w.Fatal(err)
	}
}

// start starts the engine and the dispatcher as a box does.
func (w *world) start() {
	log := slog.New(slog.DiscardHandler)
	links := engine.Links{Base: func() string { return "http://pager.example.net" }, Key: []byte("k"), Mail: func() string { return "alerts.example.net" }}
	w.engine = engine.New(engine.Options{Store: w.db, Log: log, Links: links, KickPages: func() { w.page.Kick() }, Now: func() time.Time {
		return time.Now().Add(time.Duration(w.stepped.Load()))
	}})
	w.page = notify.NewDispatcher(w.engine, w.engine, func(notify.Channel) notify.Driver { return w }, log, nil)
	if _, err := w.engine.Recover(w.ctx); err != nil {
		w.Fatal(err)
	}
	var running context.Context
	running, w.stop = context.WithCancel(w.ctx)
	w.done.Go(func() { w.engine.Run(running) })
	w.done.Go(func() { w.page.Run(running) })
}

func (w *world) close() {
	w.stop()
	w.done.Wait()
	if err := w.db.Close(); err != nil {
		w.Fatal(err)
	}
}

func twoTechnicians() *engine.Config {
	user := func(id, name string) people.User {
		return people.User{
			ID: id, Name: name, Email: strings.ToLower(name) + "@example.net", Role: people.Responder, TimeZone: "UTC",
			ContactMethods: []people.ContactMethod{
				{ID: id + "push", Label: "phone", Type: notify.Push, Address: "topic"},
				{ID: id + "sms", Label: "sms", Type: notify.SMS, Address: "+15550100"},
			},
			NotificationRules: []people.NotificationRule{
				{ID: id + "r1", Urgency: people.High, Method: id + "push"},
				{ID: id + "r2", Urgency: people.High, Method: id + "sms", Delay: time.Minute},
				{ID: id + "r3", Urgency: people.Low, Method: id + "push"},
			},
		}
	}
	c := &engine.Config{
		Directory: people.Directory{Users: map[string]people.User{"PANN": user("PANN", "Ann"), "PBEN": user("PBEN", "Ben")}},
		Policies: map[string]engine.Policy{"PPOL": {ID: "PPOL", Name: "Default", Steps: []engine.Step{
			{ID: "s1", Delay: 5 * time.Minute, Targets: []people.Target{{User: "PANN"}}},
			{ID: "s2", Delay: 5 * time.Minute, Targets: []people.Target{{User: "PBEN"}}},
		}}},
		Services: map[string]engine.Service{"PSVC": {ID: "PSVC", Name: "Core", Policy: "PPOL", Urgency: engine.AlwaysHigh}},
		Integrations: map[string]engine.Integration{
			"PINT": {ID: "PINT", Name: "events", Service: "PSVC", Type: "events_api_v2", Key: "key"},
		},
		Settings: engine.DefaultSettings(),
	}
	return c
}

// event sends one event and returns what became of it.
func (w *world) event(ev engine.Event) engine.Verdict {
	w.Helper()
	if ev.Action == "" {
		ev.Action = engine.Trigger
	}
	r, err := w.engine.Submit(w.ctx, engine.Post{Key: "key", Via: "events_api_v2", Events: []engine.Event{ev}, Raw: engine.Raw{Body: []byte("{}")}})
	if err != nil {
		w.Fatal(err)
	}
	return r.Verdicts[0]
}

// passes lets fake time pass until everything is quiet.
func (w *world) passes(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// told lists who was told since the last call, as "Ann push" …
func (w *world) told() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []string
	for _, d := range w.sent {
		list = append(list, fmt.Sprintf("%s %s", d.Message.Recipient, d.To.Channel))
	}
	w.sent = nil
	return list
}

func (w *world) wantTold(when string, want ...string) {
	w.Helper()
	synctest.Wait()
	if got := w.told(); !slices.Equal(got, want) {
		w.Errorf("%s: told %q, want %q", when, got, want)
	}
}

func (w *world) incident(n uint64) engine.Incident {
	w.Helper()
	in, ok, err := w.db.Incident(n)
	if err != nil || !ok {
		w.Fatalf("incident %d: found %v, %v", n, ok, err)
	}
	return in
}

func (w *world) do(n uint64, acts ...engine.Act) {
	w.Helper()
	if _, err := w.engine.Do(w.ctx, n, engine.Actor{Kind: engine.ByPerson, ID: "PBEN", Name: "Ben", Via: "ui"}, acts...); err != nil {
		w.Fatal(err)
	}
}

func (w *world) timeline(n uint64) string {
	entries, err := w.db.Timeline(n, 100)
	if err != nil {
		w.Fatal(err)
	}
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%s %s: %s\n", e.At.Format(time.TimeOnly), e.Type, e.Text)
	}
	return b.String()
}
