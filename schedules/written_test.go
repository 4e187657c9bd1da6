package schedules_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/schedules"
)

func TestALayerWrittenAsItIsIsNoChangeHoweverEditsHaveLeftIt(t *testing.T) {
	stored := weekly("2026-01-05T09:00", "ann", "ben")
	now := dateTime("2026-01-14T12:00") // Ben's week
	wanted := weekly("2026-01-05T09:00", "ann", "ben", "cy")
	s, loc := berlin(stored), location(t, "Europe/Berlin")
	l := stored.Rewritten(wanted, now, false)
	edited := s.Edited(berlin(l), now.In(loc))
	if got := edited.OnCall(now.Add(time.Hour).In(loc)); !slices.Equal(got, []string{"ben"}) {
		t.Errorf("this week is %v's, not Ben's any more", got)
	}
	live := edited.Layers[lasting(edited)]
	for _, later := range []string{"2026-01-14T12:00", "2026-01-14T12:01", "2026-03-20T03:00"} {
		if diff := cmp.Diff(live, live.Rewritten(wanted, dateTime(later), false)); diff != "" {
			t.Errorf("written again at %s: %s", later, diff)
		}
	}
	anew := live.Rewritten(wanted, dateTime("2026-01-14T12:01"), true)
	if !slices.EqualFunc(anew.Users, wanted.Users, slices.Equal[schedules.Slot]) {
		t.Errorf("counted anew, the order is %v", anew.Users)
	}
}

// Whatever is written, and whatever there was: once it is stored, writing the same again changes nothing, now or later;
// the past is as it was; and whoever is on call and stays in the list keeps the turn.
func TestWhatIsWrittenTwiceIsAChangeOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"ann", "ben", "cy", "dora", "eva"}
		list := func(label string) []string {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 5, rapid.ID).Draw(t, label)
		}
		before, after := weekly("2026-01-05T09:00", list("before")...), weekly("2026-01-05T09:00", list("after")...)
		now := dateTime("2026-01-01T00:00").Add(time.Duration(rapid.IntRange(0, 300*86400).Draw(t, "now")) * time.Second)
		loc, err := time.LoadLocation("Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		s := berlin(before)
		to := s
		to.Layers = []schedules.Layer{before.Rewritten(after, now, false)}
		at := now.In(loc)
		edited := s.Edited(to, at)
		if moved := schedules.Moved(s, edited, at.AddDate(-1, 0, 0), at); len(moved) > 0 {
			t.Fatalf("the past moved: %v", moved)
		}
		on := s.OnCall(at)
		if stays := strings.Join(on, ""); len(on) > 0 && slices.ContainsFunc(after.Users, func(slot schedules.Slot) bool { return slot[0] == stays }) && !slices.Equal(on, edited.OnCall(at.Add(time.Second))) {
			t.Fatalf("%v had the turn and stays; now %v has it", on, edited.OnCall(at.Add(time.Second)))
		}
		live := lasting(edited)
		later := now.Add(time.Duration(rapid.IntRange(0, 300*86400).Draw(t, "later")) * time.Second)
		again := edited
		again.Layers = slices.Clone(edited.Layers)
		again.Layers[live] = edited.Layers[live].Rewritten(after, later, false)
		if diff := cmp.Diff(edited.Layers, edited.Edited(again, later.In(loc)).Layers); diff != "" {
			t.Fatalf("written again (- stored, + again)\n%s", diff)
		}
	})
}

// lasting is the index of the layer without an end.
func lasting(s schedules.Schedule) int {
	return slices.IndexFunc(s.Layers, func(l schedules.Layer) bool { return l.End.IsZero() })
}
