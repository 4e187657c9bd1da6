package view

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

func (v IncidentList) filterPairs() []string {
	return []string{"q", v.Filter.Text, "state", v.Filter.State, "service", v.Filter.Service, "team", v.Filter.Team, "urgency", v.Filter.Urgency, "priority", v.Filter.Priority}
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
