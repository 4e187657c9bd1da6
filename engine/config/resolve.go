package config

import (
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
)

// The kinds of id that Resolve asks for.
const (
	UserID             = "user"
	ContactMethodID    = "contact_method"
	NotificationRuleID = "notification_rule"
	HandoffRuleID      = "handoff_rule"
	TeamID             = "team"
	ScheduleID         = "schedule"
	LayerID            = "layer"
	OverrideID         = "override"
	AbsenceID          = "absence"
	SwapID             = "swap" // no file has any; pages and the API make them
	PolicyID           = "escalation_policy"
	StepID             = "step"
	ServiceID          = "service"
	IntegrationID      = "integration"
	HeartbeatID        = "heartbeat"
	WatchID            = "watch"
	FeedID             = "feed"
	EventRuleID        = "event_rule"
	// IntegrationKey is no id but the secret that opens an integration, or a heartbeat.
	IntegrationKey = "integration_key"
)

// NewID is the newID that Resolve is usually given: random public ids, and a
// random key where a key is asked for.
func NewID(kind string) string {
	if kind == IntegrationKey {
		return engine.NewKey()
	}
	return engine.NewID()
}

// Resolve makes the configuration that the document asks for, out of the stored
// one. Errors are [Errors]; current is not changed, and may be nil.
//
// A section that the document leaves out stays as it is. A section that is
// there is the whole truth for its kind: what it does not mention is removed.
// There is one exception, so that nobody locks themselves out with a file: if no
// user of the document is an owner, the owners there are stay.
//
// What keeps its name keeps its id, and with it its history: users go by e-mail
// address; teams, schedules, policies and services by name; layers and contact methods
// by name within their owner; integrations and heartbeats by key, or else by name within their
// service; watches by name within it; rules, steps and overrides by being equal. Case does not count in
// names. A service under a new name is the old one if it has one of its keys.
//
// What is over at now holds nobody back, as in [Edit]; and it stays as it was: who was on call before now is no matter of a
// file.
func (d Document) Resolve(current *engine.Config, now time.Time, newID func(kind string) string) (*engine.Config, error) {
	next, _, err := d.Plan(current, now, newID)
	return next, err
}

// Plan is as [Document.Resolve], and says what of the document is not taken as it stands, because it is of the past.
func (d Document) Plan(current *engine.Config, now time.Time, newID func(kind string) string) (*engine.Config, []Warning, error) {
	if current == nil {
		current = &engine.Config{Settings: engine.DefaultSettings()}
	}
	r := newReport(d.file)
	r.places = d.places
	d.checkNames(r, current)
	if err := r.err(); err != nil {
		return nil, nil, err
	}
	x := &resolver{report: r, Document: d, old: current, now: now, newID: newID, next: &engine.Config{
		Directory:    people.Directory{Users: current.Users, Teams: current.Teams, Schedules: current.Schedules, Former: current.Former},
		Policies:     current.Policies,
		Services:     current.Services,
		Integrations: current.Integrations,
		Heartbeats:   current.Heartbeats,
		Watches:      current.Watches,
		Settings:     current.Settings,
		EventRules:   current.EventRules,
	}}
	x.resolve()
	if err := r.err(); err != nil {
		return nil, nil, err
	}
	return x.next.Index(), x.notes, nil
}

// resolver replaces section after section of next, in an order in which each
// refers only to those before it.
type resolver struct {
	*report
	Document
	old, next *engine.Config
	now       time.Time
	newID     func(kind string) string

	userIDs, teamIDs, scheduleIDs, policyIDs map[string]string // by folded natural key

	keys map[string]string // stored integration key → id

	notes []Warning // what of the past is not taken
}

func (x *resolver) resolve() {
	if x.users.present {
		x.resolveUsers()
		leave(x.old, x.next, x.now)
	}
	x.userIDs = idsBy(x.next.Users, func(u people.User) string { return u.Email })
	x.resolveTeams()
	x.teamIDs = idsBy(x.next.Teams, func(t people.Team) string { return t.Name })
	if x.Document.schedules.present {
		x.resolveSchedules()
	}
	x.scheduleIDs = idsBy(x.next.Schedules, func(s schedules.Schedule) string { return s.Name })
	x.handoffSchedules()
	if x.policies.present {
		x.resolvePolicies()
	}
	x.policyIDs = idsBy(x.next.Policies, func(p engine.Policy) string { return p.Name })
	if x.services.present {
		x.resolveServices()
	}
	if x.rules.present {
		x.next.EventRules = x.resolveRules(x.rules.entries, x.old.EventRules)
	}
	if x.settings != nil {
		x.resolveSettings()
	}
	x.checkRemoved()
}

// idsBy indexes stored things by natural key. Of two with the same one (the
// store has none, but is not asked) the lower id wins, so that the answer does
// not depend on the order of a map.
func idsBy[T any](things map[string]T, key func(T) string) map[string]string {
	ids := make(map[string]string, len(things))
	for id, thing := range things {
		k := fold(key(thing))
		if other, ok := ids[k]; !ok || id < other {
			ids[k] = id
		}
	}
	return ids
}

// teamID is that of the team named; "" for none.
func (x *resolver) teamID(name text) string { return x.teamIDs[fold(name.s)] }

func (x *resolver) userID(email string) string { return x.userIDs[fold(email)] }

// idFor gives the id of a thing that was there before, or a new one.
func (x *resolver) idFor(kind string, old map[string]string, key string) string {
	if id, ok := old[fold(key)]; ok {
		return id
	}
	return x.newID(kind)
}

// kept puts the stored secret in the place of Kept.
func (x *resolver) kept(at place, written, stored string) string {
	if written != Kept {
		return written
	}
	if stored == "" {
		x.fail(at, "nothing is stored to keep here; write the value itself")
	}
	return stored
}

// take gives the first of the old things that same accepts, and the others.
func take[T any](old []T, same func(T) bool) (found T, rest []T, ok bool) {
	for i, thing := range old {
		if same(thing) {
			rest = append(append(rest, old[:i]...), old[i+1:]...)
			return thing, rest, true
		}
	}
	return found, old, false
}
