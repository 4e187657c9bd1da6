package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// handsOver is a world in which the responder handed the schedule Primary over to
// the scheduler a minute ago, with an incident open.
func handsOver(t *testing.T) *world {
	w := open(t)
	next := smallProvider()
	next.Schedules = map[string]schedules.Schedule{"PSCHED1": {
		ID: "PSCHED1", Name: "Primary", TimeZone: "UTC", Layers: []schedules.Layer{{
			ID: "L", Start: civil.At(2026, 3, 1, 9, 0), Turn: schedules.Turn{Count: 1, Unit: schedules.Day},
			Users: []schedules.Slot{{personOf(people.Responder)}, {personOf(people.Scheduler)}},
		}},
	}}
	p := next.Policies["PPOLI01"]
	p.Steps = []engine.Step{{ID: "PSTEP01", Delay: 5 * time.Minute, Targets: []people.Target{{Schedule: "PSCHED1"}}}}
	next.Policies["PPOLI01"] = p
	w.configure(next)
	w.must(w.engine.Remind(w.Context()))
	w.opens("tower-north", "Tower North: no power")
	w.pages()
	w.set(time.Date(2026, 3, 2, 9, 1, 0, 0, time.UTC))
	w.must(w.engine.Remind(w.Context()))
	return w
}

func TestAHandoffIsReadNotedAndConfirmed(t *testing.T) {
	w := handsOver(t)
	const path = "/handoffs/1"
	w.shows(people.Scheduler, "/").says("handoff-waits", "Handoff of Primary from The responder: not confirmed")
	w.shows(people.Responder, "/").has("handoff-waits", false)
	w.shows(people.Viewer, "/handoffs").says("waiting", "The responder to The scheduler")
	w.shows(people.Viewer, "/handoffs?schedule=PSCHED1").says("waiting", "Primary")
	seen := w.shows(people.Viewer, path)
	seen.says("handed-over", "Tower North: no power")
	seen.has("confirm", false)
	seen.has("note-form", false)
	w.shows(people.Responder, path).has("note-form", true)

	long := strings.Repeat("x", 2001)
	w.posts(people.Responder, path+"/note", fields("watch", "the generator", "ask", long, "seen", w.shows(people.Responder, path).field("seen"))).wantStatus(400).has("error-ask", true)
	w.posts(people.Viewer, path+"/note", fields("watch", "x")).wantStatus(403)
	w.posts(people.Scheduler, path+"/note", fields("watch", "x")).wantStatus(403)
	w.wantNotice(people.Responder, w.posts(people.Responder, path+"/note", fields("watch", "the generator", "seen", w.shows(people.Responder, path).field("seen"))), "Saved.")
	w.shows(people.Scheduler, path).says("note", "the generator")

	w.posts(people.Viewer, path+"/confirm", nil).wantStatus(403)
	w.posts(people.Responder, path+"/confirm", nil).wantStatus(403)
	if h, _, _ := w.db.Handoff(1); !h.Open() {
		t.Fatal("it was confirmed by somebody who may not")
	}
	w.wantNotice(people.Scheduler, w.posts(people.Scheduler, path+"/confirm", nil), "Confirmed.")
	w.shows(people.Scheduler, path).says("handoff-state", "Confirmed by The scheduler")
	w.shows(people.Scheduler, "/").has("handoff-waits", false)
	w.wantNotice(people.Admin, w.posts(people.Admin, path+"/confirm", nil), "The scheduler has confirmed it already")
	w.shows(people.Viewer, "/handoffs").says("before", "Confirmed by The scheduler")
	if links := w.shows(people.Viewer, "/schedules/PSCHED1").hrefs(); !slices.Contains(links, "/handoffs?schedule=PSCHED1") {
		t.Errorf("the schedule's page leads to %q", links)
	}
}

// The admin is on call all the time: the handoff says so, and to whom it is.
func TestAHandoffNamesWhoStaysOnCall(t *testing.T) {
	w := handsOver(t)
	w.shows(people.Viewer, "/handoffs/1").has("stay", false)
	next := *w.db.Config()
	s := next.Schedules["PSCHED1"]
	s.Layers = []schedules.Layer{s.Layers[0]}
	s.Layers[0].Users = []schedules.Slot{{personOf(people.Responder), personOf(people.Admin)}, {personOf(people.Scheduler), personOf(people.Admin)}}
	next.Schedules = map[string]schedules.Schedule{"PSCHED1": s}
	w.configure(&next)
	w.set(time.Date(2026, 3, 3, 9, 1, 0, 0, time.UTC))
	w.must(w.engine.Remind(w.Context()))
	w.shows(people.Viewer, "/handoffs/2").says("stay", "Still on call: The admin")
}

func TestLookingAtAHandoffChangesNothing(t *testing.T) {
	w := handsOver(t)
	before, _, _ := w.db.Handoff(1)
	for _, path := range []string{"/handoffs", "/handoffs/1", "/handoffs?after=1", "/handoffs?after=x"} {
		w.shows(people.Scheduler, path)
	}
	if after, _, _ := w.db.Handoff(1); !after.Open() || after.DraftedAt != before.DraftedAt {
		t.Errorf("it is %+v now", after)
	}
	w.asks(personOf(people.Viewer), "GET", "/handoffs/none", "").wantStatus(404)
	w.asks(personOf(people.Viewer), "GET", "/handoffs/99", "").wantStatus(404)
}

func TestOfTwoWhoWriteANoteAtOnceNeitherOverwritesTheOther(t *testing.T) {
	w := handsOver(t)
	const path = "/handoffs/1"
	mine, theirs := w.shows(people.Responder, path).filled("note-form"), w.shows(people.Admin, path).filled("note-form")
	mine.Set("watch", "the generator")
	theirs.Set("watch", "the north tower")
	theirs.Set("ask", "the field team")
	w.wantNotice(people.Responder, w.posts(people.Responder, path+"/note", mine), "Saved.")
	for range 2 { // pressing it again is no answer
		p := w.posts(people.Admin, path+"/note", theirs).wantStatus(409)
		p.says("note", "Somebody else has changed this since you opened it", "the generator") // what they wrote is there to compare
		if p.field("watch") != "the north tower" || p.field("ask") != "the field team" {
			t.Errorf("kept is %q, %q", p.field("watch"), p.field("ask"))
		}
		theirs = p.filled("note-form")
	}
	if h, _, _ := w.db.Handoff(1); h.Note.Watch != "the generator" || h.Note.By.ID != personOf(people.Responder) {
		t.Errorf("the note is %+v", h.Note)
	}
	theirs = w.shows(people.Admin, path).filled("note-form")
	if theirs.Get("watch") != "the generator" {
		t.Errorf("opened anew, it shows %q", theirs)
	}
	theirs.Set("ask", "the field team")
	w.wantNotice(people.Admin, w.posts(people.Admin, path+"/note", theirs), "Saved.")
}

func TestANoteThatComesTooLateIsStillThereToCopy(t *testing.T) {
	w := handsOver(t)
	form := w.shows(people.Responder, "/handoffs/1").filled("note-form")
	form.Set("watch", "the generator")
	w.set(time.Date(2026, 3, 3, 9, 1, 0, 0, time.UTC))
	w.must(w.engine.Remind(w.Context()))
	p := w.posts(people.Responder, "/handoffs/1/note", form).wantStatus(409)
	p.says("note", "The next shift has begun")
	if p.field("watch") != "the generator" {
		t.Errorf("kept is %q", p.field("watch"))
	}
	w.shows(people.Responder, "/handoffs/1").has("note-form", false)
}

func TestHandoffsAreInTheNavigation(t *testing.T) {
	w := handsOver(t)
	for _, path := range []string{"/handoffs", "/handoffs/1", "/handoffs?schedule=PSCHED1"} {
		here := w.shows(people.Viewer, path).all(func(n *node) bool { return attr(n, "aria-current") == "page" })
		if len(here) != 1 || attr(here[0], "href") != "/handoffs" {
			t.Errorf("%s is part of %d sections", path, len(here))
		}
	}
}
