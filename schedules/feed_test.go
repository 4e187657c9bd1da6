package schedules_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/schedules"
	"wakeman/schedules/civil"
)

func TestAFeedChangesWhatIsToComeAndNothingElse(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 7, n, 0, 0, 0, 0, time.UTC) }
	now := day(10).Add(12*time.Hour + 30*time.Minute)
	a := func(id string, from, to int, feed string) schedules.Absence {
		return schedules.Absence{ID: id, User: "ann", Start: day(from), End: day(to), Feed: feed}
	}
	old := []schedules.Absence{
		a("own", 20, 22, ""), a("other", 20, 22, "g"),
		a("over", 1, 3, "f"), a("over-gone", 2, 4, "f"), a("runs", 9, 12, "f"), a("runs-gone", 8, 14, "f"), a("moved", 15, 16, "f"), a("dropped", 17, 18, "f"),
	}
	fresh := []schedules.Absence{
		a("over", 1, 9, ""), a("runs", 8, 13, ""), a("moved", 15, 19, ""), a("new", 25, 26, ""), a("new-began", 10, 11, ""), a("new-over", 5, 6, ""),
	}
	var got []string
	for _, x := range schedules.FedAbsences(old, "f", fresh, now) {
		got = append(got, x.ID+" "+x.Start.Format("2T15:04")+"-"+x.End.Format("2T15:04")+" "+x.Feed)
	}
	want := "own 20T00:00-22T00:00 |other 20T00:00-22T00:00 g|over 1T00:00-3T00:00 f|over-gone 2T00:00-4T00:00 f|runs-gone 8T00:00-10T12:30 f|" +
		"runs 9T00:00-13T00:00 f|new-began 10T12:30-11T00:00 f|moved 15T00:00-19T00:00 f|new 25T00:00-26T00:00 f"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestAFeedsHolidaysAreReplacedFromNowOn(t *testing.T) {
	h := func(day int, feed string) schedules.Holiday {
		return schedules.Holiday{Date: civil.Date{Year: 2026, Month: 7, Day: day}, Feed: feed}
	}
	s := schedules.Schedule{TimeZone: "UTC", Holidays: []schedules.Holiday{h(1, "f"), h(20, "f"), h(21, ""), h(22, "g")}}
	now := time.Date(2026, 7, 10, 0, 0, 0, 0, time.UTC)
	got := s.FedHolidays("f", []schedules.Holiday{h(2, ""), h(21, ""), h(23, "")}, now)
	var days []string
	for _, x := range got {
		days = append(days, x.Date.String()[8:]+x.Feed)
	}
	if strings.Join(days, " ") != "01f 21 22g 23f" {
		t.Error(days)
	}
	s.HolidayFeeds = []schedules.Feed{{ID: "g"}}
	s.Holidays = append(s.Holidays, h(24, "f"))
	if left := s.WithoutFeeds(now).Holidays; len(left) != 3 { // its own, that of the feed it has, and the one that was
		t.Errorf("%v", left)
	}
}
