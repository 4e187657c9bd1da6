package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/notify/dial"
)

// roundTripper answers calls without a network.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Exchange and Google take their time over a large calendar: longer than a carrier of pages may.
func TestAFeedThatTakesHalfAMinuteIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for after, want := range map[time.Duration]string{20 * time.Second: "", 40 * time.Second: "It can not be reached: no whole answer in time."} {
			client := dial.Client(nil, nil)
			client.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
				select {
				case <-r.Context().Done():
					return nil, r.Context().Err()
				case <-time.After(after):
					return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("BEGIN:VCALENDAR"))}, nil
				}
			})
			ctx, cancel := context.WithTimeout(t.Context(), feedLimit)
			got, err := fetchFeed(ctx, client, "https://calendar.example.net/a.ics", "")
			cancel()
			if want == "" && (err != nil || string(got.text) != "BEGIN:VCALENDAR") || want != "" && (err == nil || err.Error() != want) {
				t.Errorf("after %v: %q, %v", after, got.text, err)
			}
		}
	})
}

// Calendars are published by addresses that begin with webcal: that is https.
func TestAFeedMayBeAWebcalAddress(t *testing.T) {
	b := newFedBox(t)
	b.edits(func(next *engine.Config) error {
		ann, _ := next.ByEmail("ann@example.net")
		feed := *ann.AbsenceFeed
		feed.URL = "webcal://calendar.example.net/published/2/key"
		ann.AbsenceFeed = &feed
		next.Users[ann.ID] = ann
		return nil
	})
	var asked []string
	b.client.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.URL.String())
		return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("BEGIN:VCALENDAR\nEND:VCALENDAR\n"))}, nil
	})
	person, _ := b.reads()
	if !slices.Contains(asked, "https://calendar.example.net/published/2/key") || !person.FailingSince.IsZero() {
		t.Errorf("asked %q: %+v", asked, person)
	}
}

// one is a calendar of Ann's with one event in it.
func (s *calendarServer) one(lines ...string) {
	s.says(http.StatusOK, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n"+strings.Join(lines, "\r\n")+"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
}

// A calendar without a single event is a mistake. One whose only leave was called off, cancelled or made free is not.
func TestALeaveThatIsCalledOffIsOneNoMore(t *testing.T) {
	dates, _ := coming()
	for name, lines := range map[string][]string{
		"only what is over is left": {"DTSTART;VALUE=DATE:20200101"},
		"cancelled":                 {"DTSTART;VALUE=DATE:" + dates[0], "STATUS:CANCELLED"},
		"made free":                 {"DTSTART;VALUE=DATE:" + dates[0], "TRANSP:TRANSPARENT"},
	} {
		b := newFedBox(t)
		b.cal.one("DTSTART;VALUE=DATE:" + dates[0])
		b.reads()
		b.cal.one(lines...)
		person, _ := b.reads()
		if ann, _ := b.db.Config().ByEmail("ann@example.net"); len(ann.Absences) != 0 || !person.FailingSince.IsZero() {
			t.Errorf("%s: %v, %s", name, ann.Absences, person.Reason)
		}
	}
}

// Who is away now is not called back by a calendar that comes out empty.
func TestAnEmptyCalendarEndsNoLeaveThatRuns(t *testing.T) {
	b := newFedBox(t)
	now := time.Now().UTC()
	b.cal.one("DTSTART:"+now.Add(-time.Hour).Format("20060102T150405Z"), "DTEND:"+now.Add(48*time.Hour).Format("20060102T150405Z"))
	b.reads()
	was := b.stands()
	b.cal.has()
	person, _ := b.reads()
	if was == "" || b.stands() != was || !strings.HasPrefix(person.Reason, "It is empty, and had events") {
		t.Errorf("%q became %q: %q", was, b.stands(), person.Reason)
	}
}

// Events without a UID, or with the same, are different ones: none hides a longer one that begins with it.
func TestOfTwoEventsThatBeginTogetherTheLongerCounts(t *testing.T) {
	for _, uid := range []string{"", "UID:a\r\n"} {
		b := newFedBox(t)
		dates, _ := coming()
		event := "BEGIN:VEVENT\r\n" + uid + "DTSTART;VALUE=DATE:" + dates[0] + "\r\nDURATION:P%dD\r\nEND:VEVENT\r\n"
		b.cal.says(http.StatusOK, "BEGIN:VCALENDAR\r\n"+fmt.Sprintf(event, 1)+fmt.Sprintf(event, 9)+fmt.Sprintf(event, 2)+"END:VCALENDAR\r\n")
		person, _ := b.reads()
		ann, _ := b.db.Config().ByEmail("ann@example.net")
		if len(ann.Absences) != 1 || ann.Absences[0].End.Sub(ann.Absences[0].Start) < 8*24*time.Hour || person.Entries != 1 {
			t.Errorf("%q: %v, %+v", uid, ann.Absences, person)
		}
	}
}
