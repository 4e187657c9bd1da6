package hooks

import (
	"encoding/json"
	"strings"
)

// object is a JSON object whose fields may be of any type, or missing: reading
// one never fails, because a number where a word belongs is not worth an alert.
type object map[string]json.RawMessage

// UnmarshalJSON reads what is no object as an empty one.
func (o *object) UnmarshalJSON(b []byte) error {
	var fields map[string]json.RawMessage
	if json.Unmarshal(b, &fields) == nil {
		*o = fields
	}
	return nil
}

// object reads a body that is a JSON object, mended as [mender.json] says. clean
// is the whole of it as valid JSON.
func (m *mender) object(body []byte) (o object, clean json.RawMessage, err error) {
	if clean, err = m.json(body); err != nil {
		return nil, nil, err
	}
	if clean[0] != '{' {
		return nil, nil, errNotObject
	}
	return readObject(clean), clean, nil
}

// readObject reads valid JSON.
func readObject(raw json.RawMessage) object {
	var o object
	_ = json.Unmarshal(raw, &o) // an object takes anything
	return o
}

// in is the object at a path of fields; an empty one if there is none.
func (o object) in(path ...string) object {
	for _, name := range path {
		o = readObject(o[name])
	}
	return o
}

// text is the field at a path as text; empty if there is none.
func (o object) text(path ...string) text {
	last := len(path) - 1
	var t text
	if raw := o.in(path[:last]...)[path[last]]; len(raw) > 0 {
		_ = json.Unmarshal(raw, &t) // valid JSON of any type is text
	}
	return t
}

// first is the first field that says something.
func (o object) first(names ...string) text {
	for _, name := range names {
		if t := o.text(name); strings.TrimSpace(string(t)) != "" {
			return t
		}
	}
	return ""
}

// has tells whether a field is there and not null.
func (o object) has(name string) bool {
	raw, there := o[name]
	return there && string(raw) != "null"
}

// list is a field that is a list; a single value is a list of one.
func (o object) list(name string) []json.RawMessage {
	if !o.has(name) {
		return nil
	}
	return listOf(o[name])
}

func listOf(raw json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return []json.RawMessage{raw}
	}
	return list
}

// isTrue reads true and "true".
func (o object) isTrue(path ...string) bool {
	return strings.EqualFold(strings.TrimSpace(string(o.text(path...))), "true")
}

// folded has the fields under their names in small letters without blanks,
// hyphens and underscores: where a person writes the template, AlertId,
// alert_id and "Alert ID" are one.
func (o object) folded() object {
	out := make(object, len(o))
	for name, raw := range o {
		folded := strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
		if was, twice := out[folded]; twice && string(was) < string(raw) { // whichever: but each time the same
			continue
		}
		out[folded] = raw
	}
	return out
}

// joined is a list of words as one line.
func joined(list []json.RawMessage) text {
	var words []string
	for _, raw := range list {
		var t text
		if json.Unmarshal(raw, &t) == nil && t != "" && len(words) < 20 {
			words = append(words, string(t))
		}
	}
	return text(strings.Join(words, ", "))
}

// joinKey makes a dedup key of what identifies an alert together. Without the
// first there is none: what is left could be another's.
func joinKey(first text, rest ...text) text {
	if strings.TrimSpace(string(first)) == "" {
		return ""
	}
	for _, part := range rest {
		first += "/" + part
	}
	return first
}
