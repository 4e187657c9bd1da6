package hooks

import (
	"testing"
	"time"
)

// What has no zone is an hour off for an hour each autumn: what is newer than a
// recovery would look older, and open nothing.
func TestATimeWithoutAZoneIsNotWhenAMessageWasMade(t *testing.T) {
	made := time.Date(2026, 8, 12, 15, 23, 28, 0, time.UTC)
	for _, word := range []string{"2026-08-12T15:23:28Z", "2026-08-12T17:23:28.000+0200", "2026-08-12 15:23:28 UTC", "1786548208", "1786548208000", " 1786548208 "} {
		if got := sentTime(text(word)); !got.Equal(made) {
			t.Errorf("%q was made at %s, want %s", word, got, made)
		}
	}
	for _, word := range []string{"", "2026-08-12 15:23:28", "2026-08-12T15:23:28", "2026.08.12 15:23:28", "Wed Aug 12 15:23:28 2026", "0001-01-01T00:00:00Z", "yesterday"} {
		if got := sentTime(text(word)); !got.IsZero() {
			t.Errorf("%q was made at %s, want no time", word, got)
		}
	}
}
