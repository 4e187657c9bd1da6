package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"wakeman/engine"
	"wakeman/web/mailgate"
	"wakeman/web/ui/view"
)

// eventRelease lets a mail in that is in quarantine.
func (u *ui) eventRelease(w http.ResponseWriter, r *http.Request) {
	seq, err := strconv.ParseUint(r.PathValue("seq"), 10, 64)
	if err != nil {
		u.notFound(w, r)
		return
	}
	p, _, found, err := u.Store.Post(seq)
	switch {
	case err != nil:
		u.fail(w, r, err)
		return
	case !found:
		u.notFound(w, r)
		return
	}
	receipt, err := u.Engine.Release(r.Context(), who(r).Actor("ui"), seq, mailgate.Details(p))
	switch {
	case engine.CodeOf(err) == engine.Conflict:
		u.done(w, r, view.Notice{Level: view.Warning, Text: "Nothing was done: it is no longer in quarantine. This is what became of it."}, view.EventPath(r.PathValue("seq")))
	case err != nil:
		u.fail(w, r, err)
	default:
		n, to := released(receipt, view.EventPath(r.PathValue("seq")))
		u.done(w, r, n, to)
	}
}

// released leads to the incident, if there is one.
func released(receipt engine.Receipt, back string) (view.Notice, string) {
	var numbers []uint64
	opened := false
	for _, v := range receipt.Verdicts {
		if v.Incident != 0 {
			numbers = append(numbers, v.Incident)
		}
		opened = opened || v.Fate == engine.Opened || v.Fate == engine.Reopened
	}
	slices.Sort(numbers)
	switch numbers = slices.Compact(numbers); {
	case len(numbers) == 0:
		return view.Notice{Level: view.Warning, Text: "Let in. It changed no incident. Why, is said below."}, back
	case len(numbers) == 1 && !opened:
		return view.Notice{Level: view.Good, Text: "Let in. This is the incident it is about."}, view.IncidentPath(engine.IncidentID(numbers[0]))
	case len(numbers) == 1:
		return view.Notice{Level: view.Good, Text: "Let in. This is its incident; whoever is on call is paged."}, view.IncidentPath(engine.IncidentID(numbers[0]))
	}
	return view.Notice{Level: view.Good, Text: fmt.Sprintf("Let in: %d incidents, listed below.", len(numbers))}, back
}
