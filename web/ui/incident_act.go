package ui

import (
	"net/http"
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
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, actNotice(verb, in, r.FormValue("seen"), who(r).User.ID), view.IncidentPath(id))
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
	case view.VerbEscalate:
		return &engine.Act{Escalate: true}, ""
	case view.VerbSnooze:
		return snoozeAct(r.FormValue("for"))
	case view.VerbNote:
		return noteAct(r.FormValue("text"))
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
			p.Snooze = view.Form{Values: map[string]string{"for": r.FormValue("for")}, Errors: map[string]string{"for": problem}}
			return
		}
		p.Note = view.Form{Values: map[string]string{"text": r.FormValue("text")}, Errors: map[string]string{"text": problem}}
	}
}

// actNotice says what is so now, which is not always what was asked for.
func actNotice(verb string, in engine.Incident, seen, viewer string) view.Notice {
	path := func(verb string) string { return view.IncidentAction(engine.IncidentID(in.Number), verb) }
	switch verb {
	case view.VerbAcknowledge:
		if seen == string(engine.Acked) || len(in.Acks) > 1 {
			return view.Notice{Level: view.Good, Text: "You have it too. Acknowledged by " + holder(in, "") + "."}
		}
		return view.Notice{Level: view.Good, Text: "You have it. Paging has stopped.", UndoPath: path(view.VerbUnacknowledge), UndoLabel: "Undo"}
	case view.VerbResolve:
		if in.ChangedBy.ID != viewer {
			return view.Notice{Text: "It was resolved already, by " + in.ChangedBy.Name + "."}
		}
		return view.Notice{Level: view.Good, Text: "Resolved.", UndoPath: path(view.VerbReopen), UndoLabel: "Undo"}
	case view.VerbUnacknowledge:
		return view.Notice{Text: "No longer acknowledged. Paging goes on."}
	case view.VerbReopen:
		return view.Notice{Text: "Reopened. Whoever is on call is paged."}
	case view.VerbEscalate:
		return view.Notice{Text: "Escalated to step " + strconv.Itoa(in.Level.Step+1) + "."}
	case view.VerbSnooze:
		return view.Notice{Level: view.Good, Text: "Snoozed. You are paged again when it is over.", UndoPath: path(view.VerbUnacknowledge), UndoLabel: "Undo"}
	}
	return view.Notice{Level: view.Good, Text: "Noted."}
}

// incidentsBulk acknowledges or resolves what was ticked: all of it or nothing.
func (u *ui) incidentsBulk(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		u.fail(w, r, engine.Fail(engine.Invalid, "the form could not be read"))
		return
	}
	var numbers []uint64
	for _, id := range r.PostForm["id"] {
		if n, ok := engine.ParseIncidentID(id); ok && len(numbers) < 500 {
			numbers = append(numbers, n)
		}
	}
	act, ok := map[string]engine.Act{"acknowledge": {Acknowledge: true}, "resolve": {Resolve: true}}[r.PostForm.Get("action")]
	if len(numbers) == 0 || !ok {
		u.done(w, r, view.Notice{Level: view.Warning, Text: "Nothing was selected, so nothing was changed."}, view.PathHome)
		return
	}
	changed, err := u.Engine.DoAll(r.Context(), numbers, who(r).Actor("ui"), act)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: strconv.Itoa(len(changed)) + " incidents: done."}, view.PathHome)
}
