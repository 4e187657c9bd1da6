package ui

import (
	"net/http"
	"strconv"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/ui/view"
	"wakeman/web/watch"
)

// watchOf is the watch a request names, with its service; without it the answer
// is given.
func (u *ui) watchOf(w http.ResponseWriter, r *http.Request) (engine.Watch, engine.Service, bool) {
	cfg := u.Store.Config()
	x, ok := cfg.Watches[r.PathValue("watch")]
	if !ok || x.Service != r.PathValue("id") {
		u.notFound(w, r)
		return x, engine.Service{}, false
	}
	return x, cfg.Services[x.Service], true
}

// watchShow is one watch: how it does, check by check.
func (u *ui) watchShow(w http.ResponseWriter, r *http.Request) {
	x, _, ok := u.watchOf(w, r)
	if !ok {
		return
	}
	v := u.watchPage(u.Store.Config(), x)
	open, err := u.Store.Incidents(store.IncidentQuery{Key: engine.WatchKey(x.ID), Statuses: openStatuses(), Limit: 1})
	if err != nil {
		u.fail(w, r, err)
		return
	}
	for _, in := range open.Incidents {
		v.Incident = view.Ref{ID: strconv.FormatUint(in.Number, 10), Name: in.Title}
	}
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.WatchOne(p, v))
}

// lookWithin is how long a page waits for the look that was asked for: most are
// over by then, and the page shows what they found.
const lookWithin = 4 * time.Second

// watchLook has a host looked at now.
func (u *ui) watchLook(w http.ResponseWriter, r *http.Request) {
	x, s, ok := u.watchOf(w, r)
	if !ok {
		return
	}
	var before watch.State
	if u.Watches != nil {
		before, _ = u.Watches.State(x.ID)
	}
	if u.Watches == nil || !u.Watches.LookNow(x.ID) {
		u.done(w, r, view.Notice{Level: view.Warning, Text: "Nobody looks at it: it, or its service, is paused."}, view.WatchPath(s.ID, x.ID))
		return
	}
	said := view.Notice{Text: "It is being looked at. Load the page again to see what was found."}
	for end := time.Now().Add(lookWithin); time.Now().Before(end) && r.Context().Err() == nil; time.Sleep(50 * time.Millisecond) {
		if st, _ := u.Watches.State(x.ID); !st.Busy && st.Looked.After(before.Looked) {
			said = view.Notice{Level: view.Good, Text: "Looked at just now."}
			break
		}
	}
	u.done(w, r, said, view.WatchPath(s.ID, x.ID))
}
