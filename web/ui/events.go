package ui

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// eventsPage is how many posts one page lists, and maxPostsRead how many one
// search looks at before it shows what it has.
const (
	eventsPage   = 100
	maxPostsRead = 5000
)

// eventsList is the event log: what came in, and what became of it.
func (u *ui) eventsList(w http.ResponseWriter, r *http.Request) {
	cfg := u.Store.Config()
	v := view.EventLog{
		Filter: eventFilter(r), Connected: len(cfg.Integrations) > 0,
		Choices: view.EventChoices{Integrations: integrationChoices(cfg), Services: serviceChoices(cfg)},
	}
	before, _ := strconv.ParseUint(r.FormValue("after"), 10, 64)
	if err := u.eventRows(cfg, &v, before); err != nil {
		u.fail(w, r, err)
		return
	}
	if before != 0 {
		v.Pager.Newer = "top"
	}
	u.draw(w, r, http.StatusOK, view.Events(u.page(r), v))
}

func eventFilter(r *http.Request) view.EventFilter {
	return view.EventFilter{
		Text: strings.TrimSpace(cut(r.FormValue("q"), 200)), Integration: cut(r.FormValue("integration"), 40),
		Service: cut(r.FormValue("service"), 40), Outcome: cut(r.FormValue("outcome"), 20),
	}
}

// eventRows goes on until the page is full: a search whose hits are far apart
// must not look as if there were none.
func (u *ui) eventRows(cfg *engine.Config, v *view.EventLog, before uint64) error {
	for looked := 0; looked < maxPostsRead && len(v.Rows) < eventsPage; looked += eventsPage {
		posts, next, err := u.Store.Posts(store.PostQuery{Service: v.Filter.Service, Integration: v.Filter.Integration, Before: before, Limit: eventsPage})
		if err != nil {
			return err
		}
		for _, p := range posts {
			v.Rows = append(v.Rows, postRows(cfg, p, v.Filter)...)
		}
		v.Pager.Older = ""
		if before = next; next == 0 {
			return nil
		}
		v.Pager.Older = strconv.FormatUint(next, 10)
		if len(posts) < eventsPage {
			return nil // the store has looked long enough
		}
	}
	return nil
}

// postRows are the events of a post that match. A post without events has a
// line too: nothing that was accepted is left out.
func postRows(cfg *engine.Config, p engine.PostRow, f view.EventFilter) (rows []view.EventRow) {
	if len(p.Events) == 0 {
		p.Events = []engine.EventRow{emptyPost()}
	}
	for i, ev := range p.Events {
		if row := eventRow(cfg, p, i); matchesEvent(row, ev.Key, f) {
			rows = append(rows, row)
		}
	}
	return rows
}

// emptyPost stands for the events of a post that held none.
func emptyPost() engine.EventRow {
	return engine.EventRow{Summary: "A post without events", Verdict: engine.Verdict{Fate: engine.Noted, Reason: "it held no event"}}
}

func integrationChoices(cfg *engine.Config) []view.Option {
	var options []view.Option
	for id, in := range cfg.Integrations {
		options = append(options, view.Option{Value: id, Label: in.Name + " (" + cfg.Services[in.Service].Name + ")"})
	}
	slices.SortFunc(options, func(a, b view.Option) int { return strings.Compare(a.Label, b.Label) })
	return options
}

func matchesEvent(row view.EventRow, key string, f view.EventFilter) bool {
	if f.Outcome != "" && f.Outcome != string(row.Outcome) {
		return false
	}
	text := strings.ToLower(row.Summary + " " + row.Source + " " + key)
	return f.Text == "" || strings.Contains(text, strings.ToLower(f.Text))
}

// eventRow is one event of a post.
func eventRow(cfg *engine.Config, p engine.PostRow, i int) view.EventRow {
	ev := p.Events[i]
	row := view.EventRow{
		ID: strconv.FormatUint(p.Seq, 10), At: p.At, From: integrationName(cfg, p.Integration),
		Kind: integrationKind(p.Via), Service: view.Ref{ID: p.Service, Name: cfg.Services[p.Service].Name},
		Summary: orElse(ev.Summary, ev.Key), Source: ev.Source, Severity: string(ev.Severity), Action: string(ev.Action),
		Outcome: outcomeOf(ev), Why: sentence(ev.Reason),
	}
	if ev.Incident != 0 {
		row.Incident = view.Ref{ID: engine.IncidentID(ev.Incident), Name: "Incident " + strconv.FormatUint(ev.Incident, 10)}
	}
	return row
}

func outcomeOf(ev engine.EventRow) view.EventOutcome {
	switch ev.Fate {
	case engine.Opened:
		if slices.ContainsFunc(ev.Mended, func(s string) bool { return strings.Contains(s, "could not be read") }) {
			return view.EventUnparsed
		}
		return view.EventOpened
	case engine.Reopened:
		return view.EventReopened
	case engine.Repeated, engine.Updated:
		return view.EventAppended
	case engine.Acknowledged:
		return view.EventAcknowledged
	case engine.ResolvedFate:
		return view.EventResolved
	case engine.Suppressed:
		return view.EventSuppressed
	case engine.Dropped:
		if len(ev.Rules) > 0 && ev.Incident == 0 && strings.HasPrefix(ev.Reason, "dropped by") {
			return view.EventDropped
		}
		return view.EventUnmatched
	case engine.Quarantined:
		return view.EventQuarantined
	}
	switch {
	case ev.Action == engine.Change:
		return view.EventChange
	case strings.HasPrefix(ev.Reason, "test traffic"):
		return view.EventTest
	}
	return view.EventQuiet
}

// eventShow is one post: raw, and as it was understood.
func (u *ui) eventShow(w http.ResponseWriter, r *http.Request) {
	seq, err := strconv.ParseUint(r.PathValue("seq"), 10, 64)
	if err != nil {
		u.notFound(w, r)
		return
	}
	p, kept, found, err := u.Store.Post(seq)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if !found {
		u.notFound(w, r)
		return
	}
	if len(p.Events) == 0 {
		p.Events = []engine.EventRow{emptyPost()}
	}
	v := eventPage(u.Store.Config(), p, kept)
	v.Quarantined = slices.ContainsFunc(p.Events, func(ev engine.EventRow) bool { return ev.Fate == engine.Quarantined })
	v.Opens = slices.ContainsFunc(p.Events, func(ev engine.EventRow) bool {
		return ev.Fate == engine.Quarantined && ev.Action == engine.Trigger
	})
	if !who(r).Role.AtLeast(people.Admin) {
		v.Raw = config.WithoutKeys(u.Store.Config(), v.Raw)
		v.Query = config.WithoutKeys(u.Store.Config(), v.Query)
		v.TeachPath = ""
	}
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.Event(page, v))
}

func eventPage(cfg *engine.Config, p engine.PostRow, kept bool) view.EventPage {
	v := view.EventPage{
		EventRow: eventRow(cfg, p, 0), Key: p.Events[0].Key, Remote: p.Raw.Remote,
		Method: strings.TrimSpace(p.Raw.Method + " " + p.Raw.Path), ContentType: p.Raw.ContentType,
		RawBytes: p.Bytes, RawGone: !kept, Recordings: eventRecordings(p, kept),
	}
	names := make([]string, 0, len(p.Raw.Header))
	for name := range p.Raw.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v.Headers = append(v.Headers, view.Field{Name: name, Value: p.Raw.Header[name]})
	}
	for i, ev := range p.Events {
		prefix := ""
		if len(p.Events) > 1 {
			prefix = "event " + strconv.Itoa(i+1) + ": "
		}
		v.Decoded = append(v.Decoded, decodedFields(prefix, ev)...)
		v.Reasons = append(v.Reasons, sentence(prefix+ev.Reason))
		for _, m := range ev.Mended {
			v.Reasons = append(v.Reasons, sentence(prefix+m))
		}
	}
	v.Raw, v.RawBinary, v.RawCut = rawText(p.Raw.Body)
	v.Query, _, _ = rawText([]byte(p.Raw.Query))
	if in, there := cfg.Integrations[p.Integration]; there && in.Type == genericKind && p.Via == genericKind {
		v.TeachPath = view.TeachPath(in.Service, in.ID, v.ID)
	} else {
		v.TeachPath = teachPath(cfg, p, kept)
	}
	return v
}

func decodedFields(prefix string, ev engine.EventRow) []view.Field {
	var fields []view.Field
	for _, f := range []view.Field{
		{Name: "action", Value: string(ev.Action)},
		{Name: "summary", Value: ev.Summary},
		{Name: "source", Value: ev.Source},
		{Name: "severity", Value: string(ev.Severity)},
		{Name: "dedup key", Value: ev.Key},
		{Name: "dedup key as it was sent", Value: ev.SentKey},
		{Name: "event rules", Value: strings.Join(ev.Rules, ", ")},
	} {
		if f.Value != "" {
			fields = append(fields, view.Field{Name: prefix + f.Name, Value: f.Value})
		}
	}
	return fields
}
