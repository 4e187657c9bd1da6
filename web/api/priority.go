package api

import (
	"encoding/json"
	"slices"
	"strings"

	"wakeman/engine"
)

// priorityWire is a priority. Their order in the list is their rank, the highest
// first, as PagerDuty has it.
type priorityWire struct {
	reference
	Name        string `json:"name"`
	Description string `json:"description"`
}

// priorityID is the id of a priority: ours, and it stays as it is.
func priorityID(p engine.Priority) string { return "PWPRIO" + strings.TrimPrefix(string(p), "P") }

func (v view) priority(p engine.Priority) priorityWire {
	return priorityWire{
		reference: v.link.inside("priority", "/priorities/"+priorityID(p), priorityID(p), string(p)), Name: string(p), Description: p.Description(),
	}
}

// priorityOf is the priority of an incident; nil if it has none.
func (v view) priorityOf(p engine.Priority) *priorityWire {
	if p == "" {
		return nil
	}
	w := v.priority(p)
	return &w
}

func listPriorities(c *call) (any, error) {
	return paged(c, "priorities", engine.Priorities(), c.priority)
}

func getPriority(c *call) (any, error) {
	for _, p := range engine.Priorities() {
		if c.PathValue("id") == priorityID(p) {
			return map[string]priorityWire{"priority": c.priority(p)}, nil
		}
	}
	return nil, absent("priority")
}

// noPriority is the name that takes a priority away: null and nothing change
// nothing, because clients send them for what they do not mean.
const noPriority = "none"

// priorityOrder is a priority in a request: a reference, the whole object, or its
// name alone.
type priorityOrder struct{ ID, Name string }

// UnmarshalJSON takes any of the three.
func (w *priorityOrder) UnmarshalJSON(raw []byte) error {
	if json.Unmarshal(raw, &w.Name) == nil {
		return nil
	}
	var object struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	err := json.Unmarshal(raw, &object)
	w.ID, w.Name = object.ID, object.Name
	return err
}

func (w *priorityOrder) readField(f *faults, path string, raw json.RawMessage) {
	if w.UnmarshalJSON(raw) != nil {
		f.add(path, "is %s, and neither a priority nor its name", sortOf(raw))
	}
}

// schema describes it.
func (*priorityOrder) schema() object {
	word := object{"type": "string"}
	return object{"type": []string{"object", "string", "null"}, "properties": object{"id": word, "name": word}}
}

// read is the priority that is meant; given is false if none is named.
func (w *priorityOrder) read() (p engine.Priority, given bool, err error) {
	if w == nil || w.ID == "" && w.Name == "" {
		return "", false, nil
	}
	if w.ID == noPriority || w.ID == "" && strings.EqualFold(w.Name, noPriority) {
		return "", true, nil
	}
	for _, p := range engine.Priorities() {
		if w.ID == priorityID(p) || strings.EqualFold(w.ID, string(p)) || w.ID == "" && strings.EqualFold(w.Name, string(p)) {
			return p, true, nil
		}
	}
	return "", false, invalid("priority: there is no such priority; GET /priorities lists them")
}

// wantedPriorities are those that a list is narrowed to, by id or name.
func (q query) wantedPriorities() (list []engine.Priority, err error) {
	for _, v := range q.list("priorities") {
		p, given, err := (&priorityOrder{ID: v}).read()
		if err != nil {
			return nil, invalid("priorities[]: there is no such priority; GET /priorities lists them")
		}
		if given && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list, nil
}
