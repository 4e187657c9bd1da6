package ui

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// However far apart they are, the numbers of a bulk come back, and fit into a cookie
// that holds them in base64 twice over.
func TestPackedNumbersComeBackAndAreShort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		numbers := rapid.SliceOfNDistinct(rapid.Uint64Range(0, 1_000_000_000), 1, maxBulk, rapid.ID[uint64]).Draw(t, "numbers")
		packed := packNumbers(numbers)
		back, ok := unpackNumbers(packed)
		slices.Sort(numbers)
		if !ok || !slices.Equal(back, numbers) {
			t.Fatalf("%v came back as %v", numbers, back)
		}
		if len(packed) > 2100 {
			t.Fatalf("%d numbers are %d characters", len(numbers), len(packed))
		}
	})
}

func FuzzUnpackNumbers(f *testing.F) {
	for _, s := range []string{"", "AQEB", "AA", "%", "gICAgICAgICAAQ", "AQA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		numbers, ok := unpackNumbers(s)
		if !ok {
			return
		}
		if !slices.IsSorted(numbers) || len(slices.Compact(slices.Clone(numbers))) != len(numbers) {
			t.Errorf("%q is %v", s, numbers)
		}
		if back, ok := unpackNumbers(packNumbers(numbers)); !ok || !slices.Equal(back, numbers) {
			t.Errorf("%q is %v, and then %v", s, numbers, back)
		}
	})
}
