package view

import "slices"

// incidentGroup is a run of rows in the same state.
type incidentGroup struct {
	State State
	Rows  []IncidentRow
}

// grouped splits rows, in their order, into runs of one state.
func grouped(rows []IncidentRow) []incidentGroup {
	var groups []incidentGroup
	for _, r := range rows {
		if n := len(groups); n > 0 && groups[n-1].State == r.State {
			groups[n-1].Rows = append(groups[n-1].Rows, r)
			continue
		}
		groups = append(groups, incidentGroup{State: r.State, Rows: []IncidentRow{r}})
	}
	return groups
}

func (v IncidentList) filterPairs() []string { return v.Filter.pairs() }

func (f IncidentFilter) pairs() []string {
	return []string{"q", f.Text, "state", f.State, "service", f.Service, "team", f.Team, "urgency", f.Urgency, "priority", f.Priority}
}

// OpenPath is a list with one of its incidents open: on a wide desk beside it,
// else in its place. after is the cursor that the list begins after; an empty id
// opens none.
func OpenPath(f IncidentFilter, after, id string) string {
	return ListPath(PathIncidents, append(f.pairs(), "after", after, "open", id)...)
}

func (v IncidentList) path(id string) string { return OpenPath(v.Filter, v.After, id) }

func (v IncidentList) openID() string {
	if v.Open == nil {
		return ""
	}
	return v.Open.ID
}

// missing says that the incident the address names is not here; "" where it names none.
func (v IncidentList) missing() string {
	if v.Missing == "" {
		return ""
	}
	return "There is no incident “" + v.Missing + "” on this box."
}

// all is the list of every state, without other filters.
func (v IncidentList) all() string { return OpenPath(IncidentFilter{State: "all"}, "", "") }

// pickable reports whether there are several, and one at least that can be chosen.
func (v IncidentList) pickable() bool {
	return len(v.Rows) > 1 && slices.ContainsFunc(v.Rows, func(r IncidentRow) bool { return !r.over() })
}

func (v IncidentList) title() string {
	if v.Open == nil {
		return "Incidents"
	}
	return v.Open.Title
}

func stateOptions() []Option {
	return []Option{
		{"open", "Open"},
		{string(Triggered), "Triggered"},
		{string(Acknowledged), "Acknowledged"},
		{string(Resolved), "Resolved"},
		{string(Quiet), "Kept quiet"},
		{"all", "All"},
	}
}

func urgencyOptions() []Option {
	return []Option{{"", "Any"}, {"high", "High"}, {"low", "Low"}}
}

// over reports whether nothing is left to do.
func (r IncidentRow) over() bool { return r.State == Resolved || r.State == Quiet }

func quietTitle(c Clock, v IncidentList) string {
	if v.QuietSince.IsZero() {
		return "All quiet"
	}
	return "All quiet since " + c.Short(v.QuietSince)
}

// anyOption puts "no choice" before the choices of a filter.
func anyOption(label string, options []Option) []Option {
	return append([]Option{{"", label}}, options...)
}

// rest is what else a row says beside its service, most important first.
func (r IncidentRow) rest() []string {
	var words []string
	if r.Priority != "" {
		words = append(words, r.Priority)
	}
	if r.State == Acknowledged && r.Holder != "" {
		words = append(words, r.Holder)
	}
	if r.Note != "" {
		words = append(words, r.Note)
	}
	if r.Alerts > 1 {
		words = append(words, count(r.Alerts, "alert", "alerts"))
	}
	return words
}
