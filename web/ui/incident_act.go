package ui

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// incidentAct changes one incident: acknowledge, resolve, and so on. Of two
// people who act at once the second is told what the first did, because the
// form says which state its sender saw.
func (u *ui) incidentAct(w http.ResponseWriter, r *http.Request) {
	id, verb := r.PathValue("id"), r.PathValue("verb")
	number, ok := engine.ParseIncidentID(id)
	act, problem := actOf(verb, r)
	if !ok || act == nil {
		u.notFound(w, r)
		return
	}
	if problem != "" {
		u.showIncident(w, r, http.StatusBadRequest, verbForm(verb, r, problem))
		return
	}
	in, err := u.Engine.Do(r.Context(), number, who(r).Actor("ui"), *act)
	back, _ := besideList(r, engine.IncidentID(number))
	switch {
	case engine.CodeOf(err) == engine.Conflict && verb == view.VerbUndo:
		u.done(w, r, undoRefused(err), back)
	case engine.CodeOf(err) == engine.Conflict:
		u.overtaken(w, r, number, back, err)
	case err != nil:
		u.fail(w, r, err)
	default:
		n := actNotice(verb, in, r.PostFormValue("seen"), who(r).User.ID)
		u.done(w, r, undoneBeside(n, back), back)
	}
}

// undoRefused says why something is not taken back, and leads to the incident that is
// the reason.
func undoRefused(err error) view.Notice {
	f, _ := errors.AsType[*engine.Failure](err)
	n := view.Notice{Text: strings.ToUpper(f.Message[:1]) + f.Message[1:] + "."}
	if f.Incident != 0 {
		n.LinkPath, n.LinkText = view.IncidentPath(engine.IncidentID(f.Incident)), "Open #"+strconv.FormatUint(f.Incident, 10)
	}
	return n
}

// overtaken leads back to an incident that was no longer as its page said when
// the button was pressed, and says what happened instead.
func (u *ui) overtaken(w http.ResponseWriter, r *http.Request, number uint64, back string, cause error) {
	in, found, err := u.Store.Incident(number)
	if err != nil || !found {
		u.fail(w, r, cause)
		return
	}
	text := "That was not possible: the incident is " + string(in.Status) + "."
	if in.Status == engine.Resolved {
		text = resolvedBy(in, who(r).User.ID) + " Nothing is left to do."
	}
	u.done(w, r, view.Notice{Text: text}, back)
}

// undoneBeside lets an undo lead back to the list that the incident stands beside.
func undoneBeside(n view.Notice, back string) view.Notice {
	if _, list, beside := strings.Cut(back, "?"); beside && n.UndoPath != "" {
		n.UndoPath += "?" + list
	}
	return n
}

// resolvedBy says who ended an incident.
func resolvedBy(in engine.Incident, viewer string) string {
	if in.ChangedBy.ID == viewer && viewer != "" {
		return "You have resolved it already."
	}
	return "It was resolved already, by " + orElse(in.ChangedBy.Name, "Wakeman") + "."
}

// actOf reads a verb and its fields; nil is a verb we do not have.
func actOf(verb string, r *http.Request) (act *engine.Act, problem string) {
	switch verb {
	case view.VerbAcknowledge:
		return &engine.Act{Acknowledge: true}, ""
	case view.VerbUnacknowledge:
		return &engine.Act{Unacknowledge: true}, ""
	case view.VerbResolve:
		return &engine.Act{Resolve: true}, ""
	case view.VerbReopen:
		return &engine.Act{Reopen: true}, ""
	case view.VerbUndo:
		return &engine.Act{Undo: true}, ""
	case view.VerbEscalate:
		return &engine.Act{Escalate: true}, ""
	case view.VerbSnooze:
		return snoozeAct(r.PostFormValue("for"))
	case view.VerbPriority:
		return priorityAct(r.PostFormValue("to"))
	case view.VerbNote:
		return noteAct(r.PostFormValue("text"))
	}
	return nil, ""
}

func snoozeAct(text string) (*engine.Act, string) {
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Second || d > engine.MaxSnooze {
		return &engine.Act{}, "Choose a time from 1 second to 7 days, such as 30m or 8h."
	}
	return &engine.Act{Snooze: d}, ""
}

func priorityAct(text string) (*engine.Act, string) {
	var p engine.Priority
	if text != view.NoPriority {
		p = engine.Priority(text)
		if !slices.Contains(engine.Priorities(), p) {
			return &engine.Act{}, "Choose one of P1 to P5, or none."
		}
	}
	return &engine.Act{Priority: &p}, ""
}

func noteAct(text string) (*engine.Act, string) {
	text = strings.TrimSpace(text)
	switch n := len([]rune(text)); {
	case n == 0:
		return &engine.Act{}, "Write something first."
	case n > engine.MaxNote:
		return &engine.Act{}, "A note has at most 2,000 characters; this one has " + strconv.Itoa(n) + "."
	}
	return &engine.Act{Note: text}, ""
}

// verbForm keeps what was typed and says what is wrong with it.
func verbForm(verb string, r *http.Request, problem string) func(*view.IncidentPage) {
	return func(p *view.IncidentPage) {
		if verb == view.VerbSnooze {
			p.Snooze = view.Form{Values: map[string]string{"for": r.PostFormValue("for")}, Errors: map[string]string{"for": problem}}
			return
		}
		if verb == view.VerbPriority {
			p.Prioritize = view.Form{Errors: map[string]string{"to": problem}}
			return
		}
		p.Note = view.Form{Values: map[string]string{"text": r.PostFormValue("text")}, Errors: map[string]string{"text": problem}}
	}
}

// actNotice says what is so now, which is not always what was asked for.
func actNotice(verb string, in engine.Incident, seen, viewer string) view.Notice {
	path := func(verb string) string { return view.IncidentAction(engine.IncidentID(in.Number), verb) }
	switch verb {
	case view.VerbAcknowledge:
		return ackNotice(in, seen, viewer, path(view.VerbUndo))
	case view.VerbResolve:
		if in.ChangedBy.ID != viewer || seen == string(engine.Resolved) {
			return view.Notice{Text: resolvedBy(in, viewer)}
		}
		return view.Notice{Level: view.Good, Text: "Resolved.", UndoPath: path(view.VerbUndo), UndoLabel: "Undo"}
	case view.VerbUnacknowledge:
		return view.Notice{Text: "No longer acknowledged. Paging goes on."}
	case view.VerbReopen:
		if in.ChangedBy.ID != viewer {
			return view.Notice{Text: "It was open already."}
		}
		return view.Notice{Text: "Reopened. Whoever is on call is paged."}
	case view.VerbEscalate:
		return view.Notice{Text: "Escalated to step " + strconv.Itoa(in.Level.Step+1) + "."}
	case view.VerbSnooze:
		return view.Notice{Level: view.Good, Text: "Snoozed. You are paged again when it is over.", UndoPath: path(view.VerbUndo), UndoLabel: "Undo"}
	case view.VerbUndo:
		return undoNotice(in, viewer)
	case view.VerbPriority:
		return view.Notice{Level: view.Good, Text: priorityWords(in.Priority)}
	}
	return view.Notice{Level: view.Good, Text: "Noted."}
}

func priorityWords(p engine.Priority) string {
	if p == "" {
		return "It has no priority now."
	}
	return "Its priority is " + string(p) + " now."
}

// undoNotice says who has it now: whoever had it before, or nobody.
func undoNotice(in engine.Incident, viewer string) view.Notice {
	if in.Status != engine.Acked {
		return view.Notice{Text: "Taken back. Nobody has it, as before: paging goes on where it was."}
	}
	names := make([]string, len(in.Acks))
	for i, a := range in.Acks {
		if a.By.ID == viewer {
			return view.Notice{Level: view.Good, Text: "Taken back. You have it, as before; nobody was paged."}
		}
		names[i] = a.By.Name
	}
	return view.Notice{Level: view.Good, Text: "Taken back. As before it is with " + strings.Join(names, ", ") + "; nobody was paged."}
}

// ackNotice says whether somebody else has it too: of two people who press at
// once, each is told of the other.
func ackNotice(in engine.Incident, seen, viewer, undo string) view.Notice {
	var others []string
	for _, a := range in.Acks {
		if a.By.ID != viewer {
			others = append(others, a.By.Name)
		}
	}
	switch {
	case len(others) == 0:
		return view.Notice{Level: view.Good, Text: "You have it. Paging has stopped.", UndoPath: undo, UndoLabel: "Undo"}
	case seen == string(engine.Triggered):
		return view.Notice{Level: view.Good, Text: "You have it, and " + strings.Join(others, ", ") + " was a moment faster: tell each other who goes on."}
	}
	return view.Notice{Level: view.Good, Text: "You have it too, with " + strings.Join(others, ", ") + "."}
}
