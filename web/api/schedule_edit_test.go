package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func takesTurns(ids ...string) (users []pagerduty.UserReference) {
	for _, id := range ids {
		users = append(users, pagerduty.UserReference{User: pagerduty.APIObject{ID: id, Type: "user_reference"}})
	}
	return users
}

// twoLayers is a weekly rotation with somebody else on top in working hours.
func twoLayers() pagerduty.Schedule {
	return pagerduty.Schedule{
		Name: "Towers", TimeZone: "America/Chicago", Description: "Who climbs",
		ScheduleLayers: []pagerduty.ScheduleLayer{
			{
				Name: "Weekly", Start: "2026-01-05T09:00:00-06:00", RotationVirtualStart: "2026-01-05T09:00:00-06:00",
				RotationTurnLengthSeconds: 604800, Users: takesTurns("PANN001", "PBEN001"),
			},
			{
				Name: "Days", Start: "2026-07-01T00:00:00-05:00", End: "2027-07-01T05:00:00Z", RotationVirtualStart: "2026-06-01 13:00:00 +0000 UTC",
				RotationTurnLengthSeconds: 12 * 3600, Users: takesTurns("POONA01"),
				Restrictions: []pagerduty.Restriction{
					{Type: "weekly_restriction", StartTimeOfDay: "09:00:00", StartDayOfWeek: 1, DurationSeconds: 8 * 3600},
					{Type: "weekly_restriction", StartTimeOfDay: "09:00:00", StartDayOfWeek: 7, DurationSeconds: 8 * 3600},
					{Type: "daily_restriction", StartTimeOfDay: "22:30:00", DurationSeconds: 3600},
				},
			},
		},
	}
}

func TestTheClientCreatesChangesAndDeletesASchedule(t *testing.T) {
	w := open(t)
	c := w.client("ben")
	made := must(c.CreateScheduleWithContext(ctx(t), twoLayers()))(t)
	stored := w.db.Config().Schedules[made.ID]
	want := schedules.Schedule{
		ID: made.ID, Name: "Towers", Description: "Who climbs", TimeZone: "America/Chicago", Layers: []schedules.Layer{
			{
				ID: stored.Layers[0].ID, Name: "Weekly", Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Week},
				Users: []schedules.Slot{{"PANN001"}, {"PBEN001"}},
			},
			{
				ID: stored.Layers[1].ID, Name: "Days", Start: civil.At(2026, 7, 1, 0, 0), End: civil.At(2027, 7, 1, 0, 0), Anchor: civil.At(2026, 6, 1, 8, 0),
				Turn: schedules.Turn{Count: 12, Unit: schedules.Hour}, Users: []schedules.Slot{{"POONA01"}},
				Restrictions: []schedules.Restriction{
					{Days: []time.Weekday{time.Monday, time.Sunday}, From: civil.TimeOfDay{Hour: 9}, For: 8 * time.Hour},
					{From: civil.TimeOfDay{Hour: 22, Minute: 30}, For: time.Hour},
				},
			},
		},
	}
	if diff := cmp.Diff(want, stored); diff != "" {
		t.Error(diff)
	}
	if made.ScheduleLayers[0].Name != "Days" || made.ScheduleLayers[1].Name != "Weekly" {
		t.Error("the highest layer must come first")
	}

	// As Terraform's provider does: lowest first, with ids, one more at the end.
	after := must(c.UpdateScheduleWithContext(ctx(t), made.ID, pagerduty.Schedule{
		Name: "Towers and masts", TimeZone: "America/Chicago", ScheduleLayers: []pagerduty.ScheduleLayer{
			made.ScheduleLayers[1], made.ScheduleLayers[0],
			{Name: "Top", Start: "2026-08-01T00:00:00-05:00", RotationVirtualStart: "2026-08-01T00:00:00-05:00", RotationTurnLengthSeconds: 86400, Users: takesTurns("PANN001")},
		},
	}))(t)
	stored = w.db.Config().Schedules[made.ID]
	if diff := cmp.Diff(want.Layers, stored.Layers[:2]); diff != "" || len(stored.Layers) != 3 || after.Name != "Towers and masts" || stored.Description != "Who climbs" {
		t.Errorf("after the change: %+v %s", stored, diff)
	}

	if err := c.DeleteScheduleWithContext(ctx(t), made.ID); err != nil {
		t.Fatal(err)
	}
	if _, ok := w.db.Config().Schedules[made.ID]; ok {
		t.Error("it is still there")
	}
	status, header, body := w.asks("ben", "DELETE", "/api/schedules/PSCHED1", "")
	w.wantError(status, header, body, 400, 2001, `Primary is still needed by escalation policy \"Default\"`)
}

// A client reads a schedule, changes one word and sends it back. Neither the
// order of the layers nor what the wire can not say may change: it decides who
// is woken.
func TestAScheduleSentBackWakesTheSamePeople(t *testing.T) {
	w := open(t)
	before := w.db.Config().Schedules["PSCHED1"]
	_, _, body := w.asks("ben", "GET", "/api/schedules/PSCHED1?since=2026-03-01&until=2026-03-10", "")
	if status, _, answer := w.asks("ben", "PUT", "/api/schedules/PSCHED1", body); status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	if diff := cmp.Diff(before, w.db.Config().Schedules["PSCHED1"]); diff != "" {
		t.Error(diff)
	}
	c := w.client("ben")
	s := must(c.GetScheduleWithContext(ctx(t), "PSCHED1", pagerduty.GetScheduleOptions{}))(t)
	s.Description = "Who is woken first"
	must(c.UpdateScheduleWithContext(ctx(t), "PSCHED1", *s))(t)
	before.Description = "Who is woken first"
	if diff := cmp.Diff(before, w.db.Config().Schedules["PSCHED1"]); diff != "" {
		t.Error(diff)
	}
}

// What was read keeps its order also where a layer is added or taken away, and
// faults are told by the place they have in the body.
func TestLayersAreReadAsTheyWereShown(t *testing.T) {
	w := open(t)
	_, _, body := w.asks("ben", "GET", "/api/schedules/PSCHED1", "")
	var shown struct {
		Schedule struct {
			ScheduleLayers []map[string]any `json:"schedule_layers"`
		}
	}
	if err := json.Unmarshal([]byte(body), &shown); err != nil {
		t.Fatal(err)
	}
	layers := shown.Schedule.ScheduleLayers // Nights, Weekly
	bottom := map[string]any{"name": "Bottom", "start": "2026-01-01T00:00:00Z", "rotation_turn_length_seconds": 86400, "users": []any{map[string]any{"user": map[string]any{"id": "PBEN001"}}}}
	put := func(layers ...map[string]any) (int, http.Header, string) {
		t.Helper()
		text, err := json.Marshal(map[string]any{"schedule_layers": layers})
		if err != nil {
			t.Fatal(err)
		}
		return w.asks("ben", "PUT", "/api/schedules/PSCHED1", string(text))
	}
	if status, _, answer := put(layers[0], layers[1], bottom); status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	names := func() (list []string) {
		for _, l := range w.db.Config().Schedules["PSCHED1"].Layers {
			list = append(list, l.Name)
		}
		return list
	}
	if got := names(); !slices.Equal(got, []string{"Bottom", "Weekly", "Nights"}) {
		t.Errorf("the layers are %q from the lowest", got)
	}
	bottom["users"] = []any{map[string]any{"user": map[string]any{"id": "PNOBODY"}}}
	status, header, answer := put(layers[0], layers[1], bottom)
	w.wantError(status, header, answer, 400, 2001, "schedule_layers[2].users[0]: nobody has the id")
	if status, _, answer := put(layers[0]); status != 200 {
		t.Fatalf("%d %s", status, answer)
	}
	if got := names(); !slices.Equal(got, []string{"Weekly until 2026-03-02 10:00:01", "Nights"}) {
		t.Errorf("the layers are %q from the lowest", got)
	}
}

// With one layer there is no order to have been read: what comes after it is
// above it, as in a list that a client made.
func TestALayerAddedToTheOnlyOneIsAboveIt(t *testing.T) {
	w := open(t)
	one := must(w.client("ben").CreateScheduleWithContext(ctx(t), pagerduty.Schedule{Name: "One", TimeZone: "UTC", ScheduleLayers: twoLayers().ScheduleLayers[:1]}))(t)
	one.ScheduleLayers = append(one.ScheduleLayers, twoLayers().ScheduleLayers[1])
	must(w.client("ben").UpdateScheduleWithContext(ctx(t), one.ID, *one))(t)
	if got := w.db.Config().Schedules[one.ID].Layers; len(got) != 2 || got[0].Name != "Weekly" || got[1].Name != "Days" {
		t.Errorf("the layers are %+v", got)
	}
}

// layerOf stores a schedule with one layer, changed as the body says, and gives
// the layer as it is then.
func layerOf(t *testing.T, l schedules.Layer, body string) (schedules.Layer, string) {
	t.Helper()
	c := smallProvider()
	s := c.Schedules["PSCHED1"]
	s.Layers = []schedules.Layer{l}
	c.Schedules["PSCHED1"] = s
	w := openWith(t, c)
	w.set(start().AddDate(0, -3, 0)) // nothing of it is past
	_, _, answer := w.asks("ben", "PUT", "/api/schedules/PSCHED1", body)
	return w.db.Config().Schedules["PSCHED1"].Layers[0], answer
}

func TestWhatALayerSaysOfItsTurnsAndSlots(t *testing.T) {
	week, month := schedules.Turn{Count: 1, Unit: schedules.Week}, schedules.Turn{Count: 1, Unit: schedules.Month}
	ann, ben, both := schedules.Slot{"PANN001"}, schedules.Slot{"PBEN001"}, schedules.Slot{"PANN001", "PBEN001"}
	const annAndBen = `"users":[{"user":{"id":"PANN001"}},{"user":{"id":"PBEN001"}}]`
	for _, tc := range []struct {
		turn    schedules.Turn
		slots   []schedules.Slot
		said    string
		want    schedules.Turn
		slotted []schedules.Slot
	}{
		{month, []schedules.Slot{both}, `"name":"x"`, month, []schedules.Slot{both}},
		{month, []schedules.Slot{both}, `"rotation_turn_length_seconds":null,` + annAndBen, month, []schedules.Slot{both}},
		{month, []schedules.Slot{both}, `"rotation_turn_length_seconds":604800,"rotation_turn":"1mo"`, week, []schedules.Slot{both}},
		{week, []schedules.Slot{ann, ben}, `"rotation_turn_length_seconds":604800,"rotation_turn":"1mo"`, month, []schedules.Slot{ann, ben}},
		{week, []schedules.Slot{ann, ben}, `"rotation_turn":"1mo"`, month, []schedules.Slot{ann, ben}},
		{month, []schedules.Slot{ann, ben}, `"rotation_turn_length_seconds":604800,"rotation_turn":"7d"`, schedules.Turn{Count: 7, Unit: schedules.Day}, []schedules.Slot{ann, ben}},
		{week, []schedules.Slot{ann, ben}, annAndBen + `,"rotation_slots":[["PANN001","PBEN001"]]`, week, []schedules.Slot{both}},
		{week, []schedules.Slot{ann, ben}, annAndBen + `,"rotation_slots":[["PBEN001"],[]]`, week, []schedules.Slot{ben, {}}},
		{week, []schedules.Slot{both}, `"users":[{"user":{"id":"PBEN001"}}],"rotation_slots":[["PANN001","PBEN001"]]`, week, []schedules.Slot{ben}},
		{week, []schedules.Slot{both}, `"users":[{"user":{"id":"PBEN001"}}]`, week, []schedules.Slot{ben}},
	} {
		l := schedules.Layer{ID: "PLAYER1", Name: "L", Start: civil.At(2026, 1, 5, 9, 0), Turn: tc.turn, Users: tc.slots}
		got, answer := layerOf(t, l, `{"schedule_layers":[{"id":"PLAYER1",`+tc.said+`}]}`)
		if got.Turn != tc.want || cmp.Diff(tc.slotted, got.Users) != "" || got.Start != l.Start {
			t.Errorf("%s: turn %v, want %v, slots %v, want %v: %s", tc.said, got.Turn, tc.want, got.Users, tc.slotted, answer)
		}
	}
}

func TestTheTimesOfALayerAreInstantsOnTheClockOfItsZone(t *testing.T) {
	start := civil.At(2026, 1, 5, 9, 0)
	l := schedules.Layer{ID: "PLAYER1", Start: start, Turn: schedules.Turn{Count: 1, Unit: schedules.Week}, Users: []schedules.Slot{{"PANN001"}}}
	for _, tc := range []struct {
		anchor, end civil.DateTime
		said        string
		want        [3]civil.DateTime // start, anchor, end
	}{
		{said: `"start":"2026-02-02T09:00:00-06:00"`, want: [3]civil.DateTime{civil.At(2026, 2, 2, 9, 0), start, {}}}, // the phase stays
		{said: `"start":"2026-07-06T14:00:00Z","rotation_virtual_start":"2026-07-06T14:00:00Z"`, want: [3]civil.DateTime{civil.At(2026, 7, 6, 9, 0), {}, {}}},
		{said: `"rotation_virtual_start":"2026-01-07 15:00:00 +0000 UTC"`, want: [3]civil.DateTime{start, civil.At(2026, 1, 7, 9, 0), {}}},
		{said: `"rotation_virtual_start":"2026-01-05T09:00:00"`, want: [3]civil.DateTime{start, {}, {}}},
		{said: `"end":"2026-03-09T14:00:00.9Z"`, want: [3]civil.DateTime{start, {}, civil.At(2026, 3, 9, 9, 0)}},
		{anchor: start, end: civil.At(2027, 1, 1, 0, 0), said: `"end":null`, want: [3]civil.DateTime{start, start, {}}},
		{end: civil.At(2027, 1, 1, 0, 0), said: `"end":""`, want: [3]civil.DateTime{start, {}, {}}},
		{end: civil.At(2027, 1, 1, 0, 0), said: `"name":"x"`, want: [3]civil.DateTime{start, {}, civil.At(2027, 1, 1, 0, 0)}},
		// 2:30 that no clock shows comes back as it is shown, and stays.
		{end: civil.At(2026, 3, 8, 2, 30), said: `"end":"` + civil.At(2026, 3, 8, 2, 30).In(chicago(t)).Format(time.RFC3339) + `"`, want: [3]civil.DateTime{start, {}, civil.At(2026, 3, 8, 2, 30)}},
	} {
		l := l
		l.Anchor, l.End = tc.anchor, tc.end
		got, answer := layerOf(t, l, `{"schedule_layers":[{"id":"PLAYER1",`+tc.said+`}]}`)
		if have := [3]civil.DateTime{got.Start, got.Anchor, got.End}; have != tc.want {
			t.Errorf("%s: %v, want %v: %s", tc.said, have, tc.want, answer)
		}
	}
	got, answer := layerOf(t, l, `{"time_zone":"Europe/Berlin"}`)
	if got.Start != civil.At(2026, 1, 5, 16, 0) {
		t.Errorf("a new zone moved the handoff to %v: %s", got.Start, answer)
	}
}

func TestRestrictionsThatComeBackAsShownStayApart(t *testing.T) {
	mondays := schedules.Restriction{Days: []time.Weekday{time.Monday}, From: civil.TimeOfDay{Hour: 9}, For: time.Hour}
	sundays := mondays
	sundays.Days = []time.Weekday{time.Sunday}
	l := schedules.Layer{
		ID: "PLAYER1", Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Week},
		Users: []schedules.Slot{{"PANN001"}}, Restrictions: []schedules.Restriction{mondays, sundays},
	}
	const hour = `{"type":"weekly_restriction","start_time_of_day":"09:00:00","duration_seconds":3600,"start_day_of_week":`
	got, answer := layerOf(t, l, `{"schedule_layers":[{"id":"PLAYER1","restrictions":[`+hour+`1},`+hour+`7}]}]}`)
	if diff := cmp.Diff(l.Restrictions, got.Restrictions); diff != "" {
		t.Errorf("%s: %s", answer, diff)
	}
}

func chicago(t *testing.T) *time.Location {
	t.Helper()
	return must(time.LoadLocation("America/Chicago"))(t)
}

func TestABadScheduleIsRefusedAndTheFieldNamed(t *testing.T) {
	w := open(t)
	layer := func(fields string) string {
		return `{"name":"X","time_zone":"America/Chicago","schedule_layers":[{"start":"2026-01-05T09:00:00-06:00","rotation_turn_length_seconds":86400,"users":[{"user":{"id":"PANN001"}}],"name":"x"},{` + fields + `}]}`
	}
	const start, turn, users = `"start":"2026-01-05T09:00:00-06:00"`, `"rotation_turn_length_seconds":86400`, `"users":[{"user":{"id":"PANN001"}}]`
	for body, mention := range map[string]string{
		`{"name":"X"}`:                             "time_zone: ",
		`{"time_zone":"UTC"}`:                      "name: ",
		`{"name":"primary","time_zone":"UTC"}`:     "is taken by another schedule",
		`{"name":"X","time_zone":"Mars/Olympus"}`:  "time_zone: ",
		`{"name":"X","time_zone":"UTC","teams":1}`: "teams: ",
		`{"name":"X","time_zone":"UTC","schedule_layers":[` + strings.Repeat("{},", 1000) + `{}]}`: "schedule_layers: has more than 1000 entries",
		`{"name":"X","time_zone":"UTC","schedule_layers":{}}`:                                      "schedule_layers: is an object",
		layer(turn + `,` + users):                                          "schedule_layers[1].start: missing",
		layer(start + `,` + users):                                         "schedule_layers[1].rotation_turn_length_seconds: missing",
		layer(start + `,` + turn):                                          "schedule_layers[1].users: missing",
		layer(start + `,` + turn + `,"users":[]`):                          "schedule_layers[1].users: ",
		layer(start + `,` + turn + `,"users":[{}]`):                        "schedule_layers[1].users[0].user.id: missing",
		layer(start + `,` + turn + `,"users":[{"user":{"id":"PNOBODY"}}]`): "schedule_layers[1].users[0]: nobody has",
		layer(start + `,` + turn + `,"users":[{"user":{"id":"PANN001","type":"team_reference"}}]`):                                                       "schedule_layers[1].users[0].user.type",
		layer(start + `,` + users + `,"rotation_turn_length_seconds":-5`):                                                                                "schedule_layers[1].rotation_turn_length_seconds: ",
		layer(start + `,` + users + `,"rotation_turn_length_seconds":63244800`):                                                                          "schedule_layers[1].rotation_turn_length_seconds: longer than a year",
		layer(start + `,` + users + `,"rotation_turn":"1 fortnight"`):                                                                                    "schedule_layers[1].rotation_turn: ",
		layer(start + `,` + users + `,` + turn + `,"rotation_turn":"1mo"`):                                                                               "schedule_layers[1].rotation_turn: is not as long",
		layer(start + `,` + users + `,` + turn + `,"rotation_slots":[["PBEN001"]]`):                                                                      "schedule_layers[1].rotation_slots: ",
		layer(`"start":"soon",` + turn + `,` + users):                                                                                                    "schedule_layers[1].start: ",
		layer(`"start":"2026-11-01T01:30:00-06:00",` + turn + `,` + users):                                                                               "schedule_layers[1].start: is in the second of two hours",
		layer(start + `,` + turn + `,` + users + `,"end":"2026-01-05T09:00:00-06:00"`):                                                                   "schedule_layers[1].end: not after start",
		layer(start + `,` + turn + `,` + users + `,"rotation_virtual_start":17`):                                                                         "schedule_layers[1].rotation_virtual_start: is the number 17",
		layer(start + `,` + turn + `,` + users + `,"restrictions":[{"type":"monthly_restriction"}]`):                                                     "schedule_layers[1].restrictions[0].type",
		layer(start + `,` + turn + `,` + users + `,"restrictions":[{"type":"daily_restriction","start_time_of_day":"9 am","duration_seconds":60}]`):      "schedule_layers[1].restrictions[0].start_time_of_day",
		layer(start + `,` + turn + `,` + users + `,"restrictions":[{"type":"daily_restriction","start_time_of_day":"09:00:00"}]`):                        "schedule_layers[1].restrictions[0].duration_seconds",
		layer(start + `,` + turn + `,` + users + `,"restrictions":[{"type":"weekly_restriction","start_time_of_day":"09:00:00","duration_seconds":60}]`): "schedule_layers[1].restrictions[0].start_day_of_week",
		layer(start + `,` + turn + `,` + users + `,"restrictions":[{"type":"daily_restriction","start_time_of_day":"09:00:00","duration_seconds":1e9}]`): "schedule_layers[1].restrictions[0].duration_seconds",
	} {
		for _, path := range []string{"/api/schedules", "/api/schedules/preview"} {
			if path == "/api/schedules/preview" && strings.Contains(mention, "taken") {
				continue // a preview of a change of that schedule
			}
			status, header, answer := w.asks("ben", "POST", path, body)
			w.wantError(status, header, answer, 400, 2001, mention)
		}
	}
	if len(w.db.Config().Schedules) != 1 {
		t.Error("a refused schedule is there")
	}
}

func TestAPreviewShowsWhoWouldBeOnCallAndStoresNothing(t *testing.T) {
	w := open(t)
	before := w.db.Config()
	if err := w.client("ben").PreviewScheduleWithContext(ctx(t), twoLayers(), pagerduty.PreviewScheduleOptions{Since: "2026-03-02", Until: "2026-03-09"}); err != nil {
		t.Fatal(err)
	}
	one := `{"schedule":{"name":"Primary","time_zone":"UTC","schedule_layers":[{"name":"x","start":"2026-01-01T00:00:00Z","rotation_turn_length_seconds":86400,"users":[{"user":{"id":"PBEN001"}}]}]}}`
	status, _, body := w.asks("ben", "POST", "/api/schedules/preview?since=2026-04-01&until=2026-04-03", one)
	if status != 200 || !strings.Contains(body, `"final_schedule":{"name":"Final Schedule","rendered_schedule_entries":[{"start":"2026-04-01T00:00:00Z","end":"2026-04-03T00:00:00Z","user":{"id":"PBEN001"`) {
		t.Errorf("%d %s", status, body)
	}
	if w.db.Config() != before {
		t.Error("a preview changed the configuration")
	}
}

func TestTheClientCreatesAndDeletesOverrides(t *testing.T) {
	w := open(t)
	c := w.client("ben")
	made := must(c.CreateOverrideWithContext(ctx(t), "PSCHED1", pagerduty.Override{
		Start: "2026-03-05T09:00:00-06:00", End: "2026-03-05T21:00:00Z", User: pagerduty.APIObject{ID: "PBEN001", Type: "user_reference"},
	}))(t)
	overrides := w.db.Config().Schedules["PSCHED1"].Overrides
	want := schedules.Override{ID: made.ID, Start: time.Date(2026, 3, 5, 15, 0, 0, 0, time.UTC), End: time.Date(2026, 3, 5, 21, 0, 0, 0, time.UTC), User: "PBEN001", CreatedAt: start()}
	if diff := cmp.Diff(want, overrides[len(overrides)-1]); diff != "" || made.User.Summary != "Ben Day" {
		t.Errorf("answered %+v, %s", made, diff)
	}
	if on := w.db.Config().Schedules["PSCHED1"].OnCall(want.Start); !slices.Equal(on, []string{"PBEN001"}) {
		t.Errorf("on call is %q", on)
	}
	if err := c.DeleteOverrideWithContext(ctx(t), "PSCHED1", made.ID); err != nil {
		t.Fatal(err)
	}
	if left := w.db.Config().Schedules["PSCHED1"].Overrides; len(left) != 1 {
		t.Errorf("left are %+v", left)
	}
}

func TestARunningOverrideIsEndedAndAPastOneStays(t *testing.T) {
	w := open(t)
	const path = "/api/schedules/PSCHED1/overrides/POVER01"
	override := func() schedules.Override { return w.db.Config().Schedules["PSCHED1"].Overrides[0] }
	w.set(override().Start.Add(time.Hour))
	status, _, body := w.asks("ben", "DELETE", path, "")
	if status != 200 || !strings.Contains(body, `"end":"2026-03-03T10:00:00-06:00"`) || !override().End.Equal(override().Start.Add(time.Hour)) {
		t.Errorf("%d %s: it is %+v", status, body, override())
	}
	status, header, body := w.asks("ben", "DELETE", path, "")
	w.wantError(status, header, body, 400, 2001, "This is over")
	status, header, body = w.asks("ben", "DELETE", "/api/schedules/PSCHED1/overrides/PNONE00", "")
	w.wantError(status, header, body, 404, 2100, "override")
}

func TestAnOverrideOfThePastBeginsNow(t *testing.T) {
	w := open(t)
	n := len(w.db.Config().Schedules["PSCHED1"].Overrides)
	status, _, body := w.asks("ben", "POST", "/api/schedules/PSCHED1/overrides", `{"override":{"start":"2026-01-05T09:00:00Z","end":"2026-03-20T10:00:00Z","user":{"id":"PANN001","type":"user_reference"}}}`)
	made := w.db.Config().Schedules["PSCHED1"].Overrides[n:]
	if status != 201 || len(made) != 1 || made[0].Start.Before(w.clock.Load().Add(-time.Second)) {
		t.Errorf("%d %s: who was on call stays on record, but it begins %v", status, body, made)
	}
}

func TestOfAListOfOverridesThoseAreMadeThatCanBe(t *testing.T) {
	w := open(t)
	one := `{"start":"2026-03-05T09:00:00-06:00","end":"2026-03-05T15:00:00-06:00","user":{"id":"PBEN001","type":"user_reference"},"replaces":{"id":"PANN001"}}`
	status, _, body := w.asks("ben", "POST", "/api/schedules/PSCHED1/overrides", `{"overrides":[`+one+`,`+one+`]}`)
	var made []struct {
		Status   int
		Errors   []string
		Override struct{ ID string }
	}
	if err := json.Unmarshal([]byte(body), &made); err != nil || status != 201 || len(made) != 2 || made[0].Status != 201 || made[0].Errors == nil {
		t.Fatalf("%d %v: %s", status, err, body)
	}
	// The second would do nothing: who should go off is off already.
	if made[1].Status != 400 || len(made[1].Errors) != 1 || !strings.Contains(made[1].Errors[0], "overrides[1].replaces: Ann Night is not on call then") || made[1].Override.ID != "" {
		t.Errorf("of one that would do nothing is said %+v", made[1])
	}
	if status, _, body := w.asks("ben", "POST", "/api/schedules/PSCHED1/overrides", `{"overrides":[`+swap(one, `,"replaces":{"id":"PANN001"}`, ``)+`]}`); status != 201 {
		t.Errorf("an override for who is on call then already: %d %s", status, body)
	}
	stored := w.db.Config().Schedules["PSCHED1"].Overrides
	if len(stored) != 3 || stored[1].ID != made[0].Override.ID || stored[1].Replaces != "PANN001" {
		t.Errorf("stored are %+v", stored)
	}
	for body, mention := range map[string]string{
		`{}`:                    "overrides: missing",
		`{"overrides":[]}`:      "overrides: missing",
		`{"overrides":[{},{}]}`: "overrides[1].start: missing",
		`{"override":{}}`:       "override.start: missing",
		`{"override":` + swap(one, `"id":"PBEN001"`, `"id":"PNOBODY"`) + `}`:         "override.user: nobody has",
		`{"override":` + swap(one, `"id":"PBEN001"`, `"id":"PGONE01"`) + `}`:         "override.user: Gone Person has left",
		`{"override":` + swap(one, `"id":"PBEN001"`, `"id":"PANN001"`) + `}`:         "override.replaces: this is the person who goes on",
		`{"override":` + swap(one, `"replaces"`, `"adds":true,"replaces"`) + `}`:     "override.replaces: somebody is added beside the others, or",
		`{"override":` + swap(one, `user_reference`, `schedule_reference`) + `}`:     "override.user.type: ",
		`{"override":` + swap(one, `T15:00:00`, `T08:00:00`) + `}`:                   "override.end: must be after start",
		`{"override":` + swap(one, `2026-03-05`, `2026-02-05`) + `}`:                 "override.end: is past",
		`{"override":` + swap(one, `2026-03-05T15:00:00-06:00`, `tomorrow`) + `}`:    "override.end: ",
		`{"override":{"start":"2026-03-05T09:00:00Z","end":"2026-03-05T10:00:00Z"}}`: "override.user: missing",
	} {
		status, header, answer := w.asks("ben", "POST", "/api/schedules/PSCHED1/overrides", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	if got := w.db.Config().Schedules["PSCHED1"].Overrides; len(got) != 3 {
		t.Errorf("a refused list left %+v", got)
	}
	status, header, answer := w.asks("ben", "POST", "/api/schedules/PNONE00/overrides", `{"override":`+one+`}`)
	w.wantError(status, header, answer, 404, 2100, "schedule")
}

// PagerDuty's overrides replace everybody; one with "adds" has a person on call beside them.
func TestAnOverrideMayAddSomebody(t *testing.T) {
	w := open(t)
	status, _, body := w.asks("ben", "POST", "/api/schedules/PSCHED1/overrides", `{"override":{"start":"2026-03-05T09:00:00-06:00","end":"2026-03-05T15:00:00-06:00","user":{"id":"PBEN001","type":"user_reference"},"adds":true}}`)
	if status != 201 || !strings.Contains(body, `"adds":true`) || !strings.Contains(body, `"replaces":null`) {
		t.Fatalf("%d %s", status, body)
	}
	status, _, body = w.asks("vic", "GET", "/api/schedules/PSCHED1/users?since=2026-03-05T09:00:00-06:00&until=2026-03-05T15:00:00-06:00", "")
	if status != 200 || !strings.Contains(body, "PANN001") || !strings.Contains(body, "PBEN001") {
		t.Errorf("on call are %d %s", status, body)
	}
	if _, _, body = w.asks("vic", "GET", "/api/schedules/PSCHED1/overrides?since=2026-03-01&until=2026-04-01", ""); strings.Count(body, `"adds":true`) != 1 || strings.Count(body, `"adds":false`) != 1 {
		t.Errorf("listed are %s", body)
	}
}

// Whoever sends nobody on call must say that this is meant.
func TestNobodyGoesOnCallOnlyWhereAGapIsSaidToBeMeant(t *testing.T) {
	w := open(t)
	const time = `"start":"2026-03-05T09:00:00-06:00","end":"2026-03-05T15:00:00-06:00"`
	status, header, body := w.asks("ben", "POST", "/api/schedules/PSCHED1/overrides", `{"override":{`+time+`,"user":null}}`)
	w.wantError(status, header, body, 400, 2001, "override.user: missing")
	if status, _, body := w.asks("ben", "POST", "/api/schedules/PSCHED1/overrides", `{"override":{`+time+`,"user":null,"gap":true}}`); status != 201 || !strings.Contains(body, `"user":null`) {
		t.Errorf("%d %s", status, body)
	}
}

// Taken over now, and given back by who took it: no right to change the schedule is needed.
func TestWhoHasAnOverrideGivesItBack(t *testing.T) {
	cfg := smallProvider()
	s := cfg.Schedules["PSCHED1"]
	s.Overrides = []schedules.Override{
		{ID: "PTAKEN1", User: "PANN001", Start: start().Add(-time.Hour), End: start().Add(time.Hour), CreatedAt: start().Add(-time.Hour)},
		{ID: "PTAKEN2", User: "PBEN001", Start: start().Add(-time.Hour), End: start().Add(time.Hour), CreatedAt: start().Add(-time.Hour)},
	}
	cfg.Schedules["PSCHED1"] = s
	w := openWith(t, cfg)
	if status, _, body := w.asks("ann", "DELETE", "/api/schedules/PSCHED1/overrides/PTAKEN1", ""); status != 200 {
		t.Errorf("their own: %d %s", status, body)
	}
	status, header, body := w.asks("ann", "DELETE", "/api/schedules/PSCHED1/overrides/PTAKEN2", "")
	w.wantError(status, header, body, 403, 2010, "You may do this for yourself")
}

func swap(s, old, new string) string { return strings.ReplaceAll(s, old, new) }

func TestASchedulePageIsNotOverwrittenUnseen(t *testing.T) {
	w := open(t)
	w.wantLocked("/api/schedules/PSCHED1", `{"description":"one"}`, `{"description":"two"}`)
}

// Whoever is on call by a schedule made here is paged.
func TestAScheduleMadeHerePages(t *testing.T) {
	w := open(t)
	c := w.client("account")
	made := must(c.CreateScheduleWithContext(ctx(t), pagerduty.Schedule{Name: "Now", TimeZone: "UTC", ScheduleLayers: []pagerduty.ScheduleLayer{
		{Name: "all", Start: "2026-01-01T00:00:00Z", RotationVirtualStart: "2026-01-01T00:00:00Z", RotationTurnLengthSeconds: 86400, Users: takesTurns("PANN001")},
	}}))(t)
	must(c.UpdateEscalationPolicyWithContext(ctx(t), "PPOLI01", pagerduty.EscalationPolicy{EscalationRules: []pagerduty.EscalationRule{
		{Delay: 5, Targets: []pagerduty.APIObject{{ID: made.ID, Type: "schedule_reference"}}},
	}}))(t)
	in := w.opens("a", "one")
	if got := fmt.Sprint(in.Level.Assigned); got != "[PANN001]" || in.Status != engine.Triggered {
		t.Errorf("assigned to %s", got)
	}
}
