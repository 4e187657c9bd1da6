package hooks

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"wakeman/engine"
)

// fields are the flat fields of a post, in whichever form its admin could send
// them: JSON, a form, a multipart form, a query.
type fields struct {
	sent   map[string]text // by the names as they came
	folded map[string]text // by [foldName], without what was not filled in
}

// first is the first field that says something. {EVENT.ID}, event_id and
// EventId are one name: "eventid".
func (f fields) first(names ...string) text {
	for _, name := range names {
		if v := f.folded[name]; strings.TrimSpace(string(v)) != "" {
			return v
		}
	}
	return ""
}

// has tells whether a field was sent, filled in or not.
func (f fields) has(name string) bool {
	_, ok := f.folded[name]
	return ok
}

// details are all fields that were filled in, without those named.
func (f fields) details(without ...string) json.RawMessage {
	kept := maps.Clone(f.sent)
	maps.DeleteFunc(kept, func(name string, v text) bool { return unfilled(v) || slices.Contains(without, foldName(name)) })
	return asDetails(kept)
}

// foldName is a name in small letters, without what templates put between its
// words and around it.
func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '_', '-', '.', ' ', '{', '}', '$', '%':
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

func (f *fields) add(name string, v text) {
	if name == "" || f.sent[name] != "" { // the first that says something: text behind it may be anybody's
		return
	}
	f.sent[name] = v
	folded := foldName(name)
	switch {
	case f.folded[folded] != "":
	case unfilled(v):
		f.folded[folded] = ""
	default:
		f.folded[folded] = v
	}
}

// certain are the fields that a broken body may still be read by, by the names of
// the source's own template.
type certain struct {
	need  []string // each of them must be certain
	also  []string
	words []string // for people only: up to what looks like their end
}

// fields reads a post. Of JSON that is broken, by a quote in a message that
// nobody escaped, the fields in broken are looked for: if each that is needed is
// certain, the post says enough.
func (m *mender) fields(r Request, broken certain) (fields, error) {
	f := fields{sent: map[string]text{}, folded: map[string]text{}}
	body := m.utf8(r.Body)
	var err error
	switch {
	case len(body) == 0:
	case isMultipart(r):
		m.multipart(&f, r, body)
	case body[0] == '{':
		err = m.flat(&f, body, broken)
	case hasPairs(body):
		m.pairs(&f, body)
	default:
		f.add("body", text(body))
	}
	if err != nil {
		return f, err
	}
	for _, name := range slices.Sorted(maps.Keys(r.Query)) {
		f.add(name, text(m.utf8([]byte(r.Query.Get(name)))))
	}
	if len(f.sent) == 0 {
		return f, errors.New("the body is empty")
	}
	return f, nil
}

func (m *mender) flat(f *fields, body []byte, broken certain) error {
	o, _, err := m.object(body)
	if err == nil {
		for _, name := range slices.Sorted(maps.Keys(o)) {
			f.add(name, o.text(name))
		}
		return nil
	}
	for _, name := range broken.need {
		f.add(name, text(salvage(body, name)))
		if f.sent[name] == "" {
			return err
		}
	}
	if len(broken.need) == 0 {
		return err
	}
	for _, name := range broken.also {
		f.add(name, text(salvage(body, name)))
	}
	for _, name := range broken.words {
		f.add(name, text(salvageWords(body, name)))
	}
	m.note("%s: only what is certain was read", err)
	f.add("unread", text(body))
	return nil
}

func isMultipart(r Request) bool {
	kind, with, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && strings.HasPrefix(kind, "multipart/") && with["boundary"] != ""
}

// multipart reads the parts that are there: a broken one ends the reading.
func (m *mender) multipart(f *fields, r Request, body []byte) {
	_, with, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // isMultipart read it
	parts := multipart.NewReader(bytes.NewReader(body), with["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				m.note("a part of the form could not be read")
			}
			break
		}
		value, _ := io.ReadAll(part) // what there is of it
		f.add(part.FormName(), text(m.utf8(value)))
	}
	if len(f.sent) == 0 {
		f.add("body", text(body))
	}
}

// hasPairs tells whether a body begins as a form does.
func hasPairs(body []byte) bool {
	name, _, found := bytes.Cut(body[:min(len(body), 200)], []byte("="))
	return found && isFieldName(name)
}

func isFieldName(b []byte) bool {
	for _, c := range b {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || bytes.IndexByte([]byte("_.-[]%"), c) >= 0) {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 100
}

// pairs reads a form whose values may hold what they should have escaped: what
// stands behind a stray & and is no name=value belongs to the value before it.
func (m *mender) pairs(f *fields, body []byte) {
	name, value := "", []byte(nil)
	keep := func() { f.add(unescape(name), text(m.utf8([]byte(unescape(string(value)))))) }
	for start := 0; start <= len(body); {
		end := len(body)
		if i := bytes.IndexByte(body[start:], '&'); i >= 0 {
			end = start + i
		}
		n, v, found := bytes.Cut(body[start:end], []byte("="))
		switch {
		case found && isFieldName(n):
			keep()
			name, value = string(n), v
		case name != "": // both lie in body, one behind the other
			value = body[start-1-len(value) : end]
			m.note("an & inside %s was not escaped", oneLine(name, quoteRunes))
		}
		start = end + 1
	}
	keep()
}

// unescape undoes a form's escaping; what is not validly escaped is meant as it
// stands.
func unescape(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}

// unfilled recognises a placeholder that the sender did not fill in: it says
// nothing, and as a part of a key it would make one incident of all alerts.
func unfilled(t text) bool {
	s := strings.TrimSpace(string(t))
	switch {
	case s == "*UNKNOWN*", s == "*UNDEFINED*": // Zabbix
		return true
	case s == "null", s == "(null)", s == "None", s == "undefined", s == "N/A", s == "n/a": // of a program that has no value
		return true
	case len(s) < 2 || len(s) > 80:
		return false
	case s[0] == '{' && s[len(s)-1] == '}': // {EVENT.ID}, {{ $alert_id }}
		return !strings.ContainsAny(s, `":`) || strings.HasPrefix(s, "{{")
	case s[0] == '$': // $CODE, $HOSTNAME$, $host.name$
		return isFieldName([]byte(strings.Trim(s, "$"))) && !isDigit(s[1])
	case s[0] == '%': // %sensorid
		return strings.ToLower(s) == s && isFieldName([]byte(s[1:])) && !isDigit(s[1]) && !strings.Contains(s[1:], "%")
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// keyOf is a key of parts that all say something; empty if one does not.
func keyOf(parts ...text) text {
	words := make([]string, len(parts))
	for i, p := range parts {
		if strings.TrimSpace(string(p)) == "" || holdsMacro(string(p)) {
			return ""
		}
		words[i] = strings.TrimSpace(string(p))
	}
	return text(strings.Join(words, "/"))
}

// holdsMacro tells whether a placeholder is left in a part of a key.
func holdsMacro(s string) bool {
	_, inside, open := strings.Cut(s, "{")
	_, _, closed := strings.Cut(inside, "}")
	return open && closed || strings.Contains(s, "*UNKNOWN*") || unfilled(text(s))
}

// hashed is the key of what has no name: the same words again are the same alert.
func hashed(kind string, t text) text { return text(engine.HashKey(kind + "\x00" + string(t))) }
