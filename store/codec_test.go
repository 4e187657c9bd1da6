package store

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The bytes of the ground's own rows. If this fails, files written before can no longer be read: a new record version
// and an upgrade are needed, not new bytes here.
func TestGroundRowsKeepTheirBytes(t *testing.T) {
	golden(t, metaTable(), metaKey, meta{
		Schema: 3, Instance: "ABCDEF", CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), CreatedBy: "1.0.0",
		Hold: "restored", HeldAt: time.Date(2026, 1, 3, 3, 4, 5, 6, time.UTC), SecretsKey: "0123456789ab", Buckets: []string{"meta", "sequences"},
	})
	golden(t, sequenceTable(), "incidents", 1234)
	golden(t, headTable(), auditEnds, auditEnd{Seq: 7, Hash: "ab01"})
	golden(t, bodies(), 7, []byte("\x00raw\xff"))
}

func TestEveryFlippedBitOfARowIsFound(t *testing.T) {
	key := newKey().u64(7).bytes()
	row, err := things().encode(key, thing{Name: "core-1", Tags: []string{"bgp"}})
	if err != nil {
		t.Fatal(err)
	}
	for bit := range len(row) * 8 {
		if _, err := things().decode(key, flip(row, bit)); !errors.Is(err, ErrCorrupt) {
			t.Errorf("bit %d of the row: %v", bit, err)
		}
	}
	for bit := range len(key) * 8 {
		if _, err := things().decode(flip(key, bit), row); !errors.Is(err, ErrCorrupt) {
			t.Errorf("bit %d of the key: %v", bit, err)
		}
	}
	other := newTable[uint64, thing]("others", kindThing+1, 1, u64Key[uint64]())
	if _, err := other.decode(key, row); !errors.Is(err, ErrCorrupt) {
		t.Errorf("the row passed for another kind: %v", err)
	}
}

// FuzzRow decodes bytes from a damaged file. Only what encode made, or its equal, is accepted.
func FuzzRow(f *testing.F) {
	key := newKey().u64(7).bytes()
	good, err := things().encode(key, thing{Name: "<core> & 1", Due: time.Unix(1, 2).UTC(), Email: "a@example.net"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(key, good)
	f.Add(key, good[:headerSize])
	f.Add([]byte(nil), []byte{formatRaw, 1})
	f.Fuzz(func(t *testing.T, key, row []byte) {
		v, err := things().decode(key, row)
		var corrupt *CorruptError
		if err != nil {
			if !errors.As(err, &corrupt) && !errors.Is(err, ErrNewer) {
				t.Errorf("an error without a place: %v", err)
			}
			return
		}
		again, err := things().encode(key, v)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := things().decode(key, again); err != nil || !cmp.Equal(back, v, equateEmpty()) {
			t.Errorf("%+v came back as %+v, error %v", v, back, err)
		}
	})
}

func TestPayloadsAreReadableJSON(t *testing.T) {
	row, err := notes().encode([]byte("k"), "<b> & \"c\"")
	if err != nil {
		t.Fatal(err)
	}
	if got := row[headerSize:]; !bytes.Equal(got, []byte(`"<b> & \"c\""`)) {
		t.Errorf("got %s", got)
	}
}
