package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/notify/dial"
	"wakeman/schedules/civil"
	"wakeman/schedules/ical"
	"wakeman/store"
)

// calendarServer is a server of calendars that does what it is told.
type calendarServer struct {
	*httptest.Server
	answer func(w http.ResponseWriter, r *http.Request)
	asked  int
}

func newCalendarServer(t *testing.T) *calendarServer {
	s := &calendarServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked++
		s.answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// has makes it answer a calendar of whole days.
func (s *calendarServer) has(dates ...string) {
	var text strings.Builder
	text.WriteString("BEGIN:VCALENDAR\r\n")
	for _, d := range dates {
		fmt.Fprintf(&text, "BEGIN:VEVENT\r\nUID:%s\r\nSUMMARY:Doctor\r\nDTSTART;VALUE=DATE:%s\r\nEND:VEVENT\r\n", d, d)
	}
	text.WriteString("END:VCALENDAR\r\n")
	s.answer = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"`+strings.Join(dates, " ")+`"`)
		if r.Header.Get("If-None-Match") == w.Header().Get("ETag") {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = io.WriteString(w, text.String())
	}
}

func (s *calendarServer) says(status int, text string) {
	s.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

// fedBox is a store with Ann, whose absences come from a calendar, and Primary,
// whose holidays do.
type fedBox struct {
	*testing.T
	*feeds
	cal *calendarServer
}

func newFedBox(t *testing.T) *fedBox {
	t.Helper()
	b := &fedBox{T: t, cal: newCalendarServer(t)}
	db, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), NoSync: true, Ballast: 64 << 10})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	guard := dial.NewGuard(func() []netip.Prefix { return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	b.feeds = &feeds{
		db: db, editor: func() config.Editor { return config.Editor{Store: db} }, client: dial.Client(guard.Dial, nil),
		log: slog.New(slog.NewTextHandler(t.Output(), nil)), kicks: make(chan struct{}, 1),
	}
	file := fmt.Sprintf(`
users:
  - {email: ann@example.net, name: Ann, role: owner, time_zone: America/Chicago, absence_feed: %[1]s/ann.ics}
  - {email: ben@example.net, name: Ben}
schedules:
  - name: Primary
    time_zone: Europe/Berlin
    layers:
      - {start: 2026-01-05T09:00, turn: 1w, users: [ann@example.net, ben@example.net]}
    holiday_feeds: [{name: Public, url: "%[1]s/public.ics", from: "09:00"}]
`, b.cal.URL)
	if _, err := (commands{db: db, kick: func() {}, now: time.Now}).apply(t.Context(), applyIn{File: "x.yaml", Source: file, Actor: engine.System()}); err != nil {
		t.Fatal(err)
	}
	return b
}

// reads reads both feeds and gives how they do: a person's first.
func (b *fedBox) reads() (person, schedule engine.FeedState) {
	b.Helper()
	for _, o := range b.db.Config().Feeds() {
		if err := b.refresh(b.Context(), o.ID); err != nil {
			b.Fatal(err)
		}
	}
	states, err := b.db.Feeds()
	if err != nil {
		b.Fatal(err)
	}
	for _, o := range b.db.Config().Feeds() {
		if o.User != "" {
			person = states[o.ID]
		} else {
			schedule = states[o.ID]
		}
	}
	return person, schedule
}

// stands is what is in force: absences and holidays.
func (b *fedBox) stands() string {
	ann, _ := b.db.Config().ByEmail("ann@example.net")
	var lines []string
	for _, a := range ann.Absences {
		lines = append(lines, a.Start.Format("2006-01-02T15")+"–"+a.End.Format("2006-01-02T15")+a.Reason)
	}
	for _, s := range b.db.Config().Schedules {
		for _, h := range s.Holidays {
			lines = append(lines, h.Date.String()+" "+h.From.String()+" "+h.Name)
		}
	}
	return strings.Join(lines, ", ")
}

// coming are two dates ahead, as iCalendar writes them, and as a box shows them.
func coming() (dates []string, stands string) {
	first := time.Now().UTC().AddDate(0, 0, 10)
	second := first.AddDate(0, 1, 0)
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		panic(err)
	}
	var away, days []string
	for _, d := range []time.Time{first, second} {
		dates = append(dates, d.Format("20060102"))
		start := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, chicago)
		away = append(away, start.UTC().Format("2006-01-02T15")+"–"+start.AddDate(0, 0, 1).UTC().Format("2006-01-02T15"))
		days = append(days, d.Format(time.DateOnly)+" 09:00 Doctor")
	}
	return dates, strings.Join(append(away, days...), ", ")
}

func TestFeedsBecomeAbsencesAndHolidaysInTheNameOfTheFeed(t *testing.T) {
	b := newFedBox(t)
	dates, want := coming()
	b.cal.has(dates...)
	person, schedule := b.reads()
	if b.stands() != want {
		t.Errorf("got  %s\nwant %s", b.stands(), want)
	}
	if person.Entries != 2 || schedule.Entries != 2 || person.GoodAt.IsZero() || !person.FailingSince.IsZero() {
		t.Errorf("%+v %+v", person, schedule)
	}
	rows, _, err := b.db.AuditLog(store.AuditQuery{Limit: 10})
	if err != nil || len(rows) < 2 || rows[0].Actor.Name != "calendar feed" || rows[1].Actor.Name != "calendar feed" {
		t.Fatalf("%v %+v", err, rows)
	}
	if told := rows[0].Detail + rows[1].Detail; !strings.Contains(told, "holidays[") || !strings.Contains(told, "absences[") { // in the order of random ids
		t.Errorf("the audit log says %s", told)
	}
	// What did not change is not sent, and changes nothing.
	head := rows[0]
	b.reads()
	rows, _, _ = b.db.AuditLog(store.AuditQuery{Limit: 1})
	if b.stands() != want || rows[0].Hash != head.Hash {
		t.Errorf("read again: %s, %+v", b.stands(), rows[0])
	}
	// One that went from the calendar goes here.
	b.cal.has(dates[0])
	b.reads()
	if got := b.stands(); strings.Count(got, ",") != 1 {
		t.Errorf("after one went: %s", got)
	}
}

func TestABrokenFeedKeepsWhatItHadAndSaysSo(t *testing.T) {
	dates, want := coming()
	for name, c := range map[string]struct {
		breaks func(b *fedBox)
		reason string
		detail string
	}{
		"an error of the server": {func(b *fedBox) { b.cal.says(500, "boom") }, "Its server answers 500", ""},
		"gone":                   {func(b *fedBox) { b.cal.says(404, "") }, "Its server answers 404", ""},
		"a 304 unasked":          {func(b *fedBox) { b.cal.says(304, "") }, "", ""},
		"another page":           {func(b *fedBox) { b.cal.says(200, "<html>secret</html>") }, "It can not be read as a calendar: line 1.", "secret"},
		"a broken line":          {func(b *fedBox) { b.cal.says(200, "BEGIN:VCALENDAR\nsecret\nEND:VCALENDAR") }, "line 2.", "secret"},
		"huge":                   {func(b *fedBox) { b.cal.says(200, strings.Repeat("X", ical.MaxSize+9)) }, "It is longer than 2 MiB.", ""},
		"emptied":                {func(b *fedBox) { b.cal.has() }, "It is empty, and had events to come.", ""},
		"into the box's own net": {func(b *fedBox) {
			b.cal.answer = func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
			}
		}, "refused to call 169.254.169.254", ""},
		"in circles": {func(b *fedBox) {
			b.cal.answer = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }
		}, "It sends elsewhere more than 3 times.", ""},
		"to a file": {func(b *fedBox) {
			b.cal.answer = func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "file:///etc/passwd")
				w.WriteHeader(http.StatusFound)
			}
		}, "It sends elsewhere, but not where.", ""},
		"nobody there": {func(b *fedBox) { b.cal.Close() }, "It can not be reached", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newFedBox(t)
			b.cal.has(dates...)
			b.reads()
			c.breaks(b)
			person, schedule := b.reads()
			if c.reason == "" {
				if !person.FailingSince.IsZero() {
					t.Errorf("fails: %s", person.Reason)
				}
				return
			}
			for _, s := range []engine.FeedState{person, schedule} {
				if s.FailingSince.IsZero() || !strings.Contains(s.Reason, c.reason) || !strings.Contains(s.Detail, c.detail) || strings.Contains(s.Reason, "secret") || strings.Contains(s.Reason, b.cal.URL) {
					t.Errorf("%+v", s)
				}
			}
			if b.stands() != want {
				t.Errorf("it lost what it had: %s", b.stands())
			}
			again, _ := b.reads()
			if !again.FailingSince.Equal(person.FailingSince) || len(b.notes()) != 1 {
				t.Errorf("since %v, then %v; %v", person.FailingSince, again.FailingSince, b.notes())
			}
			if name != "nobody there" {
				b.cal.has(dates...)
				if well, _ := b.reads(); !well.FailingSince.IsZero() || well.Reason != "" || len(b.notes()) != 0 {
					t.Errorf("not well again: %+v", well)
				}
			}
		})
	}
}

func TestHolidaysWithoutEndAreGivenUpAtTheFirstTooMany(t *testing.T) {
	first := civil.Date{Year: 2026, Month: 1, Day: 1}
	entries := make([]ical.Entry, 10)
	for i := range entries {
		entries[i] = ical.Entry{Day: first.AddDays(400 * i), Days: 400}
	}
	x := fed{zone: time.UTC, now: time.Now()}
	if x.holidaysOf(entries); len(x.holidays) != maxFedEntries+1 {
		t.Errorf("%d were gathered", len(x.holidays))
	}
	x = fed{zone: time.UTC, now: time.Now()}
	if x.holidaysOf([]ical.Entry{entries[0], entries[0], {Day: first.AddDays(399), Days: 2}}); len(x.holidays) != 401 {
		t.Errorf("the same days again: %d", len(x.holidays))
	}
}

func TestASlowFeedIsGivenUp(t *testing.T) {
	b := newFedBox(t)
	over := make(chan struct{})
	defer close(over)
	b.cal.answer = func(http.ResponseWriter, *http.Request) { <-over }
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := fetchFeed(ctx, b.client, b.cal.URL, ""); err == nil || !strings.Contains(err.Error(), "no whole answer in time") {
		t.Error(err)
	}
}

func TestAFeedIsReadEachHourAndAtOnceWhenItsAddressIsNew(t *testing.T) {
	b := newFedBox(t)
	b.cal.has("20990101")
	b.look(t.Context())
	if b.cal.asked != 2 {
		t.Fatalf("new ones: asked %d times", b.cal.asked)
	}
	b.look(t.Context())
	if b.cal.asked != 2 {
		t.Errorf("a moment later: asked %d times", b.cal.asked)
	}
	c := b.db.Config()
	o := c.Feeds()[0]
	states, _ := b.db.Feeds()
	s := states[o.ID]
	for after, want := range map[time.Duration]bool{49 * time.Minute: false, time.Hour: true, -2 * time.Hour: true} {
		if feedDue(feedOf(c, o), s, s.TriedAt.Add(after)) != want {
			t.Errorf("due after %v: %v", after, !want)
		}
	}
	o.URL += "x"
	if !feedDue(feedOf(c, o), s, s.TriedAt) {
		t.Error("another address waits")
	}
}

func TestAnEventByTheHourIsLeftOutOfAFeedAndNamed(t *testing.T) {
	b := newFedBox(t)
	dates, _ := coming()
	b.cal.answer = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Doctor\r\nDTSTART;VALUE=DATE:%s\r\nEND:VEVENT\r\n"+
			"BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Pills\r\nDTSTART;VALUE=DATE:%s\r\nRRULE:FREQ=HOURLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", dates[0], dates[0])
	}
	person, schedule := b.reads()
	if person.Entries != 1 || schedule.Entries != 1 || !person.FailingSince.IsZero() || !schedule.FailingSince.IsZero() {
		t.Errorf("the rest counts: %+v %+v", person, schedule)
	}
	if !strings.HasPrefix(schedule.LeftOut, "“Pills” that begins ") || !strings.Contains(schedule.LeftOut, "line 11: RRULE: a rule by the hour is not taken") {
		t.Errorf("of the schedule's: %q", schedule.LeftOut)
	}
	if !strings.HasPrefix(person.LeftOut, "The event that begins ") || strings.Contains(person.LeftOut, "Pills") {
		t.Errorf("what a person's own are called is nobody's business: %q", person.LeftOut)
	}
	b.cal.has(dates...)
	if person, _ = b.reads(); person.LeftOut != "" {
		t.Errorf("once it is gone: %q", person.LeftOut)
	}
}

// Outlook names zones that nobody else does. Whole days count all the same, times on the clock of whoever reads, and the
// page says which zone was not known.
func TestAFeedWithAnUnknownZoneIsReadAndSaysSo(t *testing.T) {
	b := newFedBox(t)
	dates, _ := coming()
	zones := "Tower Time"
	b.cal.answer = func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Leave\r\nDTSTART;TZID=%s;VALUE=DATE:%s\r\nEND:VEVENT\r\n"+
			"BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Doctor\r\nDTSTART;TZID=%s:%sT090000\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", zones, dates[0], zones, dates[1])
	}
	person, schedule := b.reads()
	if person.Entries != 2 || schedule.Entries != 1 || !person.FailingSince.IsZero() || !schedule.FailingSince.IsZero() {
		t.Errorf("it was not read: %+v %+v", person, schedule)
	}
	for who, s := range map[string]engine.FeedState{"person": person, "schedule": schedule} {
		if !strings.HasPrefix(s.Guessed, `Line 10: the time zone "Tower Time" is not known; its times are read on the clock of `) || strings.Contains(s.Guessed, "Doctor") {
			t.Errorf("of the %s's: %q", who, s.Guessed)
		}
	}
	rows, err := commands{db: b.db}.feedList(t.Context(), struct{}{})
	if err != nil || !strings.Contains(rows[0].words(), `to come. Line 10: the time zone "Tower Time" is not known`) {
		t.Errorf("the command line says %+v, %v", rows, err)
	}
	zones = "America/Chicago"
	if person, schedule = b.reads(); person.Guessed+schedule.Guessed != "" {
		t.Errorf("once it is known: %q %q", person.Guessed, schedule.Guessed)
	}
}
