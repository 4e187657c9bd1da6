package hooks

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"wakeman/engine"
)

const maxExcerpt = 8 << 10 // runes of an unreadable body shown in the details

// unparsed makes an event of a body that is not JSON. Nothing may be lost, so
// it triggers; what can be read with certainty between the broken parts is
// used: with its own dedup key a later resolve finds the incident, and a
// resolve that broke the same way wakes nobody.
func (m *mender) unparsed(r Request, key string, cause error) engine.Event {
	body := m.utf8(r.Body)
	e := engine.Event{
		Action: engine.Trigger, Unparsed: true,
		Key:     m.key("dedup key", text(salvage(body, "dedup_key"))),
		Source:  m.line("source", text(salvage(body, "source")), engine.MaxField),
		Summary: m.unparsedSummary(r, body, cause),
		Details: excerpt(body, key, cause),
	}
	if e.Key == "" {
		e.Key = engine.HashKey(string(r.Body)) // the same bytes again are the same event again
	} else if action := engine.Action(salvage(body, "event_action")); action == engine.Resolve || action == engine.Acknowledge {
		e.Action = action
	}
	m.note("%s", cause)
	e.Mended = m.notes
	return e
}

func (m *mender) unparsedSummary(r Request, body []byte, cause error) string {
	if s := m.line("summary", text(salvageWords(body, "summary")), engine.MaxSummary); s != "" {
		return s
	}
	from := r.Remote
	if from == "" {
		from = "an unknown address"
	}
	return m.line("summary", text("Unparsed event from "+from+": "+cause.Error()), engine.MaxSummary)
}

// excerpt shows what arrived, without the integration's key.
func excerpt(body []byte, key string, cause error) json.RawMessage {
	shown := strings.ToValidUTF8(string(body), "\uFFFD")
	if len(key) >= 16 {
		shown = strings.ReplaceAll(shown, key, "…"+key[len(key)-4:])
	}
	shown, _ = cutRunes(strings.ReplaceAll(shown, "\x00", ""), maxExcerpt)
	b, err := json.Marshal(map[string]string{"error": cause.Error(), "body": shown})
	if err != nil {
		return nil
	}
	return b
}

// salvage finds the string value of a field in broken JSON. It returns nothing
// unless the value is certain: without escapes, and followed by what follows a
// value. A key cut short at a stray quote could be another alert's key.
func salvage(body []byte, field string) string {
	rest := afterField(body, field)
	end := bytes.IndexAny(rest, "\"\\\n")
	if end < 0 || rest[end] != '"' || !endsValue(rest[end+1:]) {
		return ""
	}
	return string(rest[:end])
}

// salvageWords finds a field that only people read, up to the first quote that
// ends a value.
func salvageWords(body []byte, field string) string {
	rest := afterField(body, field)
	for i := 0; i < len(rest) && i < 4*engine.MaxSummary; i++ {
		if rest[i] == '"' && endsValue(rest[i+1:]) {
			return strings.ToValidUTF8(string(rest[:i]), "")
		}
	}
	return ""
}

// afterField is the body from the first byte of a field's string value on. A field
// that is there twice may be a stranger's the first time, within a message whose
// quotes nobody escaped: it is not certain.
func afterField(body []byte, field string) []byte {
	_, rest, found := bytes.Cut(body, []byte(`"`+field+`"`))
	if !found || hasField(rest, field) {
		return nil
	}
	rest, found = bytes.CutPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(":"))
	if !found {
		return nil
	}
	rest, found = bytes.CutPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte(`"`))
	if !found {
		return nil
	}
	return rest
}

// hasField tells whether a name stands before a colon in broken JSON.
func hasField(body []byte, field string) bool {
	for {
		_, rest, found := bytes.Cut(body, []byte(`"`+field+`"`))
		if !found {
			return false
		}
		if rest = bytes.TrimLeft(rest, " \t\r\n"); len(rest) > 0 && rest[0] == ':' {
			return true
		}
		body = rest
	}
}

// endsValue tells whether b begins with what may follow a value in an object.
func endsValue(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n")
	return len(b) == 0 || b[0] == ',' || b[0] == '}'
}

// unreadable decides about a body that is not JSON: an event if the sender is
// known by its key, an error if nobody can tell whose it is.
func (m *mender) unreadable(r Request, keyField string, cause error) (Decoded, error) {
	key := outerKey(Request{Path: r.Path, Header: r.Header})
	if key == "" {
		key = salvage(m.utf8(r.Body), keyField)
	}
	if key == "" { // a key in the body goes before the one that a header stands for
		key = r.Bearer
	}
	if !plausibleKey(key) {
		return Decoded{}, &Invalid{Errors: []string{cause.Error()}}
	}
	return Decoded{Key: key, Events: []engine.Event{m.unparsed(r, key, cause)}}, nil
}

// outerKey is the key given outside the body: in the path, in the header that
// PagerDuty's own clients used for a while, or by the Authorization header.
func outerKey(r Request) string {
	if key := r.Path["key"]; key != "" {
		return key
	}
	if key := strings.TrimSpace(r.Header.Get("X-Routing-Key")); key != "" {
		return key
	}
	return r.Bearer
}

// plausibleKey keeps garbage out of the key index's way.
func plausibleKey(key string) bool {
	return key != "" && len(key) <= 128 && utf8.ValidString(key)
}
