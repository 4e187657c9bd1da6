package config

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/schedules"
)

// HistoryKept is how long what is over stays in schedules: reports go back a year, and hold a month against the same one
// of the year before.
const HistoryKept = 400 * 24 * time.Hour

// Forget takes out of schedules, and from people, what was over more than [HistoryKept] ago: overrides, absences, parts of
// layers that edits have ended, requests that lapsed. Who is on call does not change, nor who was since. It is one change,
// with a row of the audit log for each schedule and person, which counts instead of listing: a list of 5,000 overrides
// would be read by nobody. nil for nothing to do.
func (e Editor) Forget(ctx context.Context, now time.Time) (rows []engine.AuditRow, err error) {
	before := now.Add(-HistoryKept).UTC()
	err = e.Store.Configure(ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := draft(orEmpty(old))
		if rows = forget(next, before); len(rows) == 0 {
			return nil, nil, nil
		}
		return next.Index(), rows, nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

func forget(next *engine.Config, before time.Time) (rows []engine.AuditRow) {
	tell := func(object, what string) {
		rows = append(rows, engine.AuditRow{
			Actor: engine.System(), Action: "retention", Object: object,
			Detail: "Removed what was over before " + before.Format(time.DateOnly) + ": " + what + ".",
		})
	}
	for _, id := range slices.Sorted(maps.Keys(next.Schedules)) {
		lean, gone := next.Schedules[id].Without(before)
		if gone.Any() {
			next.Schedules[id] = lean
			tell(scheduleKind+" "+lean.Name, forgottenWords(gone))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(next.Users)) {
		u := next.Users[id]
		kept := schedules.AbsencesFrom(u.Absences, before)
		if n := len(u.Absences) - len(kept); n > 0 {
			u.Absences = kept
			next.Users[id] = u
			tell(userKind+" "+u.Email, forgottenWords(schedules.Forgotten{Absences: n}))
		}
	}
	for _, email := range forgetFormer(next, before) {
		tell(userKind+" "+email, "their name, which nothing of the past needs any more")
	}
	return rows
}

func forgottenWords(f schedules.Forgotten) string {
	var parts []string
	add := func(n int, one, several string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, several))
		}
	}
	add(f.Overrides, "override", "overrides")
	add(f.Absences, "absence", "absences")
	add(f.Layers, "ended layer", "ended layers")
	add(f.Swaps, "request that lapsed", "requests that lapsed")
	return strings.Join(parts, ", ")
}
