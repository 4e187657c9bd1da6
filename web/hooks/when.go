package hooks

import (
	"strconv"
	"strings"
	"time"
)

// parseTime reads the forms of time that monitoring systems send: RFC 3339, an
// offset without a colon, a blank for the T, a zone name UTC, no zone at all
// (read as UTC, zoned is false), and Unix seconds or milliseconds. The zero
// time of year 1 means none. The result is in UTC; ok is false for nonsense.
func parseTime(s string) (at time.Time, zoned, ok bool) {
	if at, ok := unixTime(s); ok {
		return at, true, true
	}
	if len(s) > 64 {
		return time.Time{}, false, false
	}
	for _, layout := range zonedLayouts() {
		if at, err := time.Parse(layout, s); err == nil {
			return sane(at, true)
		}
	}
	for _, layout := range nakedLayouts() {
		if at, err := time.Parse(layout, s); err == nil {
			return sane(at, false)
		}
	}
	return time.Time{}, false, false
}

func zonedLayouts() []string {
	return []string{
		time.RFC3339Nano,
		"2006-01-02T15:04:05Z0700", // CloudWatch, Wazuh: +0000
		"2006-01-02 15:04:05Z07:00",
		"2006-01-02 15:04:05Z0700",
		"2006-01-02 15:04:05 Z07:00",
		"2006-01-02 15:04:05 Z0700",
		"2006-01-02 15:04:05 UTC",
		"2006-01-02T15:04Z07:00",
		time.RFC1123Z,
		"2006-01-02 15:04:05 -0700 UTC", // Go's time.String
	}
}

func nakedLayouts() []string {
	return []string{
		"2006-01-02T15:04:05",
		"2006-01-02 15:04:05",
		"2006-01-02T15:04",
		"2006-01-02 15:04",
		"2006-01-02",
		"2006.01.02 15:04:05",      // Zabbix: {EVENT.DATE} {EVENT.TIME}
		"Jan/02/2006 15:04:05",     // RouterOS before 7.10
		"Mon Jan 02 15:04:05 2006", // ctime
	}
}

// sane keeps times that can be stored and shown.
func sane(at time.Time, zoned bool) (time.Time, bool, bool) {
	at = at.UTC()
	switch {
	case at.Year() <= 1:
		return time.Time{}, zoned, true
	case at.Year() < 1970 || at.Year() > 9999:
		return time.Time{}, zoned, false
	}
	return at, zoned, true
}

// unixTime reads seconds, milliseconds or a decimal fraction of seconds. The
// bounds are the years 2001 and 2286, in which seconds have ten digits.
func unixTime(s string) (time.Time, bool) {
	whole, frac, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	switch {
	case n >= 1e9 && n < 1e10:
		return time.Unix(n, nanos(frac)).UTC(), true
	case n >= 1e12 && n < 1e13:
		return time.UnixMilli(n).UTC(), true
	}
	return time.Time{}, false
}

// nanos reads the digits behind the decimal point of seconds.
func nanos(digits string) int64 {
	if len(digits) > 9 {
		digits = digits[:9]
	}
	n, err := strconv.ParseUint(digits+strings.Repeat("0", 9-len(digits)), 10, 32)
	if err != nil {
		return 0
	}
	return int64(n)
}
