package hooks

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
)

// Reread makes the events that a post to the generic hook would become if it
// arrived now, by the mapping of in. at is when it did arrive.
func Reread(in engine.Integration, raw engine.Raw, at time.Time) []engine.Event {
	d, err := sourceGeneric().Decode(again(in, raw, at))
	if err != nil { // its key is not one; nothing comes in by it
		return nil
	}
	return d.Events
}

// Told is what an event of a post says in its sender's words of its state and its
// severity, and what they are taken for.
type Told struct {
	State string
	Means string // an action, or [engine.StateIgnore]
	Known bool   // nobody had to suppose it
	// Severity is the word for it; Weighs what it means, "" for nothing known.
	Severity string
	Weighs   engine.Severity
}

// WordsOf lists the words of each event that a post to the generic hook would
// become by the mapping of in; none of a post that can not be read.
func WordsOf(in engine.Integration, raw engine.Raw) (list []Told) {
	d, err := new(mender).document(again(in, raw, time.Time{}))
	if err != nil {
		return nil
	}
	x := reading{mender: &mender{}, doc: d}
	if in.Mapping != nil {
		x.Mapping = *in.Mapping
	}
	parts, found := x.entries()
	if !found {
		return []Told{x.told(d.body, true)}
	}
	for _, part := range parts[:min(len(parts), maxAlerts)] {
		list = append(list, x.told(decoded(part), false))
	}
	return list
}

func (x reading) told(entry any, whole bool) Told {
	g := x.guess(entry, whole)
	s := x.state(entry, g)
	word := x.text("severity", x.Severity, entry, g, severityNames())
	return Told{
		State: oneLine(s.said, engine.MaxWord), Means: s.meaning, Known: s.known,
		Severity: oneLine(string(word), engine.MaxWord), Weighs: x.mender.severity(x.severityWord(entry, g, s.said)),
	}
}

// again is a post of the event log as a request.
func again(in engine.Integration, raw engine.Raw, at time.Time) Request {
	r := Request{
		Method: raw.Method, Path: map[string]string{"key": in.Key}, Header: http.Header{}, Body: raw.Body,
		Remote: raw.Remote, Received: at, Integration: in,
	}
	r.Query, _ = url.ParseQuery(raw.Query) // what is readable of it, as when it came
	for name, v := range raw.Header {
		r.Header.Set(name, v)
	}
	if raw.ContentType != "" {
		r.Header.Set("Content-Type", raw.ContentType)
	}
	return r
}

// FieldValue is a field of a post, by the path that leads to it.
type FieldValue struct{ Path, Value string }

// Bounds on a list of fields.
const (
	maxFields     = 200
	maxFieldRunes = 160
)

// FieldsOf lists the fields of a post in the order of their names. A field of the
// entries of a list is there twice: of the first entry, and of each as [*]. Its
// error says why nothing can be read.
func FieldsOf(raw engine.Raw) ([]FieldValue, error) {
	r := again(engine.Integration{}, raw, time.Time{})
	d, err := new(mender).document(r)
	if err != nil {
		return nil, err
	}
	l := &lister{}
	l.value(nil, d.body)
	for _, name := range slices.Sorted(maps.Keys(r.Query)) {
		l.add(engine.Path{From: engine.FromQuery, Name: name}, r.Query.Get(name))
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		if name != "Content-Type" && name != "Content-Encoding" {
			l.add(engine.Path{From: engine.FromHeader, Name: name}, r.Header.Get(name))
		}
	}
	if d.body == nil && d.text != "" {
		for n, line := range strings.Split(strings.TrimLeft(d.text, "\r\n"), "\n") {
			if n < 10 {
				l.add(engine.Path{From: engine.FromLine, Line: n + 1}, line)
			}
		}
		l.add(engine.Path{From: engine.FromText}, d.text)
	}
	return l.list, nil
}

type lister struct{ list []FieldValue }

func (l *lister) add(p engine.Path, value string) {
	name := p.String()
	if _, err := engine.ParsePath(name); err != nil || len(l.list) >= maxFields {
		return
	}
	l.list = append(l.list, FieldValue{name, oneLine(value, maxFieldRunes)})
}

// value lists what is below a value.
func (l *lister) value(steps []engine.PathStep, v any) {
	next := func(s engine.PathStep) []engine.PathStep { return append(slices.Clone(steps), s) }
	if len(steps) > 12 || len(l.list) >= maxFields {
		return
	}
	switch v := v.(type) {
	case nil:
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if name != "" {
				l.value(next(engine.PathStep{Name: name}), v[name])
			}
		}
	case []any:
		l.entries(steps, v, next)
	case string:
		if inner := strings.TrimSpace(v); len(steps) < 8 && len(inner) > 1 && (inner[0] == '{' || inner[0] == '[') && decoded([]byte(inner)) != nil {
			l.value(steps, decoded([]byte(inner)))
			return
		}
		l.add(engine.Path{Steps: steps}, v)
	default:
		l.add(engine.Path{Steps: steps}, textOf(v))
	}
}

// entries lists the first entry of a list; of objects, each, too.
func (l *lister) entries(steps []engine.PathStep, list []any, next func(engine.PathStep) []engine.PathStep) {
	if len(list) == 0 {
		return
	}
	l.value(next(engine.PathStep{}), list[0])
	if _, objects := list[0].(map[string]any); !objects || slices.ContainsFunc(steps, func(s engine.PathStep) bool { return s.Each }) {
		return
	}
	each := &lister{}
	each.value(next(engine.PathStep{Each: true}), list[0])
	for _, f := range each.list {
		if len(l.list) < maxFields {
			l.list = append(l.list, FieldValue{f.Path, f.Value + more(len(list)-1)})
		}
	}
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" (and %d more)", n)
}
