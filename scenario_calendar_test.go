package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/schedules/ical"
	"wakeman/web/auth"
)

// reads asks for a calendar feed as a calendar program does.
func (b *box) reads(address, tag string) (status int, text, newTag string) {
	b.Helper()
	client := http.Client{Transport: &http.Transport{DialContext: b.web.Dial, DisableKeepAlives: true}}
	req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://pager.example.net"+address, nil)
	if err != nil {
		b.Fatal(err)
	}
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	res, err := client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header.Get("ETag")
}

func TestAPersonsCalendarFollowsTheScheduleUntilTheyLeave(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(weekly())
		ann, _ := b.a.db.Config().ByEmail("ann@example.net")
		secret, _, err := b.a.front.auth.CreateCalendar(b.Context(), auth.NewToken{Name: "Phone", User: ann.ID, Actor: engine.System(), Now: time.Now()})
		if err != nil {
			b.Fatal(err)
		}
		address := "/calendar/" + secret + ".ics"
		status, text, tag := b.reads(address, "")
		entries, err := ical.Read(b.Context(), []byte(text), ical.Options{From: time.Now(), To: time.Now().AddDate(0, 0, 21)})
		if status != 200 || err != nil || len(entries) != 2 || entries[0].Summary != "On call: Primary" {
			b.Fatalf("%d, %v: %+v", status, err, entries)
		}
		if status, _, _ := b.reads(address, tag); status != http.StatusNotModified {
			b.Errorf("again: %d", status)
		}
		b.given(weekly("users: [ann@example.net, ben@example.net]", "users: [ben@example.net]"))
		if status, changed, _ := b.reads(address, tag); status != 200 || changed == text {
			b.Errorf("after the schedule changed: %d", status)
		}
		b.given(weekly("    name: Ann", "    name: Ann\n    disabled: true"))
		if status, text, _ := b.reads(address, ""); status != http.StatusNotFound || strings.Contains(text, "VCALENDAR") {
			b.Errorf("after she left: %d", status)
		}
	})
}
