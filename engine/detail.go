package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
)

// maxDetailText bounds the details in a page, in bytes.
const maxDetailText = 2000

// Detail is one line of a sender's details.
type Detail struct{ Name, Value string }

// DetailLines flattens a sender's custom details for people: an object becomes
// a line per field in alphabetical order, anything else one nameless line.
// Nested values stay JSON.
func DetailLines(raw json.RawMessage) []Detail {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var value any
	if len(raw) == 0 || dec.Decode(&value) != nil {
		return nil
	}
	object, ok := value.(map[string]any)
	if !ok {
		return []Detail{{Value: plain(value)}}
	}
	lines := make([]Detail, 0, len(object))
	for name, v := range object {
		lines = append(lines, Detail{name, plain(v)})
	}
	sort.Slice(lines, func(i, j int) bool { return lines[i].Name < lines[j].Name })
	return lines
}

func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case map[string]any, []any:
		text, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(text)
	}
	return fmt.Sprint(v)
}

func detailText(raw json.RawMessage) string {
	var b strings.Builder
	for _, d := range DetailLines(raw) {
		if d.Name != "" {
			b.WriteString(d.Name + ": ")
		}
		b.WriteString(d.Value + "\n")
		if b.Len() > maxDetailText {
			break
		}
	}
	return strings.ToValidUTF8(b.String()[:min(b.Len(), maxDetailText)], "")
}
