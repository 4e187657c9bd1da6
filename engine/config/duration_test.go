package config_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine/config"
	"wakeman/schedules/civil"
)

func timeOfDay(hour int) civil.TimeOfDay { return civil.TimeOfDay{Hour: hour} }

func TestDurations(t *testing.T) {
	good := map[string]time.Duration{
		"0": 0, "0s": 0, "90s": 90 * time.Second, "5m": 5 * time.Minute, "1h30m": 90 * time.Minute, "1.5h": 90 * time.Minute,
		"2d": 48 * time.Hour, "1w": 168 * time.Hour, "1w2d": 216 * time.Hour, "1w2d12h": 228 * time.Hour, " 5m ": 5 * time.Minute, "500ms": time.Second / 2,
	}
	for text, want := range good {
		if got, err := config.ParseDuration(text); err != nil || got != want {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "5", "-5m", "1d-5m", "1d+5m", "1d0", "2d1w", "1.5d", "d", "1y", "five", "521w", "9999999999999h", "1w9999d", "1h 5m", "5 m", "∞",
	} {
		if got, err := config.ParseDuration(text); err == nil {
			t.Errorf("%q is %s", text, got)
		}
	}
}

func TestADurationIsReadBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, int64(520*7*24*time.Hour)).Draw(t, "d"))
		d = d.Truncate(rapid.SampledFrom([]time.Duration{1, time.Microsecond, time.Second, time.Minute, 24 * time.Hour}).Draw(t, "unit"))
		text := config.FormatDuration(d)
		if back, err := config.ParseDuration(text); err != nil || back != d {
			t.Fatalf("%d is written %q and read as %d, %v", d, text, back, err)
		}
	})
}

// FuzzParseDuration: no text makes it panic, and what is read is in bounds and
// can be written.
func FuzzParseDuration(f *testing.F) {
	for _, text := range []string{"", "0", "1w2d3h", "-1s", "9w9", "1e9h", "1w1w", ".5h", "1w.5h"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := config.ParseDuration(text)
		if err != nil {
			return
		}
		if back, err := config.ParseDuration(config.FormatDuration(d)); d < 0 || err != nil || back != d {
			t.Errorf("%q is %d, read back as %d, %v", text, d, back, err)
		}
	})
}
