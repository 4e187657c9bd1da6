package calendar_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/schedules/ical"
	"wakeman/web/auth"
	"wakeman/web/calendar"
)

// box serves the feeds of Ann, Ben and Cleo, who has left, and of two schedules.
type box struct {
	*testing.T
	mux    *http.ServeMux
	tokens map[string]people.Token
	cfg    *engine.Config
	now    time.Time
	down   bool
}

func (b *box) CalendarKey(_ context.Context, secret string) (people.Token, bool, error) {
	if b.down {
		return people.Token{}, false, errors.New("no store")
	}
	t, ok := b.tokens[secret]
	return t, ok, nil
}

func open(t *testing.T) *box {
	rota := func(id, name string, users ...schedules.Slot) schedules.Schedule {
		return schedules.Schedule{ID: id, Name: name, TimeZone: "America/Chicago", Layers: []schedules.Layer{{
			Start: civil.At(2026, 1, 5, 9, 0), Turn: schedules.TurnOfSeconds(7 * 86400), Users: users,
		}}}
	}
	b := &box{
		T: t, mux: http.NewServeMux(), now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC),
		tokens: map[string]people.Token{
			"ann": {ID: "K1", User: "PANN"}, "cleo": {ID: "K2", User: "PCLEO"}, "all": {ID: "K3", User: "PBEN", Schedule: "PONE"}, "gone": {ID: "K4", User: "PBEN", Schedule: "PNONE"},
		},
		cfg: &engine.Config{Directory: people.Directory{
			Users: map[string]people.User{"PANN": {ID: "PANN", Name: "Ann"}, "PBEN": {ID: "PBEN", Name: "Ben"}, "PCLEO": {ID: "PCLEO", Name: "Cleo", Disabled: true}},
			Schedules: map[string]schedules.Schedule{
				"PONE": rota("PONE", "Primary", schedules.Slot{"PANN"}, schedules.Slot{"PBEN"}), "PTWO": rota("PTWO", "Backup", schedules.Slot{"PBEN"}, schedules.Slot{"PANN"}),
			},
		}},
	}
	calendar.Routes(b.mux, calendar.Options{
		Keys: b, Config: func() *engine.Config { return b.cfg }, Base: func() string { return "https://pager.example.net/" },
		Now: func() time.Time { return b.now },
	})
	return b
}

func (b *box) ask(method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	r = r.WithContext(auth.WithClient(r.Context(), auth.Client{Addr: netip.MustParseAddr("192.0.2.7")}))
	w := httptest.NewRecorder()
	b.mux.ServeHTTP(w, r)
	return w
}

// read gives the feed's events from now on for two weeks.
func (b *box) read(w *httptest.ResponseRecorder) (lines []string) {
	entries, err := ical.Read(b.Context(), w.Body.Bytes(), ical.Options{From: b.now, To: b.now.AddDate(0, 0, 14)})
	if err != nil {
		b.Fatal(err)
	}
	for _, e := range entries {
		lines = append(lines, fmt.Sprintf("%s %s", e.Start.Format("2006-01-02 15:04"), e.Summary))
	}
	return lines
}

func TestAPersonsFeedIsAllTheirShiftsAndASchedulesEverybodys(t *testing.T) {
	b := open(t)
	for secret, want := range map[string]string{
		"ann": "2026-02-23 15:00 On call: Backup; 2026-03-02 15:00 On call: Primary; 2026-03-09 14:00 On call: Backup",
		"all": "2026-02-23 15:00 Ben (Primary); 2026-03-02 15:00 Ann (Primary); 2026-03-09 14:00 Ben (Primary)",
	} {
		w := b.ask("GET", "/calendar/"+secret+".ics")
		if w.Code != 200 || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || w.Header().Get("X-Robots-Tag") != "noindex, nofollow" {
			t.Fatalf("%s: %d %v", secret, w.Code, w.Header())
		}
		// On the wall nine o'clock, before and after the clocks go forward on the 8th.
		if got := strings.Join(b.read(w), "; "); got != want {
			t.Errorf("%s: %s", secret, got)
		}
		if !strings.Contains(strings.ReplaceAll(w.Body.String(), "\r\n ", ""), "URL:https://pager.example.net/schedules/P") {
			t.Error("no way to the page")
		}
	}
}

// Ann of Stockholm looks after Chicago's schedule: her shifts are on her clock, the schedule's on its own; the same shifts.
func TestAFeedIsOnTheClockOfWhoseItIs(t *testing.T) {
	b := open(t)
	ann := b.cfg.Users["PANN"]
	ann.TimeZone = "Europe/Stockholm"
	b.cfg.Users["PANN"] = ann
	for secret, want := range map[string]string{
		"ann": "TZID:Europe/Stockholm DTSTART;TZID=Europe/Stockholm:20260302T160000 DTSTART;TZID=Europe/Stockholm:20260309T150000",
		"all": "TZID:America/Chicago DTSTART;TZID=America/Chicago:20260302T090000 DTSTART;TZID=America/Chicago:20260309T090000",
	} {
		text := b.ask("GET", "/calendar/"+secret+".ics").Body.String()
		for line := range strings.SplitSeq(want, " ") {
			if !strings.Contains(text, "\r\n"+line+"\r\n") {
				t.Errorf("%s: no %s in %s", secret, line, text)
			}
		}
	}
}

func TestAClientThatHasTheFeedIsToldSoUntilItChanges(t *testing.T) {
	b := open(t)
	first := b.ask("GET", "/calendar/ann.ics")
	tag := first.Header().Get("ETag")
	b.now = b.now.Add(5 * time.Hour)
	if w := b.ask("GET", "/calendar/ann.ics", "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("nothing changed: %d", w.Code)
	}
	if w := b.ask("HEAD", "/calendar/ann.ics"); w.Code != 200 || w.Body.Len() > 0 || w.Header().Get("ETag") != tag {
		t.Errorf("HEAD: %d, %d bytes", w.Code, w.Body.Len())
	}
	s := b.cfg.Schedules["PONE"]
	s.Overrides = []schedules.Override{{Start: b.now, End: b.now.AddDate(0, 0, 1), User: "PANN"}}
	b.cfg.Schedules["PONE"] = s
	if w := b.ask("GET", "/calendar/ann.ics", "If-None-Match", tag); w.Code != http.StatusOK {
		t.Errorf("an override: %d", w.Code)
	}
}

func TestWhatIsNoAddressAnyMoreIsLikeWhatNeverWas(t *testing.T) {
	b := open(t)
	never := b.ask("GET", "/calendar/nonsense")
	for _, path := range []string{"/calendar/unknown.ics", "/calendar/cleo.ics", "/calendar/gone.ics", "/calendar/ann", "/calendar/ann.ICS", "/calendar/.ics"} {
		w := b.ask("GET", path)
		if w.Code != http.StatusNotFound || w.Body.String() != never.Body.String() || len(w.Header()) != len(never.Header()) {
			t.Errorf("%s: %d %q", path, w.Code, w.Body)
		}
	}
	if w := b.ask("POST", "/calendar/ann.ics"); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
	b.down = true
	if w := b.ask("GET", "/calendar/ann.ics"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("without a store: %d", w.Code)
	}
}

// from asks from an address.
func (b *box) from(addr, path string) int {
	r := httptest.NewRequest("GET", path, nil)
	r = r.WithContext(auth.WithClient(r.Context(), auth.Client{Addr: netip.MustParseAddr(addr)}))
	w := httptest.NewRecorder()
	b.mux.ServeHTTP(w, r)
	return w.Code
}

// mad asks until it is told to wait, and gives how often it was answered.
func (b *box) mad(addr, path string) (answered int) {
	for b.from(addr, path) != http.StatusTooManyRequests {
		if answered++; answered == 1000 {
			b.Fatalf("%s from %s is never told to wait", path, addr)
		}
	}
	return answered
}

func TestAProgramGoneMadIsSlowedDownAndOthersAtItsAddressAreNot(t *testing.T) {
	b := open(t)
	if n := b.mad("192.0.2.7", "/calendar/ann.ics"); n != 120 {
		t.Errorf("told to wait after %d", n)
	}
	if code := b.from("198.51.100.1", "/calendar/ann.ics"); code != http.StatusTooManyRequests {
		t.Errorf("the same key from elsewhere: %d", code)
	}
	for path, want := range map[string]int{"/calendar/all.ics": http.StatusOK, "/calendar/unknown.ics": http.StatusNotFound} {
		if code := b.from("192.0.2.7", path); code != want {
			t.Errorf("%s from the same address: %d", path, code)
		}
	}
	b.now = b.now.Add(2 * time.Second)
	if n := b.mad("192.0.2.7", "/calendar/ann.ics"); n != 2 {
		t.Errorf("two seconds later: %d", n)
	}
}

func TestWrongKeysAreCountedByAddressAndHinderNoRightOne(t *testing.T) {
	b := open(t)
	b.mad("192.0.2.7", "/calendar/unknown.ics")
	// Nothing tells them from each other here either.
	for _, path := range []string{"/calendar/another.ics", "/calendar/cleo.ics", "/calendar/gone.ics", "/calendar/ann", "/calendar/nonsense"} {
		if code := b.from("192.0.2.7", path); code != http.StatusTooManyRequests {
			t.Errorf("%s: %d", path, code)
		}
		if code := b.from("192.0.2.8", path); code != http.StatusNotFound {
			t.Errorf("%s from another address: %d", path, code)
		}
	}
	if code := b.from("192.0.2.7", "/calendar/ann.ics"); code != http.StatusOK {
		t.Errorf("a right key from the same address: %d", code)
	}
}

func TestAnIPv6NetworkIsOneClient(t *testing.T) {
	b := open(t)
	b.mad("2001:db8:1:1::1", "/calendar/unknown.ics")
	for addr, want := range map[string]int{"2001:db8:1:1:ffff::2": http.StatusTooManyRequests, "2001:db8:1:2::1": http.StatusNotFound} {
		if code := b.from(addr, "/calendar/unknown.ics"); code != want {
			t.Errorf("%s: %d", addr, code)
		}
	}
	b.mad("::ffff:192.0.2.9", "/calendar/unknown.ics")
	if code := b.from("192.0.2.9", "/calendar/unknown.ics"); code != http.StatusTooManyRequests {
		t.Errorf("the same IPv4 address, written otherwise: %d", code)
	}
}

func TestWhoHasLeftIsInNoFeedAnyMore(t *testing.T) {
	b := open(t)
	ben := b.cfg.Users["PBEN"]
	ben.Disabled, ben.LeftAt = true, b.now.AddDate(0, 0, -1)
	b.cfg.Users["PBEN"] = ben
	f, _ := calendar.Schedule(b.cfg, "PONE", "", b.now)
	for _, e := range f.Events {
		if strings.HasPrefix(e.Summary, "Ben") && e.End.After(ben.LeftAt) {
			t.Errorf("%s until %s", e.Summary, e.End)
		}
	}
}
