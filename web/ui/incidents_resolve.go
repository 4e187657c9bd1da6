package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// resolveNow is the action of the form that was asked.
const resolveNow = "resolve-now"

// resolveConfirm asks before several incidents are resolved: with one tap nobody
// would be paged for any of them any more.
func (u *ui) resolveConfirm(w http.ResponseWriter, r *http.Request, numbers []uint64) {
	open, err := u.stillOpen(numbers)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if len(open) == 0 {
		u.done(w, r, bulkNotice(nil, len(numbers), ""), view.PathHome)
		return
	}
	v := view.ConfirmPage{
		Title: "Resolve " + incidents(len(open)) + "?", Text: "Nobody is paged for them any more, until their senders report them again.",
		Yes: "Resolve", PostPath: view.PathBulk, NoPath: view.PathHome,
		Hidden: []view.Field{{Name: "action", Value: resolveNow}},
	}
	for _, n := range open {
		in, _, err := u.Store.Incident(n)
		if err != nil {
			u.fail(w, r, err)
			return
		}
		v.Hidden = append(v.Hidden, view.Field{Name: "id", Value: engine.IncidentID(n)})
		v.Effects = append(v.Effects, in.Title)
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), v))
}
