package dial_test

import (
	"net/http"
	"testing"
	"time"

	"wakeman/notify/dial"
)

func TestRetryAfterReadsSecondsAndDates(t *testing.T) {
	now := time.Date(2026, 11, 2, 3, 12, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"":                               0,
		"0":                              0,
		"120":                            2 * time.Minute,
		" 120 ":                          2 * time.Minute,
		"00000000000000000000120":        2 * time.Minute,
		"86400":                          24 * time.Hour,
		"86401":                          24 * time.Hour,
		"99999999999999999999999999":     24 * time.Hour,
		"-5":                             0,
		"+5":                             0,
		"1.5":                            0,
		"1e3":                            0,
		"soon":                           0,
		"Mon, 02 Nov 2026 03:13:30 GMT":  90 * time.Second,
		"Monday, 02-Nov-26 03:13:30 GMT": 90 * time.Second, // RFC 850
		"Mon Nov  2 03:13:30 2026":       90 * time.Second, // asctime
		"Mon, 02 Nov 2026 03:11:00 GMT":  0,
		"Fri, 31 Dec 9999 23:59:59 GMT":  24 * time.Hour,
	} {
		if got := dial.RetryAfter(value, now); got != want {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	now := time.Date(2026, 11, 2, 3, 12, 0, 0, time.UTC)
	for _, s := range []string{"120", "99999999999999999999", "Mon, 02 Nov 2026 03:13:30 GMT", "-1", "1٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := dial.RetryAfter(s, now)
		if d < 0 || d > 24*time.Hour {
			t.Errorf("%q: %s", s, d)
		}
		if at, err := http.ParseTime(s); err == nil && at.After(now) && d == 0 {
			t.Errorf("%q lies ahead, and is not waited for", s)
		}
	})
}
