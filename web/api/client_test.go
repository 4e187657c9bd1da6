package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
)

// These tests are what go-pagerduty v1.8.0, unmodified, makes of the API.

func TestTheClientListsAndGetsIncidents(t *testing.T) {
	w := open(t)
	w.opens("north", "Tower North: no power")
	w.passes(time.Minute)
	second := w.opens("south", "Tower South: no power")
	list := must(w.client("ann").ListIncidentsWithContext(ctx(t), pagerduty.ListIncidentsOptions{Statuses: []string{"triggered"}, Total: true}))(t)
	if len(list.Incidents) != 2 || list.Total != 2 || list.More || list.Incidents[0].Title != "Tower South: no power" {
		t.Fatalf("got %+v", list)
	}
	for _, id := range []string{engine.IncidentID(second.Number), "2"} {
		in := must(w.client("ann").GetIncidentWithContext(ctx(t), id))(t)
		if in.IncidentNumber != 2 || in.Status != "triggered" || in.Urgency != "high" || in.IncidentKey != "south" ||
			in.Service.Summary != "Core network" || in.EscalationPolicy.ID != "PPOLI01" || in.AlertCounts.Triggered != 1 ||
			in.Summary != "[#2] Tower South: no power" || in.Body.Details != "site: North hill\ntags: [\"power\",\"battery\"]\nvolts: 11.2" {
			t.Errorf("got %+v", in)
		}
		if len(in.Assignments) != 1 || in.Assignments[0].Assignee.Summary != "Ann Night" || len(in.PendingActions) != 1 || in.PendingActions[0].At != "2026-03-02T16:06:00Z" {
			t.Errorf("assigned to %+v, pending %+v", in.Assignments, in.PendingActions)
		}
	}
	_, err := w.client("ann").GetIncidentWithContext(ctx(t), "Q0000000000000")
	wantAPIError(t, err, 404, 2100)
}

func TestFiltersOfIncidents(t *testing.T) {
	w := open(t)
	old := w.opens("old", "An old one")
	w.passes(40 * 24 * time.Hour)
	w.opens("high", "A new one")
	w.sends(engine.Event{Action: engine.Trigger, Key: "low", Summary: "A quiet one", Severity: engine.Info})
	acked := w.opens("acked", "An acknowledged one")
	resolved := w.opens("resolved", "A resolved one")
	w.does(acked, engine.Act{Acknowledge: true})
	w.does(resolved, engine.Act{Resolve: true})
	recent := w.clock.Load().Add(-time.Hour).Format(time.RFC3339)
	all := pagerduty.ListIncidentsOptions{DateRange: "all", SortBy: "created_at:asc"}
	with := func(change func(*pagerduty.ListIncidentsOptions)) pagerduty.ListIncidentsOptions {
		o := all
		change(&o)
		return o
	}
	for what, c := range map[string]struct {
		o    pagerduty.ListIncidentsOptions
		want string
	}{
		"without dates the last month":          {pagerduty.ListIncidentsOptions{}, "resolved acked low high"},
		"everything":                            {all, "old high low acked resolved"},
		"open ones however old":                 {pagerduty.ListIncidentsOptions{Statuses: []string{"triggered", "acknowledged"}}, "acked low high old"},
		"by status":                             {with(func(o *pagerduty.ListIncidentsOptions) { o.Statuses = []string{"resolved"} }), "resolved"},
		"by urgency":                            {with(func(o *pagerduty.ListIncidentsOptions) { o.Urgencies = []string{"low"} }), "low"},
		"by key":                                {with(func(o *pagerduty.ListIncidentsOptions) { o.IncidentKey = "high" }), "high"},
		"by service":                            {with(func(o *pagerduty.ListIncidentsOptions) { o.ServiceIDs = []string{"PMAIL01"} }), ""},
		"by person, who acknowledged":           {with(func(o *pagerduty.ListIncidentsOptions) { o.UserIDs = []string{"POONA01"} }), "acked"},
		"since":                                 {pagerduty.ListIncidentsOptions{Since: recent, SortBy: "incident_number:asc"}, "high low acked resolved"},
		"until":                                 {pagerduty.ListIncidentsOptions{Until: recent}, ""},
		"since, before the last month":          {pagerduty.ListIncidentsOptions{Since: "2026-03-01"}, "resolved acked low high old"},
		"until, in the month before":            {pagerduty.ListIncidentsOptions{Until: "2026-03-03"}, "old"},
		"date_range=all does not look at since": {with(func(o *pagerduty.ListIncidentsOptions) { o.Since = recent }), "old high low acked resolved"},
		"another sort is taken and does not sort": {pagerduty.ListIncidentsOptions{SortBy: "urgency:asc"}, "resolved acked low high"},
		"the first page of two":                   {with(func(o *pagerduty.ListIncidentsOptions) { o.Limit = 2 }), "old high"},
		"the second page of two":                  {with(func(o *pagerduty.ListIncidentsOptions) { o.Limit, o.Offset = 2, 2 }), "low acked"},
		"a page beyond the end":                   {with(func(o *pagerduty.ListIncidentsOptions) { o.Limit, o.Offset = 2, 50 }), ""},
	} {
		list := must(w.client("oona").ListIncidentsWithContext(ctx(t), c.o))(t)
		var keys []string
		for _, in := range list.Incidents {
			keys = append(keys, in.IncidentKey)
		}
		if got := strings.Join(keys, " "); got != c.want {
			t.Errorf("%s: got %q, want %q", what, got, c.want)
		}
	}
	if old.Number != 1 {
		t.Errorf("the first incident has number %d", old.Number)
	}
	_, err := w.client("oona").ListIncidentsWithContext(ctx(t), pagerduty.ListIncidentsOptions{Offset: 9990, Limit: 20})
	wantAPIError(t, err, 400, 2001)
}

// does acts on an incident as Oona.
func (w *world) does(in engine.Incident, acts ...engine.Act) engine.Incident {
	w.Helper()
	oona := engine.Actor{Kind: engine.ByPerson, ID: "POONA01", Name: "Oona Owner", Via: "ui"}
	after, err := w.engine.Do(w.Context(), in.Number, oona, acts...)
	if err != nil {
		w.Fatal(err)
	}
	return after
}

func TestTheClientAcknowledgesResolvesAndReopensByBulk(t *testing.T) {
	w := open(t)
	first, second := w.opens("a", "first"), w.opens("b", "second")
	manage := func(key string, changes ...pagerduty.ManageIncidentsOptions) []string {
		t.Helper()
		list := must(w.client(key).ManageIncidentsWithContext(ctx(t), "ben@example.net", changes))(t)
		var states []string
		for _, in := range list.Incidents {
			states = append(states, in.ID+" "+in.Status)
		}
		return states
	}
	a, b := engine.IncidentID(first.Number), engine.IncidentID(second.Number)
	got := manage("account", pagerduty.ManageIncidentsOptions{ID: b, Status: "acknowledged"}, pagerduty.ManageIncidentsOptions{ID: a, Status: "acknowledged"})
	if diff := cmp.Diff([]string{b + " acknowledged", a + " acknowledged"}, got); diff != "" {
		t.Error(diff)
	}
	if by := w.incident(1).Acks[0].By; by.ID != "PBEN001" || by.Via != "API key noc-bot" {
		t.Errorf("acknowledged by %+v, and not by the person in From", by)
	}
	manage("ann", pagerduty.ManageIncidentsOptions{ID: a, Status: "resolved", Resolution: "breaker reset"}, pagerduty.ManageIncidentsOptions{ID: b, Status: "triggered"})
	if in := w.incident(1); in.Status != engine.Resolved || in.ChangedBy.ID != "PANN001" {
		t.Errorf("a personal key acted as %+v, status %s", in.ChangedBy, in.Status)
	}
	if in := w.incident(2); in.Status != engine.Triggered {
		t.Errorf("not taken back: %s", in.Status)
	}
	notes := must(w.client("ann").ListIncidentNotesWithContext(ctx(t), a))(t)
	if len(notes) != 1 || notes[0].Content != "breaker reset" || notes[0].User.Summary != "Ann Night" {
		t.Errorf("the resolution is not a note: %+v", notes)
	}
	manage("ann", pagerduty.ManageIncidentsOptions{ID: a, Status: "acknowledged"})
	if in := w.incident(1); in.Status != engine.Acked || in.Generation != 2 {
		t.Errorf("acknowledging a resolved incident left it %s in generation %d", in.Status, in.Generation)
	}
}

func TestABulkIsDoneAsAWholeOrNotAtAll(t *testing.T) {
	w := open(t)
	one, two, done := w.opens("a", "one"), w.opens("b", "two"), w.opens("c", "done")
	w.does(done, engine.Act{Resolve: true})
	ids := []string{engine.IncidentID(one.Number), engine.IncidentID(two.Number), engine.IncidentID(done.Number)}
	ack := func(id string) pagerduty.ManageIncidentsOptions {
		return pagerduty.ManageIncidentsOptions{ID: id, Status: "acknowledged"}
	}
	for what, c := range map[string]struct {
		changes      []pagerduty.ManageIncidentsOptions
		status, code int
	}{
		"an unknown incident":      {[]pagerduty.ManageIncidentsOptions{ack(ids[0]), ack("Q1111111111111")}, 404, 2100},
		"an unknown status":        {[]pagerduty.ManageIncidentsOptions{ack(ids[0]), {ID: ids[1], Status: "closed"}}, 400, 2001},
		"a level there is not":     {[]pagerduty.ManageIncidentsOptions{ack(ids[0]), {ID: ids[1], EscalationLevel: 9}}, 400, 2001},
		"a person there is not":    {[]pagerduty.ManageIncidentsOptions{ack(ids[0]), {ID: ids[1], Assignments: assign("PGONE01")}}, 400, 2001},
		"a resolved one escalated": {[]pagerduty.ManageIncidentsOptions{ack(ids[0]), {ID: ids[2], EscalationLevel: 2}}, 400, 1001},
		"the same one twice":       {[]pagerduty.ManageIncidentsOptions{ack(ids[0]), {ID: "1", Status: "resolved"}}, 400, 2001},
		"a note that is too long":  {[]pagerduty.ManageIncidentsOptions{ack(ids[0]), {ID: ids[1], Status: "resolved", Resolution: strings.Repeat("x", 2001)}}, 400, 2001},
		"too many":                 {make([]pagerduty.ManageIncidentsOptions, 251), 413, 2001},
	} {
		_, err := w.client("ann").ManageIncidentsWithContext(ctx(t), "ann@example.net", c.changes)
		wantAPIError(t, err, c.status, c.code)
		if in := w.incident(1); in.Status != engine.Triggered {
			t.Fatalf("%s: the first of them is %s", what, in.Status)
		}
	}
	mixed := []pagerduty.ManageIncidentsOptions{ack(ids[0]), {ID: ids[1], Status: "resolved"}, {ID: ids[2]}}
	list := must(w.client("ann").ManageIncidentsWithContext(ctx(t), "ann@example.net", mixed))(t)
	if s := list.Incidents[0].Status + " " + list.Incidents[1].Status + " " + list.Incidents[2].Status; s != "acknowledged resolved resolved" {
		t.Errorf("different changes in one bulk: %s", s)
	}
}

func assign(id string) []pagerduty.Assignee {
	return []pagerduty.Assignee{{Assignee: pagerduty.APIObject{ID: id, Type: "user_reference"}}}
}

func TestTheClientReassignsEscalatesAndChangesThePolicy(t *testing.T) {
	w := open(t)
	in := w.opens("a", "one")
	manage := func(o pagerduty.ManageIncidentsOptions) pagerduty.Incident {
		t.Helper()
		o.ID = engine.IncidentID(in.Number)
		list := must(w.client("account").ManageIncidentsWithContext(ctx(t), "", []pagerduty.ManageIncidentsOptions{o}))(t)
		return list.Incidents[0]
	}
	if got := manage(pagerduty.ManageIncidentsOptions{Assignments: assign("POONA01")}); got.AssignedVia != "direct_assignment" || got.Assignments[0].Assignee.ID != "POONA01" {
		t.Errorf("assigned %+v via %s", got.Assignments, got.AssignedVia)
	}
	if got := manage(pagerduty.ManageIncidentsOptions{EscalationLevel: 2}); got.Assignments[0].Assignee.ID != "PBEN001" {
		t.Errorf("level 2 assigned %+v", got.Assignments)
	}
	if got := manage(pagerduty.ManageIncidentsOptions{EscalationPolicy: &pagerduty.APIReference{ID: "PPOLI02"}, Title: "renamed"}); got.EscalationPolicy.Summary != "Boss only" || got.Title != "renamed" || got.LastStatusChangeBy.Summary != "noc-bot" {
		t.Errorf("got policy %q, title %q, by %q", got.EscalationPolicy.Summary, got.Title, got.LastStatusChangeBy.Summary)
	}
}

func TestTheClientWritesAndReadsNotes(t *testing.T) {
	w := open(t)
	in := w.opens("a", "one")
	id := engine.IncidentID(in.Number)
	// go-pagerduty takes From from here, and sends an empty one when it is not set.
	note := must(w.client("ann").CreateIncidentNoteWithContext(ctx(t), id, pagerduty.IncidentNote{Content: "on my way"}))(t)
	if note.Content != "on my way" || note.User.ID != "PANN001" || note.ID == "" || note.CreatedAt != "2026-03-02T16:00:00Z" {
		t.Errorf("got %+v", note)
	}
	signed := pagerduty.IncidentNote{Content: "seen", User: pagerduty.APIObject{Summary: "Ben <BEN@example.net>"}}
	if note := must(w.client("account").CreateIncidentNoteWithContext(ctx(t), id, signed))(t); note.User.ID != "PBEN001" {
		t.Errorf("the account's key signed as %+v", note.User)
	}
	notes := must(w.client("vic").ListIncidentNotesWithContext(ctx(t), id))(t)
	if len(notes) != 2 || notes[0].Content != "seen" {
		t.Errorf("got %+v, want the newest first", notes)
	}
	stranger := pagerduty.IncidentNote{Content: "x", User: pagerduty.APIObject{Summary: "nobody@example.net"}}
	_, err := w.client("account").CreateIncidentNoteWithContext(ctx(t), id, stranger)
	wantAPIError(t, err, 400, 1008)
	left := pagerduty.IncidentNote{Content: "x", User: pagerduty.APIObject{Summary: "gone@example.net"}}
	_, err = w.client("account").CreateIncidentNoteWithContext(ctx(t), id, left)
	wantAPIError(t, err, 400, 1008)
	_, err = w.client("account").CreateIncidentNoteWithContext(ctx(t), id, pagerduty.IncidentNote{})
	wantAPIError(t, err, 400, 2001)
}

func TestTheClientSnoozes(t *testing.T) {
	w := open(t)
	in := w.opens("a", "one")
	id := engine.IncidentID(in.Number)
	must(w.client("ann").SnoozeIncidentWithContext(ctx(t), id, 60))(t)
	got := must(w.client("ann").SnoozeIncidentWithContext(ctx(t), id, 3600))(t)
	if got.Status != "acknowledged" || len(got.PendingActions) != 1 || got.PendingActions[0].Type != "unacknowledge" || got.PendingActions[0].At != "2026-03-02T17:00:00Z" {
		t.Errorf("got %s, pending %+v", got.Status, got.PendingActions)
	}
	if len(got.Acknowledgements) != 1 || got.Acknowledgements[0].Acknowledger.ID != "PANN001" {
		t.Errorf("acknowledged by %+v", got.Acknowledgements)
	}
	for _, bad := range []uint{0, 604801} {
		_, err := w.client("ann").SnoozeIncidentWithContext(ctx(t), id, bad)
		wantAPIError(t, err, 400, 1013)
	}
	w.does(in, engine.Act{Resolve: true})
	_, err := w.client("ann").SnoozeIncidentWithContext(ctx(t), id, 3600)
	wantAPIError(t, err, 400, 1001)
}

func TestTheClientReadsLogEntries(t *testing.T) {
	w := open(t)
	in := w.opens("a", "one")
	w.passes(time.Minute)
	w.does(in, engine.Act{Acknowledge: true}, engine.Act{Note: "looking"})
	w.passes(time.Minute)
	w.opens("b", "two")
	id := engine.IncidentID(in.Number)
	own := must(w.client("vic").ListIncidentLogEntriesWithContext(ctx(t), id, pagerduty.ListIncidentLogEntriesOptions{Total: true}))(t)
	var types []string
	for _, e := range own.LogEntries {
		types = append(types, e.Type)
	}
	if first := types[len(types)-1]; first != "trigger_log_entry" || types[0] != "annotate_log_entry" || types[1] != "acknowledge_log_entry" || int(own.Total) != len(types) {
		t.Errorf("got %v, total %d", types, own.Total)
	}
	opened := own.LogEntries[len(types)-1]
	shown := must(w.client("vic").GetIncidentWithContext(ctx(t), id))(t)
	if shown.FirstTriggerLogEntry.ID != opened.ID || opened.EventDetails["description"] != "one" {
		t.Errorf("the first entry is %s, the incident says %s", opened.ID, shown.FirstTriggerLogEntry.ID)
	}
	one := must(w.client("vic").GetLogEntryWithContext(ctx(t), own.LogEntries[1].ID, pagerduty.GetLogEntryOptions{}))(t)
	if diff := cmp.Diff(own.LogEntries[1], *one); diff != "" || one.AcknowledgementTimeout != 1800 || one.Agent.Summary != "Oona Owner" {
		t.Errorf("alone and in the list (%+v): %s", one, diff)
	}
	all := must(w.client("vic").ListLogEntriesWithContext(ctx(t), pagerduty.ListLogEntriesOptions{}))(t)
	if len(all.LogEntries) <= len(types) || all.LogEntries[0].Incident.Summary != "[#2] two" {
		t.Errorf("the log of everything has %d entries, %d of them the first incident's", len(all.LogEntries), len(types))
	}
	since := pagerduty.ListLogEntriesOptions{Since: "2026-03-02T16:01:00Z", Until: "2026-03-02T16:02:00Z"}
	if got := must(w.client("vic").ListLogEntriesWithContext(ctx(t), since))(t); len(got.LogEntries) != 2 {
		t.Errorf("two things happened in that minute, got %+v", got.LogEntries)
	}
	_, err := w.client("vic").GetLogEntryWithContext(ctx(t), "R00000000000001", pagerduty.GetLogEntryOptions{})
	wantAPIError(t, err, 404, 2100)
}

func TestTheClientReadsAlerts(t *testing.T) {
	w := open(t)
	in := w.opens("a", "one")
	id := engine.IncidentID(in.Number)
	list := must(w.client("vic").ListIncidentAlertsWithContext(ctx(t), id, pagerduty.ListIncidentAlertsOptions{Statuses: []string{"triggered"}}))(t)
	if len(list.Alerts) != 1 {
		t.Fatalf("got %+v", list)
	}
	a := must(w.client("vic").GetIncidentAlertWithContext(ctx(t), id, list.Alerts[0].ID))(t).IncidentAlert
	if a.AlertKey != "a" || a.Severity != "critical" || a.Status != "triggered" || a.Incident.ID != id || a.Integration.Type != "events_api_v2_inbound_integration_reference" {
		t.Errorf("got %+v", a)
	}
	if details, _ := a.Body["details"].(map[string]any); details["site"] != "North hill" {
		t.Errorf("got body %+v", a.Body)
	}
	_, err := w.client("vic").GetIncidentAlertWithContext(ctx(t), id, "nothing")
	wantAPIError(t, err, 404, 2100)
	resolved := pagerduty.ListIncidentAlertsOptions{Statuses: []string{"resolved"}}
	if list := must(w.client("vic").ListIncidentAlertsWithContext(ctx(t), id, resolved))(t); len(list.Alerts) != 0 {
		t.Errorf("got %+v", list)
	}
}
