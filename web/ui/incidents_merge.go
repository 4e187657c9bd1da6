package ui

import (
	"net/http"
	"strconv"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// mergeConfirm asks before several incidents become one: it can not be taken
// back. The oldest stays, because people may be talking about it already.
func (u *ui) mergeConfirm(w http.ResponseWriter, r *http.Request, numbers []uint64) {
	open, err := u.stillOpen(numbers)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if len(open) < 2 {
		u.done(w, r, view.Notice{Level: view.Warning, Text: "Select at least two open incidents to merge. Nothing was changed."}, view.PathHome)
		return
	}
	v := view.ConfirmPage{
		Title: "Merge " + strconv.Itoa(len(open)) + " incidents into one?", Yes: "Merge them", PostPath: view.PathBulk, NoPath: view.PathHome,
		Hidden: []view.Field{{Name: "action", Value: mergeNow}},
	}
	u.confirmAll(w, r, v, open, func(v *view.ConfirmPage, titles []string) {
		v.Text = "What is open in the others becomes part of the oldest: " + titles[0]
		for _, title := range titles[1:] {
			v.Effects = append(v.Effects, "Closed, and part of it: "+title)
		}
	})
}

// mergeNow is the action of the form that was asked.
const mergeNow = "merge-now"

func (u *ui) merge(w http.ResponseWriter, r *http.Request, numbers []uint64) {
	if len(numbers) < 2 {
		u.mergeConfirm(w, r, numbers)
		return
	}
	in, err := u.Engine.Merge(r.Context(), who(r).Actor("ui"), numbers[0], numbers[1:]...)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: incidents(len(numbers)) + " are one now."}, view.IncidentPath(engine.IncidentID(in.Number)))
}
