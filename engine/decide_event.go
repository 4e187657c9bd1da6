package engine

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"wakeman/engine/people"
)

// maxRetitled bounds how many changes of title are written to the timeline. A
// sender that puts a measured value into its summary changes it every minute.
const maxRetitled = 10

// open makes an incident from a first event and its alert. The number is taken
// before.
func (t *turn) open(svc Service, ev Event, alert Alert, by Ruling) {
	t.Incident = Incident{
		Kept:   t.Incident.Kept,
		Number: alert.Incident, Title: ev.Summary, Service: svc.ID, Policy: svc.Policy,
		Urgency: cmp.Or(by.Urgency, svc.Urgency.Of(ev.Severity)), Severity: ev.Severity, Key: alert.Key,
		Source: ev.Source, Component: ev.Component, Group: ev.Group, Class: ev.Class,
		CreatedAt: t.now, OpenAlerts: 1, AllAlerts: 1, Generation: 1,
	}
	t.setStatus(Triggered)
	t.log(Entry{Type: TriggerEntry, Text: "Opened by " + t.actor.label() + by.byRules() + ".", Post: alert.FirstPost})
	t.audit("trigger", ev.Summary)
	t.higherPriority(by)
	t.noted(by.Notes)
	t.pause = pause{by.Pause, by.PausedBy}
	t.begin("the incident was opened")
	t.afterOpening()
}

// afterOpening sets the timers that run from the moment it was opened.
func (t *turn) afterOpening() {
	if after := t.service().AutoResolve; after > 0 {
		t.setTimer(AutoResolveTimer, t.now.Add(after))
	}
}

// repeat folds a further trigger into an open alert. It reports whether the
// incident changed; the alert always did.
func (t *turn) repeat(alert *Alert, ev Event, post uint64) bool {
	was := *alert
	alert.merge(ev, t.now, post)
	changed := t.retitle(was, *alert)
	if alert.Severity != was.Severity {
		changed = t.severityChanged(*alert, post) || changed
	}
	return changed
}

// louderBy raises the urgency of an open incident because an event rule says so,
// such as one that counts. It never lowers it: that is for the first event.
func (t *turn) louderBy(r Ruling) bool {
	if r.Urgency != people.High || t.Incident.Urgency == people.High || !t.Incident.Status.Open() {
		return false
	}
	t.Incident.Urgency = people.High
	t.log(Entry{Type: UrgencyEntry, Actor: System(), Text: "Urgency is now high" + r.byRules() + "."})
	if t.Incident.Status == Triggered {
		t.begin("the urgency rose to high")
	}
	return true
}

// changedBy reports whether a further trigger says something new that concerns
// the incident.
func (a *Alert) changedBy(ev Event) bool {
	return ev.Summary != "" && ev.Summary != a.Summary || ev.Severity != "" && ev.Severity != a.Severity
}

func (a *Alert) merge(ev Event, at time.Time, post uint64) {
	a.Count++
	a.LastSeen, a.LastPost = at, post
	if sent := sentAt(ev, at); sent.After(a.SentAt) {
		a.SentAt = sent
	}
	if ev.Summary != "" {
		a.Summary = ev.Summary
	}
	if ev.Severity != "" {
		a.Severity = ev.Severity
	}
	if len(ev.Details) > 0 {
		a.Details = boundDetails(ev.Details)
	}
	if len(ev.Links) > 0 {
		a.Links = ev.Links
	}
	if len(ev.Images) > 0 {
		a.Images = ev.Images
	}
	a.Recordings = withRecordings(a.Recordings, ev.Recordings, post)
}

// retitle carries a changed summary to the incident, if its title came from
// this alert.
func (t *turn) retitle(was, now Alert) bool {
	if was.Summary == now.Summary || t.Incident.Title != was.Summary {
		return false
	}
	t.Incident.Title = now.Summary
	t.Incident.Retitled++
	if t.Incident.Retitled <= maxRetitled {
		t.log(Entry{Type: TitleEntry, Post: now.LastPost, Text: "The sender changed the summary; it was: " + was.Summary})
	}
	return true
}

// severityChanged raises or lowers the incident, and reports whether it did. Rising
// pages again, even an acknowledged one; falling wakes nobody and never lowers the
// urgency. Of several problems in one incident a milder one says nothing about the
// worst: what they take turns in saying pages nobody again and again.
func (t *turn) severityChanged(alert Alert, post uint64) bool {
	now := alert.Severity
	rises := now.weight() > t.Incident.Severity.weight()
	if !rises && (t.Incident.OpenAlerts > 1 || len(alert.Sent) > 1 || alert.Beyond) {
		return false
	}
	t.nowAt(now, post)
	if rises {
		t.severityRose(now)
	}
	return true
}

// nowAt writes down how bad the incident is from now on; post is what said so, 0 for
// none.
func (t *turn) nowAt(severity Severity, post uint64) {
	t.log(Entry{Type: SeverityEntry, Post: post, Text: fmt.Sprintf("Severity went from %s to %s.", orUnknown(t.Incident.Severity), orUnknown(severity))})
	t.Incident.Severity = severity
}

// worstAgain raises an incident of several to what came back within the flap window.
// It pages nobody for that: it was over only a moment ago.
func (t *turn) worstAgain(a Alert) {
	if t.Incident.OpenAlerts > 1 && a.Severity.weight() > t.Incident.Severity.weight() {
		t.nowAt(a.Severity, a.LastPost)
	}
}

func (t *turn) severityRose(now Severity) {
	louder := t.raiseUrgency(now)
	if t.Incident.Status == Acked {
		t.unacknowledge(fmt.Sprintf("severity rose to %s", now))
		return
	}
	if louder && t.Incident.Status == Triggered {
		t.begin("the urgency rose to high")
	}
}

// weight is the rank by which a severity rises. An alert of unknown weight was
// paged as an error is, so learning that it is a warning is no reason to page
// again.
func (s Severity) weight() int {
	if s == "" {
		return Error.Rank()
	}
	return s.Rank()
}

func (t *turn) raiseUrgency(s Severity) bool {
	if t.Incident.Urgency == people.High || t.service().Urgency.Of(s) != people.High {
		return false
	}
	t.Incident.Urgency = people.High
	t.log(Entry{Type: UrgencyEntry, Actor: System(), Text: "Urgency is now high."})
	return true
}

func orUnknown(s Severity) string {
	if s == "" {
		return "unknown"
	}
	return string(s)
}

// alertResolved takes a resolved alert off the incident, and closes it when it
// was the last.
func (t *turn) alertResolved() {
	if t.Incident.OpenAlerts--; t.Incident.OpenAlerts > 0 {
		t.log(Entry{Type: AnnotateEntry, Text: fmt.Sprintf("One alert was resolved by the sender; %d are still open.", t.Incident.OpenAlerts)})
		return
	}
	t.resolve("")
}

// newAlert is the alert a first event makes.
func newAlert(ev Event, integration, key string, at time.Time, post uint64) Alert {
	return Alert{
		Integration: integration, Key: key, Open: true, Severity: ev.Severity, Summary: ev.Summary,
		Source: ev.Source, Component: ev.Component, Group: ev.Group, Class: ev.Class,
		Client: ev.Client, ClientURL: ev.ClientURL, Links: ev.Links, Images: ev.Images,
		Recordings: withRecordings(nil, ev.Recordings, post),
		Details:    boundDetails(ev.Details), FirstSeen: at, LastSeen: at, Count: 1,
		FirstPost: post, LastPost: post, SentAt: sentAt(ev, at),
	}
}

// boundDetails leaves details that are too long to keep beside every alert to
// the raw event, and says so.
func boundDetails(d json.RawMessage) json.RawMessage {
	if len(d) <= MaxDetails {
		return d
	}
	return json.RawMessage(fmt.Sprintf(`{"wakeman":"the details have %d bytes; see the raw event"}`, len(d)))
}
