package ui

import (
	"net/http"
	"strconv"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// heldOf is what a form ends of what rules hold. One that does not say what was seen
// of it is of nothing.
func heldOf(r *http.Request) (h engine.ByHand, ok bool) {
	id, ok := engine.ParseSuppressionKey(r.PathValue("held"))
	seen, err := strconv.ParseUint(r.PostFormValue("seen"), 10, 64)
	return engine.ByHand{Suppression: id, Seen: seen, Why: cut(r.PostFormValue("why"), view.MaxWhy)}, ok && err == nil && seen != 0
}

// heldDismiss lets something go that a rule holds: it pages nobody.
func (u *ui) heldDismiss(w http.ResponseWriter, r *http.Request) {
	h, ok := heldOf(r)
	if !ok {
		u.notFound(w, r)
		return
	}
	err := u.Engine.Dismiss(r.Context(), who(r).Actor("ui"), h)
	u.heldDone(w, r, err, "Dismissed: it pages nobody. What its sender reports from now on is held anew.", u.rulesBack(r))
}

// heldPage pages for something that a rule holds, and leads to its incident.
func (u *ui) heldPage(w http.ResponseWriter, r *http.Request) {
	h, ok := heldOf(r)
	if !ok {
		u.notFound(w, r)
		return
	}
	receipt, err := u.Engine.PageNow(r.Context(), who(r).Actor("ui"), h)
	said, to := "It changed no incident. Why, is in the event log.", u.rulesBack(r)
	for _, v := range receipt.Verdicts {
		if v.Incident != 0 {
			said, to = "This is its incident; whoever is on call is paged.", view.IncidentPath(engine.IncidentID(v.Incident))
		}
	}
	u.heldDone(w, r, err, said, to)
}

func (u *ui) heldDone(w http.ResponseWriter, r *http.Request, err error, said, to string) {
	warn := func(why string) {
		u.done(w, r, view.Notice{Level: view.Warning, Text: "Nothing was done: " + why}, u.rulesBack(r))
	}
	switch engine.CodeOf(err) {
	case engine.NotFound:
		warn("no rule holds it any more. The event log has what became of it.")
	case engine.Conflict:
		warn(err.Error() + ".")
	default:
		if err != nil {
			u.fail(w, r, err)
			return
		}
		u.done(w, r, view.Notice{Level: view.Good, Text: said}, to)
	}
}

// rulesBack is the page of rules that a form was on.
func (u *ui) rulesBack(r *http.Request) string {
	of := r.PostFormValue("of")
	if _, there := u.Store.Config().Services[of]; !there {
		of = ""
	}
	return view.RulesPath(of)
}
