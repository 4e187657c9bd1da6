package civil_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/schedules/civil"
)

func TestMonthsEndWhereTheyEnd(t *testing.T) {
	tests := []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2026-01-31", 2, "2026-03-31"},
		{"2027-01-31", 13, "2028-02-29"},
		{"2026-01-31", -2, "2025-11-30"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2028-02-29", 12, "2029-02-28"},
	}
	for _, test := range tests {
		from, err := civil.ParseDate(test.from)
		if err != nil {
			t.Fatal(err)
		}
		if got := from.AddMonths(test.months).String(); got != test.want {
			t.Errorf("%s and %d months is %s, want %s", test.from, test.months, got, test.want)
		}
	}
}

func TestDatesCount(t *testing.T) {
	monday := civil.Date{Year: 2026, Month: 1, Day: 5}
	if got := monday.Weekday(); got != time.Monday {
		t.Errorf("%s is a %s", monday, got)
	}
	if got := monday.AddDays(-5).String(); got != "2025-12-31" {
		t.Errorf("five days before %s is %s", monday, got)
	}
	nine := monday.At(civil.TimeOfDay{Hour: 9})
	if got := nine.Add(-10 * time.Hour).String(); got != "2026-01-04T23:00" {
		t.Errorf("ten hours before %s is %s", nine, got)
	}
	if got := nine.AddMonths(1).String(); got != "2026-02-05T09:00" {
		t.Errorf("a month after %s is %s", nine, got)
	}
	if nine.Compare(nine.Add(time.Second)) >= 0 || nine.Compare(nine) != 0 {
		t.Error("Compare does not order readings")
	}
	if got := civil.TimeOfSeconds(-1).String(); got != "23:59:59" {
		t.Errorf("a second before midnight is %s", got)
	}
	if got := civil.TimeOfSeconds((civil.TimeOfDay{Hour: 9, Minute: 5}).Seconds()).String(); got != "09:05" {
		t.Errorf("09:05 and back is %s", got)
	}
}

func TestBadTextIsRefusedAndNamed(t *testing.T) {
	for _, bad := range []string{
		"", "2026-01-05", "2026-01-05 09:00", "2026-01-05T9:00", "2026-02-30T09:00", "2026-01-05T24:00",
		"2026-01-05T09:00:60", "2026-01-05T09:00:30.5", "2026-1-5T09:00", "0000-01-01T00:00", "02026-01-05T09:00",
		"2026-01-05T09:00Z", "2026-01-05T09:00+01:00", "tomorrow", strings.Repeat("T", 1000),
	} {
		got, err := civil.ParseDateTime(bad)
		if err == nil {
			t.Errorf("%q was read as %s", bad, got)
		} else if len(err.Error()) > 200 {
			t.Errorf("the error for %d bytes is %d bytes long", len(bad), len(err.Error()))
		}
	}
	_, err := civil.ParseDateTime("2026-01-05T09:00Z")
	if err == nil || !strings.Contains(err.Error(), "offset") {
		t.Errorf("a reading with an offset: %v, want to be told that it has one", err)
	}
}

func TestReadingsAreStoredAsText(t *testing.T) {
	type record struct {
		Day   civil.Date      `json:"day"`
		From  civil.TimeOfDay `json:"from"`
		Start civil.DateTime  `json:"start"`
		End   civil.DateTime  `json:"end,omitzero"`
	}
	stored := record{
		Day: civil.Date{Year: 2026, Month: 1, Day: 5}, From: civil.TimeOfDay{Hour: 9, Second: 30}, Start: civil.At(2026, 1, 5, 9, 0),
	}
	text, err := json.Marshal(stored)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"day":"2026-01-05","from":"09:00:30","start":"2026-01-05T09:00"}`
	if string(text) != want {
		t.Errorf("stored as %s, want %s", text, want)
	}
	var back record
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(stored, back); diff != "" {
		t.Error(diff)
	}
}

func TestUnsetReadingsStayUnset(t *testing.T) {
	var d struct{ D, E civil.DateTime }
	d.D = civil.At(2026, 1, 5, 9, 0)
	if err := json.Unmarshal([]byte(`{"D":"","E":""}`), &d); err != nil {
		t.Fatal(err)
	}
	if !d.D.IsZero() || !d.E.IsZero() {
		t.Errorf("empty text is read as %v", d)
	}
	if err := json.Unmarshal([]byte(`{"D":"2026-13-01T00:00"}`), &d); err == nil {
		t.Error("a thirteenth month is accepted")
	}
	if _, err := json.Marshal(civil.At(2026, 2, 30, 0, 0)); err == nil {
		t.Error("the 30th of February is stored")
	}
	var noon civil.TimeOfDay
	if err := noon.UnmarshalText(nil); err == nil {
		t.Error("an empty time of day is taken for midnight")
	}
}

func FuzzParseDateTime(f *testing.F) {
	for _, seed := range []string{"2026-01-05T09:00", "2026-01-05T09:00:30", "9999-12-31T23:59:59", "T", "2026-01-05T09:00Z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := civil.ParseDateTime(s)
		if err != nil {
			return
		}
		if !d.Valid() {
			t.Fatalf("%q was read as %+v, which no clock shows", s, d)
		}
		if again, err := civil.ParseDateTime(d.String()); err != nil || again != d {
			t.Fatalf("%q is written as %q, which is read as %v, %v", s, d, again, err)
		}
		if back := d.Wall().DateTime(); back != d {
			t.Fatalf("%v counted in seconds and back is %v", d, back)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2026-01-05", "2028-02-29", "0001-01-01", "2026-1-5", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := civil.ParseDate(s)
		if err != nil {
			return
		}
		if !d.Valid() || d.String() != s {
			t.Fatalf("%q was read as %+v", s, d)
		}
	})
}

func FuzzParseTimeOfDay(f *testing.F) {
	for _, seed := range []string{"09:00", "23:59:59", "24:00", "9:00", "09:00:00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clock, err := civil.ParseTimeOfDay(s)
		if err != nil {
			return
		}
		again, err := civil.ParseTimeOfDay(clock.String())
		if !clock.Valid() || err != nil || again != clock {
			t.Fatalf("%q was read as %+v, and again as %+v, %v", s, clock, again, err)
		}
	})
}
