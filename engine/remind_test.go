package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
	"wakeman/store"
)

// rota is a box that looks for shifts when the test says so. Ann hands Primary (S)
// over to Ben on Monday 12 January at 15:00 UTC, he to her a week later.
type rota struct {
	*testing.T
	db     *store.DB
	store  *watchedStore
	engine *engine.Engine
	now    time.Time
	said   int // messages that were seen
	log    bytes.Buffer
}

func newRota(t *testing.T, changes ...func(*engine.Config)) *rota {
	t.Helper()
	r := openRota(t, changes...)
	t.Cleanup(r.close)
	return r
}

// openRota is a box to be closed: a property opens many.
func openRota(t *testing.T, changes ...func(*engine.Config)) *rota {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Ballast: -1, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	r := &rota{T: t, db: db, store: &watchedStore{Store: db}}
	r.engine = engine.New(engine.Options{Store: r.store, Log: slog.New(slog.NewTextHandler(&r.log, nil)), Now: func() time.Time { return r.now }})
	err = db.Configure(t.Context(), func(*engine.Config) (*engine.Config, []engine.AuditRow, error) {
		return duty(append([]func(*engine.Config){using("S")}, changes...)...), nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rota) close() {
	if err := r.db.Close(); err != nil {
		r.Error(err)
	}
}

// using makes a service whose policy pages whoever is on call for these schedules.
func using(ids ...string) func(*engine.Config) {
	return func(c *engine.Config) {
		p := engine.Policy{ID: "PPOL", Name: "Default"}
		for i, id := range ids {
			p.Steps = append(p.Steps, engine.Step{ID: fmt.Sprint("s", i), Delay: 5 * time.Minute, Targets: []people.Target{{Schedule: id}}})
		}
		c.Policies["PPOL"] = p
		c.Services = map[string]engine.Service{"PSVC": {ID: "PSVC", Name: "Core", Policy: "PPOL"}}
	}
}

// second adds Field (T), which two people have by turns of a day, from an hour of
// 11 January on.
func second(hour int, first, then string) func(*engine.Config) {
	return func(c *engine.Config) {
		c.Schedules["T"] = schedules.Schedule{ID: "T", Name: "Field", TimeZone: "UTC", Layers: []schedules.Layer{{
			ID: "L", Start: civil.At(2026, 1, 11, hour, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Day}, Users: []schedules.Slot{{first}, {then}},
		}}}
	}
}

// remind looks as soon as a time is settled, that second included.
func (r *rota) remind(when string) {
	r.Helper()
	r.now = at(when).Add(engine.Settled + time.Second)
	if err := r.engine.Remind(r.Context()); err != nil {
		r.Fatal(err)
	}
}

func (r *rota) given(c engine.Changes) {
	r.Helper()
	if err := r.db.Update(r.Context(), engine.Urgent, func(tx engine.Tx) error { return tx.Apply(c) }); err != nil {
		r.Fatal(err)
	}
}

// opens is an incident that is triggered.
func (r *rota) opens() {
	r.Helper()
	r.given(engine.Changes{Incidents: []engine.Incident{{Number: 1, Title: "no power", Service: "PSVC", Policy: "PPOL", Status: engine.Triggered, Generation: 1}}})
}

// handoffs are all there are, the oldest first: "1 S PANN>PBEN open".
func (r *rota) handoffs() (lines []string) {
	r.Helper()
	for _, h := range r.handoffRows() {
		state := "open"
		if !h.LapsedAt.IsZero() {
			state = "lapsed"
		} else if !h.Open() {
			state = "confirmed"
		}
		lines = append(lines, fmt.Sprintf("%d %s %s>%s %s", h.Number, h.Schedule, strings.Join(h.From, "+"), strings.Join(h.To, "+"), state))
	}
	return lines
}

func (r *rota) handoffRows() []engine.Handoff {
	r.Helper()
	list, err := r.db.Handoffs("", 0, 100)
	if err != nil {
		r.Fatal(err)
	}
	slices.Reverse(list)
	return list
}

func (r *rota) wantHandoffs(want ...string) {
	r.Helper()
	if d := cmp.Diff(want, r.handoffs()); d != "" {
		r.Errorf("handoffs (-want +got):\n%s", d)
	}
}

// messages are those made since the last call, the oldest first.
func (r *rota) messages() []engine.Delivery {
	r.Helper()
	list, err := r.db.Deliveries(time.Time{}, 1000)
	if err != nil {
		r.Fatal(err)
	}
	slices.Reverse(list)
	fresh := list[r.said:]
	r.said = len(list)
	return fresh
}

// wantMessages are "PBEN push /handoffs/1", in order of name.
func (r *rota) wantMessages(want ...string) {
	r.Helper()
	var got []string
	for _, d := range r.messages() {
		got = append(got, d.User+" "+d.Channel+" "+d.Path)
	}
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		r.Errorf("messages (-want +got):\n%s", d)
	}
}

func TestOnlyTheLastHandoffOfADowntimeIsWritten(t *testing.T) {
	r := newRota(t)
	r.opens()
	r.remind("2026-01-06T00:00:00Z")
	r.remind("2026-01-19T15:01:00Z")
	r.wantHandoffs("1 S PBEN>PANN open")
}

func TestARotaOfMinutesIsNotHandedOver(t *testing.T) {
	for minutes, want := range map[int][]string{9: nil, 10: {"1 S PANN>PBEN open"}} {
		r := newRota(t, ofSchedule(func(s *schedules.Schedule) {
			s.Layers[0].Turn = schedules.Turn{Count: minutes, Unit: schedules.Minute}
		}))
		r.opens()
		r.remind("2026-01-05T15:01:00Z")
		r.remind(fmt.Sprintf("2026-01-05T15:%02d:30Z", minutes))
		r.wantHandoffs(want...)
	}
}

// helped has Ben and Cleo on call together from Monday 12 January, 15:00 UTC, and Ann
// beside them from a time, for some minutes.
func helped(from string, minutes int) func(*engine.Config) {
	return func(c *engine.Config) {
		cleo := c.Users["PBEN"]
		cleo.ID, cleo.Name, cleo.Email = "PCLEO", "Cleo", "cleo@example.net"
		c.Users["PCLEO"] = cleo
		ofUser("PBEN", func(u *people.User) {
			u.ContactMethods = append(slices.Clone(u.ContactMethods), people.ContactMethod{ID: "M3", Label: "mobile", Type: notify.SMS, Address: "+15550100"})
		})(c)
		for _, id := range []string{"PBEN", "PCLEO"} {
			reminding(id, map[string]string{"PBEN": "both 0s M3", "PCLEO": "both 0s M2"}[id])(c)
		}
		c.Settings.Push = &engine.PushSettings{Server: "https://push.example.net"}
		ofSchedule(func(s *schedules.Schedule) {
			s.Layers[0].Users = []schedules.Slot{{}, {"PBEN", "PCLEO"}}
			s.Overrides = []schedules.Override{{ID: "O", User: "PANN", Start: at(from), End: at(from).Add(time.Duration(minutes) * time.Minute), Adds: true}}
		})(c)
	}
}

// Ann helps Ben and Cleo from 23:31 to 23:42. She hears what is open; they are told
// nothing, and the handoff that they have not confirmed stays.
func TestAHelperWhoComesAndGoesIsNoShiftOfThoseWhoStay(t *testing.T) {
	r := newRota(t, helped("2026-01-12T23:31:00Z", 11))
	r.opens()
	r.remind("2026-01-12T14:00:00Z")
	r.remind("2026-01-12T15:00:00Z")
	r.messages()
	r.remind("2026-01-12T23:31:00Z")
	r.wantHandoffs("1 S >PBEN+PCLEO open", "2 S PBEN+PCLEO>PANN open")
	list := r.messages()
	if len(list) != 1 || list[0].User != "PANN" || !strings.HasPrefix(list[0].Subject, "Handoff of Primary from Ben and Cleo: 1 open") ||
		!strings.Contains(list[0].Text, "You join Ben (") || !strings.Contains(list[0].Text, "#1 no power") {
		t.Errorf("told is %+v", list)
	}
	r.remind("2026-01-12T23:42:00Z")
	r.wantHandoffs("1 S >PBEN+PCLEO open", "2 S PBEN+PCLEO>PANN lapsed", "3 S PANN>PBEN+PCLEO confirmed")
	r.wantMessages()
}

// What Ann had taken is in nobody's hands who is on call: that is told, and wakes nobody.
func TestWhatAHelperHadInHandIsToldToThoseWhoStayByMail(t *testing.T) {
	r := newRota(t, helped("2026-01-12T23:31:00Z", 11))
	r.opens()
	r.remind("2026-01-12T23:32:00Z")
	r.given(engine.Changes{Incidents: []engine.Incident{{
		Number: 2, Title: "fan", Service: "PSVC", Policy: "PPOL", Status: engine.Acked, Generation: 1,
		Acks: []engine.Ack{{By: engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}}},
	}}})
	r.remind("2026-01-12T23:42:00Z")
	r.wantHandoffs("1 S PANN>PBEN+PCLEO open")
	list := r.messages()
	for _, d := range list {
		if d.Channel != "email" || strings.Contains(d.Text, "You are on call") || strings.Contains(d.Text, "no power") ||
			!strings.HasPrefix(d.Subject, "Handoff of Primary, Ann went off: 1 acknowledged") || !strings.Contains(d.Text, "You stay on call.") || !strings.Contains(d.Text, "#2 fan") {
			t.Errorf("told is %+v", d)
		}
	}
	if len(list) != 2 {
		t.Errorf("told are %+v", list)
	}
}

func TestAHelperDuringADowntimeHidesNoHandoff(t *testing.T) {
	r := newRota(t, helped("2026-01-12T15:20:00Z", 60))
	r.opens()
	r.remind("2026-01-12T14:00:00Z")
	r.remind("2026-01-12T15:30:00Z")
	r.wantHandoffs("1 S >PBEN+PCLEO open", "2 S PBEN+PCLEO>PANN open")
}

// Cleo helps Ann in the last five minutes of her week, or takes them over.
func TestAHelperInTheLastMinutesOfAShiftDoesNotKeepItFromBeingHandedOver(t *testing.T) {
	for adds, want := range map[bool]string{true: "PANN+PCLEO>PBEN", false: "PCLEO>PBEN"} {
		r := newRota(t, helped("2026-01-01T00:00:00Z", 1), ofSchedule(func(s *schedules.Schedule) {
			s.Layers[0].Users = []schedules.Slot{{"PANN"}, {"PBEN"}}
			s.Overrides = []schedules.Override{{ID: "O", User: "PCLEO", Start: at("2026-01-12T14:55:00Z"), End: at("2026-01-12T15:00:00Z"), Adds: adds}}
		}))
		r.opens()
		r.remind("2026-01-12T14:58:00Z")
		r.remind("2026-01-12T15:00:00Z")
		r.wantHandoffs("1 S " + want + " open")
	}
}

func TestAHandoffEndsOnlyThoseOfItsSchedule(t *testing.T) {
	r := newRota(t, using("S", "T"), second(16, "PANN", "PBEN"))
	r.opens()
	r.remind("2026-01-12T14:00:00Z")
	r.remind("2026-01-12T15:00:00Z")
	r.wantHandoffs("1 S PANN>PBEN open")
	r.remind("2026-01-12T16:00:00Z")
	r.wantHandoffs("1 S PANN>PBEN open", "2 T PANN>PBEN open")
	r.remind("2026-01-13T16:00:00Z")
	r.wantHandoffs("1 S PANN>PBEN open", "2 T PANN>PBEN lapsed", "3 T PBEN>PANN open")
}

func TestWhatKeepsComingBackIsHandedOver(t *testing.T) {
	r := newRota(t)
	c := engine.Changes{}
	for n, generation := range map[uint64]int{1: 1, 2: 2, 3: 3} {
		status := engine.Resolved
		if n == 3 { // it is open: once is enough
			status = engine.Triggered
		}
		c.Incidents = append(c.Incidents, engine.Incident{Number: n, Service: "PSVC", Policy: "PPOL", Status: status, Generation: generation})
		c.Timers = append(c.Timers, engine.Timer{Incident: n, Kind: engine.FlapTimer, At: at("2026-01-12T18:00:00Z")})
	}
	c.Incidents = append(c.Incidents, engine.Incident{Number: 4, Service: "PSVC", Policy: "PPOL", Status: engine.Resolved, Generation: 2}) // its window is over
	r.given(c)
	r.remind("2026-01-12T14:00:00Z")
	r.remind("2026-01-12T15:00:00Z")
	var numbers []uint64
	for _, in := range r.handoffRows()[0].Incidents {
		numbers = append(numbers, in.Incident)
	}
	if !slices.Equal(numbers, []uint64{3, 2}) {
		t.Errorf("handed over are %v", numbers)
	}
}

func TestAReminderAndItsHandoffAreOneMessageThatSaysBoth(t *testing.T) {
	r := newRota(t, reminding("PBEN", "on 0s M2"))
	r.opens()
	r.remind("2026-01-12T14:00:00Z")
	r.remind("2026-01-12T15:00:00Z")
	list := r.messages()
	if len(list) != 1 || list[0].Path != "/handoffs/1" || !list[0].Until.IsZero() || !strings.HasPrefix(list[0].Subject, "Handoff of Primary from Ann: 1 open") {
		t.Fatalf("messages are %+v", list)
	}
	for _, want := range []string{"#1 no power", "Primary: your shift began Mon 12 Jan 09:00 CST, until Mon 19 Jan 09:00 CST."} {
		if !strings.Contains(list[0].Text, want) {
			t.Errorf("it does not say %q:\n%s", want, list[0].Text)
		}
	}
}

// Ben takes over Primary in the minute in which a shift of his for another schedule
// ends or begins: what he is told of that keeps its subject, and where it leads.
func TestAHandoffIsNoPartOfAReminderOfSomethingElse(t *testing.T) {
	begins, ends := second(15, "PANN", "PBEN"), second(15, "PBEN", "PANN")
	for name, tc := range map[string]struct {
		rules []string
		field func(*engine.Config)
		want  string
	}{
		"another schedule ends":           {[]string{"on 1h M2 S", "off 0s M2 T"}, ends, "PBEN push /schedules/T"},
		"another schedule begins":         {[]string{"on 1h M2 S", "on 0s M2 T"}, begins, "PBEN push /schedules/T"},
		"the end of this shift":           {[]string{"off 168h M2 S"}, begins, "PBEN push /schedules/S"},
		"a later shift":                   {[]string{"on 336h M2 S"}, begins, "PBEN push /schedules/S"},
		"this begins, and another begins": {[]string{"on 0s M2"}, begins, "PBEN push /oncall"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRota(t, tc.field, reminding("PBEN", tc.rules...))
			r.opens()
			r.remind("2026-01-12T14:30:00Z")
			r.remind("2026-01-12T15:00:00Z")
			r.wantMessages("PBEN push /handoffs/1", tc.want)
		})
	}
}

func TestWhatCanNotBeReadKeepsNobodyFromBeingReminded(t *testing.T) {
	r := newRota(t, reminding("PBEN", "on 0s M2"))
	r.opens()
	r.remind("2026-01-12T14:00:00Z")
	r.store.broken = errors.New("a row that can not be read")
	r.remind("2026-01-12T15:00:00Z")
	r.wantMessages("PBEN push /schedules/S")
	if !strings.Contains(r.log.String(), "handoffs were not written as they should be") || !strings.Contains(r.log.String(), "a row that can not be read") {
		t.Errorf("the log says %q", r.log.String())
	}
	r.store.broken = nil
	r.remind("2026-01-12T15:01:00Z")
	r.wantMessages()
	r.wantHandoffs()
}

func TestAnOldHandoffThatCanNotBeReadKeepsNoNewOneBack(t *testing.T) {
	r := newRota(t, reminding("PBEN", "on 0s M2"))
	r.opens()
	r.remind("2026-01-12T14:00:00Z")
	r.store.lost = errors.New("a row that can not be read")
	r.remind("2026-01-12T15:00:00Z")
	r.wantHandoffs("1 S PANN>PBEN open")
	r.wantMessages("PBEN push /handoffs/1")
}

// Pages wait for the transaction that writes: it must not read what can be much.
func TestWhatIsToldIsReadOnceAndBeforeAnythingIsWritten(t *testing.T) {
	r := newRota(t, using("S", "T"), second(15, "PANN", "PBEN"))
	r.opens()
	r.remind("2026-01-12T14:00:00Z")
	clear(r.store.reads)
	r.remind("2026-01-12T15:00:00Z")
	r.wantHandoffs("1 S PANN>PBEN open", "2 T PANN>PBEN open")
	if want := map[string]int{"incidents before": 1, "messages before": 1, "timers before": 1}; !maps.Equal(r.store.reads, want) {
		t.Errorf("read were %v", r.store.reads)
	}
	r.remind("2026-01-12T15:01:00Z")
	if r.store.reads["incidents before"] != 1 {
		t.Errorf("without a handoff, read were %v", r.store.reads)
	}
}

func TestTheSameMinuteIsWrittenOnceByTwoWhoLook(t *testing.T) {
	r := newRota(t, reminding("PBEN", "on 0s M2"))
	r.opens()
	r.remind("2026-01-12T14:00:00Z")
	r.store.between = func() {
		r.store.between = nil
		r.remind("2026-01-12T15:00:00Z")
	}
	r.remind("2026-01-12T15:00:00Z")
	r.wantHandoffs("1 S PANN>PBEN open")
	r.wantMessages("PBEN push /handoffs/1")
}

func TestPagesOfAShiftAreCountedAndWhenTheyAreTooManyItSaysSo(t *testing.T) {
	for limit, want := range map[int]string{9: "1 open, 3 pages", 5: "1 open, at least 2 pages", 1: "1 open, an unknown number of pages"} {
		r := newRota(t, using("S", "T"), second(15, "PANN", "PBEN"))
		r.opens()
		c := engine.Changes{}
		for i, line := range []string{
			"2026-01-05T14:59:59Z PANN page", "2026-01-05T15:00:00Z PANN page", "2026-01-08T15:00:00Z PANN page",
			"2026-01-08T15:00:00Z PBEN page", "2026-01-09T15:00:00Z PANN notice", "2026-01-11T15:00:00Z PANN page", "2026-01-12T15:00:00Z PANN page",
		} {
			words := strings.Fields(line)
			c.Deliveries = append(c.Deliveries, engine.Delivery{ID: fmt.Sprint("d", i), CreatedAt: at(words[0]), User: words[1], Kind: notify.Kind(words[2]), State: engine.Sent})
		}
		r.given(c)
		r.store.limit = limit
		r.remind("2026-01-12T14:00:00Z")
		r.remind("2026-01-12T15:00:00Z")
		if got := r.handoffRows()[0].Figures(); got != want {
			t.Errorf("of %d messages: %q, want %q", limit, got, want)
		}
		if h := r.handoffRows()[1]; limit == 9 && h.Pages != 1 { // of a day: the others were before
			t.Errorf("of the shorter shift: %d", h.Pages)
		}
	}
}

// watchedStore is a store whose reads are counted, by whether they are made before
// or in the transaction that writes, and can be made to fail.
type watchedStore struct {
	engine.Store
	reads   map[string]int
	broken  error // of what handoffs tell
	lost    error // of the handoffs that are open
	limit   int   // of messages; 0: as asked
	between func()
}

func (s *watchedStore) View(read func(engine.Reader) error) error {
	return s.Store.View(func(r engine.Reader) error { return read(watchedReader{r, s, "before"}) })
}

func (s *watchedStore) Update(ctx context.Context, class engine.Class, command func(engine.Tx) error) error {
	if s.between != nil {
		s.between()
	}
	return s.Store.Update(ctx, class, func(tx engine.Tx) error { return command(watchedTx{watchedReader{tx, s, "inside"}, tx}) })
}

func (s *watchedStore) read(what, where string) error {
	if s.reads == nil {
		s.reads = map[string]int{}
	}
	s.reads[what+" "+where]++
	return s.broken
}

type watchedReader struct {
	engine.Reader
	store *watchedStore
	where string
}

type watchedTx struct {
	watchedReader
	tx engine.Tx
}

func (w watchedTx) Apply(c engine.Changes) error { return w.tx.Apply(c) }

func (w watchedReader) OpenIncidents(limit int) ([]engine.Incident, error) {
	if err := w.store.read("incidents", w.where); err != nil {
		return nil, err
	}
	return w.Reader.OpenIncidents(limit)
}

func (w watchedReader) DueTimers(until time.Time, limit int) ([]engine.Timer, error) {
	if err := w.store.read("timers", w.where); err != nil {
		return nil, err
	}
	return w.Reader.DueTimers(until, limit)
}

func (w watchedReader) PagedSince(from time.Time, limit int) ([]engine.Paged, time.Time, error) {
	if err := w.store.read("messages", w.where); err != nil {
		return nil, time.Time{}, err
	}
	if w.store.limit > 0 {
		limit = w.store.limit
	}
	return w.Reader.PagedSince(from, limit)
}

func (w watchedReader) OpenHandoffs() ([]engine.Handoff, error) {
	if w.store.lost != nil {
		return nil, w.store.lost
	}
	return w.Reader.OpenHandoffs()
}
