package store

import (
	"bytes"
	"cmp"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// inOrderOf checks what every key codec promises: keys sort as their values do, come back as they were, and none is the
// beginning of another, also when more follows.
func inOrderOf[K any](t *testing.T, c keyCodec[K], draw *rapid.Generator[K], compare func(a, b K) int) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		x, errA := c.bytes(a)
		y, errB := c.bytes(b)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if got, want := bytes.Compare(x, y), compare(a, b); got != want {
			t.Fatalf("%v and %v compare as %d, their keys as %d", a, b, want, got)
		}
		if compare(a, b) != 0 && (bytes.HasPrefix(x, y) || bytes.HasPrefix(y, x)) {
			t.Fatalf("one of %x and %x is the beginning of the other", x, y)
		}
		back, rest, err := c.parse(append(x, "more"...))
		if err != nil || compare(back, a) != 0 || string(rest) != "more" {
			t.Fatalf("%v came back as %v, then %q, error %v", a, back, rest, err)
		}
		if c.size != 0 && len(x) != c.size {
			t.Fatalf("the key has %d bytes, not %d", len(x), c.size)
		}
	})
}

func TestKeysSortAsTheirValuesDo(t *testing.T) {
	text := rapid.StringMatching(`[\x01-\x03a-b\xff]{0,4}`)
	t.Run("number", func(t *testing.T) { inOrderOf(t, u64Key[uint64](), rapid.Uint64(), cmp.Compare) })
	t.Run("string", func(t *testing.T) { inOrderOf(t, stringKey[string](), text, strings.Compare) })
	t.Run("time", func(t *testing.T) { inOrderOf(t, timeKey(), drawTime(), time.Time.Compare) })
	t.Run("string and number", func(t *testing.T) {
		draw := rapid.Custom(func(t *rapid.T) pair[string, uint64] {
			return pair[string, uint64]{text.Draw(t, "text"), rapid.Uint64().Draw(t, "number")}
		})
		inOrderOf(t, pairKey(stringKey[string](), u64Key[uint64]()), draw, func(a, b pair[string, uint64]) int {
			return cmp.Or(strings.Compare(a.a, b.a), cmp.Compare(a.b, b.b))
		})
	})
	t.Run("time and number under another name", func(t *testing.T) {
		type slot struct {
			at time.Time
			id uint64
		}
		c := mappedKey(pairKey(timeKey(), u64Key[uint64]()),
			func(s slot) pair[time.Time, uint64] { return pair[time.Time, uint64]{s.at, s.id} },
			func(p pair[time.Time, uint64]) slot { return slot{p.a, p.b} })
		draw := rapid.Custom(func(t *rapid.T) slot { return slot{drawTime().Draw(t, "at"), rapid.Uint64().Draw(t, "id")} })
		inOrderOf(t, c, draw, func(a, b slot) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id)) })
	})
}

func drawTime() *rapid.Generator[time.Time] {
	return rapid.OneOf(
		rapid.Just(time.Time{}),
		rapid.Map(rapid.Int64Range(-2, 2), func(n int64) time.Time { return time.Unix(0, n) }),
		rapid.Map(rapid.Int64Range(-9e9, 9e9), func(s int64) time.Time { return time.Unix(s, s%1e9) }),
	)
}

func TestTimesBeyondWhatKeysReachAreTheNearestOnes(t *testing.T) {
	at := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	order := []time.Time{{}, at(1000), at(1677), at(1970), at(2262), at(9999)}
	last := []byte(nil)
	for _, moment := range order {
		key := appendTime(nil, moment)
		if bytes.Compare(last, key) > 0 {
			t.Errorf("%v sorts before the one before it", moment)
		}
		last = key
	}
	if got := parseTime(biasTime(at(9999))); got.Year() != 2262 {
		t.Errorf("the year 9999 became %v", got)
	}
}

func TestAStringWithANULIsNoKey(t *testing.T) {
	if _, err := stringKey[string]().bytes("a\x00b"); !errors.Is(err, errNUL) {
		t.Errorf("got %v", err)
	}
	if got := newKey().u64(1).str("a\x00b").u64(2).bytes(); got != nil {
		t.Errorf("the builder gave %x", got)
	}
}

// FuzzParseKey parses bytes that no codec has made, as a damaged file has them.
func FuzzParseKey(f *testing.F) {
	f.Add([]byte(nil))
	f.Add([]byte("\x00\x00\x00\x00\x00000000000000")) // a time at the edge of what nanoseconds reach
	f.Add([]byte("name\x00\x00\x00\x00\x00\x00\x00\x00\x01"))
	c := pairKey(stringKey[string](), pairKey(timeKey(), u64Key[uint64]()))
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := c.whole(b)
		if err != nil {
			return
		}
		back, err := c.bytes(k)
		if err != nil || !bytes.Equal(back, b) {
			t.Errorf("%x was parsed and encoded as %x, error %v", b, back, err)
		}
	})
}
