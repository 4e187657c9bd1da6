package hooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"wakeman/engine"
)

// document is a post as paths lead through it: whatever form it was sent in.
type document struct {
	body   any // of JSON as decoded, numbers as [json.Number]; a form's fields; nil: text, or nothing
	raw    json.RawMessage
	text   string // the body as text
	query  url.Values
	header http.Header
	asked  string            // the query, bounded: part of the key of each entry that has none
	memo   map[string]string // texts of paths that are the same for each entry of a list
}

// document reads a post. Its error says what is wrong with what begins like JSON.
func (m *mender) document(r Request) (*document, error) {
	body := m.utf8(r.Body)
	d := &document{text: string(body), query: r.Query, header: r.Header, asked: bounded(r.Query.Encode()), memo: map[string]string{}}
	form := fields{sent: map[string]text{}, folded: map[string]text{}}
	switch {
	case len(body) == 0 && len(r.Query) == 0:
		return d, errors.New("the body is empty")
	case len(body) == 0:
	case isMultipart(r):
		m.multipart(&form, r, body)
	case body[0] == '{' || body[0] == '[':
		clean, err := m.json(body)
		if err != nil {
			return d, err
		}
		d.raw, d.body = clean, decoded(clean)
	case hasPairs(body):
		m.pairs(&form, body)
	}
	if len(form.sent) > 0 {
		all := make(map[string]any, len(form.sent))
		for name, v := range form.sent {
			all[name] = string(v)
		}
		d.body = all
	}
	return d, nil
}

// decoded is valid JSON as values, numbers as they were written.
func decoded(raw []byte) any {
	var v any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if dec.Decode(&v) != nil {
		return nil
	}
	return v
}

// look finds the text that a path leads to. Of a path through the list whose
// entries are events, it is that of entry.
func (d *document) look(p engine.Path, entry any) (string, bool) {
	if p.Each() {
		v, ok := walk(entry, p.Behind())
		return bounded(textOf(v)), ok && v != nil
	}
	name := p.String()
	if known, ok := d.memo[name]; ok {
		return known, known != ""
	}
	d.memo[name] = bounded(d.find(p))
	return d.memo[name], d.memo[name] != ""
}

func (d *document) find(p engine.Path) string {
	switch p.From {
	case engine.FromHeader:
		return d.header.Get(p.Name)
	case engine.FromQuery:
		return d.query.Get(p.Name)
	case engine.FromText:
		return d.text
	case engine.FromLine:
		return lineOf(d.text, p.Line)
	}
	if v, ok := walk(d.body, p.Steps); ok {
		return textOf(v)
	}
	if len(p.Steps) == 1 { // what is meant to be a field is one in the address, too
		return d.query.Get(p.Steps[0].Name)
	}
	return ""
}

// lineOf is a line of a text, counted from 1 and without empty ones at its begin.
func lineOf(s string, n int) string {
	for line := range strings.Lines(strings.TrimLeft(s, "\r\n")) {
		if n--; n == 0 {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// walk follows steps from a value. JSON in a string is walked into, because that
// is how some senders wrap what others send.
func walk(v any, steps []engine.PathStep) (any, bool) {
	for _, s := range steps {
		if inner, is := v.(string); is {
			v = decoded([]byte(inner))
		}
		switch in := v.(type) {
		case map[string]any:
			found, ok := in[s.Name]
			if !ok || s.Name == "" {
				return nil, false
			}
			v = found
		case []any:
			if s.Name != "" || s.Each || s.Index >= len(in) {
				return nil, false
			}
			v = in[s.Index]
		default:
			return nil, false
		}
	}
	return v, true
}

// textOf is a value as text: a string is itself, null is nothing, what holds others
// is its JSON.
func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return string(asRaw(v))
}

// asRaw is the JSON of a value that was JSON.
func asRaw(v any) json.RawMessage {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil {
		return nil
	}
	return bytes.TrimSpace(b.Bytes())
}

const maxValue = 8 << 10 // bytes of one field in a template

// shortened is [bounded] of what stands beside each of many alerts.
func shortened(t text) text { return text(bounded(string(t))) }

// bounded shortens what is too long for any field of an event. Its hash is kept,
// because two that differ further on are not the same key.
func bounded(s string) string { return boundedTo(maxValue, s) }

func boundedTo(limit int, s string) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "") + "…" + engine.HashKey(s)
}
