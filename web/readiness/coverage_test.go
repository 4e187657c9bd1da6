package readiness

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The oracle for what two lists of stretches have in common looks at each hour.
func TestWhatStretchesHaveInCommon(t *testing.T) {
	begin := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	spans := func(t *rapid.T, label string) (list []Span) {
		at := 0
		for range rapid.IntRange(0, 5).Draw(t, label) {
			from := at + rapid.IntRange(1, 5).Draw(t, "pause")
			at = from + rapid.IntRange(1, 5).Draw(t, "length")
			list = append(list, Span{begin.Add(time.Duration(from) * time.Hour), begin.Add(time.Duration(at) * time.Hour)})
		}
		return list
	}
	has := func(list []Span, at time.Time) bool {
		return slices.ContainsFunc(list, func(s Span) bool { return !at.Before(s.From) && at.Before(s.To) })
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := spans(t, "a"), spans(t, "b")
		both := common(a, b)
		for h := range 60 {
			at := begin.Add(time.Duration(h) * time.Hour)
			if has(both, at) != (has(a, at) && has(b, at)) {
				t.Fatalf("hour %d of %v and %v: %v", h, a, b, both)
			}
		}
	})
}
