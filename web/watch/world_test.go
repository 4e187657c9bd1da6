package watch_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/store"
	"wakeman/web/watch"
)

// world is the watcher with the real engine, store and dispatcher, in a bubble of
// fake time, and a network that a test breaks.
type world struct {
	*testing.T
	ctx     context.Context
	dir     string
	db      *store.DB
	engine  *engine.Engine
	watcher *watch.Watcher
	page    *notify.Dispatcher
	stop    context.CancelFunc
	done    sync.WaitGroup

	mu    sync.Mutex
	sent  []string
	dead  map[string]bool                 // hosts that give no answer
	check map[string]func() watch.Result  // "host check": what is seen there
	asked []string                        // "host check", each look
	at    map[string]int                  // looks under way by host
	most  int                             // at one host
	slow  func(host string) time.Duration // how long a look takes; nil: a millisecond
}

// Send makes the world the carrier of everything.
func (w *world) Send(_ context.Context, d notify.Delivery) notify.Outcome {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, in := range d.Message.Incidents {
		w.sent = append(w.sent, in.Title)
	}
	return notify.Outcome{Status: notify.Delivered}
}

// look is the fake network.
func (w *world) look(ctx context.Context, x engine.Watch, c watch.Check) watch.Result {
	w.mu.Lock()
	w.asked = append(w.asked, x.Host+" "+c.Key)
	w.at[x.Host]++
	w.most = max(w.most, w.at[x.Host])
	dead, scripted, wait := w.dead[x.Host], w.check[x.Host+" "+c.Key], time.Millisecond
	if w.slow != nil {
		wait = w.slow(x.Host)
	}
	if dead {
		wait = 3 * time.Second
	}
	w.mu.Unlock()
	select {
	case <-time.After(wait):
	case <-ctx.Done():
	}
	w.mu.Lock()
	w.at[x.Host]--
	w.mu.Unlock()
	switch {
	case dead && strings.HasPrefix(c.Key, "closed/"):
		return watch.Result{}
	case dead:
		return watch.Result{Wrong: c.Name + ": no answer"}
	case scripted != nil:
		return scripted()
	}
	return watch.Result{Answered: !strings.HasPrefix(c.Key, "closed/")}
}

func (w *world) breaks(hosts ...string) { w.setDead(true, hosts) }
func (w *world) mends(hosts ...string)  { w.setDead(false, hosts) }

func (w *world) setDead(dead bool, hosts []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, h := range hosts {
		w.dead[h] = dead
	}
}

// sees scripts one check; wrong "" is well.
func (w *world) sees(hostCheck, wrong string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.check[hostCheck] = func() watch.Result { return watch.Result{Wrong: wrong, Answered: true} }
}

// inBubble runs a scenario with Ann on call for Core.
func inBubble(t *testing.T, watches []engine.Watch, scenario func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{T: t, ctx: context.Background(), dir: t.TempDir(), dead: map[string]bool{}, check: map[string]func() watch.Result{}, at: map[string]int{}}
		w.open()
		w.configure(func(c *engine.Config) {
			*c = *onCall()
			for _, x := range watches {
				c.Watches[x.ID] = x
			}
		})
		w.start()
		scenario(w)
		w.close()
	})
}

func (w *world) open() {
	var err error
	if w.db, err = store.Open(w.ctx, store.Options{Dir: w.dir, Ballast: -1}); err != nil {
		w.Fatal(err)
	}
}

func (w *world) start() {
	log := slog.New(slog.DiscardHandler)
	links := engine.Links{Base: func() string { return "http://pager.example.net" }, Key: []byte("k")}
	w.engine = engine.New(engine.Options{Store: w.db, Log: log, Links: links, KickPages: func() { w.page.Kick() }})
	w.page = notify.NewDispatcher(w.engine, w.engine, func(notify.Channel) notify.Driver { return w }, log, nil)
	w.watcher = watch.New(watch.Options{Engine: w.engine, Store: w.db, Log: log, Look: w.look})
	var running context.Context
	running, w.stop = context.WithCancel(w.ctx)
	w.done.Go(func() { w.engine.Run(running) })
	w.done.Go(func() { w.page.Run(running) })
	w.done.Go(func() { w.watcher.Run(running) })
}

func (w *world) close() {
	w.stop()
	w.done.Wait()
	if err := w.db.Close(); err != nil {
		w.Fatal(err)
	}
}

// restarts stops the box, lets time pass, and starts it anew on the same store.
func (w *world) restarts(after time.Duration) {
	w.close()
	time.Sleep(after)
	w.open()
	w.start()
}

func (w *world) configure(change func(*engine.Config)) {
	w.Helper()
	err := w.db.Configure(w.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := *old
		next.Watches = map[string]engine.Watch{}
		for id, x := range old.Watches {
			next.Watches[id] = x
		}
		change(&next)
		return next.Index(), nil, nil
	})
	if err != nil {
		w.Fatal(err)
	}
	if w.watcher != nil {
		w.watcher.Kick()
	}
}

func (w *world) passes(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// told are the titles of what was paged since the last time it was asked.
func (w *world) told() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := strings.Join(w.sent, "\n")
	w.sent = nil
	return text
}

// open lists the open incidents, the oldest first: "title (status)".
func (w *world) incidents(statuses ...engine.Status) (list []engine.Incident) {
	w.Helper()
	found, err := w.db.Incidents(store.IncidentQuery{Statuses: statuses, Limit: 500})
	if err != nil {
		w.Fatal(err)
	}
	return found.Incidents
}

// wantOpen fails unless these are open, in any order.
func (w *world) wantOpen(titles ...string) []engine.Incident {
	w.Helper()
	open := w.incidents(engine.Triggered, engine.Acked)
	var got []string
	for _, in := range open {
		got = append(got, in.Title)
	}
	missing := len(got) != len(titles)
	for _, t := range titles {
		found := false
		for _, g := range got {
			found = found || g == t
		}
		missing = missing || !found
	}
	if missing {
		w.Fatalf("open are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(titles, "\n"))
	}
	return open
}

func onCall() *engine.Config {
	ann := people.User{
		ID: "PANN", Name: "Ann", Email: "ann@example.net", Role: people.Responder, TimeZone: "UTC",
		ContactMethods:    []people.ContactMethod{{ID: "PUSH", Label: "phone", Type: notify.Push, Address: "topic"}},
		NotificationRules: []people.NotificationRule{{ID: "R1", Urgency: people.High, Method: "PUSH"}, {ID: "R2", Urgency: people.Low, Method: "PUSH"}},
	}
	c := &engine.Config{
		Directory: people.Directory{Users: map[string]people.User{"PANN": ann}},
		Policies:  map[string]engine.Policy{"PPOL": {ID: "PPOL", Name: "Default", Steps: []engine.Step{{ID: "s1", Delay: 5 * time.Minute, Targets: []people.Target{{User: "PANN"}}}}}},
		Services: map[string]engine.Service{
			"PCORE": {ID: "PCORE", Name: "Core", Policy: "PPOL", Urgency: engine.BySeverity},
			"PEDGE": {ID: "PEDGE", Name: "Edge", Policy: "PPOL", Urgency: engine.BySeverity},
		},
		Watches:  map[string]engine.Watch{},
		Settings: engine.DefaultSettings(),
	}
	c.Settings.BundleWindow = 0
	return c
}

// ports watches a host: port 443 must be open, port 23 closed.
func ports(n int) engine.Watch {
	return engine.Watch{
		ID: fmt.Sprintf("PW%05d", n), Service: "PCORE", Name: fmt.Sprintf("edge-%d", n), Host: fmt.Sprintf("192.0.2.%d", n),
		Interval: time.Minute, Retries: 2, Open: []int{443}, Closed: []int{23},
	}
}

func several(n int) (list []engine.Watch) {
	for i := range n {
		list = append(list, ports(i+1))
	}
	return list
}
