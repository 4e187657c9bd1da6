package api

import (
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
)

// logEntryWire is one line of an incident's timeline.
//
// The types are PagerDuty's where it has one. Wakeman's own are
// reopen_log_entry, skip_log_entry (a step meant nobody),
// severity_change_log_entry, priority_change_log_entry, title_change_log_entry and quiet_log_entry (why
// nobody is paged).
type logEntryWire struct {
	reference
	CreatedAt              *string           `json:"created_at"`
	Agent                  reference         `json:"agent"`
	Channel                channelWire       `json:"channel"`
	Service                any               `json:"service"`
	Incident               any               `json:"incident"`
	Teams                  []reference       `json:"teams"`
	Contexts               []contextWire     `json:"contexts"`
	AcknowledgementTimeout *int              `json:"acknowledgement_timeout"` // seconds
	EventDetails           map[string]string `json:"event_details"`           // strings only: go-pagerduty reads nothing else
	Note                   *string           `json:"note"`
	User                   *reference        `json:"user"` // who was told, of notify_log_entry
	Assignees              []reference       `json:"assignees"`
	ChangedActions         []reference       `json:"changed_actions"`
	Until                  *string           `json:"until"` // the end of a snooze
}

// channelWire is by which way something came about.
type channelWire struct {
	Type         string            `json:"type"` // website, api, auto, note, email, …
	Summary      string            `json:"summary"`
	Notification *notificationWire `json:"notification"` // of notify_log_entry, else null
}

// notificationWire is one attempt to tell somebody.
type notificationWire struct {
	Type   string `json:"type"`   // email, sms, push, webhook
	Status string `json:"status"` // delivered, accepted, retry, failed
	Method string `json:"method"` // the contact method's label
}

func (v view) logEntry(e engine.Entry, in engine.Incident) logEntryWire {
	w := logEntryWire{
		reference: v.entryRef(e).whole(string(e.Type) + "_log_entry"), CreatedAt: stamp(e.At),
		Agent:   v.actorRef(e.Actor, in.Service),
		Channel: channelWire{Type: channelType(e), Summary: e.Text},
		Service: v.included("services", v.serviceRef(in.Service), func() (any, bool) { return v.plainService(in.Service) }),
		Incident: v.included("incidents", v.incidentRef(in.Number, in.Title), func() (any, bool) {
			return v.incident(in), true
		}),
		Teams: v.teamRefs(v.cfg.TeamOf(in.Service)), Contexts: []contextWire{}, Assignees: []reference{}, ChangedActions: []reference{},
		EventDetails: map[string]string{}, Until: stamp(e.Until),
	}
	switch e.Type {
	case engine.TriggerEntry:
		w.EventDetails["description"] = in.Title
	case engine.AcknowledgeEntry:
		svc, _ := v.cfg.Service(in.Service)
		w.AcknowledgementTimeout = seconds(svc.AckTimeout)
	case engine.AnnotateEntry:
		w.Note = text(e.Text)
	case engine.NotifyEntry:
		w.Channel.Notification = &notificationWire{Type: e.Channel, Status: e.Result, Method: e.Method}
		if len(e.Users) > 0 {
			ref := v.userRef(e.Users[0])
			w.User = &ref
		}
	default:
		w.Assignees = each(e.Users, v.userRef)
	}
	return w
}

// channelType is PagerDuty's word for the way.
func channelType(e engine.Entry) string {
	switch {
	case e.Type == engine.AnnotateEntry:
		return "note"
	case e.Actor.Kind == engine.BySystem:
		return "auto"
	case e.Actor.Kind == engine.ByPerson && e.Actor.Via == "ui":
		return "website"
	case e.Actor.Kind == engine.ByPerson && strings.Contains(e.Actor.Via, "mail"):
		return "email"
	}
	return "api"
}

// entryID is the public id of an entry: "R", its incident, its place there.
func entryID(e engine.Entry) string { return newEntryID(e.Incident, e.Seq) }

func newEntryID(number, seq uint64) string {
	return "R" + engine.IncidentID(number)[1:] + strings.ToUpper(strconv.FormatUint(seq, 36))
}

// parseEntryID reads what entryID writes, and nothing else.
func parseEntryID(id string) (number, seq uint64, ok bool) {
	if len(id) < 15 || id[0] != 'R' {
		return 0, 0, false
	}
	number, ok = engine.ParseIncidentID("Q" + id[1:14])
	seq, err := strconv.ParseUint(id[14:], 36, 64)
	return number, seq, ok && err == nil && newEntryID(number, seq) == id
}

func (v view) entryRef(e engine.Entry) reference {
	id := entryID(e)
	ref := v.link.inside(string(e.Type)+"_log_entry_reference", "/log_entries/"+id, id, e.Text)
	page := v.link.base + "/incidents/" + engine.IncidentID(e.Incident)
	return ref.with(&page)
}

// firstEntryRef is the entry that opened the incident, which is always its
// first, so that it need not be read.
func (v view) firstEntryRef(in engine.Incident) reference {
	return v.entryRef(engine.Entry{Incident: in.Number, Seq: 1, Type: engine.TriggerEntry, Text: in.Title})
}

// overview reports whether an entry belongs into a short log: what changed, and
// not each attempt.
func overview(t engine.EntryType) bool {
	return t != engine.NotifyEntry && t != engine.SkipEntry && t != engine.QuietEntry
}

// filter is which entries of a log are wanted.
type filter struct {
	window
	overview bool
}

func (q query) entries() (f filter, err error) {
	if f.window, err = q.window(); err != nil {
		return f, err
	}
	f.overview, err = q.flag("is_overview")
	return f, err
}

func (f filter) wants(e engine.Entry) bool {
	return (f.from.IsZero() || !e.At.Before(f.from)) && (f.to.IsZero() || e.At.Before(f.to)) &&
		(!f.overview || overview(e.Type))
}

// until is the end of the window, or now.
func (f filter) until(now time.Time) time.Time {
	if f.to.IsZero() {
		return now
	}
	return f.to
}
