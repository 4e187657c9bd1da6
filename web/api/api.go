package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/store"
	"wakeman/web/access"
	"wakeman/web/upkeep"
)

// Engine opens and changes incidents, and takes test events.
type Engine interface {
	Submit(ctx context.Context, post engine.Post) (engine.Receipt, error)
	Release(ctx context.Context, actor engine.Actor, seq uint64, details json.RawMessage) (engine.Receipt, error)
	Dismiss(ctx context.Context, actor engine.Actor, h engine.ByHand) error
	PageNow(ctx context.Context, actor engine.Actor, h engine.ByHand) (engine.Receipt, error)
	Open(ctx context.Context, actor engine.Actor, o engine.Opening) (engine.Incident, error)
	Do(ctx context.Context, number uint64, actor engine.Actor, acts ...engine.Act) (engine.Incident, error)
	DoEach(ctx context.Context, actor engine.Actor, orders []engine.Order) ([]engine.Incident, error)
	Merge(ctx context.Context, actor engine.Actor, target uint64, sources ...uint64) (engine.Incident, error)
	NoteHandoff(ctx context.Context, actor engine.Actor, number uint64, change func(engine.HandoffNote) (engine.HandoffNote, error)) error
	RuleCounts() (map[string]engine.RuleCount, error)
	ConfirmHandoff(ctx context.Context, actor engine.Actor, number uint64) error
	TestPage(ctx context.Context, actor engine.Actor, user, method string) (delivery string, err error)
	SendCode(ctx context.Context, actor engine.Actor, user, method string) (delivery string, err error)
	TakeCode(ctx context.Context, user, method, code string) (engine.Delivery, error)
}

// Store answers questions.
type Store interface {
	Config() *engine.Config
	access.Store
	Pulses() (map[string]engine.Pulse, error)
	Incident(number uint64) (engine.Incident, bool, error)
	Incidents(store.IncidentQuery) (store.IncidentList, error)
	Count(store.IncidentQuery) (int, error)
	Timeline(number uint64, limit int) ([]engine.Entry, error)
	Alerts(number uint64) ([]engine.Alert, error)
	Feeds() (map[string]engine.FeedState, error)
	View(read func(engine.Reader) error) error
	LastTest(user, method string) (d engine.Delivery, found bool, err error)
	AuditLog(q store.AuditQuery) (rows []engine.AuditRow, next uint64, err error)
	Posts(q store.PostQuery) ([]engine.PostRow, uint64, error)
	Post(seq uint64) (p engine.PostRow, kept, found bool, err error)
	Suppressions(q store.SuppressionQuery) ([]engine.Suppression, error)
	SuppressedBy() (map[string]int, error)
	DeliveryPage(before time.Time, limit int) (list []engine.Delivery, next time.Time, err error)
	EquipmentNamed(text, after string, limit int) (page []engine.Equipment, next string, err error)
	Equipment(name string) (engine.Equipment, bool, error)
	Refusals() ([]store.RefusalRow, error)
	Handoffs(schedule string, before uint64, limit int) ([]engine.Handoff, error)
	Handoff(number uint64) (engine.Handoff, bool, error)
}

// Editor changes the configuration; see [config.Editor].
type Editor interface {
	Do(ctx context.Context, actor engine.Actor, change func(next *engine.Config) error) ([]config.Change, error)
	ConfirmCode(ctx context.Context, codes config.Codes, actor engine.Actor, user, method, code string) error
}

// The real ones serve.
var (
	_ Editor = config.Editor{}
	_ Engine = (*engine.Engine)(nil)
	_ Store  = (*store.DB)(nil)
)

// Options are what the API is made from.
type Options struct {
	Engine Engine
	Store  Store
	Editor Editor // changes the configuration
	// Access and Invites are who gets in.
	Access  Access
	Invites Invites
	// Watches tells how hosts do that are looked at; nil: nobody looks.
	Watches Watches
	// RefreshFeed reads a calendar feed now; nil: it is read when it is due.
	RefreshFeed func(ctx context.Context, id string) error
	// Heartbeat is how the outside heartbeat does; nil: there is nothing to tell.
	Heartbeat func() engine.HeartbeatState
	Demo      bool
	// Upkeep is how the box keeps itself.
	Upkeep upkeep.Keeper
	// Base is the public address of the box without a trailing slash, for self
	// and html_url. Nil or "" means the address that the client asked.
	Base func() string
	// Now is the clock of queries without dates; nil means time.Now.
	Now func() time.Time
	// Log takes internal errors; nil means nowhere.
	Log *slog.Logger
}

// Routes adds the API to mux, below /api.
func Routes(mux *http.ServeMux, o Options) {
	s := newServer(o)
	mux.Handle("/api", s)
	mux.Handle("/api/", s)
}

func newServer(o Options) *server {
	s := &server{engine: o.Engine, store: o.Store, editor: o.Editor, access: o.Access, invites: o.Invites, watches: o.Watches, refreshFeed: o.RefreshFeed, heartbeat: o.Heartbeat, demo: o.Demo, upkeep: o.Upkeep, base: o.Base, now: o.Now, log: o.Log, inner: http.NewServeMux(), table: map[string]route{}, salt: make([]byte, 16)}
	if s.base == nil {
		s.base = func() string { return "" }
	}
	if s.heartbeat == nil {
		s.heartbeat = noHeartbeat
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	_, _ = rand.Read(s.salt) // never fails: crypto/rand panics instead
	s.serve(s.routes())
	return s
}
