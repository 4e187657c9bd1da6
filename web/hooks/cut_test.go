package hooks

import (
	"encoding/json"
	"testing"
)

// Wherever JSON is cut, what is closed again is JSON.
func FuzzClosedList(f *testing.F) {
	f.Add([]byte(groupOf(3)), 700)
	f.Add([]byte(`[{"id":"\\"},{"id":"]"}]`), 12)
	f.Fuzz(func(t *testing.T, body []byte, n int) {
		if n < 0 || n > len(body) || !json.Valid(body) {
			n = len(body)
		}
		closed, found := closedList(body[:n])
		if found && json.Valid(body) && !json.Valid(closed) {
			t.Errorf("%s, cut to %s, became %s", body, body[:n], closed)
		}
		if len(closed) > n+2 {
			t.Errorf("%d bytes became %d", n, len(closed))
		}
	})
}
