package ui

import (
	"net/http"
	"net/url"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// maxBulkUndo is how many incidents one press takes back: as many as a cookie
// can name.
const maxBulkUndo = 100

// bulkUndoPath takes back what was done to the incidents; "" if they are too many.
func bulkUndoPath(changed []engine.Incident) string {
	if len(changed) == 0 || len(changed) > maxBulkUndo {
		return ""
	}
	ids := url.Values{}
	for _, in := range changed {
		ids.Add("id", engine.IncidentID(in.Number))
	}
	return view.PathBulkUndo + "?" + ids.Encode()
}

// incidentsUndo takes back what its sender did to several incidents, one by one:
// what somebody else has changed since stays as it is, and does not keep the
// others from being given back.
func (u *ui) incidentsUndo(w http.ResponseWriter, r *http.Request) {
	ids := r.URL.Query()["id"]
	if len(ids) > maxBulkUndo {
		u.fail(w, r, engine.Fail(engine.Invalid, "at most %d incidents can be taken back at once; these are %d", maxBulkUndo, len(ids)))
		return
	}
	back, left := 0, 0
	for _, id := range ids {
		number, ok := engine.ParseIncidentID(id)
		if !ok {
			continue
		}
		switch _, err := u.Engine.Do(r.Context(), number, who(r).Actor("ui"), engine.Act{Undo: true}); engine.CodeOf(err) {
		case engine.Conflict, engine.NotFound:
			left++
		default:
			if err != nil {
				u.fail(w, r, err)
				return
			}
			back++
		}
	}
	u.done(w, r, bulkUndoNotice(back, left), view.PathHome)
}

func bulkUndoNotice(back, left int) view.Notice {
	switch {
	case back == 0:
		return view.Notice{Text: "Nothing was taken back: it was too long ago, somebody has done something else since, or the sender has: it is over, or has come again as another incident."}
	case left > 0:
		return view.Notice{Level: view.Warning, Text: "Taken back for " + incidents(back) + ". The rest has changed since, and stays as it is."}
	}
	return view.Notice{Level: view.Good, Text: "Taken back for " + incidents(back) + "."}
}
