package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

type advice struct {
	Advice struct {
		Since, Until string
		Coverage     float64
		Gaps         []struct{ Start, End string }
		Handoffs     int
		Loads        []struct {
			User    struct{ ID string }
			Seconds int
		}
		Findings []struct {
			Code      string
			Count, Of int
		}
	}
}

// What the call says is what the review of the schedule says, which the page puts
// into words.
func TestTheAdviceOnAScheduleIsThatOfItsPage(t *testing.T) {
	c := smallProvider()
	s := schedules.Schedule{ID: "PNIGHT1", Name: "Nights", TimeZone: "America/Chicago", Layers: []schedules.Layer{{
		ID: "PLAYER9", Name: "L", Start: civil.At(2026, 3, 1, 0, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Day},
		Users: []schedules.Slot{{"PANN001"}, {"PBEN001"}},
	}}}
	c.Schedules[s.ID] = s
	w := openWith(t, c)
	status, _, body := w.asks("vic", "GET", "/api/schedules/PNIGHT1/advice?since=2026-03-02T00:00:00Z&until=2026-03-16T00:00:00Z", "")
	var got advice
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusOK {
		t.Fatalf("%d %v: %s", status, err, body)
	}
	from, to := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 16, 0, 0, 0, 0, time.UTC)
	want := s.Review(from, to, func(user string) *time.Location { return c.Users[user].Location() })
	if got.Advice.Handoffs != want.Handoffs || got.Advice.Coverage != 1 || len(got.Advice.Findings) != len(want.Advice) || len(got.Advice.Loads) != 2 {
		t.Errorf("got %s, want %+v", body, want)
	}
	for i, a := range want.Advice {
		if f := got.Advice.Findings[i]; f.Code != string(a.Topic) || f.Count != a.Count || f.Of != a.Of {
			t.Errorf("finding %d is %+v, want %+v", i, f, a)
		}
	}
	if !strings.Contains(body, `"code":"midnight"`) || got.Advice.Loads[0].Seconds == 0 {
		t.Errorf("handoffs at midnight are not advised against: %s", body)
	}
	for _, query := range []string{"since=x", "until=x", "since=2026-03-02T00:00:00Z&until=2026-03-02T00:00:00Z", "since=2026-03-02T00:00:00Z&until=2027-04-01T00:00:00Z", "since=1999-01-01T00:00:00Z"} {
		if status, _, body := w.asks("vic", "GET", "/api/schedules/PNIGHT1/advice?"+query, ""); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
	if status, _, _ := w.asks("vic", "GET", "/api/schedules/PNONE01/advice", ""); status != http.StatusNotFound {
		t.Errorf("a schedule that is not there: %d", status)
	}
}
