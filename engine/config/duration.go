package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// maxDuration keeps every sum of an instant and a few durations far from
// overflow. Nothing that pages people takes ten years.
const maxDuration = 520 * week

// ParseDuration reads "90s", "1h30m", "2d" or "1w2d12h": Go's durations, with
// weeks and days of 24 hours before them. A bare number but 0 has no unit and
// is refused, as is anything below zero or above ten years.
func ParseDuration(text string) (time.Duration, error) {
	long, rest, err := cutDays(strings.TrimSpace(text))
	if err != nil {
		return 0, err
	}
	short := time.Duration(0)
	if rest != "" {
		if short, err = parseGo(text, rest); err != nil {
			return 0, err
		}
	}
	if total := long + short; total <= maxDuration {
		return total, nil
	}
	return 0, fmt.Errorf("%q is longer than ten years", text)
}

func parseGo(whole, rest string) (time.Duration, error) {
	if n, err := strconv.ParseUint(whole, 10, 63); err == nil && n > 0 {
		return 0, fmt.Errorf("%q has no unit; write %ss or %sm", whole, whole, whole)
	}
	d, err := time.ParseDuration(rest)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is not a duration; write it like 90s, 5m, 12h, 2d or 1w2d", whole)
	case d < 0:
		return 0, fmt.Errorf("%q is below zero", whole)
	}
	return min(d, maxDuration+1), nil
}

// cutDays takes the weeks and days off the front: "1w2d12h" is 216 h and "12h".
func cutDays(text string) (total time.Duration, rest string, err error) {
	if text == "" {
		return 0, "", errors.New("a duration is missing; write it like 90s, 5m, 12h, 2d or 1w2d")
	}
	rest = text
	for _, unit := range []struct {
		letter string
		size   time.Duration
	}{{"w", week}, {"d", day}} {
		digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
		after, found := strings.CutPrefix(rest[len(digits):], unit.letter)
		if digits == "" || !found {
			continue
		}
		n, err := strconv.Atoi(digits)
		if err != nil || n > int(maxDuration/unit.size) {
			return 0, "", fmt.Errorf("%q is longer than ten years", text)
		}
		total, rest = total+time.Duration(n)*unit.size, after
	}
	if rest != text && rest != "" && !strings.ContainsAny(rest[:1], ".0123456789") || rest == "0" && rest != text {
		return 0, "", fmt.Errorf("%q is not a duration; write it like 90s, 5m, 12h, 2d or 1w2d", text)
	}
	return total, rest, nil
}

// FormatDuration writes d the shortest way that ParseDuration reads back to the
// same value: "1w2d", "12h", "1m30s", "0s". d must not be below zero.
func FormatDuration(d time.Duration) string {
	var b strings.Builder
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"w", week}, {"d", day}, {"h", time.Hour}, {"m", time.Minute}} {
		if n := d / unit.size; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, unit.name)
			d -= n * unit.size
		}
	}
	if d > 0 || b.Len() == 0 {
		b.WriteString(d.String())
	}
	return b.String()
}
