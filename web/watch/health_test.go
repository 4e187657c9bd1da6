package watch

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func wrong(words string) Result { return Result{Wrong: words} }

func TestSomethingWrongCountsOnceItWasSeenAgain(t *testing.T) {
	at := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	var h Health
	for i, c := range []struct {
		look Result
		want Event
	}{
		{Result{}, Nothing},
		{wrong("a"), Nothing},
		{wrong("a"), Nothing},
		{Result{}, Nothing}, // one that is well begins anew
		{wrong("a"), Nothing},
		{wrong("a"), Nothing},
		{Result{Unknown: "can not ping"}, Nothing}, // and one that can not tell does not
		{wrong("a"), WentDown},
		{wrong("a"), Nothing},
		{Result{Unknown: "can not ping"}, Nothing},
		{wrong("b"), Worse},
		{wrong("b"), Nothing},
		{Result{}, Recovered},
		{Result{}, Nothing},
	} {
		var got Event
		if h, got = h.After(c.look, 2, at.Add(time.Duration(i)*time.Minute)); got != c.want {
			t.Errorf("look %d, %+v: event %d, want %d", i, c.look, got, c.want)
		}
	}
	if h.Changed != at.Add(12*time.Minute) || !h.Down.IsZero() || h.Words != "" {
		t.Errorf("in the end %+v", h)
	}
}

func TestFlappingBelowTheRetriesNeverPages(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		retries := rapid.IntRange(0, 5).Draw(t, "retries")
		looks := rapid.SliceOf(rapid.IntRange(0, 2)).Draw(t, "looks") // well, wrong, can not tell
		var h Health
		inARow, down := 0, false
		for i, look := range looks {
			r := [...]Result{{}, {Wrong: "a"}, {Unknown: "u"}}[look]
			switch look {
			case 0:
				inARow = 0
			case 1:
				inARow++
			}
			var e Event
			h, e = h.After(r, retries, time.Unix(int64(i), 0))
			want := Nothing
			switch {
			case look == 0 && down:
				want, down = Recovered, false
			case look == 1 && !down && inARow == retries+1:
				want, down = WentDown, true
			}
			if e != want {
				t.Fatalf("look %d of %v with %d retries: event %d, want %d", i, looks, retries, e, want)
			}
		}
	})
}

func TestWatchesAreSpreadOverTheirInterval(t *testing.T) {
	now := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	seconds := map[int]int{}
	for i := range 600 {
		id := "PW" + time.Duration(i).String()
		at := Next(id, time.Minute, now)
		if !at.After(now) || at.Sub(now) > time.Minute || Next(id, time.Minute, at) != at.Add(time.Minute) {
			t.Fatalf("%s: %s, then %s", id, at, Next(id, time.Minute, at))
		}
		seconds[at.Second()]++
	}
	for s, n := range seconds {
		if n > 30 { // ten on average
			t.Errorf("%d of 600 in second %d", n, s)
		}
	}
}
