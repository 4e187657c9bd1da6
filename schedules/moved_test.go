package schedules_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// weeksOf has people taking weeks from Monday 5 January 2026 in Chicago.
func weeksOf(users ...string) schedules.Schedule {
	l := schedules.Layer{ID: "L", Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Week}}
	for _, u := range users {
		l.Users = append(l.Users, schedules.Slot{u})
	}
	return schedules.Schedule{ID: "S", TimeZone: "America/Chicago", Layers: []schedules.Layer{l}}
}

func TestAnOverrideMovesAShiftFromOneToAnother(t *testing.T) {
	from := time.Date(2026, 1, 5, 15, 0, 0, 0, time.UTC)
	to := from.AddDate(0, 0, 56)
	before := weeksOf("ann", "ben")
	after := weeksOf("ann", "ben")
	day := schedules.Span{Start: from.Add(24 * time.Hour), End: from.Add(48 * time.Hour)}
	after.Overrides = []schedules.Override{{ID: "O", Start: day.Start, End: day.End, User: "ben", CreatedAt: from}}
	got := schedules.Moved(before, after, from, to)
	if len(got) != 2 || got[0].User != "ann" || !slices.Equal(got[0].Lost, []schedules.Span{day}) || len(got[0].Gained) != 0 ||
		got[1].User != "ben" || !slices.Equal(got[1].Gained, []schedules.Span{day}) || len(got[1].Lost) != 0 {
		t.Errorf("moved are %+v", got)
	}
	if back := schedules.Moved(after, before, from, to); len(back) != 2 || !slices.Equal(back[0].Gained, []schedules.Span{day}) {
		t.Errorf("taken back: %+v", back)
	}
}

func TestWhatComesOutTheSameMovesNobody(t *testing.T) {
	from := time.Date(2026, 1, 5, 15, 0, 0, 0, time.UTC)
	before, after := weeksOf("ann"), weeksOf("ann", "ann")
	after.Name, after.Description = "Primary", "renamed"
	if got := schedules.Moved(before, after, from, from.AddDate(0, 0, 56)); len(got) != 0 {
		t.Errorf("moved are %+v", got)
	}
}

// The oracle asks both schedules who is on call, minute by minute of some days.
func TestMovesSayExactlyWhenSomebodyIsOnCallOtherwise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := time.Date(2026, 3, 6, 15, 0, 0, 0, time.UTC) // over the change to summer time
		to := from.AddDate(0, 0, 20)
		draw := func() schedules.Schedule {
			s := weeksOf(rapid.SliceOfN(rapid.SampledFrom([]string{"ann", "ben", "cleo"}), 1, 3).Draw(t, "users")...)
			for i := range rapid.IntRange(0, 3).Draw(t, "overrides") {
				start := from.Add(time.Duration(rapid.IntRange(-10, 450).Draw(t, "start")) * time.Hour)
				s.Overrides = append(s.Overrides, schedules.Override{
					ID: string(rune('a' + i)), Start: start, End: start.Add(time.Duration(rapid.IntRange(1, 60).Draw(t, "hours")) * time.Hour),
					User: rapid.SampledFrom([]string{"ann", "ben", "dora"}).Draw(t, "user"), CreatedAt: from.Add(time.Duration(i) * time.Minute),
					Adds: rapid.Bool().Draw(t, "adds"),
				})
			}
			return s
		}
		before, after := draw(), draw()
		moves := schedules.Moved(before, after, from, to)
		in := func(spans []schedules.Span, at time.Time) bool {
			return slices.ContainsFunc(spans, func(s schedules.Span) bool { return !at.Before(s.Start) && at.Before(s.End) })
		}
		for at := from; at.Before(to); at = at.Add(30 * time.Minute) {
			was, is := before.OnCall(at), after.OnCall(at)
			for _, user := range []string{"ann", "ben", "cleo", "dora"} {
				var m schedules.Move
				for _, x := range moves {
					if x.User == user {
						m = x
					}
				}
				had, has := slices.Contains(was, user), slices.Contains(is, user)
				if in(m.Lost, at) != (had && !has) || in(m.Gained, at) != (has && !had) {
					t.Fatalf("%s at %s: had %v, has %v, moves %+v", user, at, had, has, m)
				}
			}
		}
	})
}
