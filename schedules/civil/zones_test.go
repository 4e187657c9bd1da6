package civil_test

import (
	"archive/zip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "time/tzdata"

	"wakeman/schedules/civil"
)

// Skipped and doubled hours, in every zone there is: what civil answers is compared with a plain stepper that walks through
// each transition minute by minute, reads the clock as text, and remembers the furthest reading seen. Each run covers 2026
// to 2028; the whole of 2020 to 2040 takes some ten seconds: WAKEMAN_EVERY_TRANSITION=1 go test ./schedules/civil
func TestEveryTransitionOfEveryZone(t *testing.T) {
	from, to := day(2026), day(2029)
	if os.Getenv("WAKEMAN_EVERY_TRANSITION") != "" {
		from, to = day(2020), day(2041)
	}
	transitions := 0
	for name, loc := range embeddedZones(t) {
		for _, at := range transitionsOf(loc, from, to) {
			transitions++
			compareWithStepper(t, name, loc, at)
		}
		if t.Failed() {
			return
		}
	}
	if transitions < 100 {
		t.Fatalf("only %d transitions found: the walk over the zones is broken", transitions)
	}
	t.Logf("%d transitions", transitions)
}

// compareWithStepper checks both functions for each minute from two hours before to two hours after the transition.
func compareWithStepper(t *testing.T, name string, loc *time.Location, transition time.Time) {
	t.Helper()
	const layout = "2006-01-02T15:04:05"
	begin, end := transition.Add(-2*time.Hour), transition.Add(2*time.Hour)
	furthest := "" // of all readings so far; text in this layout sorts as time does
	reached := make(map[string]time.Time)
	var pending []string
	for shown := begin.In(loc).Format(layout); shown <= end.In(loc).Format(layout); {
		pending = append(pending, shown)
		next, _ := time.Parse(layout, shown)
		shown = next.Add(time.Minute).Format(layout)
	}
	for at := begin; !at.After(end); at = at.Add(time.Minute) {
		furthest = max(furthest, at.In(loc).Format(layout))
		got := civil.Read(at, loc).DateTime()
		// On the minutes of a clock that has been stopped, Read is at the last second it showed.
		if want := stoppedAt(at.Add(-time.Second), loc, transition, layout, furthest); pad(got) != want {
			t.Errorf("%s: Read(%s) = %s, the stepper has %s", name, at.Format(time.RFC3339), pad(got), want)
		}
		for len(pending) > 0 && pending[0] <= furthest {
			reached[pending[0]] = at
			pending = pending[1:]
		}
	}
	for shown, want := range reached {
		d, err := civil.ParseDateTime(shown)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.In(loc); !got.Equal(want) {
			t.Errorf("%s: %s happens at %s, the stepper has %s", name, shown, got.Format(time.RFC3339), want.Format(time.RFC3339))
		}
	}
}

// stoppedAt adds to the minutes' furthest reading the second before the transition, which minute steps do not visit.
func stoppedAt(before time.Time, loc *time.Location, transition time.Time, layout, furthest string) string {
	if before.Before(transition.Add(-time.Second)) {
		return furthest
	}
	return max(furthest, transition.Add(-time.Second).In(loc).Format(layout))
}

func pad(d civil.DateTime) string {
	if s := d.String(); d.Time.Second != 0 {
		return s
	}
	return d.String() + ":00"
}

// transitionsOf finds the instants at which the zone's offset changes, by looking each six hours and then halving; and the
// end of a leap year, which is no transition, but where the library's zone bounds stumble.
func transitionsOf(loc *time.Location, from, to time.Time) []time.Time {
	found := []time.Time{day(2029), day(2029).AddDate(0, 0, -1)}
	for at := from; at.Before(to); at = at.Add(6 * time.Hour) {
		low, high := at.Unix(), at.Add(6*time.Hour).Unix()
		if offset(low, loc) == offset(high, loc) {
			continue
		}
		for high-low > 1 {
			if middle := (low + high) / 2; offset(middle, loc) == offset(low, loc) {
				low = middle
			} else {
				high = middle
			}
		}
		found = append(found, time.Unix(high, 0).UTC())
	}
	return found
}

func offset(unix int64, loc *time.Location) int {
	_, seconds := time.Unix(unix, 0).In(loc).Zone()
	return seconds
}

// embeddedZones loads every zone of the tz data that the toolchain embeds, whatever the machine has installed.
func embeddedZones(t *testing.T) map[string]*time.Location {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	zones := make(map[string]*time.Location)
	for _, file := range archive.File {
		if strings.HasSuffix(file.Name, "/") {
			continue
		}
		zones[file.Name] = readZone(t, file)
	}
	if len(zones) < 400 {
		t.Fatalf("only %d zones", len(zones))
	}
	return zones
}

func readZone(t *testing.T, file *zip.File) *time.Location {
	t.Helper()
	r, err := file.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	loc, err := time.LoadLocationFromTZData(file.Name, data)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func day(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
