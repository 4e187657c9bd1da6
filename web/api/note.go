package api

import (
	"slices"
	"strings"

	"wakeman/engine"
)

// noteWire is a note on an incident.
type noteWire struct {
	ID        string      `json:"id"`
	User      *reference  `json:"user"` // null when a key that is nobody's wrote it
	Channel   channelWire `json:"channel"`
	Content   string      `json:"content"`
	CreatedAt *string     `json:"created_at"`
	UpdatedAt *string     `json:"updated_at"` // as created: notes do not change
}

func (v view) note(e engine.Entry) noteWire {
	w := noteWire{
		ID: entryID(e), Content: e.Text, CreatedAt: stamp(e.At), UpdatedAt: stamp(e.At),
		Channel: channelWire{Type: channelType(e), Summary: viaSummary(e.Actor)},
	}
	if e.Actor.Kind == engine.ByPerson {
		ref := v.actorRef(e.Actor, "")
		w.User = &ref
	}
	return w
}

func viaSummary(a engine.Actor) string {
	if a.Via == "" {
		return orID(a.Name, "Wakeman")
	}
	return a.Via
}

func (s *server) listNotes(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	entries, err := s.store.Timeline(in.Number, maxReach)
	if err != nil {
		return nil, err
	}
	notes := slices.DeleteFunc(entries, func(e engine.Entry) bool { return e.Type != engine.AnnotateEntry })
	slices.Reverse(notes)
	return map[string][]noteWire{"notes": each(notes, c.note)}, nil
}

type noteOrder struct {
	Content string `json:"content" need:"yes"`
}

func (s *server) createNote(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	var w noteOrder
	if err := readBody(c.Request, "note", &w); err != nil {
		return nil, err
	}
	if strings.TrimSpace(w.Content) == "" {
		return nil, invalid("note.content: missing")
	}
	if in, err = s.do(c, in, engine.Act{Note: w.Content}); err != nil {
		return nil, err
	}
	// The note is the incident's last entry as the command left it; others may
	// have written since.
	e, found, err := s.entry(in, in.Entries)
	if err == nil && !found {
		err = absent("note")
	}
	return map[string]noteWire{"note": c.note(e)}, err
}
