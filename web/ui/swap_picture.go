package ui

import (
	"slices"
	"time"

	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// swaps are the open requests: whoever asks is on call until somebody takes it.
func (p painter) swaps(s schedules.Schedule) (bars []view.RotaBar) {
	for _, x := range s.Swaps {
		if x.Open(p.now) && x.Start.Before(p.to()) && x.End.After(p.from()) {
			bars = append(bars, p.bar(x.Start, x.End, []string{x.User}, "(asks who takes it)"))
		}
	}
	return bars
}

// swapMarks notes at shifts that they are asked for, and where the viewer could ask for theirs.
func swapMarks(rows []view.ShiftRow, s schedules.Schedule, open []view.SwapCard, may bool, now time.Time) {
	for i := range rows {
		row := &rows[i]
		for _, c := range open {
			if row.Start.Before(c.End) && c.Start.Before(row.End) {
				row.Asked = c.By + " asks who takes it."
			}
		}
		if row.You && may && row.End.After(now) {
			row.Swap = view.SwapNewFor(s.ID, "", later(row.Start, now.Truncate(time.Second)), row.End)
		}
	}
}

func later(a, b time.Time) time.Time { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }
