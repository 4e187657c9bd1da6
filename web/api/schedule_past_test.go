package api_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/google/go-cmp/cmp"

	"wakeman/schedules"
)

// planned is what Terraform's provider sends of a schedule that it has read: the layers that are not over, the lowest
// first, with the list of who takes turns changed as its configuration says.
func planned(s pagerduty.Schedule, now time.Time, users ...string) pagerduty.Schedule {
	var layers []pagerduty.ScheduleLayer
	for _, l := range slices.Backward(s.ScheduleLayers) {
		if end, err := time.Parse(time.RFC3339, l.End); err == nil && !end.After(now) {
			continue
		}
		if l.Name == "Weekly" {
			l.Users = takesTurns(users...)
		}
		layers = append(layers, l)
	}
	return pagerduty.Schedule{Name: s.Name, TimeZone: s.TimeZone, Description: s.Description, ScheduleLayers: layers}
}

func (w *world) schedule() pagerduty.Schedule {
	w.Helper()
	return *must(w.client("ben").GetScheduleWithContext(w.Context(), "PSCHED1", pagerduty.GetScheduleOptions{}))(w.T)
}

func pastShifts(w *world) []schedules.Shift {
	return w.db.Config().Schedules["PSCHED1"].Shifts(start().AddDate(0, -2, 0), start().Add(time.Second))
}

// Ann and Ben have taken turns for two months. Oona joins them: what was stays on record.
func TestAChangeOfASchedulePutsNobodyElseOnCallInThePast(t *testing.T) {
	w := open(t)
	before := pastShifts(w)
	must(w.client("ben").UpdateScheduleWithContext(ctx(t), "PSCHED1", planned(w.schedule(), start(), "POONA01")))(t)
	if diff := cmp.Diff(before, pastShifts(w)); diff != "" {
		t.Errorf("who was on call (- before, + after)\n%s", diff)
	}
	if got := w.db.Config().Schedules["PSCHED1"].OnCall(start().Add(time.Minute)); !slices.Equal(got, []string{"POONA01"}) {
		t.Errorf("on call from now on: %q", got)
	}
}

// A plan that was carried out has nothing left to do: what is read again is what was written, though the layer begins anew.
func TestAPlanThatIsCarriedOutTwiceChangesNothingTheSecondTime(t *testing.T) {
	w := open(t)
	first := planned(w.schedule(), start(), "PANN001", "PBEN001", "POONA01")
	must(w.client("ben").UpdateScheduleWithContext(ctx(t), "PSCHED1", first))(t)
	w.passes(time.Hour)
	read := w.schedule()
	again := planned(read, start().Add(time.Hour), "PANN001", "PBEN001", "POONA01")
	if len(again.ScheduleLayers) != 2 || len(read.ScheduleLayers) != 3 {
		t.Fatalf("%d layers go on of %d: one was cut in two", len(again.ScheduleLayers), len(read.ScheduleLayers))
	}
	for i, l := range first.ScheduleLayers {
		if diff := cmp.Diff(l.Start+l.End+l.RotationVirtualStart+l.ID+l.Name, again.ScheduleLayers[i].Start+again.ScheduleLayers[i].End+again.ScheduleLayers[i].RotationVirtualStart+again.ScheduleLayers[i].ID+again.ScheduleLayers[i].Name); diff != "" {
			t.Errorf("layer %d (- written, + read)\n%s", i, diff)
		}
	}
	before := w.db.Config()
	must(w.client("ben").UpdateScheduleWithContext(ctx(t), "PSCHED1", again))(t)
	if w.db.Config() != before {
		t.Errorf("the same plan changed the schedule again:\n%s", cmp.Diff(before.Schedules["PSCHED1"], w.db.Config().Schedules["PSCHED1"]))
	}
	must(w.client("ben").UpdateScheduleWithContext(ctx(t), "PSCHED1", w.schedule()))(t) // as it is read, with what is over
	if w.db.Config() != before {
		t.Errorf("a schedule sent back as it was read has changed:\n%s", cmp.Diff(before.Schedules["PSCHED1"], w.db.Config().Schedules["PSCHED1"]))
	}
}

// Terraform ends a layer that its configuration has no more by sending it with an end; others leave it out.
func TestALayerThatIsTakenAwayEndsAndStaysOnRecord(t *testing.T) {
	for name, list := range map[string]string{
		"left out": `[{"id":"PLAYER2"}]`,
		"ended":    `[{"id":"PLAYER1","end":"` + start().Format(time.RFC3339) + `"},{"id":"PLAYER2"}]`,
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			before := pastShifts(w)
			if status, _, body := w.asks("ben", "PUT", "/api/schedules/PSCHED1", `{"schedule_layers":`+list+`}`); status != 200 {
				t.Fatalf("%d %s", status, body)
			}
			if diff := cmp.Diff(before, pastShifts(w)); diff != "" {
				t.Errorf("who was on call (- before, + after)\n%s", diff)
			}
			if got := w.db.Config().Schedules["PSCHED1"].OnCall(start().Add(time.Minute)); len(got) > 0 {
				t.Errorf("still on call: %q", got)
			}
			w.passes(24 * time.Hour)
			if users := w.schedule().Users; slices.ContainsFunc(users, func(u pagerduty.APIObject) bool { return u.ID == "PBEN001" }) {
				t.Errorf("who was in that layer alone is still in the schedule: %v", users)
			}
			stored := w.db.Config().Schedules["PSCHED1"].Layers
			if status, _, body := w.asks("ben", "PUT", "/api/schedules/PSCHED1", `{"schedule_layers":[{"id":"PLAYER2"}]}`); status != 200 || cmp.Diff(stored, w.db.Config().Schedules["PSCHED1"].Layers) != "" {
				t.Errorf("what is over and left out is gone: %d %s", status, body)
			}
		})
	}
}

// What is wrong with a layer is told by its place in the request, also when parts that are over stand between.
func TestAFaultOfALayerIsNamedByItsPlaceInTheRequest(t *testing.T) {
	w := open(t)
	must(w.client("ben").UpdateScheduleWithContext(ctx(t), "PSCHED1", planned(w.schedule(), start(), "POONA01")))(t)
	w.passes(time.Hour)
	status, header, body := w.asks("ben", "PUT", "/api/schedules/PSCHED1", `{"schedule_layers":[{"id":"PLAYER1"},{"id":"PLAYER2","rotation_slots":[["PNOBODY"]]}]}`)
	w.wantError(status, header, body, 400, 2001, "schedule_layers[1].users[0]: nobody has")
}

// On the wire the times of layers are instants, so a new zone alone moves no handoff until a clock changes; and what was is
// answered as it was. What is read may be sent back, whatever a client says of what is over.
func TestANewZoneLeavesThePastAndMovesNoHandoff(t *testing.T) {
	w := open(t)
	before, begun := pastShifts(w), []time.Time{}
	for _, l := range w.schedule().ScheduleLayers {
		begun = append(begun, must(time.Parse(time.RFC3339, l.Start))(t))
	}
	if status, _, body := w.asks("ben", "PUT", "/api/schedules/PSCHED1", `{"time_zone":"Asia/Tokyo"}`); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	if diff := cmp.Diff(before, pastShifts(w)); diff != "" {
		t.Errorf("who was on call (- before, + after)\n%s", diff)
	}
	stored := w.db.Config().Schedules["PSCHED1"]
	w.passes(time.Hour)
	read := w.schedule()
	for i, l := range read.ScheduleLayers {
		if start := must(time.Parse(time.RFC3339, l.Start))(t); !strings.HasSuffix(l.Start, "+09:00") || !start.Equal(begun[i%len(begun)]) {
			t.Errorf("layer %d of %d began at %s, and not at %s", i, len(read.ScheduleLayers), l.Start, begun[i%len(begun)])
		}
	}
	must(w.client("ben").UpdateScheduleWithContext(ctx(t), "PSCHED1", read))(t)
	if diff := cmp.Diff(stored, w.db.Config().Schedules["PSCHED1"]); diff != "" {
		t.Errorf("a schedule sent back as it was read has changed:\n%s", diff)
	}
}

// The start that is answered is the client's; the one that counts is told by what is rendered.
func TestAStartIsAnsweredAsItWasWritten(t *testing.T) {
	w := open(t)
	w.asks("ben", "PUT", "/api/schedules/PSCHED1", `{"schedule_layers":[{"id":"PLAYER1","start":"2026-02-02T09:00:00-06:00","users":[{"user":{"id":"PBEN001"}}]},{"id":"PLAYER2"}]}`)
	_, _, body := w.asks("vic", "GET", "/api/schedules/PSCHED1?since=2026-02-25T00:00:00Z&until=2026-03-05T00:00:00Z", "")
	var got struct {
		Schedule struct {
			ScheduleLayers []struct {
				ID, Start               string
				RenderedScheduleEntries []struct{ Start string } `json:"rendered_schedule_entries"`
			} `json:"schedule_layers"`
		}
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	for _, l := range got.Schedule.ScheduleLayers {
		if l.ID != "PLAYER1" {
			continue
		}
		if l.Start != "2026-02-02T09:00:00-06:00" || fmt.Sprint(l.RenderedScheduleEntries[0].Start) != "2026-03-02T10:00:01-06:00" {
			t.Errorf("it begins at %s and has %v", l.Start, l.RenderedScheduleEntries)
		}
	}
	if !strings.Contains(body, "PLAYER1") {
		t.Error(body)
	}
}
