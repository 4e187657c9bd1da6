package engine

import (
	"fmt"
	"slices"
	"time"

	"wakeman/engine/rules"
)

// Suppression is a problem that an event rule keeps quiet: one row for each key of a
// sender. It ends when its sender says that it is over, or reports it again past the
// rules. Else the rules are asked again at AskAt, and whenever they are changed; once
// they keep it quiet no more, it opens an incident.
type Suppression struct {
	Integration string `json:"integration"` // Integration.ID, or Watch.ID; MoreSuppressed
	// Key is what it is known by here: the sender's key, else that of a rule, else one
	// that was made for it.
	Key   string `json:"key"`
	Sent  string `json:"sent,omitempty"`  // the sender's own; "": it gave none
	Ruled string `json:"ruled,omitempty"` // the dedup key that rules gave it, if it is not Key
	// Service is whose problem it is, after the rules.
	Service string `json:"service"`
	// DoorName and DoorService are the name and the service of what it came by: that
	// may be gone when it pages.
	DoorName    string `json:"door_name,omitempty"`
	DoorService string `json:"door_service"`
	Via         string `json:"via"`

	// Event is the newest, as it was sent. TooLong: its details are left out, as they
	// are beside an alert.
	Event   Event `json:"event"`
	TooLong bool  `json:"too_long,omitempty"`

	Rule   string   `json:"rule"` // the name of that which suppresses it
	RuleID string   `json:"rule_id"`
	Rules  []string `json:"rules"` // the ids of all that matched

	Post  uint64    `json:"post"` // the line of the event log, and the place in it
	Part  uint64    `json:"part,omitempty"`
	Since time.Time `json:"since"`
	// LastAt is when its newest event came, and Count how many came.
	LastAt time.Time `json:"last_at"`
	Count  uint64    `json:"count"`
	// AckedAt is when its sender said that somebody has it: then it opens acknowledged.
	AckedAt time.Time `json:"acked_at,omitzero"`
	// Incident was open about it, as something less severe; 0: none was.
	Incident uint64 `json:"incident,omitempty"`

	// AskAt is when the rules are asked again; Until, when it is known that they will
	// keep it quiet no more. Timed tells that the clock may end it at all.
	AskAt time.Time `json:"ask_at"`
	Until time.Time `json:"until,omitzero"`
	Timed bool      `json:"timed,omitempty"`
}

// SuppressionKey names a suppression.
type SuppressionKey struct{ Integration, Key string }

// ID names the suppression.
func (s Suppression) ID() SuppressionKey { return SuppressionKey{s.Integration, s.Key} }

// More reports whether it stands for all problems of a rule beyond MaxSuppressed: its
// event is the newest, and Count says how many came.
func (s Suppression) More() bool { return s.Integration == MoreSuppressed }

const (
	// MaxSuppressed is how many problems of a service are kept one by one. Those beyond
	// are counted, by rule, and page together.
	MaxSuppressed = 1000
	// MoreSuppressed is the Integration of a row for the problems beyond.
	MoreSuppressed = "more"
	// SuppressedKept is how long a problem is kept that no clock ends: from its last
	// event. It would page only when somebody changes the rules, and says little then.
	SuppressedKept = 30 * 24 * time.Hour
)

// How far ahead the end of a suppression is looked for: when an event comes, by steps
// at which the clock may change what rules say, and when they are asked again. A
// condition that names the time takes a step each minute.
const (
	stepsAtOnce = 8
	stepsAhead  = 30
)

// door is what it came by.
func (s Suppression) door(c *Config) Integration {
	if in, there := c.Integrations[s.Integration]; there {
		return in
	}
	if w, there := c.Watches[s.Integration]; there {
		return w.door()
	}
	return Integration{ID: s.Integration, Name: s.DoorName, Service: s.DoorService}
}

// asking asks the rules again about a suppression, without counting it again.
type asking struct {
	Suppression
	tx      Reader
	details any
	fails   error
	// rateEnds is when a count that holds now will be too low.
	rateEnds time.Time
}

func newAsking(tx Reader, s Suppression) *asking {
	a := &asking{Suppression: s, tx: tx}
	if s.TooLong {
		a.details = rules.TooLong()
	}
	return a
}

// at is what the rules say at an instant, and the next at which they may say
// otherwise; zero: never.
func (a *asking) at(now time.Time) (r Ruling, next time.Time) {
	c := a.tx.Config()
	a.rateEnds = time.Time{}
	j := c.judging(a.door(c), a.Via, a.Event, now, func(rule, per string, rate rules.Rate) (int, error) { return a.count(now, rule, per, rate) })
	j.details = a.details
	r = j.run()
	a.details = j.details
	next = a.rateEnds
	for _, p := range j.asked {
		if at := p.Next(now); next.IsZero() || !at.IsZero() && at.Before(next) {
			next = at
		}
	}
	return r, next
}

// count answers rules that held because of how often it happened: a count that has
// risen since is that of other events.
func (a *asking) count(now time.Time, rule, per string, rate rules.Rate) (int, error) {
	if !slices.Contains(a.Rules, rule) {
		return 0, nil
	}
	row, _, err := a.tx.Rate(rule, cleanKey(per))
	if err != nil {
		a.fails = err
		return 0, err
	}
	n, until := row.still(now, rate)
	if !until.IsZero() && (a.rateEnds.IsZero() || until.Before(a.rateEnds)) {
		a.rateEnds = until
	}
	return n, nil
}

// outlook is what the rules say now, and the suppression with when they are to be
// asked again, if they still keep it quiet.
func (a *asking) outlook(now time.Time, steps int) (Ruling, Suppression, error) {
	s := a.Suppression
	r, next := a.at(now)
	if !a.quiet(r) {
		return r, s, a.fails
	}
	if r.Suppress != "" {
		s.Rule, s.RuleID, s.Service = r.Suppress, r.IDs[len(r.IDs)-1], r.Service
	}
	s.Until, s.Timed = time.Time{}, !next.IsZero()
	s.AskAt = s.LastAt.Add(SuppressedKept)
	for range steps {
		if next.IsZero() {
			break
		}
		s.AskAt = next
		var then Ruling
		if then, next = a.at(s.AskAt); !a.quiet(then) {
			s.Until = s.AskAt
			break
		}
	}
	return r, s, a.fails
}

// quiet reports whether it is still to be kept quiet: by a rule, or because nobody is
// told of its service anyway.
func (a *asking) quiet(r Ruling) bool {
	return r.Suppress != "" || r.Drop == "" && a.tx.Config().service(r.Service).Disabled
}

// kept is what an incident says of it; of none, nothing.
func (s *Suppression) kept(now time.Time) *Kept {
	if s == nil {
		return nil
	}
	return &Kept{Rule: s.Rule, From: s.Since, Until: now}
}

// since gives an alert the history of what it was while it was kept quiet.
func (a *Alert) since(s *Suppression) {
	if s != nil && !s.More() {
		a.FirstSeen, a.LastSeen, a.Count = s.Since, s.LastAt, s.Count
	}
}

// beyond is the event that tells of those that are not held one by one.
func (s Suppression) beyond(severity Severity) Event {
	return Event{
		Action: Trigger, Key: MoreSuppressed + "/" + s.Key, Severity: severity, Class: "event rule", Details: jsonObject("newest", s.Event.Summary),
		Summary: oneLine(fmt.Sprintf("%d more events that “%s” kept quiet, and nobody knows whether they are over: the event log has them", s.Count, s.Rule), MaxSummary),
	}
}

// words say of an incident what it was before: when, by the clock of the rule.
func (s Suppression) words(c *Config, now time.Time) string {
	zone := c.ruleZone(s.RuleID)
	return fmt.Sprintf("Kept quiet by %s from %s until %s; still not resolved.", quoteRule(s.Rule), onWall(s.Since, zone), onWall(now, zone))
}

// held says until when, in the event log; nothing, if it is for as long as the rule
// stands.
func (s Suppression) held(c *Config) string {
	switch {
	case !s.Until.IsZero():
		return "; held until " + onWall(s.Until, c.ruleZone(s.RuleID))
	case s.Timed:
		return "; held until its rule no longer says so"
	}
	return ""
}

func onWall(at time.Time, zone *time.Location) string {
	return at.In(zone).Format("2006-01-02 15:04 MST")
}

// ruleZone is the zone of a rule's hours; UTC if it has none, or is gone.
func (c *Config) ruleZone(id string) *time.Location {
	sets := []rules.Set{c.EventRules}
	for _, s := range c.Services {
		sets = append(sets, s.EventRules)
	}
	for _, set := range sets {
		for _, r := range set {
			if r.ID == id {
				return r.Window.Zone()
			}
		}
	}
	return time.UTC
}
