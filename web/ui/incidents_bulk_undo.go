package ui

import (
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"net/url"
	"slices"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// bulkUndoPath takes back what was done to the incidents; "" if there are none. A
// cookie carries it and has 4096 bytes, too few for the ids of as many as a bulk
// changes.
func bulkUndoPath(changed []engine.Incident) string {
	if len(changed) == 0 {
		return ""
	}
	numbers := make([]uint64, 0, len(changed))
	for _, in := range changed {
		numbers = append(numbers, in.Number)
	}
	return view.PathBulkUndo + "?" + url.Values{"all": {packNumbers(numbers)}}.Encode()
}

// packNumbers writes numbers as the varints of their steps, in base64url: a byte or
// two each, however high they are.
func packNumbers(numbers []uint64) string {
	numbers = slices.Compact(slices.Sorted(slices.Values(numbers)))
	var packed []byte
	last := uint64(0)
	for _, n := range numbers {
		packed = binary.AppendUvarint(packed, n-last)
		last = n
	}
	return base64.RawURLEncoding.EncodeToString(packed)
}

// unpackNumbers reads what packNumbers wrote, in rising order. ok is false for
// anything else.
func unpackNumbers(s string) (numbers []uint64, ok bool) {
	packed, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil, false
	}
	last := uint64(0)
	for len(packed) > 0 {
		step, size := binary.Uvarint(packed)
		if size <= 0 || last+step < last || step == 0 && len(numbers) > 0 {
			return nil, false
		}
		last += step
		numbers, packed = append(numbers, last), packed[size:]
	}
	return numbers, true
}

// bulkUndoNumbers are the incidents that a request names: packed, or by their ids.
func bulkUndoNumbers(query url.Values) ([]uint64, error) {
	numbers, ok := unpackNumbers(query.Get("all"))
	if !ok {
		return nil, engine.Fail(engine.Invalid, "the list of incidents (all) can not be read: nothing was taken back")
	}
	if n := len(numbers) + len(query["id"]); n > maxBulk {
		return nil, engine.Fail(engine.Invalid, "at most %d incidents can be taken back at once; these are %d", maxBulk, n)
	}
	for _, id := range query["id"] {
		if number, ok := engine.ParseIncidentID(id); ok {
			numbers = append(numbers, number)
		}
	}
	return numbers, nil
}

// incidentsUndo takes back what its sender did to several incidents, one by one:
// what somebody else has changed since stays as it is, and does not keep the
// others from being given back.
func (u *ui) incidentsUndo(w http.ResponseWriter, r *http.Request) {
	numbers, err := bulkUndoNumbers(r.URL.Query())
	if err != nil {
		u.fail(w, r, err)
		return
	}
	back, left := 0, 0
	for _, number := range numbers {
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
