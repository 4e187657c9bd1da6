package ui

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTimesAreReadAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"30m": 30 * time.Minute, " 30 min ": 30 * time.Minute, "30 Minutes": 30 * time.Minute, "1 h 30 min": 90 * time.Minute, "1h30m": 90 * time.Minute,
		"2 hours": 2 * time.Hour, "1 hr": time.Hour, "2 days": 48 * time.Hour, "1 week 2 days": 216 * time.Hour, "90 sec": 90 * time.Second, "1.5h": 90 * time.Minute,
		"off": 0, "Off": 0, "never": 0, "none": 0, "0": 0,
	} {
		if got, err := parseTimeout(text); err != nil || got != want {
			t.Errorf("%q is %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "30", "5 months", "half an hour", "-5m", "30m later", "1ms", "0s", "m", "1 y", "999999999999 weeks"} {
		if got, err := parseTimeout(text); err == nil {
			t.Errorf("%q is %s", text, got)
		}
	}
}

// What a form shows of a service is what it reads back.
func TestATimeInAFormIsReadBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, int64(520*7*24*time.Hour/time.Second)).Draw(t, "seconds")) * time.Second
		if got, err := parseTimeout(timeoutText(d)); err != nil || got != d {
			t.Fatalf("%s is shown as %q and read as %s, %v", d, timeoutText(d), got, err)
		}
	})
}

func FuzzTimeout(f *testing.F) {
	for _, seed := range []string{"30m", "1 h 30 min", "off", "", "1w2d", "9999999999999999999h", "1\x00m", "٣٠m"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseTimeout(text)
		if d < 0 || err != nil && d != 0 || err == nil && d > 0 && d < time.Second {
			t.Errorf("%q is %s, %v", text, d, err)
		}
		if err != nil && (strings.Contains(err.Error(), "\x00") || len(err.Error()) > 400) {
			t.Errorf("%q is refused with %q", text, err)
		}
	})
}
