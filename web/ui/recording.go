package ui

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"

	"wakeman/engine"
	"wakeman/web/recording"
	"wakeman/web/ui/view"
)

// recordingPlay is a recording as browsers play it. Whoever may see the incident
// may hear it.
func (u *ui) recordingPlay(w http.ResponseWriter, r *http.Request) {
	rec, at, found := u.recordingOf(w, r)
	if !found {
		return
	}
	body, kind, ok := rec.Playable()
	if !ok {
		u.notFound(w, r)
		return
	}
	serveSound(w, r, body, kind, at)
}

// recordingFile is a recording as it came, to be saved: nothing that a stranger
// has sent is opened by the browser as what it claims to be.
func (u *ui) recordingFile(w http.ResponseWriter, r *http.Request) {
	rec, at, found := u.recordingOf(w, r)
	if !found {
		return
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": rec.Name}))
	serveSound(w, r, rec.Body, "application/octet-stream", at)
}

// serveSound answers requests for ranges, too: without, a player can not wind.
func serveSound(w http.ResponseWriter, r *http.Request, body []byte, kind string, at time.Time) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	http.ServeContent(w, r, "", at, bytes.NewReader(body))
}

// recordingOf takes the recording out of its mail, or answers why not.
func (u *ui) recordingOf(w http.ResponseWriter, r *http.Request) (rec recording.Recording, at time.Time, found bool) {
	seq, err := strconv.ParseUint(r.PathValue("seq"), 10, 64)
	if err != nil {
		u.notFound(w, r)
		return rec, at, false
	}
	p, kept, known, err := u.Store.Post(seq)
	if err != nil {
		u.fail(w, r, err)
		return rec, at, false
	}
	if !known || !kept || p.Via != "email" {
		u.notFound(w, r)
		return rec, at, false
	}
	for _, rec := range recording.Find(p.Raw.Body) {
		if strconv.Itoa(rec.Number) == r.PathValue("number") {
			return rec, p.At, true
		}
	}
	u.notFound(w, r)
	return rec, at, false
}

// recordings are those of an incident, newest first.
func (u *ui) recordings(alerts []engine.Alert) (list []view.Recording, err error) {
	var seqs []uint64
	for _, a := range alerts {
		for _, r := range a.Recordings {
			seqs = append(seqs, r.Post)
			list = append(list, recordingRow(r, a.Component, a.LastSeen))
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	kept, err := u.Store.RawKept(seqs...)
	for i := range list {
		list[i].Gone = !kept[seqs[i]]
	}
	slices.SortStableFunc(list, func(a, b view.Recording) int { return b.At.Compare(a.At) })
	return list[:min(len(list), maxAlertsShown)], err
}

// eventRecordings are those of one post.
func eventRecordings(p engine.PostRow, kept bool) (list []view.Recording) {
	for _, ev := range p.Events {
		for _, r := range ev.Recordings {
			row := recordingRow(r, "", time.Time{})
			row.Gone = !kept
			list = append(list, row)
		}
	}
	return list
}

func recordingRow(r engine.Recording, caller string, at time.Time) view.Recording {
	return view.Recording{
		Event: strconv.FormatUint(r.Post, 10), Number: r.Number, Name: r.Name, Caller: caller, At: at,
		Length: r.Length, Plays: r.Playable,
	}
}
