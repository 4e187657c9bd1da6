package sms

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// The content types of a body that placeholders can be escaped for.
const (
	typeJSON    = "application/json"
	typeForm    = "application/x-www-form-urlencoded"
	typeXML     = "application/xml"
	typeTextXML = "text/xml"
	typePlain   = "text/plain"
)

func contentTypes() []string { return []string{typeJSON, typeForm, typeXML, typeTextXML, typePlain} }

// escaper returns how a value is written in a body of that type, nil for a type
// it does not know.
func escaper(contentType string) func(string) string {
	switch contentType {
	case typeJSON:
		return escapeJSON
	case typeForm:
		return escapeQuery
	case typeXML, typeTextXML:
		return escapeXML
	case typePlain:
		return asIs
	}
	return nil
}

// values are what the placeholders stand for.
type values struct{ to, text, id string }

// into replaces the placeholders of template in one pass: a placeholder in a
// value is text.
func (v values) into(template string, escape func(string) string) string {
	return strings.NewReplacer("{to}", escape(v.to), "{text}", escape(v.text), "{id}", escape(v.id)).Replace(template)
}

// intoURL escapes for the path before the first question mark, and for the
// query after it.
func (v values) intoURL(template string) string {
	path, query, has := strings.Cut(template, "?")
	s := v.into(path, url.PathEscape)
	if has {
		s += "?" + v.into(query, escapeQuery)
	}
	return s
}

// escapeQuery writes a space as %20: not every gateway reads a plus as one.
func escapeQuery(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// escapeJSON writes s for the inside of a JSON string.
func escapeJSON(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		return "" // a string always marshals
	}
	return string(raw[1 : len(raw)-1])
}

func escapeXML(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

func asIs(s string) string { return s }

// unknown returns the first thing in template that looks like a placeholder and
// is none, or "".
func unknown(template string) string {
	for _, p := range regexp.MustCompile(`\{[A-Za-z][A-Za-z0-9_-]*\}`).FindAllString(template, -1) {
		if !slices.Contains([]string{"{to}", "{text}", "{id}"}, p) {
			return p
		}
	}
	return ""
}
