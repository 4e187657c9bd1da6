package api_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// says asks and gives the answer, whose status must be that.
func (w *world) answers(key, method, path, body string, want int) map[string]any {
	w.Helper()
	status, _, text := w.asks(key, method, "/api"+path, body)
	if status != want {
		w.Fatalf("%s %s: %d, want %d: %s", method, path, status, want, text)
	}
	var got map[string]any
	if len(text) > 0 {
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			w.Fatal(err)
		}
	}
	return got
}

func TestAbsencesHolidaysAndCalendarsCanBeMadeAndTakenAway(t *testing.T) {
	w := openWith(t, roomyProvider())
	made := w.answers("ann", "POST", "/users/PANN001/absences", `{"absence":{"start":"2026-07-01","end":"2026-07-08","reason":"summer"}}`, 201)["absence"].(map[string]any)
	if list := w.answers("vic", "GET", "/users/PANN001/absences", "", 200)["absences"].([]any); len(list) != 2 || list[1].(map[string]any)["reason"] != "summer" {
		t.Errorf("%v", list)
	}
	w.answers("ann", "DELETE", "/users/PANN001/absences/"+made["id"].(string), "", 204)
	w.answers("ann", "POST", "/users/PANN001/absences", `{"absence":{"start":"2026-01-01","end":"2026-01-02"}}`, 400)
	w.answers("ann", "POST", "/users/PANN001/absences", `{"absence":{"start":"2036-01-02","end":"2036-01-01"}}`, 400)
	w.answers("ann", "POST", "/users/PANN001/absences", `{"absence":{"start":"2036-01-02","end":"9998-01-01"}}`, 400)
	begun := w.answers("ann", "POST", "/users/PANN001/absences", `{"absence":{"start":"2026-02-20","end":"2026-03-20"}}`, 201)["absence"].(map[string]any)
	if at, err := time.Parse(time.RFC3339, begun["start"].(string)); err != nil || at.Before(w.clock.Load().Add(-time.Second)) {
		t.Errorf("an absence of the past changes who was on call: from %v", begun["start"])
	}
	w.answers("ann", "DELETE", "/users/PANN001/absences/"+begun["id"].(string), "", 204)

	w.answers("ben", "PUT", "/schedules/PSCHED1/holidays", `{"holidays":[{"date":"2036-12-25","from":"09:00","name":"Christmas"},{"date":"nonsense"}]}`, 400)
	w.answers("ben", "PUT", "/schedules/PSCHED1/holidays", `{"holidays":[{"date":"2036-12-25","from":"09:00","name":"Christmas"}]}`, 200)
	if list := w.answers("vic", "GET", "/schedules/PSCHED1/holidays", "", 200)["holidays"].([]any); len(list) != 1 || list[0].(map[string]any)["from"] != "09:00" {
		t.Errorf("%v", list)
	}

	const on = "/schedules/PSCHED1/absences"
	alone := w.answers("ann", "POST", on, `{"absence":{"user":{"id":"PANN001"},"start":"2026-07-01","end":"2026-07-08"}}`, 201)["absence"].(map[string]any)
	w.answers("ann", "POST", on, `{"absence":{"user":{"id":"PBEN001"},"start":"2026-07-01","end":"2026-07-08"}}`, 403)
	w.answers("vic", "POST", on, `{"absence":{"user":{"id":"PANN001"},"start":"2026-07-01","end":"2026-07-08"}}`, 403)
	others := w.answers("ben", "POST", on, `{"absence":{"user":{"id":"PBEN001"},"start":"2026-07-01","end":"2026-07-08"}}`, 201)["absence"].(map[string]any)
	w.answers("ann", "DELETE", on+"/"+others["id"].(string), "", 403)
	w.answers("ann", "DELETE", on+"/"+alone["id"].(string), "", 204)
	feed := w.answers("ben", "POST", "/schedules/PSCHED1/holiday_feeds", `{"holiday_feed":{"url":"https://other.example.net/private-abc.ics"}}`, 201)["holiday_feed"].(map[string]any)
	if feed["server"] != "other.example.net" || feed["name"] != "other.example.net" {
		t.Errorf("%v", feed)
	}
	w.answers("ben", "POST", "/schedules/PSCHED1/holiday_feeds", `{"holiday_feed":{"url":"gopher://other.example.net/"}}`, 400)
	_, _, text := w.asks("vic", "GET", "/api/schedules/PSCHED1/holiday_feeds", "")
	_, _, own := w.asks("ann", "GET", "/api/users/PANN001/absence_feed", "")
	if strings.Contains(string(text)+string(own), "private-") {
		t.Errorf("an address is told: %s %s", text, own)
	}
	w.answers("ann", "PUT", "/users/PANN001/absence_feed", `{"absence_feed":{"url":"https://cal.example.net/other.ics"}}`, 200)
	if f := w.db.Config().Users["PANN001"].AbsenceFeed; f.ID != "PFEED02" || f.URL != "https://cal.example.net/other.ics" {
		t.Errorf("with another address it is the same calendar: %+v", f)
	}
	w.answers("ben", "DELETE", "/schedules/PSCHED1/holiday_feeds/"+feed["id"].(string), "", 204)
	w.answers("ben", "DELETE", "/schedules/PSCHED1/holiday_feeds/PFEED02", "", 404) // a person's

	address := w.answers("ann", "POST", "/users/PANN001/calendar_addresses", `{"calendar_address":{"name":"Phone"}}`, 201)["calendar_address"].(map[string]any)
	if a, ok := address["address"].(string); !ok || !strings.Contains(a, "/calendar/wk_") || !strings.HasSuffix(a, ".ics") {
		t.Errorf("%v", address)
	}
	if list := w.answers("ann", "GET", "/users/PANN001/calendar_addresses", "", 200)["calendar_addresses"].([]any); len(list) != 1 || list[0].(map[string]any)["address"] != nil {
		t.Errorf("%v", list)
	}
	w.answers("ben", "GET", "/users/PANN001/calendar_addresses", "", 403)
	w.answers("ann", "DELETE", "/api_keys/"+address["id"].(string), "", 204)
}

// A client that knows PagerDuty's fields sends back what it read.
func TestAPagerDutyClientThatChangesAScheduleLosesNothingOfOurs(t *testing.T) {
	c := roomyProvider()
	s := c.Schedules["PSCHED1"]
	s.Holidays = []schedules.Holiday{
		{Date: civil.Date{Year: 2036, Month: 12, Day: 25}, Name: "Christmas"}, {Date: civil.Date{Year: 2036, Month: 5, Day: 1}, Feed: "PFEED01"},
	}
	s.Swaps = []schedules.Swap{{ID: "PSWAP01", User: "PANN001", Start: time.Date(2036, 1, 5, 0, 0, 0, 0, time.UTC), End: time.Date(2036, 1, 6, 0, 0, 0, 0, time.UTC)}}
	c.Schedules["PSCHED1"] = s
	w := openWith(t, c)
	read := w.answers("ben", "GET", "/schedules/PSCHED1", "", 200)["schedule"].(map[string]any)
	read["description"] = "Changed by a program."
	for _, ours := range []string{"final_schedule", "overrides_subschedule"} {
		delete(read, ours)
	}
	body, err := json.Marshal(map[string]any{"schedule": read})
	if err != nil {
		t.Fatal(err)
	}
	w.answers("ben", "PUT", "/schedules/PSCHED1", string(body), 200)
	got, want := w.db.Config().Schedules["PSCHED1"], s
	want.Description = "Changed by a program."
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
