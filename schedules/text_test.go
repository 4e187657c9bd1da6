package schedules_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func TestTurnsAreWrittenAsTheyAreRead(t *testing.T) {
	for text, want := range map[string]schedules.Turn{
		"30s": {Count: 30, Unit: schedules.Second}, "3600s": {Count: 3600, Unit: schedules.Second}, "90m": {Count: 90, Unit: schedules.Minute},
		"12h": {Count: 12, Unit: schedules.Hour}, "1d": {Count: 1, Unit: schedules.Day}, "2w": {Count: 2, Unit: schedules.Week},
		"1mo": {Count: 1, Unit: schedules.Month},
	} {
		got, err := schedules.ParseTurn(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%s is read as %+v, written as %s, %v", text, got, got, err)
		}
	}
	for _, bad := range []string{"", "0h", "-1h", "+1h", "01h", "1", "h", "1.5h", "1 h", "1H", "1mom", "1om", "99999999999999999999h", "１h"} {
		if got, err := schedules.ParseTurn(bad); err == nil {
			t.Errorf("%q is read as %s", bad, got)
		}
	}
}

func TestTurnsInSecondsTakeTheLargestUnit(t *testing.T) {
	for seconds, want := range map[int]string{604800: "1w", 1209600: "2w", 86400: "1d", 129600: "36h", 3600: "1h", 5400: "90m", 3601: "3601s"} {
		turn := schedules.TurnOfSeconds(seconds)
		if got := turn.String(); got != want {
			t.Errorf("%d seconds are %s, want %s", seconds, got, want)
		}
		if back, known := turn.Seconds(); !known || back != int64(seconds) {
			t.Errorf("%s is %d seconds, %v", turn, back, known)
		}
	}
	if _, known := (schedules.Turn{Count: 1, Unit: schedules.Month}).Seconds(); known {
		t.Error("a month has a length in seconds")
	}
}

func TestSchedulesAreStoredAsJSON(t *testing.T) {
	s := schedules.Schedule{
		ID: "p1", Name: "Primary", TimeZone: "America/Chicago",
		Layers: []schedules.Layer{{
			ID: "l1", Name: "Weekly", Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Week},
			Users:        []schedules.Slot{{"ann", "bob"}, {}},
			Restrictions: []schedules.Restriction{{Days: []time.Weekday{time.Monday, time.Sunday}, From: clock(22), For: 8*time.Hour + 30*time.Minute}},
		}},
		Overrides: []schedules.Override{{
			ID: "o1", Start: time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 1, 7, 0, 0, 0, 0, time.UTC),
			User: "cleo", Replaces: "ann", CreatedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		}, {
			ID: "o2", Start: time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 1, 7, 0, 0, 0, 0, time.UTC),
			User: "dev", Adds: true, CreatedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		}},
	}
	text, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(lines(stored), lines(string(text))); diff != "" {
		t.Errorf("(- want, + stored)\n%s", diff)
	}
	var back schedules.Schedule
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s, back); diff != "" {
		t.Errorf("(- stored, + read)\n%s", diff)
	}
}

const stored = `{
 "id": "p1",
 "name": "Primary",
 "time_zone": "America/Chicago",
 "layers": [
  {
   "id": "l1",
   "name": "Weekly",
   "start": "2026-01-05T09:00",
   "turn": "1w",
   "users": [
    [
     "ann",
     "bob"
    ],
    []
   ],
   "restrictions": [
    {
     "days": [
      "mon",
      "sun"
     ],
     "from": "22:00",
     "for": "8h30m"
    }
   ]
  }
 ],
 "overrides": [
  {
   "id": "o1",
   "start": "2026-01-06T00:00:00Z",
   "end": "2026-01-07T00:00:00Z",
   "user": "cleo",
   "replaces": "ann",
   "created_at": "2026-01-01T00:00:00Z"
  },
  {
   "id": "o2",
   "start": "2026-01-06T00:00:00Z",
   "end": "2026-01-07T00:00:00Z",
   "user": "dev",
   "adds": true,
   "created_at": "2026-01-01T00:00:00Z"
  }
 ]
}`

func TestARestrictionMayNameItsEnd(t *testing.T) {
	tests := []struct {
		text  string
		want  time.Duration
		until string
	}{
		{`{"from":"09:00","until":"17:00"}`, 8 * time.Hour, "17:00"},
		{`{"from":"22:00","until":"06:00"}`, 8 * time.Hour, "06:00"},
		{`{"from":"09:00","until":"09:00"}`, 24 * time.Hour, "09:00"},
		{`{"from":"09:00","until":"24:00"}`, 15 * time.Hour, "00:00"},
		{`{"from":"00:00","until":"24:00"}`, 24 * time.Hour, "00:00"},
		{`{"days":["FRIDAY"],"from":"17:00","for":"64h"}`, 64 * time.Hour, "09:00"},
	}
	for _, test := range tests {
		var r schedules.Restriction
		if err := json.Unmarshal([]byte(test.text), &r); err != nil {
			t.Errorf("%s: %v", test.text, err)
		}
		if r.For != test.want || r.Until().String() != test.until {
			t.Errorf("%s lasts %s, until %s", test.text, r.For, r.Until())
		}
	}
	for text, problem := range map[string]string{
		`{"from":"09:00","until":"17:00","for":"8h"}`: "only one",

		`{"from":"09:00"}`:                               "for",
		`{"until":"17:00","from":"9"}`:                   "time of day",
		`{"from":"09:00","until":"noon"}`:                "until",
		`{"from":"09:00","for":"8 hours"}`:               "for",
		`{"days":["someday"],"from":"09:00","for":"8h"}`: "days",
	} {
		var r schedules.Restriction
		if err := json.Unmarshal([]byte(text), &r); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%s: %v, want an error that names %q", text, err, problem)
		}
	}
}

func TestEveryFaultIsNamedWithItsField(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := schedules.Schedule{
		Description: strings.Repeat("é", 1025), TimeZone: "Moon/Base",
		Layers: []schedules.Layer{
			{ID: "a"},
			{
				ID: "a", Name: strings.Repeat("n", 256), Start: civil.At(2026, 2, 30, 9, 0), End: civil.At(2026, 1, 1, 9, 0), Anchor: civil.At(2026, 1, 1, 24, 0),
				Turn: schedules.Turn{Count: 13, Unit: schedules.Month}, Users: []schedules.Slot{{"ann"}, {"", "bob", "bob"}},
				Restrictions: []schedules.Restriction{
					{Days: []time.Weekday{1, 1, 7}, From: clock(24), For: 8 * 24 * time.Hour},
					{For: time.Second / 2},
				},
			},
			{Start: civil.At(2026, 1, 1, 9, 0), Turn: schedules.Turn{Count: -1, Unit: schedules.Day}, Users: []schedules.Slot{{}}},
			{Start: civil.At(2026, 1, 1, 9, 0), Turn: schedules.Turn{Count: 367, Unit: schedules.Day}, Users: []schedules.Slot{{}}},
		},
		Overrides: []schedules.Override{{}, {ID: "x", Start: now, End: now, User: "ann", Replaces: "ann"}, {ID: "x", Start: now, End: now.Add(1)}, {Start: now, End: now.Add(1), Adds: true}, {Start: now, End: now.Add(1), User: "ann", Replaces: "bob", Adds: true}},
	}
	var faults schedules.Faults
	if err := s.Validate(); !errors.As(err, &faults) {
		t.Fatalf("Validate returns %v", err)
	}
	var fields []string
	for _, f := range faults {
		fields = append(fields, f.Field)
	}
	want := []string{
		"name", "description", "time_zone",
		"layers[0].start", "layers[0].turn", "layers[0].users",
		"layers[1].id", "layers[1].name", "layers[1].start", "layers[1].end", "layers[1].anchor", "layers[1].turn",
		"layers[1].users[1][0]", "layers[1].users[1][2]",
		"layers[1].restrictions[0].days[1]", "layers[1].restrictions[0].days[2]", "layers[1].restrictions[0].from", "layers[1].restrictions[0].for",
		"layers[1].restrictions[1].for", "layers[1].restrictions[1].for",
		"layers[2].turn", "layers[3].turn",
		"overrides[0].start", "overrides[0].end", "overrides[1].end", "overrides[1].replaces", "overrides[2].id",
		"overrides[3].user", "overrides[4].replaces",
	}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("(- want, + named)\n%s", diff)
	}
	if got := strings.Count(faults.Error(), "\n") + 1; got != len(want) {
		t.Errorf("%d lines for %d faults", got, len(want))
	}
	if err := berlin(weekly("2026-01-05T09:00", "ann")).Validate(); err != nil {
		t.Errorf("a schedule without faults: %v", err)
	}
}

func FuzzParseTurn(f *testing.F) {
	for _, seed := range []string{"1h", "12h", "1d", "2w", "1mo", "3600s", "0h", "1", "999999999999999999mo"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if turn, err := schedules.ParseTurn(s); err == nil && turn.String() != s {
			t.Fatalf("%q is read as %+v", s, turn)
		}
	})
}

func FuzzParseWeekday(f *testing.F) {
	for _, seed := range []string{"mon", "Sunday", "", "s", "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if day, err := schedules.ParseWeekday(s); err == nil && (day < 0 || day > 6 || !strings.HasPrefix(strings.ToLower(day.String()), strings.ToLower(s)[:3])) {
			t.Fatalf("%q is read as %s", s, day)
		}
	})
}

// Whatever is stored, faults and all: reading it back gives the same, and every question has an answer.
func FuzzSchedule(f *testing.F) {
	f.Add([]byte(stored), int64(1767600000))
	f.Add([]byte(`{"time_zone":"Europe/Berlin","layers":[{"start":"9999-12-31T23:59","turn":"9mo","users":[["a"],[]]}]}`), int64(1<<60))
	f.Add([]byte(`{"layers":[{"turn":"999999999999w","users":[["a"],["b"]],"anchor":"0001-01-01T00:00"}]}`), int64(-1<<62))
	f.Add([]byte(`{"layers":[{"users":[["a"]],"restrictions":[{"days":["sun"],"from":"23:59:59","for":"-9h"}]}]}`), int64(0))
	f.Fuzz(func(t *testing.T, data []byte, unix int64) {
		var s schedules.Schedule
		if json.Unmarshal(data, &s) != nil {
			return
		}
		now := time.Unix(unix, 0)
		s.Next(now)
		from, to := now, now.Add(6*time.Hour)
		for _, shift := range s.Shifts(from, to) {
			if !shift.End.After(shift.Start) || len(shift.Users) == 0 || !cmp.Equal(s.OnCall(shift.Start), shift.Users) {
				t.Fatalf("shift %+v", shift)
			}
		}
		if covered := s.Coverage(from, to); covered < 0 || covered > 1 {
			t.Fatalf("coverage %v", covered)
		}
		if s.Validate() != nil {
			return
		}
		text, err := json.Marshal(s)
		if err != nil {
			t.Fatalf("a schedule without faults can not be stored: %v", err)
		}
		var back schedules.Schedule
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if again, err := json.Marshal(back); err != nil || string(again) != string(text) {
			t.Fatalf("stored as %s, then as %s", text, again)
		}
	})
}
