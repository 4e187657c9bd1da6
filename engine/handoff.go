package engine

import (
	"context"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
)

// Handoff is what is told where one shift of a schedule ends and the next begins:
// what was wrong then, what the shift was like, and what whoever leaves has to say.
// It is written down once, and is not changed by what happens to its incidents.
type Handoff struct {
	Number   uint64    `json:"number"`
	Schedule string    `json:"schedule"` // Schedule.ID
	Name     string    `json:"name"`     // of the schedule, then
	At       time.Time `json:"at"`
	Since    time.Time `json:"since,omitzero"` // when the shift that ended began
	// From are who left, or who stays if nobody left; To who came, or who stays if nobody came: User.ID.
	From []string `json:"from,omitempty"`
	To   []string `json:"to"`
	// Stay are who were on call before and still are. A handoff to one of them stays open: their shift goes on.
	Stay []string `json:"stay,omitempty"`
	// Incidents were open or flapping, the worst first; More are not listed.
	Incidents []HandedOver `json:"incidents,omitempty"`
	More      int          `json:"more,omitempty"`
	// Pages is how many messages woke From in that shift; at least so many if
	// PagesAtLeast: then only the newest MaxMessagesRead to everybody were counted.
	Pages        int  `json:"pages"`
	PagesAtLeast bool `json:"pages_at_least,omitempty"`

	Note HandoffNote `json:"note,omitzero"`

	DraftedAt   time.Time `json:"drafted_at"`
	ConfirmedAt time.Time `json:"confirmed_at,omitzero"`
	ConfirmedBy Actor     `json:"confirmed_by,omitzero"` // the system: there was nothing to tell
	// LapsedAt is when the next handoff came before anybody had confirmed this one, and all whom it was for were off.
	LapsedAt time.Time `json:"lapsed_at,omitzero"`
}

// HandedOver is an incident as it was at a handoff.
type HandedOver struct {
	Incident uint64         `json:"incident"`
	Title    string         `json:"title"`
	Service  string         `json:"service"` // Service.ID
	Status   Status         `json:"status"`
	Urgency  people.Urgency `json:"urgency"`
	Severity Severity       `json:"severity,omitempty"`
	Since    time.Time      `json:"since"`
	// AckedBy are the names of who had it.
	AckedBy []string `json:"acked_by,omitempty"`
	// Reopened is how often it came back; one that is resolved and listed may again.
	Reopened int `json:"reopened,omitempty"`
	// SnoozedUntil is when one that was put off pages again; zero for others.
	SnoozedUntil time.Time `json:"snoozed_until,omitzero"`
}

// HandoffNote is what whoever leaves has to say. Each part is plain text of several
// lines, at most MaxHandoffNote characters, and may be empty.
type HandoffNote struct {
	Watch  string    `json:"watch,omitempty"`  // what to keep an eye on
	Expect string    `json:"expect,omitempty"` // what the shift will be like
	Ask    string    `json:"ask,omitempty"`    // whom to ask
	By     Actor     `json:"by,omitzero"`
	At     time.Time `json:"at,omitzero"`
}

// Bounds of a handoff.
const (
	MaxHandoffNote = 2000
	// MaxMessagesRead is how many messages, to everybody, are read to count the pages
	// of the shifts that end together.
	MaxMessagesRead = 20_000
	maxHandedOver   = 100
)

// Open reports whether somebody has still to confirm it.
func (h Handoff) Open() bool { return h.ConfirmedAt.IsZero() && h.LapsedAt.IsZero() }

// Joined reports whether somebody came beside those on call, and nobody left.
func (h Handoff) Joined() bool { return len(h.From) > 0 && slices.Equal(h.From, h.Stay) }

// Left reports whether somebody left, and nobody came: who stays is on call as before.
func (h Handoff) Left() bool { return len(h.Stay) > 0 && slices.Equal(h.To, h.Stay) }

// Nothing reports whether there is nothing to tell. Who stays saw all but what was in the hands of who left.
func (h Handoff) Nothing() bool {
	if h.Left() {
		return len(h.Incidents) == 0 && h.More == 0 && h.Note.IsZero()
	}
	return len(h.Incidents) == 0 && h.More == 0 && h.Pages == 0 && !h.PagesAtLeast && h.Note.IsZero()
}

// MayNote reports whether somebody may write the note: who left, and admins.
func (h Handoff) MayNote(u people.User) bool {
	return h.LapsedAt.IsZero() && !u.Disabled && (slices.Contains(h.From, u.ID) || u.Role.AtLeast(people.Admin))
}

// MayConfirm reports whether somebody may confirm it: who came, and admins.
func (h Handoff) MayConfirm(u people.User) bool {
	return h.Open() && !u.Disabled && (slices.Contains(h.To, u.ID) || u.Role.AtLeast(people.Admin))
}

// IsZero reports whether it says nothing.
func (n HandoffNote) IsZero() bool { return n.Watch == "" && n.Expect == "" && n.Ask == "" }

// NoteHandoff changes what whoever left has to say. change gets the note as it is and
// gives it as it shall be; it must be pure, and its error changes nothing. Of a handoff
// that was confirmed already, or had nothing to tell, the receivers are told, and
// confirm again.
//
// Errors are that of change, or a Failure: NotFound, Forbidden, Conflict (the next
// shift has begun), Invalid with field watch, expect or ask.
func (e *Engine) NoteHandoff(ctx context.Context, actor Actor, number uint64, change func(HandoffNote) (HandoffNote, error)) error {
	now := e.clock()
	return e.changeHandoff(ctx, number, func(tx Tx, h Handoff) (Changes, error) {
		if !h.LapsedAt.IsZero() {
			return Changes{}, Fail(Conflict, "the next shift has begun: who is on call now has a handoff of their own")
		}
		if !h.MayNote(tx.Config().Users[actor.ID]) {
			return Changes{}, Fail(Forbidden, "only who left, and admins, write this note")
		}
		note, err := change(h.Note)
		if err != nil {
			return Changes{}, err
		}
		if note, err = note.cleaned(); err != nil {
			return Changes{}, err
		}
		note.By, note.At = actor, now
		return h.noted(tx.Config(), note), nil
	})
}

// noted are the rows of a note that was written.
func (h Handoff) noted(cfg *Config, note HandoffNote) Changes {
	out := Changes{Audit: []AuditRow{{At: note.At, Actor: note.By, Action: "handoff.note", Object: h.Schedule, Detail: h.Name}}}
	again := !h.Open() && !note.IsZero()
	h.Note = note
	if again {
		h.ConfirmedAt, h.ConfirmedBy = time.Time{}, Actor{}
		out.Deliveries = cfg.handoffMessages(h, note.At)
	}
	out.Handoffs = []Handoff{h}
	return out
}

// ConfirmHandoff says that who came has read it. Once is enough, of several too.
//
// Errors are a Failure: NotFound, Forbidden or Conflict (it was confirmed, or the
// next shift has begun).
func (e *Engine) ConfirmHandoff(ctx context.Context, actor Actor, number uint64) error {
	now := e.clock()
	return e.changeHandoff(ctx, number, func(tx Tx, h Handoff) (Changes, error) {
		switch {
		case !h.LapsedAt.IsZero():
			return Changes{}, Fail(Conflict, "the next shift has begun: there is nothing left to confirm")
		case !h.Open():
			return Changes{}, Fail(Conflict, "%s has confirmed it already", h.ConfirmedBy.label())
		case !h.MayConfirm(tx.Config().Users[actor.ID]):
			return Changes{}, Fail(Forbidden, "only who took over, and admins, confirm a handoff")
		}
		h.ConfirmedAt, h.ConfirmedBy = now, actor
		row := AuditRow{At: now, Actor: actor, Action: "handoff.confirm", Object: h.Schedule, Detail: h.Name}
		return Changes{Handoffs: []Handoff{h}, Audit: []AuditRow{row}}, nil
	})
}

func (e *Engine) changeHandoff(ctx context.Context, number uint64, change func(Tx, Handoff) (Changes, error)) error {
	return e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		h, found, err := tx.Handoff(number)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, Fail(NotFound, "there is no handoff %d", number)
		}
		out, err := change(tx, h)
		if err != nil {
			return nil, err
		}
		return outsideIncidents(), tx.Apply(out)
	})
}

func (n HandoffNote) cleaned() (HandoffNote, error) {
	for field, text := range map[string]*string{"watch": &n.Watch, "expect": &n.Expect, "ask": &n.Ask} {
		*text = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(*text, "\r\n", "\n"), "\uFFFD"))
		if len([]rune(*text)) > MaxHandoffNote {
			return n, &Failure{Code: Invalid, Field: field, Message: "this is too long: 2,000 characters at most"}
		}
	}
	return n, nil
}
