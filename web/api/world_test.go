package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/PagerDuty/go-pagerduty"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/engine/rules"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/store"
	"wakeman/web/api"
	"wakeman/web/auth"
)

// world is the API on a real server, with the real engine and store, and a
// clock that stands still until it is moved.
type world struct {
	upkeep keeper
	*testing.T
	db     *store.DB
	engine *engine.Engine
	auth   *auth.Auth
	server *httptest.Server
	clock  atomic.Pointer[time.Time]
	reads  func(ctx context.Context, id string) error // reads a calendar feed; nil: nothing comes of it
}

// start is a Monday, ten in the morning in Chicago.
func start() time.Time { return time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC) }

func open(t *testing.T) *world { return openWith(t, smallProvider()) }

func openWith(t *testing.T, c *engine.Config) *world {
	t.Helper()
	w := &world{T: t}
	w.set(start())
	now := func() time.Time { return *w.clock.Load() }
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	var err error
	w.db, err = store.Open(t.Context(), store.Options{Dir: t.TempDir(), Ballast: 64 << 10, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = w.db.Configure(t.Context(), func(*engine.Config) (*engine.Config, []engine.AuditRow, error) { return c, nil, nil })
	if err != nil {
		t.Fatal(err)
	}
	w.engine = engine.New(engine.Options{Store: w.db, Log: log, Now: now})
	w.lets()
	w.auth = auth.New(auth.Options{Store: w.db, Log: log})
	mux := http.NewServeMux()
	w.upkeep.db = w.db
	api.Routes(mux, api.Options{
		Access: w.auth, Invites: w.auth.Inviter(w.db).ByMail(engine.Links{Base: func() string { return "https://pager.example.net" }, Key: []byte("a key of the tests")}, func() {}), Engine: w.engine, Store: w.db, Editor: config.Editor{Store: w.db, Kick: w.engine.Kick, Now: now}, Now: now, Log: log, Watches: eyes{w.db}, Upkeep: &w.upkeep,
		RefreshFeed: func(ctx context.Context, id string) error {
			if w.reads == nil {
				return nil
			}
			return w.reads(ctx, id)
		},
		Base: func() string { return "https://pager.example.net" },
	})
	w.server = httptest.NewServer(signedIn(w.db, mux))
	t.Cleanup(w.server.Close)
	return w
}

// lets gives Ann and an owner what they get in with, and blocks somebody. The
// clock of sessions and links is the real one.
func (w *world) lets() {
	w.Helper()
	now, row := time.Now().UTC(), engine.AuditRow{Actor: engine.System(), Action: "test"}
	errs := []error{
		w.db.PutToken(w.Context(), people.Token{ID: "PTOKEN1", Name: "Ann's script", Hash: "1", Hint: "wk_…0001", Scope: people.ReadScope, User: "PANN001", CreatedBy: "Ann Night", CreatedAt: start()}, &row),
		w.db.PutToken(w.Context(), people.Token{ID: "PTOKEN2", Name: "nms", Hash: "2", Hint: "wk_…0002", Scope: people.IngestScope, Integration: "PINT001", CreatedBy: "root", CreatedAt: start(), UsedAt: start()}, &row),
		w.db.ChangeBlocks(w.Context(), []people.Block{{Key: "net 198.51.100.66/32", Kind: people.NetBlock, Net: "198.51.100.66/32", Strikes: 1, Since: now, Blocked: now.Add(time.Hour), Until: now.Add(time.Hour)}}, nil, nil),
	}
	for i, id := range []string{"PANN001", "PANN001", "POONA01"} {
		s := people.Session{Hash: sessionHash(i), User: id, Remote: "192.0.2.9", Agent: "Firefox", CreatedAt: now, SeenAt: now.Add(-time.Duration(i) * time.Hour), ExpiresAt: now.Add(time.Hour)}
		inv := people.Invitation{User: id, Hash: sessionHash(i), CreatedBy: "root", CreatedAt: now, ExpiresAt: now.Add(time.Hour)}
		errs = append(errs, w.db.PutSession(w.Context(), s, &row), w.db.PutInvitation(w.Context(), inv, row))
	}
	if err := errors.Join(errs...); err != nil {
		w.Fatal(err)
	}
}

// sessionHash is the hash of a session of a world; its first 16 characters are
// its id.
func sessionHash(i int) string { return strings.Repeat(string(rune('a'+i)), 64) }

func (w *world) set(t time.Time) { w.clock.Store(&t) }

func (w *world) passes(d time.Duration) { w.set(w.clock.Load().Add(d)) }

// signedIn stands in for the middleware that knows API keys: the key is the
// name of who uses it.
func signedIn(db *store.DB, next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		key := strings.TrimPrefix(r.Header.Get("Authorization"), "Token token=")
		if p, ok := principals(db.Config())[key]; ok {
			r = r.WithContext(auth.With(r.Context(), p))
		}
		next.ServeHTTP(rw, r)
	})
}

func principals(c *engine.Config) map[string]auth.Principal {
	return map[string]auth.Principal{
		"account":  {Role: people.Admin, Token: people.Token{ID: "PKEY001", Name: "noc-bot", Scope: people.FullScope}},
		"week":     {Role: people.Admin, Token: people.Token{ID: "PKEY005", Name: "week", Scope: people.FullScope, ExpiresAt: time.Date(2026, 3, 9, 16, 0, 0, 0, time.UTC)}},
		"ingest":   {Role: people.Admin, Token: people.Token{ID: "PKEY003", Name: "sender", Scope: people.IngestScope, Integration: "PINT001"}},
		"wall":     {Role: people.Admin, Token: people.Token{ID: "PKEY004", Name: "wall", Scope: people.WallboardScope}},
		"readonly": {Role: people.Admin, Token: people.Token{ID: "PKEY002", Name: "dashboard", Scope: people.ReadScope}},
		"ann":      {User: c.Users["PANN001"], Role: people.Responder, Token: people.Token{ID: "PKEY003", Name: "ann", Scope: people.FullScope}},
		"ben":      {User: c.Users["PBEN001"], Role: people.Scheduler, Token: people.Token{ID: "PKEY004", Name: "ben", Scope: people.FullScope}},
		"vic":      {User: c.Users["PVIC001"], Role: people.Viewer},
		"oona":     {User: c.Users["POONA01"], Role: people.Owner},
	}
}

// client is PagerDuty's own, pointed here.
func (w *world) client(key string) *pagerduty.Client {
	return pagerduty.NewClient(key, pagerduty.WithAPIEndpoint(w.server.URL+"/api"))
}

// opens submits a trigger and gives the incident it opened.
func (w *world) opens(key, summary string) engine.Incident {
	w.Helper()
	return w.sends(engine.Event{
		Action: engine.Trigger, Key: key, Summary: summary, Source: "tower-" + key, Severity: engine.Critical,
		Details: json.RawMessage(`{"site":"North hill","volts":11.2,"tags":["power","battery"]}`),
		Links:   []engine.Link{{Href: "https://wiki.example.net/tower", Text: "Runbook"}},
		Client:  "Prometheus", ClientURL: "https://prometheus.example.net",
	})
}

func (w *world) sends(events ...engine.Event) engine.Incident {
	w.Helper()
	receipt, err := w.engine.Submit(w.Context(), engine.Post{Key: coreKey, Via: "events_api_v2", Events: events})
	if err != nil {
		w.Fatal(err)
	}
	return w.incident(receipt.Verdicts[0].Incident)
}

func (w *world) incident(number uint64) engine.Incident {
	w.Helper()
	in, found, err := w.db.Incident(number)
	if err != nil || !found {
		w.Fatalf("incident %d: found %v, %v", number, found, err)
	}
	return in
}

// asks sends a request by hand, and gives status and body.
func (w *world) asks(key, method, path, body string, header ...string) (int, http.Header, string) {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), method, w.server.URL+path, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Token token="+key)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := w.server.Client().Do(req)
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		w.Fatal(err)
	}
	return resp.StatusCode, resp.Header, string(text)
}

// wantError demands a status and a code in PagerDuty's form.
func (w *world) wantError(status int, gotHeader http.Header, gotBody string, wantStatus, wantCode int, mention string) {
	w.Helper()
	var body struct {
		Error *struct {
			Message string
			Code    int
			Errors  []string
		}
	}
	dec := json.NewDecoder(bytes.NewReader([]byte(gotBody)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&body); err != nil || body.Error == nil || body.Error.Errors == nil || body.Error.Message == "" {
		w.Errorf("not an error in PagerDuty's form (%v): %s", err, gotBody)
		return
	}
	if status != wantStatus || body.Error.Code != wantCode || !strings.Contains(gotBody, mention) {
		w.Errorf("got %d code %d, want %d code %d mentioning %q: %s", status, body.Error.Code, wantStatus, wantCode, mention, gotBody)
	}
	if got := gotHeader.Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
		w.Errorf("go-pagerduty loses errors of type %q", got)
	}
}

// wantAPIError demands what go-pagerduty makes of an error.
func wantAPIError(t *testing.T, err error, status, code int) {
	t.Helper()
	var failed pagerduty.APIError
	if !errors.As(err, &failed) {
		t.Fatalf("got %v, want an error of the API", err)
	}
	if failed.StatusCode != status || !failed.APIError.Valid || failed.APIError.ErrorObject.Code != code {
		t.Errorf("got %d %+v, want %d code %d", failed.StatusCode, failed.APIError, status, code)
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

const (
	coreKey    = "0123456789abcdef0123456789abcdef"
	mailKey    = "fedcba9876543210fedcba9876543210"
	hookSecret = "a-secret-that-signs-webhooks"
	pushTopic  = "ann-secret-topic"
)

// smallProvider is a made-up provider: four people, one of whom has left, a
// schedule of two layers and an override, a policy of two steps, three
// services.
func smallProvider() *engine.Config {
	c := &engine.Config{
		Directory: people.Directory{
			Users: map[string]people.User{},
			Teams: map[string]people.Team{"PTEAM01": {ID: "PTEAM01", Name: "Network", Description: "Core and access", Members: []people.Member{
				{User: "PANN001", Role: people.TeamResponder}, {User: "PBEN001", Role: people.TeamManager},
			}}},
			Schedules: map[string]schedules.Schedule{"PSCHED1": primary()},
		},
		Policies: map[string]engine.Policy{}, Services: map[string]engine.Service{},
		Integrations: map[string]engine.Integration{}, Settings: engine.DefaultSettings(),
	}
	c.Settings.MailDomain = "in.example.net"
	for _, u := range staff() {
		c.Users[u.ID] = u
	}
	c.Policies["PPOLI01"] = engine.Policy{
		ID: "PPOLI01", Name: "Default", Repeat: 2, Steps: []engine.Step{
			{ID: "PSTEP01", Delay: 5 * time.Minute, Targets: []people.Target{{Schedule: "PSCHED1"}}},
			{ID: "PSTEP02", Delay: 90 * time.Second, RoundRobin: true, Targets: []people.Target{{User: "PBEN001"}, {User: "POONA01"}, {User: "PGONE01"}}},
		},
	}
	c.Policies["PPOLI02"] = engine.Policy{ID: "PPOLI02", Name: "Boss only", Description: "last resort", Steps: []engine.Step{
		{ID: "PSTEP03", Delay: 10 * time.Minute, Targets: []people.Target{{User: "POONA01"}}},
	}}
	created := start().Add(-24 * time.Hour)
	c.Services["PCORE01"] = engine.Service{
		ID: "PCORE01", Name: "Core network", Description: "Towers and fibre", Policy: "PPOLI01", Urgency: engine.BySeverity,
		AckTimeout: 30 * time.Minute, AutoResolve: 4 * time.Hour, Runbook: "https://wiki.example.net/core", CreatedAt: created,
		EventRules: rules.Set{{ID: "PRULE02", Name: "Never of a service", When: `event.class == "never"`}},
	}
	c.EventRules = rules.Set{{ID: "PRULE01", Name: "Never", When: `event.class == "never"`, Actions: rules.Actions{Suppress: true}}}
	c.Services["PMAIL01"] = engine.Service{ID: "PMAIL01", Name: "Mail", Policy: "PPOLI02", Urgency: engine.AlwaysHigh, CreatedAt: created}
	c.Services["POLD001"] = engine.Service{ID: "POLD001", Name: "Old platform", Policy: "PPOLI02", Urgency: engine.AlwaysLow, Disabled: true}
	c.Integrations["PINT001"] = engine.Integration{ID: "PINT001", Service: "PCORE01", Name: "events", Type: "events_api_v2", Key: coreKey, CreatedAt: created}
	c.Integrations["PINT002"] = engine.Integration{ID: "PINT002", Service: "PMAIL01", Name: "mailbox", Type: "email", Key: mailKey}
	c.Heartbeats = map[string]engine.Heartbeat{
		"PBEAT01": {ID: "PBEAT01", Service: "PCORE01", Name: "backup", Key: "beat0000000000000000000000000000", Interval: time.Hour, Grace: time.Hour},
		"PBEAT02": {ID: "PBEAT02", Service: "PMAIL01", Name: "queue runner", Key: "beat1111111111111111111111111111", Interval: 5 * time.Minute, Grace: 10 * time.Minute, Integration: "PINT002", CreatedAt: created},
	}
	c.Watches = map[string]engine.Watch{
		"PWATCH1": {ID: "PWATCH1", Service: "PCORE01", Name: "edge-1", Host: "192.0.2.10", Interval: time.Minute, Retries: 2, Ping: true, Open: []int{22}, CreatedAt: created},
		"PWATCH2": {ID: "PWATCH2", Service: "PMAIL01", Name: "mx", Host: "mx.example.net", Interval: time.Minute, Open: []int{25}, CreatedAt: created},
	}
	return c
}

func staff() []people.User {
	return []people.User{
		{
			ID: "PANN001", Email: "ann@example.net", Name: "Ann Night", Role: people.Responder, TimeZone: "America/Chicago", JobTitle: "Technician",
			ContactMethods: []people.ContactMethod{
				{ID: "PCM0001", Label: "work mail", Type: notify.Email, Address: "ann@example.net"},
				{ID: "PCM0002", Label: "phone", Type: notify.Push, Address: pushTopic},
				{ID: "PCM0003", Label: "pager", Type: notify.Webhook, Address: "https://hooks.example.net/ann-hook-path", Secret: hookSecret},
				{ID: "PCM0004", Label: "mobile", Type: notify.SMS, Address: "+15550100"},
			},
			NotificationRules: []people.NotificationRule{
				{ID: "PNR0001", Urgency: people.High, Method: "PCM0002"},
				{ID: "PNR0002", Urgency: people.High, Delay: 90 * time.Second, Method: "PCM0004"},
				{ID: "PNR0003", Urgency: people.Low, Method: "PCM0001"},
			},
			HandoffRules: []people.HandoffRule{{ID: "PHR0001", When: "on", Advance: 12 * time.Hour, Method: "PCM0001"}},
		},
		{
			ID: "PBEN001", Email: "ben@example.net", Name: "Ben Day", Role: people.Scheduler, TimeZone: "America/Chicago",
			ContactMethods: []people.ContactMethod{{ID: "PCM0005", Label: "mail", Type: notify.Email, Address: "ben@example.net"}},
		},
		{
			ID: "POONA01", Email: "oona@example.net", Name: "Oona Owner", Role: people.Owner, TimeZone: "Europe/Berlin",
			ContactMethods: []people.ContactMethod{{ID: "PCM0006", Label: "mail", Type: notify.Email, Address: "oona@example.net"}},
		},
		{ID: "PVIC001", Email: "vic@example.net", Name: "Vic Viewer", Role: people.Viewer, TimeZone: "UTC"},
		{ID: "PGONE01", Email: "gone@example.net", Name: "Gone Person", Role: people.Responder, TimeZone: "UTC", Disabled: true},
	}
}

// primary is a weekly rotation of Ann and Ben from Mondays at nine, with Oona
// in the nights of workdays, and an override in the first week.
func primary() schedules.Schedule {
	return schedules.Schedule{
		ID: "PSCHED1", Name: "Primary", Description: "Who answers first", TimeZone: "America/Chicago",
		Layers: []schedules.Layer{
			{
				ID: "PLAYER1", Name: "Weekly", Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Week},
				Users: []schedules.Slot{{"PANN001"}, {"PBEN001"}},
			},
			{
				ID: "PLAYER2", Name: "Nights", Start: civil.At(2026, 1, 5, 0, 0), End: civil.At(2027, 1, 1, 0, 0), Anchor: civil.At(2026, 1, 1, 0, 0),
				Turn: schedules.Turn{Count: 1, Unit: schedules.Month}, Users: []schedules.Slot{{}, {"POONA01", "PANN001"}},
				Restrictions: []schedules.Restriction{{
					Days: []time.Weekday{time.Sunday, time.Monday}, From: civil.TimeOfDay{Hour: 22}, For: 8 * time.Hour,
				}},
			},
		},
		Overrides: []schedules.Override{{
			ID: "POVER01", Start: time.Date(2026, 3, 3, 15, 0, 0, 0, time.UTC), End: time.Date(2026, 3, 3, 21, 0, 0, 0, time.UTC),
			User: "POONA01", CreatedAt: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		}},
	}
}

func ctx(t *testing.T) context.Context { return t.Context() }
