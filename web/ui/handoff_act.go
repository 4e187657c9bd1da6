package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// handoffNote saves what whoever left has to say.
func (u *ui) handoffNote(w http.ResponseWriter, r *http.Request) {
	h, ok := u.handoffOf(w, r)
	if !ok {
		return
	}
	form := view.Form{Values: map[string]string{}}
	for _, name := range []string{"watch", "expect", "ask"} {
		form.Values[name] = cut(r.PostFormValue(name), maxTyped)
	}
	seen := r.PostFormValue("seen")
	err := u.Engine.NoteHandoff(r.Context(), who(r).Actor("ui"), h.Number, func(now engine.HandoffNote) (engine.HandoffNote, error) {
		return engine.HandoffNote{Watch: form.Values["watch"], Expect: form.Values["expect"], Ask: form.Values["ask"]}, changed(now, seen)
	})
	if err == nil {
		u.done(w, r, view.Notice{Level: view.Good, Text: "Saved."}, view.HandoffPath(h.Number))
		return
	}
	status, ok := refused(&form, err, func(p config.Problem) string { return p.Field })
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.drawHandoff(w, r, status, h, form, cut(seen, 40))
}

// handoffConfirm says that who took over has read it.
func (u *ui) handoffConfirm(w http.ResponseWriter, r *http.Request) {
	h, ok := u.handoffOf(w, r)
	if !ok {
		return
	}
	err := u.Engine.ConfirmHandoff(r.Context(), who(r).Actor("ui"), h.Number)
	switch {
	case err == nil:
		u.done(w, r, view.Notice{Level: view.Good, Text: "Confirmed."}, view.HandoffPath(h.Number))
	case engine.CodeOf(err) == engine.Conflict:
		u.done(w, r, view.Notice{Level: view.Warning, Text: sentence(err.Error())}, view.HandoffPath(h.Number))
	default:
		u.fail(w, r, err)
	}
}
