package ui

import (
	"net/http"
	"slices"
	"strconv"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// maxBulk is how many incidents one form changes.
const maxBulk = 500

// incidentsBulk acknowledges or resolves what was ticked: all of it or nothing,
// but for what was over before the form came.
func (u *ui) incidentsBulk(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		u.fail(w, r, engine.Fail(engine.Invalid, "the form could not be read"))
		return
	}
	numbers, act, done := bulkForm(r)
	switch action := r.PostForm.Get("action"); {
	case len(numbers) > maxBulk: // said below
	case action == "merge":
		u.mergeConfirm(w, r, numbers)
		return
	case action == mergeNow:
		u.merge(w, r, numbers)
		return
	case action == "resolve" && len(numbers) > 0:
		u.resolveConfirm(w, r, numbers)
		return
	}
	if len(numbers) == 0 || done == "" && len(numbers) <= maxBulk {
		u.done(w, r, view.Notice{Level: view.Warning, Text: "Nothing was selected, so nothing was changed."}, view.PathHome)
		return
	}
	if len(numbers) > maxBulk {
		u.fail(w, r, engine.Fail(engine.Invalid, "at most %d incidents can be changed at once; these are %d", maxBulk, len(numbers)))
		return
	}
	changed, over, err := u.bulk(r, numbers, act)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, bulkNotice(changed, over, done), view.PathHome)
}

func bulkForm(r *http.Request) (numbers []uint64, act engine.Act, done string) {
	switch r.PostForm.Get("action") {
	case "acknowledge":
		act, done = engine.Act{Acknowledge: true}, "acknowledged"
	case resolveNow:
		act, done = engine.Act{Resolve: true}, "resolved"
	}
	for _, id := range r.PostForm["id"] {
		if n, ok := engine.ParseIncidentID(id); ok {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers), act, done
}

// bulk changes those that are open. One may end by itself between the look and
// the deed: then it is looked again, so that one resolved incident does not
// leave nineteen others without anybody.
func (u *ui) bulk(r *http.Request, numbers []uint64, act engine.Act) (changed []engine.Incident, over int, err error) {
	for range 3 {
		open, err := u.stillOpen(numbers)
		if err != nil || len(open) == 0 {
			return nil, len(numbers), err
		}
		list, err := u.Engine.DoAll(r.Context(), open, who(r).Actor("ui"), act)
		if engine.CodeOf(err) != engine.Conflict {
			return list, len(numbers) - len(open), err
		}
	}
	return nil, 0, engine.Fail(engine.Conflict, "the incidents changed faster than they could be acknowledged: nothing was changed, press again")
}

func (u *ui) stillOpen(numbers []uint64) (open []uint64, err error) {
	for _, n := range numbers {
		in, found, err := u.Store.Incident(n)
		if err != nil {
			return nil, err
		}
		if found && in.Status.Open() {
			open = append(open, n)
		}
	}
	return open, nil
}

// confirmAll asks about several incidents, whose form is bulk's; say puts their titles into
// the question.
func (u *ui) confirmAll(w http.ResponseWriter, r *http.Request, v view.ConfirmPage, numbers []uint64, say func(v *view.ConfirmPage, titles []string)) {
	var titles []string
	for _, n := range numbers {
		in, _, err := u.Store.Incident(n)
		if err != nil {
			u.fail(w, r, err)
			return
		}
		v.Hidden = append(v.Hidden, view.Field{Name: "id", Value: engine.IncidentID(n)})
		titles = append(titles, in.Title)
	}
	say(&v, titles)
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), v))
}

func bulkNotice(changed []engine.Incident, over int, done string) view.Notice {
	n := view.Notice{Level: view.Good, Text: incidents(len(changed)) + " " + done + ".", UndoLabel: "Undo", UndoPath: bulkUndoPath(changed)}
	switch {
	case len(changed) == 0:
		return view.Notice{Text: "Nothing was changed: " + incidents(over) + " of your selection had ended already."}
	case over > 0:
		n.Text += " " + incidents(over) + " had ended already."
	}
	return n
}

func incidents(n int) string {
	if n == 1 {
		return "1 incident"
	}
	return strconv.Itoa(n) + " incidents"
}
