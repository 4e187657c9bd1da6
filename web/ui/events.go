package ui

import (
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// maxRawShown is how much of a raw body a page shows, in bytes.
const maxRawShown = 64 << 10

// eventsList is the event log: what came in, and what became of it.
func (u *ui) eventsList(w http.ResponseWriter, r *http.Request) {
	cfg := u.Store.Config()
	v := view.EventLog{
		Filter: view.EventFilter{
			Text: strings.TrimSpace(cut(r.FormValue("q"), 200)), Integration: cut(r.FormValue("integration"), 20),
			Service: cut(r.FormValue("service"), 20), Outcome: cut(r.FormValue("outcome"), 20),
		},
		Choices:   view.EventChoices{Integrations: integrationChoices(cfg), Services: serviceChoices(cfg)},
		Connected: len(cfg.Integrations) > 0,
	}
	before, _ := strconv.ParseUint(r.FormValue("after"), 10, 64)
	posts, next, err := u.Store.Posts(store.PostQuery{Service: v.Filter.Service, Integration: v.Filter.Integration, Before: before, Limit: 100})
	if err != nil {
		u.fail(w, r, err)
		return
	}
	for _, p := range posts {
		for i := range p.Events {
			if row := eventRow(cfg, p, i); matchesEvent(row, v.Filter) {
				v.Rows = append(v.Rows, row)
			}
		}
	}
	if next != 0 {
		v.Pager.Older = strconv.FormatUint(next, 10)
	}
	if before != 0 {
		v.Pager.Newer = "top"
	}
	u.draw(w, r, http.StatusOK, view.Events(u.page(r), v))
}

func integrationChoices(cfg *engine.Config) []view.Option {
	var options []view.Option
	for id, in := range cfg.Integrations {
		options = append(options, view.Option{Value: id, Label: in.Name + " (" + cfg.Services[in.Service].Name + ")"})
	}
	slices.SortFunc(options, func(a, b view.Option) int { return strings.Compare(a.Label, b.Label) })
	return options
}

func matchesEvent(row view.EventRow, f view.EventFilter) bool {
	if f.Outcome != "" && f.Outcome != string(row.Outcome) {
		return false
	}
	text := strings.ToLower(row.Summary + " " + row.Source)
	return f.Text == "" || strings.Contains(text, strings.ToLower(f.Text))
}

// eventRow is one event of a post. A post without events still has a line.
func eventRow(cfg *engine.Config, p engine.PostRow, i int) view.EventRow {
	ev := p.Events[i]
	row := view.EventRow{
		ID: strconv.FormatUint(p.Seq, 10), At: p.At, From: orElse(cfg.Integrations[p.Integration].Name, "an integration that is gone"),
		Kind: integrationKind(p.Via), Service: view.Ref{ID: p.Service, Name: cfg.Services[p.Service].Name},
		Summary: ev.Summary, Source: ev.Source, Severity: string(ev.Severity), Action: string(ev.Action),
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
	case engine.Dropped:
		return view.EventUnmatched
	}
	if ev.Action == engine.Change {
		return view.EventChange
	}
	return view.EventTest
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
	if !found || len(p.Events) == 0 {
		u.notFound(w, r)
		return
	}
	u.draw(w, r, http.StatusOK, view.Event(u.page(r), eventPage(u.Store.Config(), p, kept)))
}

func eventPage(cfg *engine.Config, p engine.PostRow, kept bool) view.EventPage {
	v := view.EventPage{
		EventRow: eventRow(cfg, p, 0), Key: p.Events[0].Key, Remote: p.Raw.Remote,
		Method: strings.TrimSpace(p.Raw.Method + " " + p.Raw.Path), ContentType: p.Raw.ContentType,
		RawBytes: p.Bytes, RawGone: !kept,
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
	rawOf(&v, p.Raw.Body)
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
	} {
		if f.Value != "" {
			fields = append(fields, view.Field{Name: prefix + f.Name, Value: f.Value})
		}
	}
	return fields
}

// rawOf shows text as text and anything else as a hex dump.
func rawOf(v *view.EventPage, body []byte) {
	if len(body) > maxRawShown {
		body, v.RawCut = body[:maxRawShown], true
	}
	text := strings.ToValidUTF8(string(body), "�")
	if strings.ContainsRune(text, 0) || strings.Count(text, "�")*10 > utf8.RuneCountInString(text) {
		v.Raw, v.RawBinary = hex.Dump(body[:min(len(body), maxRawShown/4)]), true
		return
	}
	v.Raw = text
}
