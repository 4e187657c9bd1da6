package civiltest

import (
	"archive/zip"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Zones are all zones there are, links included, by name. Fewer than 400 fail the test: then the archive was not read.
func Zones(t testing.TB) map[string]*time.Location {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close() //nolint:errcheck // only read from
	zones := make(map[string]*time.Location)
	for _, file := range archive.File {
		if strings.HasSuffix(file.Name, "/") {
			continue
		}
		if zones[file.Name], err = zone(file); err != nil {
			t.Fatal(err)
		}
	}
	if len(zones) < 400 {
		t.Fatalf("only %d zones", len(zones))
	}
	return zones
}

func zone(file *zip.File) (*time.Location, error) {
	r, err := file.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", file.Name, err)
	}
	defer r.Close() //nolint:errcheck // only read from
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file.Name, err)
	}
	return time.LoadLocationFromTZData(file.Name, data)
}

// Transitions are the instants from from to to at which the zone's offset changes, to the second, in order. Two changes
// within six hours that cancel out are not seen; there are none.
func Transitions(loc *time.Location, from, to time.Time) (found []time.Time) {
	for at := from; at.Before(to); at = at.Add(6 * time.Hour) {
		low, high := at.Unix(), at.Add(6*time.Hour).Unix()
		if Offset(low, loc) == Offset(high, loc) {
			continue
		}
		for high-low > 1 {
			if middle := (low + high) / 2; Offset(middle, loc) == Offset(low, loc) {
				low = middle
			} else {
				high = middle
			}
		}
		found = append(found, time.Unix(high, 0).UTC())
	}
	return found
}

// Offset is the zone's offset from UTC in seconds, at a Unix time.
func Offset(unix int64, loc *time.Location) int {
	_, seconds := time.Unix(unix, 0).In(loc).Zone()
	return seconds
}
