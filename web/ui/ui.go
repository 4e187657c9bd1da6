package ui

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"wakeman/embed"
	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/duty"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth"
	"wakeman/web/certificate"
	"wakeman/web/ui/view"
	"wakeman/web/upkeep"
)

// Engine is what pages do to incidents, and how they send a test event.
type Engine interface {
	Do(ctx context.Context, number uint64, actor engine.Actor, acts ...engine.Act) (engine.Incident, error)
	DoAll(ctx context.Context, numbers []uint64, actor engine.Actor, acts ...engine.Act) ([]engine.Incident, error)
	Merge(ctx context.Context, actor engine.Actor, target uint64, sources ...uint64) (engine.Incident, error)
	AckLink(token string) (engine.AckLink, error)
	AckByLink(ctx context.Context, token, via string) (engine.AckLink, error)
	Submit(ctx context.Context, post engine.Post) (engine.Receipt, error)
	Release(ctx context.Context, actor engine.Actor, seq uint64, details json.RawMessage) (engine.Receipt, error)
	Dismiss(ctx context.Context, actor engine.Actor, h engine.ByHand) error
	PageNow(ctx context.Context, actor engine.Actor, h engine.ByHand) (engine.Receipt, error)
	TestPage(ctx context.Context, actor engine.Actor, user, method string) (delivery string, err error)
	SendCode(ctx context.Context, actor engine.Actor, user, method string) (delivery string, err error)
	TakeCode(ctx context.Context, user, method, code string) (engine.Delivery, error)
	NoteHandoff(ctx context.Context, actor engine.Actor, number uint64, change func(engine.HandoffNote) (engine.HandoffNote, error)) error
	ConfirmHandoff(ctx context.Context, actor engine.Actor, number uint64) error
	LastTick() time.Time
	RuleCounts() (map[string]engine.RuleCount, error)
}

// Store is what pages read.
type Store interface {
	Config() *engine.Config
	// Pulses is how each heartbeat does, by its id.
	Pulses() (map[string]engine.Pulse, error)
	Incidents(q store.IncidentQuery) (store.IncidentList, error)
	OpenCounts() (triggered, acknowledged int, err error)
	Count(q store.IncidentQuery) (int, error)
	// ResolvedSince counts what was resolved at t or later and still is.
	ResolvedSince(t time.Time) (int, error)
	Incident(number uint64) (engine.Incident, bool, error)
	Case(number uint64) (store.Case, bool, error)
	Planned(pages []engine.Page, now time.Time) ([]engine.Page, error)
	Posts(q store.PostQuery) ([]engine.PostRow, uint64, error)
	Post(seq uint64) (p engine.PostRow, kept, found bool, err error)
	// Suppressions are what event rules keep quiet now, and SuppressedBy how much each.
	Suppressions(q store.SuppressionQuery) ([]engine.Suppression, error)
	SuppressedBy() (map[string]int, error)
	// RawKept tells of which events the raw body is still there.
	RawKept(seqs ...uint64) (map[uint64]bool, error)
	// Timeline is an incident's log, oldest first: limit of its newest entries.
	Timeline(number uint64, limit int) ([]engine.Entry, error)
	Changes(service string, limit int) ([]engine.ChangeRow, error)
	Deliveries(before time.Time, limit int) ([]engine.Delivery, error)
	LastTest(user, method string) (d engine.Delivery, found bool, err error)
	LastCode(user, method string) (d engine.Delivery, found bool, err error)
	DeliveryPage(before time.Time, limit int) (list []engine.Delivery, next time.Time, err error)
	EquipmentNamed(text, after string, limit int) (page []engine.Equipment, next string, err error)
	Equipment(name string) (engine.Equipment, bool, error)
	Handoff(number uint64) (engine.Handoff, bool, error)
	OpenHandoffs() ([]engine.Handoff, error)
	Handoffs(schedule string, before uint64, limit int) ([]engine.Handoff, error)
	QueueDepth() (timers, pages, deliveries int, err error)
	Refusals() ([]store.RefusalRow, error)
	Damages() ([]store.Damage, error)
	HeldSince() time.Time
	Returned() (store.Returned, error)
	AuditLog(q store.AuditQuery) (rows []engine.AuditRow, next uint64, err error)
	Credential(user string) (c people.Credential, found bool, err error)
	SecondFactor(user string) (f people.SecondFactor, found bool, err error)
	SecondFactors() (users []string, err error)
	Passkeys(user string) ([]people.Passkey, error)
	Identities(user string) ([]people.Identity, error)
	Invitation(user string) (inv people.Invitation, found bool, err error)
	Sessions(user string) ([]people.Session, error)
	Tokens() ([]people.Token, error)
	Feeds() (map[string]engine.FeedState, error)
	Health() store.Health
	Hold() (reason string, held bool)
	Secrets() (store.Secrets, error)
	Unreadable() ([]string, error)
}

// Auth signs people in.
type Auth interface {
	SignIn(w http.ResponseWriter, r *http.Request, email, password string) (people.User, error)
	SignOut(w http.ResponseWriter, r *http.Request) error
	SetupState() (auth.SetupState, error)
	Setup(w http.ResponseWriter, r *http.Request, form auth.SetupForm) (people.User, error)
	// EnterWallboard and Wallboard are the screen on the wall; see package auth.
	EnterWallboard(w http.ResponseWriter, r *http.Request, key string) error
	Wallboard(r *http.Request) bool
	SecurityAuth
	ProviderAuth
}

// Invites makes and takes the links with which people set their password; see
// [auth.Inviter].
type Invites interface {
	Access(user string) (auth.Access, error)
	Invite(ctx context.Context, user string, actor engine.Actor) (secret string, expires time.Time, err error)
	InviteByMail(ctx context.Context, user string, actor engine.Actor) (secret string, expires time.Time, err error)
	CanMail() (whyNot string)
	Invited(r *http.Request, secret string) (people.User, error)
	Redeem(r *http.Request, secret, password string) (people.User, error)
}

// Editor changes the configuration; see [config.Editor].
type Editor interface {
	Do(ctx context.Context, actor engine.Actor, change func(next *engine.Config) error) ([]config.Change, error)
	Confirm(ctx context.Context, actor engine.Actor, d engine.Delivery, how string) error
	ConfirmCode(ctx context.Context, codes config.Codes, actor engine.Actor, user, method, code string) error
}

// Options are what the pages are made from.
type Options struct {
	Engine  Engine
	Store   Store
	Auth    Auth
	Invites Invites
	Editor  Editor
	Assets  *embed.Set
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
	// Links makes acknowledge links, which the demo shows beside its messages.
	Links engine.Links
	// Release lets a restored box page again.
	Release func(ctx context.Context, actor engine.Actor) error
	// LiveID is the id of the newest live event, asked for before a page reads
	// anything; nil: pages are not live.
	LiveID  func() string
	Started time.Time
	Version string
	Demo    bool
	Facts   func() []view.Field // for the health page: addresses, data directory
	// Watches tells how hosts do that are looked at; nil: nobody looks.
	Watches Watches
	// Heartbeat is how the outside heartbeat does; nil: there is nothing to tell.
	Heartbeat func() engine.HeartbeatState
	// Upkeep is how the box keeps itself: its backups, and where the ends of its
	// audit log go.
	Upkeep upkeep.Keeper
	// RefreshFeed reads a calendar feed now; nil: it is read when it is due.
	RefreshFeed func(ctx context.Context, id string) error
	// AuditCheck is when the audit log was last verified, zero for not since the
	// start, and what was found; nil: it is not verified.
	AuditCheck func() (at time.Time, problem string)
	// Certificate is what is served with TLS; nil: there is no TLS.
	Certificate func() certificate.State
}

// ui is the handlers.
type ui struct {
	Options
	figures figures
	through atomic.Pointer[through] // nil: the first start was not seen to be through
	shown   once
}

// page is what every page needs, for whoever makes the request.
func (u *ui) page(r *http.Request) view.Page {
	now := u.Now()
	p := view.Page{
		Clock: view.Clock{Now: now, Zone: time.UTC}, Assets: u.Assets, Version: u.Version, Demo: u.Demo,
	}
	who, ok := auth.From(r.Context())
	p.Passkeys = u.passkeyPlace(ok)
	if !ok {
		return p
	}
	p.Zone = who.User.Location()
	p.Viewer = viewer(who)
	p.Triggered, _, _ = u.Store.OpenCounts() // a count is not worth failing a page for
	p.Banners = slices.Concat(u.banners(p.Zone), u.troubleBanners(who.Role), u.alarmBanners(who.Role))
	p.Banners = append(p.Banners, u.swapBanners(duty.By{Role: who.Role, User: who.User.ID}, p.Clock)...)
	p.Setup = u.setupBar(who.Role)
	p.LiveAfter, _ = r.Context().Value(positionKey{}).(string)
	p.Answer = r.Method == http.MethodPost
	return p
}

// positionKey is the context's key of the live position.
type positionKey struct{}

// positioned notes the live position before anything is read: a change that
// comes while the page is drawn is then told to it.
func (u *ui) positioned(r *http.Request) *http.Request {
	if u.LiveID == nil {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), positionKey{}, u.LiveID()))
}

func viewer(p auth.Principal) view.Viewer {
	return view.Viewer{
		Name: p.User.Name, Email: p.User.Email, Role: string(p.Role),
		CanAct: p.Role.AtLeast(people.Responder), CanAdmin: p.Role.AtLeast(people.Admin),
	}
}

// banners is the standing trouble that every page has to say.
func (u *ui) banners(zone *time.Location) []view.Banner {
	var list []view.Banner
	health := u.Store.Health()
	if health.Failed != nil {
		list = append(list, view.Banner{Level: view.Bad, Text: "The store has failed: " + health.Failed.Error(), LinkPath: view.PathHealth, LinkText: "System health"})
	}
	if health.Full {
		list = append(list, view.Banner{Level: view.Bad, Text: "The store is full: events are refused until there is room.", LinkPath: view.PathHealth, LinkText: "System health"})
	}
	if reason, held := u.Store.Hold(); held {
		list = append(list, view.Banner{Level: view.Bad, Text: "This box pages nobody: " + reason + ".", LinkPath: view.PathHealth, LinkText: "Start paging"})
	}
	if last := u.lastTick(); u.Now().Sub(last) > time.Minute {
		list = append(list, view.Banner{Level: view.Bad, Text: "Wakeman is stuck: nothing has been escalated since " + last.In(zone).Format("15:04 MST") + ".", LinkPath: view.PathHealth, LinkText: "System health"})
	}
	return append(list, u.certificateBanner()...)
}

// lastTick is when timers were last looked at; before the first time, when the
// box started.
func (u *ui) lastTick() time.Time {
	if last := u.Engine.LastTick(); !last.IsZero() {
		return last
	}
	return u.Started
}

// who is the person a page is drawn for.
func who(r *http.Request) auth.Principal {
	p, _ := auth.From(r.Context())
	return p
}
