package hooks

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// formOrObject reads a body that is a JSON object or a form, where the admin
// chooses.
func (m *mender) formOrObject(body []byte) (object, json.RawMessage, error) {
	o, clean, err := m.object(body)
	if err == nil || !strings.Contains(string(body), "=") || strings.HasPrefix(strings.TrimSpace(string(body)), "{") {
		return o, clean, err
	}
	form, _ := url.ParseQuery(string(m.utf8(body))) // what is readable of it
	if inside := form.Get("payload"); inside != "" {
		if o, clean, err := m.object([]byte(inside)); err == nil {
			return o, clean, nil
		}
	}
	o, flat := object{}, map[string]text{}
	for name := range form {
		value := string(m.utf8([]byte(form.Get(name))))
		name = strings.ToValidUTF8(name, "\uFFFD")
		o[name], flat[name] = asJSON(value), text(value)
	}
	if clean = asDetails(flat); clean == nil {
		return nil, nil, err
	}
	return o, clean, nil
}

// filled is a field of a template; what the sender has not filled in, such as
// $ALERT_SCOPE, {{Id}} or null, is empty.
func filled(t text) text {
	s := strings.TrimSpace(string(t))
	if unfilled, err := regexp.MatchString(`^(\$[A-Z_]+|\{\{[^{}]*\}\}|null|None)$`, s); unfilled || err != nil {
		return ""
	}
	return t
}

// fill is the first field that was filled in, by its folded name.
func (o object) fill(names ...string) text {
	for _, name := range names {
		if t := filled(o.text(name)); strings.TrimSpace(string(t)) != "" {
			return t
		}
	}
	return ""
}
