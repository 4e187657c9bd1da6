package ical

import (
	"strings"
	"testing"
)

func TestEachRowOfTheWindowsZonesLoads(t *testing.T) {
	n := 0
	for line := range strings.Lines(windowsZones) {
		windows, iana, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if load(iana) == nil || windowsZone(windows) != iana {
			t.Errorf("%s is %q", windows, iana)
		}
		n++
	}
	if n < 135 {
		t.Errorf("only %d rows", n)
	}
}
