package ui

import (
	"net/http"

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
	u.confirmAll(w, r, v, open, func(v *view.ConfirmPage, titles []string) { v.Effects = titles })
}
