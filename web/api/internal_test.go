package api

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func TestWhatAChangeMeans(t *testing.T) {
	in := engine.Incident{
		Number: 7, Title: "down", Urgency: "high", Priority: "P3", Policy: "PPOLI01",
		Level: engine.Level{Assigned: []string{"PANN001", "PBEN001"}},
	}
	for body, want := range map[string][]engine.Act{
		`{}`:                            nil,
		`{"status":"resolved"}`:         {{Resolve: true}},
		`{"status":"acknowledged"}`:     {{Reopen: true}, {Acknowledge: true}},
		`{"status":"triggered"}`:        {{Reopen: true}, {Unacknowledge: true}},
		`{"status":""}`:                 nil,
		`{"status":null}`:               nil,
		`{"title":"down"}`:              nil,
		`{"title":"still down"}`:        {{Title: "still down"}},
		`{"urgency":"low"}`:             {{Urgency: "low"}},
		`{"escalation_level":2}`:        {{Level: 2}},
		`{"resolution":"fixed"}`:        {{Note: "fixed"}},
		`{"priority":null}`:             nil,
		`{"priority":{}}`:               nil,
		`{"priority":""}`:               nil,
		`{"priority":{"id":"PWPRIO3"}}`: nil,
		`{"priority":"p3"}`:             nil,
		`{"priority":{"id":"PWPRIO1","type":"priority_reference"}}`: {{Priority: new(engine.P1)}},
		`{"priority":"P2"}`:                      {{Priority: new(engine.P2)}},
		`{"priority":{"name":"P5"}}`:             {{Priority: new(engine.P5)}},
		`{"priority":{"id":"P1"}}`:               {{Priority: new(engine.P1)}},
		`{"priority":"none"}`:                    {{Priority: new(engine.Priority(""))}},
		`{"priority":{"id":"none"}}`:             {{Priority: new(engine.Priority(""))}},
		`{"assignments":[]}`:                     nil,
		`{"assignments":null}`:                   nil,
		`{"escalation_policy":null}`:             nil,
		`{"escalation_policy":{"id":"PPOLI01"}}`: nil,
		`{"escalation_policy":{"id":"PPOLI02"}}`: {{Policy: "PPOLI02"}},
		`{"assignments":[{"assignee":{"id":"PBEN001"}},{"assignee":{"id":"PANN001"}}]}`:               nil,
		`{"assignments":[{"assignee":{"id":"PBEN001","type":"user"}},{"assignee":{"id":"PBEN001"}}]}`: {{Assign: []string{"PBEN001"}}},
		`{"status":"resolved","resolution":"fixed","title":"was down"}`:                               {{Title: "was down"}, {Note: "fixed"}, {Resolve: true}},
		`{"status":"acknowledged","urgency":"low","escalation_policy":{"id":"PPOLI02"},"assignments":[{"assignee":{"id":"PVIC001"}}],"escalation_level":1}`: {
			{Reopen: true}, {Urgency: "low"}, {Policy: "PPOLI02"}, {Assign: []string{"PVIC001"}}, {Level: 1}, {Acknowledge: true},
		},
	} {
		var w changeOrder
		if err := decodeBody([]byte(body), "incident", &w); err != nil {
			t.Fatal(err)
		}
		got, err := w.acts(in)
		if err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (- wanted):\n%s", body, diff)
		}
	}
}

func TestIdsOfLogEntriesAreReadAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number, seq := rapid.Uint64().Draw(t, "number"), rapid.Uint64().Draw(t, "seq")
		id := newEntryID(number, seq)
		if n, s, ok := parseEntryID(id); !ok || n != number || s != seq {
			t.Fatalf("%s is read as %d, %d, %v", id, n, s, ok)
		}
	})
}

// Each sort of log entry as it is written. See TestAnswersAreAsRecorded.
func TestLogEntriesAreAsRecorded(t *testing.T) {
	v := view{link: links{"https://pager.example.net"}, cfg: &engine.Config{
		Directory: people.Directory{Users: map[string]people.User{"PANN001": {ID: "PANN001", Name: "Ann Night"}}},
		Services:  map[string]engine.Service{"PCORE01": {ID: "PCORE01", Name: "Core network", AckTimeout: 30 * time.Minute}},
	}}
	in := engine.Incident{Number: 1, Title: "Tower North: no power", Service: "PCORE01"}
	ann := engine.Actor{Kind: engine.ByPerson, ID: "PANN001", Name: "Ann Night", Via: "ui"}
	bot := engine.Actor{Kind: engine.ByToken, ID: "PKEY001", Name: "noc-bot", Via: "api"}
	at := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)
	entries := []engine.Entry{
		{Type: engine.TriggerEntry, Actor: engine.Actor{Kind: engine.ByIntegration, ID: "PINT001", Name: "events"}, Text: "opened"},
		{Type: engine.AssignEntry, Actor: engine.System(), Users: []string{"PANN001"}, Text: "assigned", Level: 1},
		{Type: engine.NotifyEntry, Actor: engine.System(), Users: []string{"PANN001"}, Text: "told", Channel: "sms", Method: "mobile", Result: "accepted"},
		{Type: engine.AcknowledgeEntry, Actor: ann, Text: "acknowledged"},
		{Type: engine.AnnotateEntry, Actor: bot, Text: "on my way"},
		{Type: engine.SnoozeEntry, Actor: ann, Text: "snoozed", Until: at.Add(time.Hour)},
		{Type: engine.QuietEntry, Actor: engine.System(), Text: "quiet"},
	}
	var wires []logEntryWire
	for i, e := range entries {
		e.Incident, e.Seq, e.At = 1, uint64(i+1), at
		wires = append(wires, v.logEntry(e, in))
	}
	got, err := json.MarshalIndent(wires, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "log_entries.json")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Errorf("- recorded, + now:\n%s", diff)
	}
}

// drawSchedule makes any schedule of one or two rotations and some overrides
// around an instant.
func drawSchedule(t *rapid.T, at time.Time) schedules.Schedule {
	person := rapid.SampledFrom([]string{"ann", "bob", "cleo"})
	s := schedules.Schedule{ID: "s", TimeZone: "America/Chicago"}
	for i := range rapid.IntRange(1, 2).Draw(t, "layers") {
		unit := rapid.SampledFrom([]schedules.Unit{schedules.Hour, schedules.Day, schedules.Week, schedules.Month}).Draw(t, "unit")
		l := schedules.Layer{ID: fmt.Sprint("l", i), Start: civil.At(2026, 1, 1, 9, 0), Turn: schedules.Turn{Count: rapid.IntRange(1, 9).Draw(t, "count"), Unit: unit}}
		for range rapid.IntRange(1, 3).Draw(t, "slots") {
			l.Users = append(l.Users, rapid.SliceOfNDistinct(person, 0, 2, rapid.ID).Draw(t, "slot"))
		}
		if rapid.Bool().Draw(t, "restricted") {
			l.Restrictions = []schedules.Restriction{{From: civil.TimeOfDay{Hour: rapid.IntRange(0, 23).Draw(t, "from")}, For: 10 * time.Hour}}
		}
		s.Layers = append(s.Layers, l)
	}
	for range rapid.IntRange(0, 2).Draw(t, "overrides") {
		from := at.Add(time.Duration(rapid.IntRange(-2000, 2000).Draw(t, "minutes")) * time.Minute)
		s.Overrides = append(s.Overrides, schedules.Override{Start: from, End: from.Add(5 * time.Hour), User: person.Draw(t, "user")})
	}
	return s
}

// Each person's shifts of a window begin and end when the calendar says that
// they go on and off, however far outside the window that is, and nobody on
// call in the window is missing.
func TestShiftsHaveTheirTrueEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "at")) * time.Minute)
		cal := drawSchedule(t, at).Calendar()
		w := window{at, at.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "length")) * time.Minute)}
		list := personShifts(cal, w)
		on := func(user string, t time.Time) bool { return slices.Contains(cal.OnCall(t), user) }
		for _, x := range list {
			if !x.start.IsZero() && (!on(x.user, x.start) || on(x.user, x.start.Add(-1))) {
				t.Fatalf("%s does not go on at %s", x.user, x.start)
			}
			if !x.end.IsZero() && (on(x.user, x.end) || !on(x.user, x.end.Add(-1))) {
				t.Fatalf("%s does not go off at %s", x.user, x.end)
			}
			if x.start.IsZero() && !on(x.user, w.from.Add(1-farthest)) || x.end.IsZero() && !on(x.user, w.to.Add(farthest-1)) {
				t.Fatalf("%v is said to have no end", x)
			}
			if !x.start.IsZero() && x.start.After(w.to) || !x.end.IsZero() && !x.end.After(w.from) {
				t.Fatalf("%v does not touch %v", x, w)
			}
		}
		moment := w.from.Add(time.Duration(rapid.Int64Range(0, max(int64(w.to.Sub(w.from))-1, 0)).Draw(t, "moment")))
		for _, user := range cal.OnCall(moment) {
			if !slices.ContainsFunc(list, func(x shift) bool {
				return x.user == user && !x.start.After(moment) && (x.end.IsZero() || x.end.After(moment))
			}) {
				t.Fatalf("%s is on call at %s and in no shift of %v", user, moment, list)
			}
		}
	})
}

func TestASoleTechnicianIsOnCallWithoutEnd(t *testing.T) {
	s := schedules.Schedule{TimeZone: "UTC", Layers: []schedules.Layer{{
		Start: civil.At(2020, 1, 1, 0, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Week}, Users: []schedules.Slot{{"ann"}},
	}}}
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	if diff := cmp.Diff([]shift{{user: "ann"}}, personShifts(s.Calendar(), window{now, now}), cmp.AllowUnexported(shift{})); diff != "" {
		t.Error(diff)
	}
}

func TestTurnsOfSecondsAreCutAndNotComputedForAQuarter(t *testing.T) {
	s := schedules.Schedule{ID: "s", TimeZone: "UTC", Layers: []schedules.Layer{{
		Start: civil.At(2020, 1, 1, 0, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Second}, Users: []schedules.Slot{{"ann"}, {"ben"}},
	}}}
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	w := window{now, now.Add(maxWindow)}
	if got := personShifts(s.Calendar(), w); len(got) > 10*86400 {
		t.Errorf("%d shifts", len(got))
	}
	r := view{cfg: &engine.Config{}}.rendered(s, rendering{window: w})
	if r.RenderedCoveragePercentage != nil {
		t.Errorf("a coverage of %v was told for a window of which only the beginning was looked at", *r.RenderedCoveragePercentage)
	}
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"", "limit=10&offset=20&total=true", "statuses[]=triggered&statuses[]=resolved&urgencies=high,low",
		"since=2026-03-02T10:00:00 01:00&until=2026-03-05&time_zone=Europe%2FBerlin", "sort_by=created_at:desc,urgency:asc",
		"date_range=all&include[]=users&service_ids[]=PABC", "since=2026-01-05 19:00:00 %2B0000 UTC", "offset=99999999999999999999", "overflow=true&earliest=1",
	} {
		f.Add(seed)
	}
	now := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, raw string) {
		q, err := parseQuery(raw)
		if err != nil {
			mustBeBadRequest(t, err)
			return
		}
		if p, err := q.paging(); err != nil {
			mustBeBadRequest(t, err)
		} else if p.limit < 1 || p.limit > maxLimit || p.offset < 0 || p.offset+p.limit > maxReach {
			t.Errorf("%q: paging %+v", raw, p)
		}
		if sq, err := q.incidents(now); err != nil {
			mustBeBadRequest(t, err)
		} else if !sq.Since.IsZero() && !sq.Until.IsZero() && sq.Until.Before(sq.Since) {
			t.Errorf("%q: from %s to %s", raw, sq.Since, sq.Until)
		}
		if f, err := q.onCalls(now); err != nil {
			mustBeBadRequest(t, err)
		} else if f.to.Before(f.from) || f.to.Sub(f.from) > maxWindow {
			t.Errorf("%q: on-calls %+v", raw, f.window)
		}
		if r, err := q.rendering(); err != nil {
			mustBeBadRequest(t, err)
		} else if r.to.Before(r.from) || r.to.Sub(r.from) > maxWindow {
			t.Errorf("%q: rendering %+v", raw, r.window)
		}
		if _, err := q.entries(); err != nil {
			mustBeBadRequest(t, err)
		}
	})
}

func mustBeBadRequest(t *testing.T, err error) {
	t.Helper()
	if p := problemOf(err); p.status != 400 || len(p.errors) != 1 {
		t.Errorf("refused with %d %v", p.status, p.errors)
	}
}

func FuzzChange(f *testing.F) {
	f.Add([]byte(`{"incident":{"type":"incident","status":"resolved","resolution":"fixed"}}`))
	f.Add([]byte(`{"status":"acknowledged","assignments":[{"assignee":{"id":"P1"}}],"escalation_level":2}`))
	f.Add([]byte(`{"incident":null,"title":"x","urgency":"low","escalation_policy":{"id":"P"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var w changeOrder
		err := decodeBody(body, "incident", &w)
		var acts []engine.Act
		if err == nil {
			acts, err = w.acts(engine.Incident{Number: 1, Title: "t"})
		}
		if err != nil {
			mustBeBadRequest(t, err)
			if _, err := json.Marshal(problemOf(err).body()); err != nil {
				t.Error(err)
			}
			return
		}
		for _, a := range acts {
			if cmp.Equal(a, engine.Act{}) {
				t.Errorf("%q: an act that does nothing", body)
			}
		}
	})
}

func FuzzEntryID(f *testing.F) {
	f.Add(newEntryID(1, 1))
	f.Add("R0000000000000ZZZZZZZZZZZZZZ")
	f.Add(newEntryID(1, 1)[:14] + "b") // in lower case
	f.Add(newEntryID(1, 1)[:14] + "01")
	f.Fuzz(func(t *testing.T, id string) {
		if number, seq, ok := parseEntryID(id); ok && newEntryID(number, seq) != id {
			t.Errorf("%q is read as %d, %d", id, number, seq)
		}
	})
}
