package api

import (
	"strconv"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/store"
)

// postWire is one post of the event log: what came in, and what became of each event in it. Wakeman's own.
type postWire struct {
	ID          string          `json:"id"`
	Type        string          `json:"type"`
	At          *string         `json:"at"`
	Via         string          `json:"via"`
	Integration reference       `json:"integration"`
	Service     reference       `json:"service"`
	Bytes       int             `json:"bytes"`
	Events      []postEventWire `json:"events"`
}

type postEventWire struct {
	Action     string          `json:"action"`
	Summary    string          `json:"summary"`
	Source     string          `json:"source"`
	Severity   string          `json:"severity"`
	DedupKey   string          `json:"dedup_key"`
	Outcome    string          `json:"outcome" doc:"opened, repeated, resolved, noted, dropped …"`
	Reason     string          `json:"reason"`
	Mended     []string        `json:"mended"`
	Incident   *reference      `json:"incident"`
	Recordings []recordingWire `json:"recordings"`
}

// recordingWire is a sound that came with a mail.
type recordingWire struct {
	Name    string  `json:"name"`
	Type    string  `json:"type" doc:"as the mail calls it"`
	Bytes   int     `json:"bytes"`
	Seconds float64 `json:"seconds" doc:"how long it is; 0 if that is not known"`
	URL     *string `json:"html_url" doc:"as browsers play it; needs a session"`
	FileURL *string `json:"file_url" doc:"as it came; needs a session"`
}

// rawPostWire has the post as it came, too.
type rawPostWire struct {
	postWire
	Raw *rawWire `json:"raw"`
}

// rawWire is a post as it came. Body is base64 (RFC 4648), and null once it has been removed.
type rawWire struct {
	Method      string           `json:"method"`
	Path        string           `json:"path"`
	Remote      string           `json:"remote"`
	ContentType string           `json:"content_type"`
	Headers     []postHeaderWire `json:"headers"`
	Body        *string          `json:"body" doc:"base64; null once it is no longer kept. Keys in it are shown to admins only"`
}

type postHeaderWire struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// listEvents goes from the newest back.
func (s *server) listEvents(c *call) (any, error) {
	p, err := c.q.page()
	if err != nil {
		return nil, err
	}
	q := store.PostQuery{
		Service: c.q.text("service_id"), Integration: c.q.text("integration_id"), Fate: engine.Fate(c.q.text("outcome")), Text: c.q.text("query"), Limit: p.limit,
	}
	if q.Before, err = p.number(); err != nil {
		return nil, err
	}
	posts, next, err := s.store.Posts(q)
	if err != nil {
		return nil, err
	}
	return leafed("events", each(posts, c.post), p, numbered(next)), nil
}

func (s *server) getEvent(c *call) (any, error) {
	post, kept, err := s.postOf(c)
	if err != nil {
		return nil, err
	}
	return c.oneEvent(post, kept), nil
}

func (c *call) oneEvent(post engine.PostRow, kept bool) map[string]rawPostWire {
	return map[string]rawPostWire{"event": {c.post(post), c.raw(post.Raw, kept)}}
}

// postOf is the post that the path names, and whether its body is still kept.
func (s *server) postOf(c *call) (post engine.PostRow, kept bool, err error) {
	seq, err := strconv.ParseUint(c.PathValue("id"), 10, 64)
	if err != nil {
		return post, false, absent("event")
	}
	return s.postNumbered(seq)
}

func (s *server) postNumbered(seq uint64) (post engine.PostRow, kept bool, err error) {
	post, kept, found, err := s.store.Post(seq)
	if err == nil && !found {
		err = absent("event")
	}
	return post, kept, err
}

func (v view) post(p engine.PostRow) postWire {
	w := postWire{
		ID: strconv.FormatUint(p.Seq, 10), Type: "event", At: stamp(p.At), Via: p.Via, Integration: v.integrationRef(p.Integration), Service: v.serviceRef(p.Service),
		Bytes: p.Bytes, Events: []postEventWire{},
	}
	for _, ev := range p.Events {
		one := postEventWire{
			Action: string(ev.Action), Summary: ev.Summary, Source: ev.Source, Severity: string(ev.Severity), DedupKey: ev.Key,
			Outcome: string(ev.Fate), Reason: ev.Reason, Mended: listed(ev.Mended), Recordings: each(ev.Recordings, v.recording),
		}
		if ev.Incident != 0 {
			ref := v.incidentRef(ev.Incident, ev.Summary)
			one.Incident = &ref
		}
		w.Events = append(w.Events, one)
	}
	return w
}

func (v view) raw(r engine.Raw, kept bool) *rawWire {
	w := &rawWire{Method: r.Method, Path: r.Path, Remote: r.Remote, ContentType: r.ContentType, Headers: []postHeaderWire{}}
	hide := func(text string) string { return text }
	if !v.role.AtLeast(people.Admin) || v.readOnly {
		hide = func(text string) string { return config.WithoutKeys(v.cfg, text) }
	}
	w.Path = hide(w.Path)
	for _, name := range sortedKeys(r.Header) {
		w.Headers = append(w.Headers, postHeaderWire{name, hide(r.Header[name])})
	}
	if kept {
		body := encoded(hide(string(r.Body)))
		w.Body = &body
	}
	return w
}

func (v view) recording(r engine.Recording) recordingWire {
	w := recordingWire{Name: r.Name, Type: r.Type, Bytes: r.Size, Seconds: r.Length.Seconds(), FileURL: text(v.recordingURL(r) + "/file")}
	if r.Playable {
		w.URL = text(v.recordingURL(r))
	}
	return w
}

func (v view) recordingURL(r engine.Recording) string {
	return v.link.base + "/events/" + strconv.FormatUint(r.Post, 10) + "/recordings/" + strconv.Itoa(r.Number)
}
