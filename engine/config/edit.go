package config

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
)

// Store is what an [Editor] changes.
type Store interface {
	Configure(ctx context.Context, change func(old *engine.Config) (next *engine.Config, audit []engine.AuditRow, err error)) error
}

// Editor changes the configuration in force thing by thing, for pages and the
// API. What it lets through is what a file may say: see [Edit].
type Editor struct {
	Store Store
	Kick  func()           // after a change that is in force; nil: nobody needs to know
	Now   func() time.Time // nil: time.Now
}

func (e Editor) now() time.Time {
	if e.Now == nil {
		return time.Now()
	}
	return e.Now()
}

// Do makes one change. change gets a copy of the configuration: it may set and
// delete what the maps hold, but must replace slices instead of writing into
// them. An error of change comes back as it is; what the change leads to may be
// refused as [Problems].
func (e Editor) Do(ctx context.Context, actor engine.Actor, change func(next *engine.Config) error) ([]Change, error) {
	var changes []Change
	err := e.Store.Configure(ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next, err := Edit(old, e.now(), change)
		if err != nil {
			return nil, nil, err
		}
		changes = Diff(old, next)
		if len(changes) == 0 {
			return nil, nil, nil
		}
		doubtNew(old, next, actor)
		return next, Audit(changes, actor), nil
	})
	if err == nil && len(changes) > 0 && e.Kick != nil {
		e.Kick()
	}
	return changes, err
}

// Problem is one thing wrong with a change. Kind is user, team, schedule,
// escalation_policy, service, event_rules or settings; ID is the thing's, empty for
// the last two;
// Field is named as in a file ("contact_methods[0].address"), empty for the
// thing as a whole.
type Problem struct {
	Kind    string
	ID      string
	Field   string
	Message string
}

// Problems is why a change was refused.
type Problems []Problem

// Error gives one line each.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = strings.TrimPrefix(one.Field+": "+one.Message, ": ")
	}
	return strings.Join(lines, "\n")
}

// Edit makes the configuration that a change leads to. It is held to the rules
// of a file, by being written as one and read again, so that a form, the API
// and an apply never differ in what they allow.
//
// What is over at now holds nobody back: who is named by the past alone can be
// removed, and stays readable there (see [people.Former]).
//
// Errors are those of change, or [Problems]. current is not changed.
func Edit(current *engine.Config, now time.Time, change func(next *engine.Config) error) (*engine.Config, error) {
	current = orEmpty(current)
	next := draft(current)
	if err := change(next); err != nil {
		return nil, err
	}
	leave(current, next, now)
	dropMembers(current, next)
	dropFed(next, now)
	dropBeats(next)
	dropWatches(next)
	problems := slices.Concat(missing(next, now), missingTeams(next), removed(current, next, now), missingRoutes(next), placeholders(next), smuggled(current, next))
	if len(problems) > 0 {
		return nil, problems
	}
	// What people entered before was held to the rules then. Years of overrides would make a file that is too long to be
	// read, and keep whoever wants to go on call tonight from it.
	lean := withoutEntered(next, current)
	text, err := Export(lean, true)
	if err != nil {
		return nil, fmt.Errorf("write the configuration down: %w", err)
	}
	doc, err := Parse("", text)
	if err == nil {
		_, err = doc.Resolve(lean, now, NewID)
	}
	if bad, ok := errors.AsType[Errors](err); ok {
		return nil, asProblems(lean, bad)
	}
	return next.Index(), err
}

// draft is a copy whose maps may be changed.
func draft(c *engine.Config) *engine.Config {
	next := &engine.Config{
		Policies: copied(c.Policies), Services: copied(c.Services), Integrations: copied(c.Integrations), Heartbeats: copied(c.Heartbeats), Watches: copied(c.Watches), Settings: c.Settings,
		EventRules: c.EventRules,
	}
	next.Users, next.Teams, next.Schedules = copied(c.Users), copied(c.Teams), copied(c.Schedules)
	next.Former = copied(c.Former)
	return next
}

func copied[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return maps.Clone(m)
}

// Version names a state of a thing, so that a form can say which one it showed:
// what somebody else changed meanwhile is then not overwritten unseen.
func Version(thing any) string {
	text, err := json.Marshal(thing)
	if err != nil { // nothing that is stored
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Audit are the rows of the audit log that tell of changes.
func Audit(changes []Change, actor engine.Actor) []engine.AuditRow {
	rows := make([]engine.AuditRow, len(changes))
	for i, ch := range changes {
		rows[i] = engine.AuditRow{
			Actor: actor, Action: "config." + string(ch.Op), Object: strings.TrimSpace(ch.Kind + " " + ch.Name), Detail: ch.String(),
		}
	}
	return rows
}

// String tells a change the way a diff does: a line for the thing, with its
// fields below it where they changed.
func (ch Change) String() string {
	marks := map[Op]string{Add: "+", Alter: "~", Remove: "-"}
	text := strings.TrimRight(marks[ch.Op]+" "+ch.Kind+" "+ch.Name, " ")
	if ch.Op != Alter {
		return text
	}
	for _, f := range ch.Fields {
		text += fmt.Sprintf("\n    %s: %s -> %s", f.Path, orNothing(f.Old), orNothing(f.New))
	}
	return text
}

func orNothing(s string) string {
	if s == "" {
		return "(nothing)"
	}
	return s
}

// compact sorts, and tells what is said twice once.
func (p Problems) compact() Problems {
	slices.SortFunc(p, func(a, b Problem) int {
		return strings.Compare(a.Kind+"\x00"+a.ID+"\x00"+a.Field+"\x00"+a.Message, b.Kind+"\x00"+b.ID+"\x00"+b.Field+"\x00"+b.Message)
	})
	return slices.Compact(p)
}
