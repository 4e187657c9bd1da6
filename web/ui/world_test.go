package ui_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wakeman/embed"
	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/store"
	"wakeman/web"
	"wakeman/web/auth"
	"wakeman/web/auth/openid"
	"wakeman/web/auth/openid/openidtest"
	"wakeman/web/ui"
)

// world is the pages behind the real server, with the real engine and store,
// and a clock that stands still until it is moved.
type world struct {
	upkeep keeper
	testing.TB
	db       *store.DB
	engine   *engine.Engine
	auth     *auth.Auth
	provider *openidtest.Provider
	server   *web.Server
	links    engine.Links
	clock    atomic.Pointer[time.Time]
	released int
	base     string // the public address
}

// begin is a Monday, two in the morning in Chicago.
func begin() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) }

const (
	coreKey  = "0123456789abcdef0123456789abcdef"
	mailKey  = "fedcba9876543210fedcba9876543210"
	trialKey = "aaaabbbbccccddddaaaabbbbccccdddd"
)

func open(t testing.TB, change ...func(*ui.Options)) *world {
	t.Helper()
	return openIn(t, t.TempDir(), change...)
}

// openIn opens the store in a directory, which may be restored from a backup.
func openIn(t testing.TB, dir string, change ...func(*ui.Options)) *world {
	t.Helper()
	w := &world{base: "https://pager.example.net", TB: t}
	w.set(begin())
	now := func() time.Time { return *w.clock.Load() }
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	var err error
	w.db, err = store.Open(t.Context(), store.Options{Dir: dir, Ballast: 64 << 10, Now: now, NoSync: true})
	w.must(err)
	t.Cleanup(func() {
		if err := w.db.Close(); err != nil {
			t.Error(err)
		}
	})
	w.configure(smallProvider())
	key, err := w.db.Secret(t.Context(), "acknowledge links")
	w.must(err)
	w.links = engine.Links{Base: func() string { return "http://pager.example.net" }, Key: key}
	w.engine = engine.New(engine.Options{Store: w.db, Log: log, Now: now, Links: w.links})
	w.provider = openidtest.New()
	w.auth = auth.New(auth.Options{Store: w.db, Base: func() string { return w.base }, OpenID: openid.New(w.provider.Client(), nil)})
	assets, err := embed.Load()
	w.must(err)
	o := ui.Options{
		Engine: w.engine, Store: w.db, Auth: w.auth, Invites: w.auth.Inviter(w.db).ByMail(w.links, func() {}), Editor: config.Editor{Store: w.db, Now: now}, Assets: assets, Log: log, Now: now, Links: w.links, Started: begin(), Version: "test", Upkeep: &w.upkeep,
		Release: func(ctx context.Context, a engine.Actor) error { w.released++; return w.db.Release(ctx, a) },
	}
	w.upkeep.w = w
	for _, c := range change {
		c(&o)
	}
	pages := http.NewServeMux()
	ui.Routes(pages, o)
	w.server, err = web.New(web.Options{
		Engine: w.engine, Store: w.db, Auth: w.auth, Refusals: web.NewRefusals(w.db, nil), Hub: web.NewHub(), Log: log,
		Doors: web.Doors{Pages: func(mux *http.ServeMux) { mux.Handle("/", as(w.db, pages)) }},
	})
	w.must(err)
	w.step()
	return w
}

// as stands in for a session, whose password was just given, and for TLS: the
// header As names the user who asks.
func as(db *store.DB, next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Encrypted") == "yes" {
			client := auth.ClientOf(r)
			client.TLS = true
			r = r.WithContext(auth.WithClient(r.Context(), client))
		}
		if u, ok := db.Config().Users[r.Header.Get("As")]; ok {
			r = r.WithContext(auth.With(r.Context(), auth.Principal{User: u, Role: u.Role, Session: "a test's", ProvenAt: time.Now()}))
		}
		next.ServeHTTP(rw, r)
	})
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) set(t time.Time) { w.clock.Store(&t) }

func (w *world) now() time.Time { return *w.clock.Load() }

func (w *world) step() {
	w.Helper()
	_, err := w.engine.Step(w.Context())
	w.must(err)
}

func (w *world) configure(next *engine.Config) {
	w.Helper()
	w.must(w.db.Configure(w.Context(), func(*engine.Config) (*engine.Config, []engine.AuditRow, error) { return next, nil, nil }))
}

// smallProvider has one person of each role, a policy of two steps and four
// services: one without a way in, one whose incidents page nobody.
func smallProvider() *engine.Config {
	c := &engine.Config{
		Directory: people.Directory{Users: map[string]people.User{}},
		Policies:  map[string]engine.Policy{}, Services: map[string]engine.Service{},
		Integrations: map[string]engine.Integration{}, Settings: engine.DefaultSettings(),
	}
	for _, role := range roles() {
		c.Users[personOf(role)] = person(role)
	}
	c.Policies["PPOLI01"] = engine.Policy{ID: "PPOLI01", Name: "Default", Repeat: 2, Steps: []engine.Step{
		{ID: "PSTEP01", Delay: 5 * time.Minute, Targets: []people.Target{{User: personOf(people.Responder)}}},
		{ID: "PSTEP02", Delay: 5 * time.Minute, Targets: []people.Target{{User: personOf(people.Scheduler)}}},
	}}
	c.Services["PCORE01"] = engine.Service{ID: "PCORE01", Name: "Core network", Description: "Towers and fibre", Policy: "PPOLI01", Urgency: engine.AlwaysHigh, Runbook: "https://wiki.example.net/core", AckTimeout: 30 * time.Minute}
	c.Services["PMAIL01"] = engine.Service{ID: "PMAIL01", Name: "Mail", Policy: "PPOLI01", Urgency: engine.AlwaysHigh}
	c.Services["PMUTE01"] = engine.Service{ID: "PMUTE01", Name: "Deaf", Policy: "PPOLI01", Urgency: engine.AlwaysHigh}
	c.Services["PTRY001"] = engine.Service{ID: "PTRY001", Name: "Trial", Policy: "PPOLI01", Urgency: engine.AlwaysHigh, Sandbox: true}
	c.Integrations["PINT001"] = engine.Integration{ID: "PINT001", Service: "PCORE01", Name: "LibreNMS", Type: "events_api_v2", Key: coreKey}
	c.Integrations["PINT002"] = engine.Integration{ID: "PINT002", Service: "PMAIL01", Name: "mailbox", Type: "email", Key: mailKey}
	c.Integrations["PINT003"] = engine.Integration{ID: "PINT003", Service: "PTRY001", Name: "trial", Type: "events_api_v2", Key: trialKey}
	return c
}

func roles() []people.Role {
	return []people.Role{people.Viewer, people.Responder, people.Scheduler, people.Admin, people.Owner}
}

// personOf is the id of the person with a role.
func personOf(role people.Role) string { return "P" + strings.ToUpper(string(role)) }

func person(role people.Role) people.User {
	id := personOf(role)
	return people.User{
		ID: id, Email: string(role) + "@example.net", Name: "The " + string(role), Role: role, TimeZone: "America/Chicago",
		ContactMethods: []people.ContactMethod{
			{ID: "M1" + id, Label: "phone", Type: notify.Push, Address: "topic-" + string(role)},
			{ID: "M2" + id, Label: "mail", Type: notify.Email, Address: string(role) + "@example.net"},
		},
		NotificationRules: []people.NotificationRule{{ID: "R1" + id, Urgency: people.High, Method: "M1" + id}},
	}
}

// asks sends one request. by is a user's id, "" for a stranger; header is name,
// value, …
func (w *world) asks(by, method, path, body string, header ...string) *page {
	w.Helper()
	r := httptest.NewRequest(method, "http://pager.example.net"+path, strings.NewReader(body))
	r.RemoteAddr = "192.0.2.7:40000"
	r.Header.Set("As", by)
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	w.server.ServeHTTP(rec, r)
	return parsed(w.TB, method+" "+path, rec)
}

// shows gets a page as somebody and demands 200.
func (w *world) shows(by people.Role, path string, header ...string) *page {
	w.Helper()
	p := w.asks(personOf(by), "GET", path, "", header...)
	p.wantStatus(http.StatusOK)
	return p
}

// posts sends a form as somebody.
func (w *world) posts(by people.Role, path string, form url.Values, header ...string) *page {
	w.Helper()
	return w.asks(personOf(by), "POST", path, form.Encode(), header...)
}

// event is a trigger for the core network.
func event(key, summary string) engine.Event {
	return engine.Event{Action: engine.Trigger, Key: key, Summary: summary, Source: "sw1.north", Severity: engine.Critical}
}

func (w *world) sends(key string, raw []byte, events ...engine.Event) engine.Receipt {
	w.Helper()
	receipt, err := w.engine.Submit(w.Context(), engine.Post{
		Key: key, Via: "events_api_v2", Events: events,
		Raw: engine.Raw{Body: raw, ContentType: "application/json", Method: "POST", Path: "/v2/enqueue", Remote: "192.0.2.9"},
	})
	w.must(err)
	return receipt
}

// opens triggers an incident and gives its number.
func (w *world) opens(key, summary string) uint64 {
	w.Helper()
	return w.sends(coreKey, []byte(`{}`), event(key, summary)).Verdicts[0].Incident
}

func (w *world) incident(number uint64) engine.Incident {
	w.Helper()
	in, found, err := w.db.Incident(number)
	w.must(err)
	if !found {
		w.Fatalf("there is no incident %d", number)
	}
	return in
}

// does acts on an incident as somebody.
func (w *world) does(by people.Role, number uint64, act engine.Act) {
	w.Helper()
	actor := engine.Actor{Kind: engine.ByPerson, ID: personOf(by), Name: person(by).Name, Via: "ui"}
	_, err := w.engine.Do(w.Context(), number, actor, act)
	w.must(err)
}

// pages lets the carriers take what is due, and gives the deliveries.
func (w *world) pages() []notify.Delivery {
	w.Helper()
	leased, _, err := w.engine.Lease(w.Context(), map[notify.Channel]int{notify.Push: 100, notify.Email: 100})
	w.must(err)
	for _, d := range leased {
		w.must(w.engine.Report(w.Context(), d.ID, d.Attempt, notify.Outcome{Status: notify.Accepted, Reason: "200 OK"}))
	}
	return leased
}

// head is the newest line of the audit log: it moves with every change.
func (w *world) head() string {
	w.Helper()
	rows, err := w.db.Audit(0, 1)
	w.must(err)
	if len(rows) == 0 {
		return "nothing"
	}
	return fmt.Sprint(rows[0].Seq, rows[0].Hash)
}

func setPassword(w *world, role people.Role, password string) error {
	return auth.SetPassword(w.Context(), w.db, string(role)+"@example.net", password, engine.Actor{Kind: engine.ByCLI, Name: "root"})
}
