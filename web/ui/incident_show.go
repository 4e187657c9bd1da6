package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// maxAlertsShown is how many alerts an incident's page lists.
const maxAlertsShown = 50

// incidentShow is one incident.
func (u *ui) incidentShow(w http.ResponseWriter, r *http.Request) {
	u.showIncident(w, r, http.StatusOK, nil)
}

// showIncident draws the page, or the list with the incident beside it if that is
// where its form was; change may put a form with its errors into it.
func (u *ui) showIncident(w http.ResponseWriter, r *http.Request, status int, change func(*view.IncidentPage)) {
	v, found, err := u.incidentPage(r, r.PathValue("id"))
	switch {
	case err != nil:
		u.fail(w, r, err)
		return
	case !found:
		u.notFound(w, r)
		return
	}
	if change != nil {
		change(&v)
	}
	if _, beside := besideList(r, v.ID); beside {
		u.showIncidents(w, r, status, &v, "")
		return
	}
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.Incident(p, v))
}

// incidentPage is what the page of an incident shows to whoever asks.
func (u *ui) incidentPage(r *http.Request, id string) (v view.IncidentPage, found bool, err error) {
	number, ok := engine.ParseIncidentID(id)
	if !ok {
		return v, false, nil
	}
	c, found, err := u.Store.Case(number)
	if err != nil || !found {
		return v, false, err
	}
	if c.Pages, err = u.Store.Planned(c.Pages, u.Now()); err != nil {
		return v, false, err
	}
	drawn := drawnCase{Case: c, cfg: u.Store.Config(), viewer: who(r).User.ID, canAct: !who(r).ReadOnly(), now: u.Now()}
	v = drawn.page()
	v.Recordings, err = u.recordings(c.Alerts)
	return v, true, err
}

// drawnCase turns an incident with all that belongs to it into its page.
type drawnCase struct {
	store.Case
	cfg    *engine.Config
	viewer string
	canAct bool // and so see raw events
	now    time.Time
}

func (d drawnCase) page() view.IncidentPage {
	in := d.Incident
	policy, _ := d.cfg.Policy(in.Policy)
	v := view.IncidentPage{
		IncidentRow: incidentRow(d.cfg, in, d.viewer), EquipmentID: in.Source,
		Policy: view.Ref{Name: policy.Name}, Levels: len(policy.Steps), Next: d.next(), Can: d.can(),
		Runbook: view.OutsideLink{Href: d.cfg.Services[in.Service].Runbook, Text: "Runbook"},
		Told:    d.told(), Timeline: d.timeline(), Changes: changes(d.cfg, d.Changes),
	}
	if in.Level.Round > 0 {
		v.Level = in.Level.Step + 1
	}
	if in.Status == engine.Triggered && in.Quiet != "" && !unreached(in) {
		v.Next.Never = in.Quiet
	}
	d.alerts(&v)
	return v
}

// next is what happens by itself if nobody acts.
func (d drawnCase) next() view.Next {
	in := d.Incident
	soonest := view.Next{Never: d.never()}
	add := func(what string, at time.Time) {
		if soonest.At.IsZero() || at.Before(soonest.At) {
			soonest = view.Next{What: what, At: at}
		}
	}
	for _, p := range d.Pages {
		if p.Delivery == "" && in.Status == engine.Triggered {
			m, _ := d.cfg.Users[p.User].Method(p.Method)
			add(fmt.Sprintf("%s told by %s", isOrAre(d.name(p.User), 1), m.Type.Word()), p.NotBefore)
		}
	}
	for _, t := range d.Timers {
		if what := d.timerWords(t.Kind); what != "" {
			add(what, t.At)
		}
	}
	return soonest
}

func (d drawnCase) never() string {
	switch d.Incident.Status {
	case engine.Acked:
		return "acknowledged by " + holder(d.Incident, d.viewer)
	case engine.Resolved:
		return "it is resolved"
	}
	return d.Incident.Quiet
}

func (d drawnCase) timerWords(kind engine.TimerKind) string {
	switch kind {
	case engine.EscalateTimer:
		return d.escalateWords()
	case engine.AckTimer:
		return "Pages again, unless it is resolved"
	case engine.SnoozeTimer:
		return "The snooze ends and it pages again"
	case engine.AutoResolveTimer:
		return "Resolves by itself"
	case engine.StaleTimer:
		return "Pages again, because it is still open"
	}
	return ""
}

// escalateWords names whom the next step means now.
func (d drawnCase) escalateWords() string {
	in := d.Incident
	policy, _ := d.cfg.Policy(in.Policy)
	next := in.Level.Step + 1
	if in.Level.Exhausted || next >= len(policy.Steps) {
		next = 0
	}
	if len(policy.Steps) == 0 {
		return "Starts over"
	}
	meant := d.cfg.Means(policy, policy.Steps[next].Targets, in.Urgency, d.now)
	if len(meant.Found) == 0 {
		return fmt.Sprintf("Step %d would reach nobody (%s)", next+1, strings.Join(meant.Reasons(), "; "))
	}
	return fmt.Sprintf("%s paged (step %d)", isOrAre(personNames(d.cfg, meant.Found, d.viewer), len(meant.Found)), next+1)
}

// isOrAre is names with the verb that fits them.
func isOrAre(names string, n int) string {
	if n > 1 || names == "You" {
		return names + " are"
	}
	return names + " is"
}

func (d drawnCase) can() view.Actions {
	if !d.canAct {
		return view.Actions{}
	}
	in := d.Incident
	mine := slices.ContainsFunc(in.Acks, func(a engine.Ack) bool { return a.By.ID == d.viewer })
	open := in.Status.Open()
	return view.Actions{
		Acknowledge: open && !mine, Unacknowledge: mine && in.Status == engine.Acked, Resolve: open,
		Reopen: in.Status == engine.Resolved, Snooze: open, Escalate: open, Priority: true, Note: true,
	}
}

// told are the attempts to reach people: those of the timeline, then what is
// under way or still to come.
func (d drawnCase) told() []view.Told {
	var list []view.Told
	for _, e := range d.Timeline {
		if e.Type == engine.NotifyEntry && len(e.Users) > 0 {
			list = append(list, view.Told{
				At: e.At, Person: d.name(e.Users[0]), Channel: e.Channel, Address: e.Method,
				Result: view.ToldResult(e.Result), Reason: reasonOf(e),
			})
		}
	}
	if d.Incident.Status != engine.Triggered {
		return list
	}
	for _, p := range d.Pages {
		m, _ := d.cfg.Users[p.User].Method(p.Method)
		t := view.Told{At: p.NotBefore, Person: d.name(p.User), Channel: string(m.Type), Address: m.Label, Result: view.ToldWaiting}
		switch {
		case p.Delivery != "" && p.Attempts == 0:
			t.Result = view.ToldSending
		case p.Delivery != "":
			continue // its last attempt is in the list
		}
		list = append(list, t)
	}
	return list
}

// reasonOf is what follows the first colon of a sentence like "Told Ann by push
// (phone): delivered: 200 OK".
func reasonOf(e engine.Entry) string {
	_, reason, _ := strings.Cut(e.Text, "): ")
	if _, after, ok := strings.Cut(reason, ": "); ok {
		return after
	}
	_, reason, _ = strings.Cut(e.Text, "given up: ")
	return reason
}

func (d drawnCase) name(user string) string {
	if user == d.viewer && user != "" {
		return "You"
	}
	if u, ok := d.cfg.Users[user]; ok {
		return u.Name
	}
	return "Somebody who has left"
}

// timeline is newest first.
func (d drawnCase) timeline() []view.Entry {
	list := make([]view.Entry, 0, len(d.Timeline))
	for _, e := range slices.Backward(d.Timeline) {
		entry := view.Entry{At: e.At, Kind: entryKind(e), Text: e.Text} // the sentence names who
		if e.Type == engine.AnnotateEntry {
			entry.Who, entry.Text, entry.Extra = d.actor(e.Actor), "wrote a note", e.Text
		}
		list = append(list, entry)
	}
	return list
}

func (d drawnCase) actor(a engine.Actor) string {
	if a.Kind == engine.ByPerson && a.ID == d.viewer {
		return "You"
	}
	return a.Name
}

// entryKind chooses a line's icon.
func entryKind(e engine.Entry) string {
	switch e.Type {
	case engine.TriggerEntry:
		return "triggered"
	case engine.AcknowledgeEntry:
		return "acknowledged"
	case engine.ResolveEntry:
		return "resolved"
	case engine.ReopenEntry, engine.UnacknowledgeEntry:
		return "reopened"
	case engine.NotifyEntry:
		if e.Result == "failed" {
			return "problem"
		}
		return "paged"
	case engine.AssignEntry, engine.EscalateEntry:
		return "escalated"
	case engine.SkipEntry, engine.ExhaustEntry:
		return "problem"
	case engine.SnoozeEntry:
		return "snoozed"
	}
	return "note"
}

func (d drawnCase) alerts(v *view.IncidentPage) {
	slices.SortFunc(d.Alerts, func(a, b engine.Alert) int { return b.LastSeen.Compare(a.LastSeen) })
	for i, a := range d.Alerts {
		if i == maxAlertsShown {
			v.AlertsMore = len(d.Alerts) - i
			break
		}
		state := view.Resolved
		if a.Open {
			state = view.Triggered
		}
		var watched string
		if x, ok := d.cfg.Watches[a.Integration]; ok {
			watched = view.WatchPath(x.Service, x.ID)
		} else if a.Integration == engine.NetworkSight {
			watched = view.PathWatches
		}
		v.Alerts = append(v.Alerts, view.Alert{
			Watch: watched,
			Key:   a.Key, Summary: a.Summary, State: state, Severity: string(a.Severity), Source: a.Source,
			Count: int(a.Count), First: a.FirstSeen, Last: a.LastSeen, EventID: d.eventID(a.LastPost),
		})
	}
	if len(d.Alerts) == 0 {
		return
	}
	newest := d.Alerts[0]
	v.EventID = d.eventID(newest.FirstPost)
	v.Details = detailFields(newest)
	v.Links = outsideLinks(newest)
	for _, img := range newest.Images {
		v.Images = append(v.Images, view.OutsideLink{Href: img.Src, Text: img.Alt})
	}
}

// eventID names a raw event, for those who may see it.
func (d drawnCase) eventID(post uint64) string {
	if post == 0 || !d.canAct {
		return ""
	}
	return strconv.FormatUint(post, 10)
}

// detailFields are the sender's own fields, after those every event has.
func detailFields(a engine.Alert) []view.Field {
	var fields []view.Field
	for _, f := range []view.Field{{Name: "component", Value: a.Component}, {Name: "group", Value: a.Group}, {Name: "class", Value: a.Class}, {Name: "client", Value: a.Client}} {
		if f.Value != "" {
			fields = append(fields, f)
		}
	}
	for _, d := range engine.DetailLines(a.Details) {
		if d.Name == "" {
			d.Name = "details"
		}
		fields = append(fields, view.Field{Name: d.Name, Value: d.Value})
	}
	return fields
}

func outsideLinks(a engine.Alert) []view.OutsideLink {
	var links []view.OutsideLink
	for _, l := range a.Links {
		links = append(links, view.OutsideLink{Href: l.Href, Text: l.Text})
	}
	if a.ClientURL != "" {
		links = append(links, view.OutsideLink{Href: a.ClientURL, Text: "Open in " + orElse(a.Client, "the sender")})
	}
	return links
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// changes are the change events nearby.
func changes(cfg *engine.Config, rows []engine.ChangeRow) []view.Change {
	list := make([]view.Change, 0, len(rows))
	for _, c := range rows {
		change := view.Change{
			At: c.At, Summary: c.Event.Summary, Source: c.Event.Source, EventID: strconv.FormatUint(c.Seq, 10),
			Service: view.Ref{ID: c.Service, Name: serviceName(cfg, c.Service)},
		}
		for _, l := range c.Event.Links {
			change.Links = append(change.Links, view.OutsideLink{Href: l.Href, Text: l.Text})
		}
		list = append(list, change)
	}
	return list
}
