package api

import (
	"net/http"
	"strconv"

	"wakeman/engine"
	"wakeman/engine/people"
)

// handoffWire is what was told where one shift ended and the next began. Wakeman's own.
type handoffWire struct {
	reference
	Schedule    reference        `json:"schedule"`
	At          *string          `json:"at"`
	Since       *string          `json:"since" doc:"when the shift that ended began"`
	From        []reference      `json:"from" doc:"who left, or who stays if nobody left"`
	To          []reference      `json:"to" doc:"who came, or who stays"`
	Stay        []reference      `json:"stay" doc:"who was on call before and still is"`
	State       string           `json:"state" enum:"waiting,confirmed,nothing,lapsed" doc:"waiting for somebody to confirm it; nothing: there was nothing to hand over; lapsed: the next came first"`
	Figures     string           `json:"figures"`
	Pages       int              `json:"pages" doc:"messages that woke who left"`
	AtLeast     bool             `json:"pages_at_least" doc:"there were more messages than are counted"`
	Incidents   []handedOverWire `json:"incidents"`
	More        int              `json:"more_incidents" doc:"beside those that are listed"`
	Note        handoffNoteWire  `json:"note"`
	ConfirmedAt *string          `json:"confirmed_at"`
	ConfirmedBy *reference       `json:"confirmed_by"`
}

// handedOverWire is an incident as it was then.
type handedOverWire struct {
	Incident     reference `json:"incident"`
	Service      reference `json:"service"`
	Status       string    `json:"status" enum:"triggered,acknowledged,resolved"`
	Urgency      string    `json:"urgency" enum:"high,low"`
	Since        *string   `json:"since"`
	AckedBy      []string  `json:"acknowledged_by" doc:"names"`
	Reopened     int       `json:"reopened" doc:"how often it came back"`
	SnoozedUntil *string   `json:"snoozed_until"`
}

// handoffNoteWire is what whoever left has to say.
type handoffNoteWire struct {
	Watch  string     `json:"watch"`
	Expect string     `json:"expect"`
	Ask    string     `json:"ask"`
	By     *reference `json:"by"`
	At     *string    `json:"at"`
}

// handoffNoteOrder changes the note: what is left out stays.
type handoffNoteOrder struct {
	Watch  maybe[string] `json:"watch" doc:"what to keep an eye on"`
	Expect maybe[string] `json:"expect" doc:"what the shift will be like"`
	Ask    maybe[string] `json:"ask" doc:"whom to ask"`
}

func (s *server) handoffRoutes() []route {
	one := gives("handoff", handoffWire{})
	note := update("/handoffs/{id}/note", people.Viewer, s.noteHandoff, "Write what whoever takes over should know", takes("note", handoffNoteOrder{}), one)
	note.doc.needs = "Needs to be who left, or the role admin; and the key of a person."
	confirm := route{method: http.MethodPost, path: "/handoffs/{id}/confirm", role: people.Viewer, status: http.StatusOK, handle: s.confirmHandoff, doc: does("Confirm a handoff: it has been read", takes("", object{}), one)}
	confirm.doc.needs = "Needs to be who took over, or the role admin; and the key of a person."
	return []route{
		read("/handoffs", s.listHandoffs, "List handoffs, the newest first", givesPages("handoffs", handoffWire{})).asks("schedule_id"),
		read("/handoffs/{id}", s.getHandoff, "Show a handoff", one), note, confirm,
	}
}

func (s *server) listHandoffs(c *call) (any, error) {
	p, err := c.q.page()
	if err != nil {
		return nil, err
	}
	before, err := p.number()
	if err != nil {
		return nil, err
	}
	list, err := s.store.Handoffs(c.q.text("schedule_id"), before, p.limit+1)
	if err != nil {
		return nil, err
	}
	next := ""
	if len(list) > p.limit {
		list = list[:p.limit]
		next = numbered(list[p.limit-1].Number)
	}
	return leafed("handoffs", each(list, c.handoff), p, next), nil
}

func (s *server) handoffOf(c *call) (engine.Handoff, error) {
	number, err := strconv.ParseUint(c.PathValue("id"), 10, 64)
	if err != nil {
		return engine.Handoff{}, absent("handoff")
	}
	h, found, err := s.store.Handoff(number)
	if err == nil && !found {
		err = absent("handoff")
	}
	return h, err
}

func (s *server) getHandoff(c *call) (any, error) {
	h, err := s.handoffOf(c)
	if err != nil {
		return nil, err
	}
	c.tag(h.Note)
	return map[string]handoffWire{"handoff": c.handoff(h)}, nil
}

// noteHandoff can be held to what was read by If-Match, as the page's form is.
func (s *server) noteHandoff(c *call) (any, error) {
	var w handoffNoteOrder
	if err := readOrder(c.Request, "note", &w); err != nil {
		return nil, err
	}
	return s.changedHandoff(c, func(number uint64) error {
		return s.engine.NoteHandoff(c.Context(), c.who.Actor("api"), number, func(now engine.HandoffNote) (engine.HandoffNote, error) {
			if err := c.unchanged(now); err != nil {
				return now, err
			}
			trimmed(w.Watch, &now.Watch)
			trimmed(w.Expect, &now.Expect)
			trimmed(w.Ask, &now.Ask)
			return now, nil
		})
	})
}

func (s *server) confirmHandoff(c *call) (any, error) {
	return s.changedHandoff(c, func(number uint64) error {
		return s.engine.ConfirmHandoff(c.Context(), c.who.Actor("api"), number)
	})
}

// changedHandoff answers with the handoff as it is after a deed.
func (s *server) changedHandoff(c *call, deed func(number uint64) error) (any, error) {
	h, err := s.handoffOf(c)
	if err != nil {
		return nil, err
	}
	if err := deed(h.Number); err != nil {
		return nil, err
	}
	return s.getHandoff(c)
}

func (v view) handoff(h engine.Handoff) handoffWire {
	id := strconv.FormatUint(h.Number, 10)
	w := handoffWire{
		reference: v.link.at("handoff", "/handoffs", id, h.Name), Schedule: v.scheduleRef(h.Schedule), At: stamp(h.At), Since: stamp(h.Since),
		From: each(h.From, v.userRef), To: each(h.To, v.userRef), Stay: each(h.Stay, v.userRef), State: handoffState(h), Figures: h.Figures(), Pages: h.Pages, AtLeast: h.PagesAtLeast,
		Incidents: each(h.Incidents, v.handedOver), More: h.More, Note: v.handoffNote(h.Note), ConfirmedAt: stamp(h.ConfirmedAt),
	}
	if h.ConfirmedBy.Kind == engine.ByPerson {
		ref := v.userRef(h.ConfirmedBy.ID)
		w.ConfirmedBy = &ref
	}
	return w
}

func handoffState(h engine.Handoff) string {
	switch {
	case h.Open():
		return "waiting"
	case !h.LapsedAt.IsZero():
		return "lapsed"
	case h.ConfirmedBy.Kind == engine.BySystem:
		return "nothing"
	}
	return "confirmed"
}

func (v view) handedOver(in engine.HandedOver) handedOverWire {
	return handedOverWire{
		Incident: v.incidentRef(in.Incident, in.Title), Service: v.serviceRef(in.Service), Status: string(in.Status), Urgency: string(in.Urgency),
		Since: stamp(in.Since), AckedBy: append([]string{}, in.AckedBy...), Reopened: in.Reopened, SnoozedUntil: stamp(in.SnoozedUntil),
	}
}

func (v view) handoffNote(n engine.HandoffNote) handoffNoteWire {
	w := handoffNoteWire{Watch: n.Watch, Expect: n.Expect, Ask: n.Ask, At: stamp(n.At)}
	if n.By.Kind == engine.ByPerson {
		ref := v.userRef(n.By.ID)
		w.By = &ref
	}
	return w
}
