package ical

import (
	"strings"
	"testing"
)

func TestEachRowOfTheWindowsZonesLoads(t *testing.T) {
	n, places := 0, map[string]bool{}
	for line := range strings.Lines(windowsZones) {
		row := strings.Split(strings.TrimSuffix(line, "\n"), "=")
		if len(row) != 3 || load(row[1]) == nil || windowsZone(row[0]) != row[1] {
			t.Fatalf("%q", row)
		}
		for place := range strings.SplitSeq(row[2], "|") {
			for _, name := range []string{"(UTC-06:00) " + place, "(GMT+1:00)" + place, "(utc) " + strings.ToUpper(place)} {
				if got := windowsZone(name); got != row[1] {
					t.Errorf("%s is %q", name, got)
				}
			}
			if places[place] || windowsZone("(UTC+01:00) ") != "" {
				t.Errorf("%s twice, or a zone of no place", place)
			}
			places[place] = true
		}
		n++
	}
	if n < 135 {
		t.Errorf("only %d rows", n)
	}
}
