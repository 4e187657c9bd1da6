package ui_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui"
)

const responder, other, viewer, owner = people.Responder, people.Scheduler, people.Viewer, people.Owner

// presses sends an incident's form, as its page in a state would.
func (w *world) presses(by people.Role, number uint64, verb string, fields ...string) *page {
	w.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return w.posts(by, "/incidents/"+engine.IncidentID(number)+"/"+verb, form)
}

// follows goes where a form's answer leads, with the notice it carries.
func (w *world) follows(by people.Role, p *page) *page {
	w.Helper()
	p.wantStatus(http.StatusSeeOther)
	at := p.Result().Header.Get("Location")
	next := w.asks(personOf(by), "GET", at, "", "Cookie", "wakeman-notice="+p.cookie("wakeman-notice"))
	return next.wantStatus(http.StatusOK)
}

// wantNotice demands what is said after a form.
func (w *world) wantNotice(by people.Role, p *page, want string) *page {
	w.Helper()
	next := w.follows(by, p)
	if got := next.text("notice"); !strings.HasPrefix(got, want) {
		w.Errorf("%s: it says %q, want %q", p.what, got, want)
	}
	return next
}

func TestAcknowledgeAndUndo(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	p := w.shows(responder, "/incidents/"+engine.IncidentID(n))
	p.says("state", "Triggered")
	p.has("acknowledge", true)

	p = w.wantNotice(responder, w.presses(responder, n, "acknowledge", "seen", "triggered"), "You have it. Paging has stopped. Undo")
	p.says("holder", "You have it")
	p.says("next", "Pages again, unless it is resolved")
	p.has("acknowledge", false)
	if in := w.incident(n); in.Status != engine.Acked || in.ChangedBy.ID != personOf(responder) || in.ChangedBy.Via != "ui" {
		t.Errorf("got %s by %+v", in.Status, in.ChangedBy)
	}
	w.wantNotice(responder, w.presses(responder, n, "undo"), "Taken back. Nobody has it, as before: paging goes on where it was.")
	if w.incident(n).Status != engine.Triggered {
		t.Error("undo did nothing")
	}
	w.wantNotice(responder, w.presses(responder, n, "undo"), "That can no longer be taken back")
	w.presses(responder, n, "acknowledge", "seen", "triggered")
	w.wantNotice(responder, w.presses(responder, n, "unacknowledge"), "No longer acknowledged.")
}

func TestUndoOfAResolveOrASnoozeWakesNobody(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	w.presses(responder, n, "acknowledge", "seen", "triggered")
	for verb, field := range map[string][]string{"resolve": {"seen", "acknowledged"}, "snooze": {"for", "1h"}} {
		w.presses(responder, n, verb, field...)
		w.wantNotice(other, w.presses(other, n, "undo"), "That can no longer be taken back")
		w.wantNotice(responder, w.presses(responder, n, "undo"), "Taken back. You have it, as before; nobody was paged.")
		if in := w.incident(n); in.Status != engine.Acked || !in.SnoozedUntil.IsZero() || len(in.Acks) != 1 {
			t.Errorf("after the %s was taken back: %s, acks %v", verb, in.Status, in.Acks)
		}
	}
	w.presses(other, n, "resolve", "seen", "acknowledged")
	w.wantNotice(other, w.presses(other, n, "undo"), "Taken back. As before it is with The responder; nobody was paged.")
}

// What is over, or another incident's, is not opened again: the page says why, and leads
// to the other.
func TestAnUndoThatWouldPageForNothingIsRefusedWithTheReason(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	w.presses(responder, n, "resolve", "seen", "triggered")
	m := w.opens("a", "Tower North: no power")
	p := w.wantNotice(responder, w.presses(responder, n, "undo"), "That can no longer be taken back: the same problem has come again since, as #2. Open #2")
	if !slices.Contains(p.hrefs(), "/incidents/"+engine.IncidentID(m)) {
		t.Error("no link leads to #2")
	}
	w.presses(responder, m, "resolve", "seen", "triggered")
	w.sends(coreKey, []byte(`{}`), engine.Event{Action: engine.Resolve, Key: "a"})
	w.wantNotice(responder, w.presses(responder, m, "undo"), "That can no longer be taken back: its sender has reported meanwhile that it is over.")
	if w.incident(n).Status != engine.Resolved || w.incident(m).Status != engine.Resolved {
		t.Error("one of them is open")
	}
}

// The priority is a label: it pages nobody, and is set and taken away by buttons.
func TestAPriorityIsSetOnThePageOfTheIncident(t *testing.T) {
	w := open(t)
	n, m := w.opens("a", "Tower North: no power"), w.opens("b", "Tower South: no power")
	before := w.incident(n)
	w.wantNotice(responder, w.presses(responder, n, "priority", "to", "P2"), "Its priority is P2 now.")
	p := w.shows(viewer, "/incidents/"+engine.IncidentID(n))
	p.says("timeline", "Priority set to P2 by The responder; it was none.")
	p.says("incident", "P2")
	p.has("priority-form", false)
	if in := w.incident(n); in.Priority != engine.P2 || in.LastPage != before.LastPage || in.Urgency != before.Urgency || in.Status != before.Status {
		t.Errorf("it became %+v", in)
	}
	for _, bad := range []string{"P6", ""} {
		w.presses(responder, n, "priority", "to", bad).wantStatus(400).says("error-to", "Choose one of P1 to P5")
	}
	if rows := w.shows(viewer, "/incidents?priority=P2").texts("incident-row"); len(rows) != 1 || !strings.Contains(rows[0], "Tower North") || !strings.Contains(rows[0], "P2") {
		t.Errorf("by priority: %q", rows)
	}
	if rows := w.shows(viewer, "/incidents?priority=P9").texts("incident-row"); len(rows) != 2 {
		t.Errorf("by one that there is not: %q", rows)
	}
	w.presses(responder, n, "resolve", "seen", "triggered")
	w.wantNotice(responder, w.presses(responder, n, "priority", "to", "none"), "It has no priority now.")
	if w.incident(n).Priority != "" || w.incident(m).Priority != "" {
		t.Error("it has one still")
	}
}

func TestANoticeIsShownOnceAndNotEatenByAFragment(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	cookie := "wakeman-notice=" + w.presses(responder, n, "acknowledge").cookie("wakeman-notice")
	path := "/incidents/" + engine.IncidentID(n)
	part := w.shows(responder, path, "Cookie", cookie, "X-Fragment", "status")
	if part.cookie("wakeman-notice") != "" || len(part.Result().Cookies()) != 0 {
		t.Error("a fragment took the notice")
	}
	whole := w.shows(responder, path, "Cookie", cookie)
	whole.has("notice", true)
	if c := whole.Result().Cookies(); len(c) != 1 || c[0].MaxAge >= 0 {
		t.Errorf("the notice is not taken away: %v", c)
	}
}

func TestOfTwoWhoActAtOnceTheSecondIsToldTheTruth(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	w.presses(responder, n, "acknowledge", "seen", "triggered")
	w.wantNotice(other, w.presses(other, n, "acknowledge", "seen", "triggered"), "You have it, and The responder was a moment faster")
	w.wantNotice(responder, w.presses(responder, n, "resolve", "seen", "acknowledged"), "Resolved. Undo")
	w.wantNotice(other, w.presses(other, n, "resolve", "seen", "acknowledged"), "It was resolved already, by The responder.")
	for _, verb := range []string{"acknowledge", "escalate", "unacknowledge"} {
		w.wantNotice(other, w.presses(other, n, verb, "seen", "acknowledged"), "It was resolved already, by The responder. Nothing is left to do.")
	}
	w.wantNotice(responder, w.presses(responder, n, "snooze", "for", "1h"), "You have resolved it already.")
	w.wantNotice(other, w.presses(other, n, "reopen", "seen", "resolved"), "Reopened.")
	w.wantNotice(responder, w.presses(responder, n, "reopen", "seen", "resolved"), "It was open already.")

	m := w.opens("b", "Tower South: no power")
	w.presses(responder, m, "acknowledge", "seen", "triggered")
	w.wantNotice(other, w.presses(other, m, "acknowledge", "seen", "acknowledged"), "You have it too, with The responder.")
}

func TestOnlyWhoHasAnIncidentCanGiveItBack(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	w.does(responder, n, engine.Act{Acknowledge: true})
	path := "/incidents/" + engine.IncidentID(n)
	w.shows(responder, path).has("unacknowledge", true)
	p := w.shows(other, path)
	p.has("unacknowledge", false)
	p.has("acknowledge", true)
	p.says("holder", "The responder has it")
}

func TestAViewerSeesEverythingButButtonsKeysAndRawEvents(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	p := w.shows(viewer, "/incidents/"+engine.IncidentID(n))
	p.says("timeline", "LibreNMS")
	for _, id := range []string{"acknowledge", "deeds", "raw-event"} {
		p.has(id, false)
	}
	if strings.Contains(w.shows(viewer, "/services/PCORE01").Body.String(), coreKey) {
		t.Error("a viewer is shown an integration key")
	}
	if got := w.shows(viewer, "/incidents").parts("bulk"); len(got) == 1 && strings.Contains(words(got[0]), "Acknowledge selected") {
		t.Error("a viewer is offered bulk actions")
	}
}

func TestAFormKeepsWhatWasTypedAndNamesTheWrongField(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	before := w.everything()
	long := strings.Repeat("é", engine.MaxNote+1)
	for _, c := range []struct{ verb, field, value, want string }{
		{"note", "text", "  ", "Write something first."},
		{"note", "text", long, "at most 2,000 characters; this one has 2001"},
		{"snooze", "for", "a while", "from 1 second to 7 days"},
		{"snooze", "for", "-5m", "from 1 second to 7 days"},
		{"snooze", "for", "200h", "from 1 second to 7 days"},
	} {
		p := w.presses(responder, n, c.verb, c.field, c.value).wantStatus(http.StatusBadRequest)
		p.says("error-"+c.field, c.want)
		if c.verb == "note" && p.field("text") != strings.TrimSpace(c.value) {
			t.Errorf("%s: what was typed is lost", c.verb)
		}
		if opened := p.all(func(n *node) bool { return attr(n, "id") == c.verb && n.Data == "details" }); len(opened) != 1 || !hasAttr(opened[0], "open") {
			t.Errorf("the form of %s is folded away", c.verb)
		}
	}
	if w.everything() != before {
		t.Error("a form with a mistake changed something")
	}
	w.wantNotice(responder, w.presses(responder, n, "note", "text", "On my way"), "Noted.")
	w.shows(responder, "/incidents/"+engine.IncidentID(n)).says("timeline", "On my way")
	w.wantNotice(responder, w.presses(responder, n, "snooze", "for", "30m"), "Snoozed.")
	if until := w.incident(n).SnoozedUntil; !until.Equal(begin().Add(30 * time.Minute)) {
		t.Errorf("snoozed until %s", until)
	}
}

func TestEscalateSaysWhoIsNext(t *testing.T) {
	w := open(t)
	n := w.opens("a", "Tower North: no power")
	path := "/incidents/" + engine.IncidentID(n)
	w.shows(owner, path).says("next", "The responder is told by push")
	w.pages()
	w.shows(owner, path).says("next", "The scheduler is paged (step 2) at 02:05", "level 1 of 2")
	w.shows(other, path).says("next", "You are paged (step 2)")
	w.wantNotice(responder, w.presses(responder, n, "escalate", "seen", "triggered"), "Escalated to step 2.")
}

func TestWhatWaitsForTheBundleWindowSaysWhenItGoes(t *testing.T) {
	w := open(t)
	w.opens("a", "Tower North: no power")
	w.pages()
	n := w.opens("b", "Tower East: no power")
	w.shows(owner, "/incidents/"+engine.IncidentID(n)).says("next", "The responder is told by push at 02:01")
}

func TestSeveralAreAcknowledgedTogether(t *testing.T) {
	w := open(t)
	var ids []string
	for _, key := range []string{"a", "b", "c"} {
		ids = append(ids, engine.IncidentID(w.opens(key, "Tower "+key+": no power")))
	}
	w.does(other, 2, engine.Act{Resolve: true})
	bulk := func(action string, ids ...string) *page {
		return w.posts(responder, "/incidents/bulk", url.Values{"id": ids, "action": {action}})
	}
	w.wantNotice(responder, bulk("acknowledge", append(ids, ids[0], "nonsense")...), "2 incidents acknowledged. 1 incident had ended already.")
	if w.incident(1).Status != engine.Acked || w.incident(3).Status != engine.Acked || w.incident(2).ChangedBy.ID != personOf(other) {
		t.Error("not all of them were acknowledged, or one too many")
	}
	undo := func(ids ...string) *page {
		return w.posts(responder, "/incidents/bulk/undo?"+url.Values{"id": ids}.Encode(), nil)
	}
	bulk("resolve", ids[0], ids[1]).wantStatus(http.StatusOK).says("confirm", "Resolve 1 incident?", "Tower a: no power")
	w.wantNotice(responder, bulk("resolve-now", ids[0], ids[2]), "2 incidents resolved. Undo")
	w.does(other, 3, engine.Act{Reopen: true})
	w.wantNotice(responder, undo(append(ids, "nonsense")...), "Taken back for 1 incident. The rest has changed since")
	w.wantNotice(responder, undo(ids...), "Nothing was taken back")
	if w.incident(1).Status != engine.Acked || w.incident(2).Status != engine.Resolved {
		t.Error("the undo gave back what was not its sender's, or not what was")
	}
	w.wantNotice(responder, bulk("resolve-now", ids[0]), "1 incident resolved. Undo")
	w.wantNotice(responder, bulk("resolve", ids[0], ids[1]), "Nothing was changed: 2 incidents of your selection had ended already.")
	w.wantNotice(responder, bulk("resolve-now", ids[0], ids[1]), "Nothing was changed: 2 incidents of your selection had ended already.")
	undo(make([]string, 501)...).wantStatus(http.StatusBadRequest)
	w.posts(responder, "/incidents/bulk/undo?all=%25", nil).wantStatus(http.StatusBadRequest)
	before := w.everything()
	w.wantNotice(responder, bulk("acknowledge"), "Nothing was selected")
	w.wantNotice(responder, bulk("explode", ids[2]), "Nothing was selected")
	var many []string
	for n := range uint64(501) {
		many = append(many, engine.IncidentID(n+1))
	}
	bulk("resolve", many...).wantStatus(http.StatusBadRequest)
	if w.everything() != before {
		t.Error("a wrong form changed something")
	}
}

// ending is an engine under which an incident ends by itself between the look
// at what is open and the deed.
type ending struct {
	ui.Engine
	at   func()
	once sync.Once
}

func (e *ending) DoAll(ctx context.Context, numbers []uint64, actor engine.Actor, acts ...engine.Act) ([]engine.Incident, error) {
	e.once.Do(e.at)
	return e.Engine.DoAll(ctx, numbers, actor, acts...)
}

func TestOneThatEndsAtTheLastMomentDoesNotLeaveTheOthersWithoutAnybody(t *testing.T) {
	e := &ending{}
	w := open(t, func(o *ui.Options) { e.Engine, o.Engine = o.Engine, e })
	var ids []string
	for _, key := range []string{"a", "b", "c"} {
		ids = append(ids, engine.IncidentID(w.opens(key, "Tower "+key+": no power")))
	}
	e.at = func() { w.does(other, 2, engine.Act{Resolve: true}) }
	p := w.posts(responder, "/incidents/bulk", url.Values{"id": ids, "action": {"acknowledge"}})
	w.wantNotice(responder, p, "2 incidents acknowledged. 1 incident had ended already.")
	if w.incident(1).Status != engine.Acked || w.incident(3).Status != engine.Acked {
		t.Error("the others were not acknowledged")
	}
}

func hasAttr(n *node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func TestSeveralBecomeOneAfterAsking(t *testing.T) {
	w := open(t)
	var ids []string
	for _, key := range []string{"a", "b", "c"} {
		ids = append(ids, engine.IncidentID(w.opens(key, "Tower "+key+": no power")))
	}
	bulk := func(action string, ids ...string) *page {
		return w.posts(responder, "/incidents/bulk", url.Values{"id": ids, "action": {action}})
	}
	bulk("merge", ids[2], ids[0], ids[1]).wantStatus(http.StatusOK).says("confirm", "Merge 3 incidents into one?", "the oldest: Tower a: no power", "part of it: Tower b: no power")
	if w.incident(2).Status != engine.Triggered {
		t.Error("asking merged them")
	}
	bulk("merge-now", ids...).wantRedirect("/incidents/" + ids[0])
	if in := w.incident(1); in.OpenAlerts != 3 || w.incident(3).MergedInto != 1 {
		t.Errorf("the oldest is %+v", in)
	}
	w.shows(responder, "/incidents/"+ids[1]).says("timeline", "Merged into #1 by The responder.")
	bulk("merge-now", ids...).wantStatus(http.StatusConflict)
	w.wantNotice(responder, bulk("merge", ids[0]), "Select at least two open incidents")
	w.wantNotice(responder, bulk("merge", ids[0], ids[1]), "Select at least two open incidents")
	w.wantNotice(responder, bulk("merge"), "Select at least two open incidents")
	w.posts(viewer, "/incidents/bulk", url.Values{"id": ids, "action": {"merge-now"}}).wantStatus(http.StatusForbidden)
}
