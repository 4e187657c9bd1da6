package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
)

// ages lets time go by, as far as the states of feeds know it.
func (b *fedBox) ages(d time.Duration) {
	b.Helper()
	states, err := b.db.Feeds()
	if err != nil {
		b.Fatal(err)
	}
	for _, s := range states {
		for _, at := range []*time.Time{&s.TriedAt, &s.GoodAt, &s.ReadAt, &s.FailingSince} {
			if !at.IsZero() {
				*at = at.Add(-d)
			}
		}
		if err := b.db.PutFeed(b.Context(), s); err != nil {
			b.Fatal(err)
		}
	}
}

// edits changes the configuration.
func (b *fedBox) edits(change func(next *engine.Config) error) {
	b.Helper()
	if _, err := b.editor().Do(b.Context(), engine.System(), change); err != nil {
		b.Fatal(err)
	}
}

// answered notes with which status Ann's calendar is answered.
func (s *calendarServer) answered(to *[]int) {
	answer := s.answer
	s.answer = func(w http.ResponseWriter, r *http.Request) {
		noted := &statusOf{ResponseWriter: w, status: http.StatusOK}
		if answer(noted, r); r.URL.Path == "/ann.ics" {
			*to = append(*to, noted.status)
		}
	}
}

type statusOf struct {
	http.ResponseWriter
	status int
}

func (s *statusOf) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

func TestAFeedThatNeverChangesIsReadWholeOnceADay(t *testing.T) {
	b := newFedBox(t)
	dates, _ := coming()
	b.cal.has(dates...)
	var answers []int
	b.cal.answered(&answers)
	for range 30 {
		state, _ := b.reads()
		if !state.FailingSince.IsZero() || time.Since(state.GoodAt) > time.Minute {
			t.Fatalf("%+v", state)
		}
		b.ages(time.Hour)
	}
	for i, status := range answers {
		want := http.StatusNotModified
		if i == 0 || i == 24 {
			want = http.StatusOK
		}
		if status != want {
			t.Errorf("after %d hours: %d", i, status)
		}
	}
}

func TestWithAnotherZoneAFeedIsReadAnewAndItsDaysHaveOtherMidnights(t *testing.T) {
	b := newFedBox(t)
	dates, _ := coming()
	b.cal.has(dates...)
	b.look(t.Context())
	before := b.stands()
	b.edits(func(next *engine.Config) error {
		ann, _ := next.ByEmail("ann@example.net")
		ann.TimeZone = "Asia/Tokyo" // without summer time
		next.Users[ann.ID] = ann
		return nil
	})
	b.look(t.Context())
	ann, _ := b.db.Config().ByEmail("ann@example.net")
	if len(ann.Absences) != 2 || b.stands() == before {
		t.Fatalf("before and after: %s", b.stands())
	}
	for _, a := range ann.Absences {
		if a.Start.Format("15:04") != "15:00" || a.End.Sub(a.Start) != 24*time.Hour {
			t.Errorf("from %v to %v", a.Start, a.End)
		}
	}
	asked := b.cal.asked
	b.edits(func(next *engine.Config) error {
		for id, s := range next.Schedules {
			s.TimeZone = "Asia/Tokyo"
			next.Schedules[id] = s
		}
		return nil
	})
	if b.look(t.Context()); b.cal.asked != asked+1 {
		t.Errorf("the schedule's zone: asked %d times", b.cal.asked-asked)
	}
}

func TestWhatAZoneWasReadForIsNotPutInForceForAnother(t *testing.T) {
	b := newFedBox(t)
	dates, _ := coming()
	b.cal.has(dates...)
	answer := b.cal.answer
	b.cal.answer = func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/ann.ics" {
			b.edits(func(next *engine.Config) error {
				ann, _ := next.ByEmail("ann@example.net")
				ann.TimeZone = "Asia/Tokyo"
				next.Users[ann.ID] = ann
				return nil
			})
		}
		answer(w, r)
	}
	if person, _ := b.reads(); person.Reason != "It was changed while it was read." || strings.Count(b.stands(), ",") != 1 {
		t.Errorf("%+v %s", person, b.stands())
	}
}

// A feed that takes the box down is not read again the moment it is back.
func TestThatAFeedIsTriedIsStoredBeforeItIsFetched(t *testing.T) {
	b := newFedBox(t)
	due := 0
	b.cal.answer = func(w http.ResponseWriter, _ *http.Request) {
		states, err := b.db.Feeds()
		c := b.db.Config()
		for _, o := range c.Feeds() {
			if err != nil || feedDue(feedOf(c, o), states[o.ID], time.Now()) {
				due++
			}
		}
		w.WriteHeader(http.StatusNotFound)
	}
	if b.look(t.Context()); due != 1 { // the second, while the first is fetched
		t.Errorf("%d were due while they were fetched", due)
	}
}

func TestAFeedThatTheBoxStoppedAtIsDueWhenItIsBack(t *testing.T) {
	b := newFedBox(t)
	ctx, stop := context.WithCancel(t.Context())
	b.cal.answer = func(_ http.ResponseWriter, r *http.Request) {
		stop()
		<-r.Context().Done()
	}
	b.look(ctx)
	states, err := b.db.Feeds()
	if err != nil {
		t.Fatal(err)
	}
	c := b.db.Config()
	for _, o := range c.Feeds() {
		if s := states[o.ID]; !feedDue(feedOf(c, o), s, time.Now()) || !s.FailingSince.IsZero() {
			t.Errorf("%+v", s)
		}
	}
}

// panicking is a transport with a bug.
type panicking struct{}

func (panicking) RoundTrip(*http.Request) (*http.Response, error) { panic("a bug") }

func TestAPanicWhileAFeedIsReadIsItsFaultAndTheBoxGoesOn(t *testing.T) {
	dates, want := coming()
	for name, breaks := range map[string]func(b *fedBox){
		"while it is fetched": func(b *fedBox) { b.client = &http.Client{Transport: panicking{}} },
		"while it is applied": func(b *fedBox) {
			b.cal.has(dates[0])
			b.editor = func() config.Editor { panic(errors.New("a bug")) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newFedBox(t)
			b.log = slog.New(slog.NewTextHandler(io.Discard, nil))
			b.cal.has(dates...)
			well, _ := b.reads()
			client, editor := b.client, b.editor
			breaks(b)
			person, schedule := b.reads()
			for _, s := range []engine.FeedState{person, schedule} {
				if s.FailingSince.IsZero() || s.Reason != "Wakeman fails at it; its log says more." || !s.ReadAt.Equal(well.ReadAt) && s.ID == well.ID {
					t.Errorf("%+v", s)
				}
			}
			if b.stands() != want {
				t.Errorf("stands %s", b.stands())
			}
			b.client, b.editor = client, editor
			b.cal.has(dates...)
			if again, _ := b.reads(); !again.FailingSince.IsZero() {
				t.Errorf("not well again: %+v", again)
			}
		})
	}
}
