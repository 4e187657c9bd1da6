package ui

import (
	"net/url"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/web/hooks"
	"wakeman/web/ui/view"
)

// mappingSample is the post that is looked at: the one that was pasted, the one of
// the event log that was asked for, else the newest that can be read.
func (u *ui) mappingSample(t taught, past []pastPost) (engine.Raw, view.MappingSample, error) {
	if pasted := t.form.Value("pasted"); strings.TrimSpace(pasted) != "" {
		raw := pastedPost(pasted)
		return raw, sampleOf(raw), nil
	}
	p, found, err := u.askedPost(t, past)
	if err != nil || !found {
		return engine.Raw{}, view.MappingSample{}, err
	}
	s := sampleOf(p.Raw)
	s.Event, s.At = strconv.FormatUint(p.Seq, 10), p.At
	if p.gone != "" {
		s.Fields, s.Problem = nil, p.gone
	}
	return p.Raw, s, nil
}

// askedPost is a post of the event log; an address that names none of this
// integration's shows the newest that can be read.
func (u *ui) askedPost(t taught, past []pastPost) (pastPost, bool, error) {
	if seq, err := strconv.ParseUint(t.post, 10, 64); err == nil {
		p, kept, found, err := u.Store.Post(seq)
		if err != nil {
			return pastPost{}, false, err
		}
		if found && p.Integration == t.in.ID && p.Via == genericKind {
			return pastPost{PostRow: p, gone: goneWords(kept)}, true, nil
		}
	}
	p, found := newestReadable(past)
	return p, found, nil
}

// newestReadable is the newest post that can be read, or else the newest: one piece of
// junk must not stand for all that came before it.
func newestReadable(past []pastPost) (newest pastPost, found bool) {
	for _, p := range past {
		if p.gone != "" {
			continue
		}
		if _, err := hooks.FieldsOf(p.Raw); err == nil && !isBinary(p.Raw.Body) {
			return p, true
		}
		if !found {
			newest, found = p, true
		}
	}
	return newest, found
}

func goneWords(kept bool) string {
	if kept {
		return ""
	}
	return "Its body is kept no longer."
}

// pastedPost is a post as people paste it: its body, or an address with a query. A
// browser ends lines with CR LF.
func pastedPost(text string) engine.Raw {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if !strings.ContainsAny(text, "\n {") {
		if at, err := url.Parse(text); err == nil && (at.Scheme == "http" || at.Scheme == "https") && at.RawQuery != "" {
			return engine.Raw{Query: at.RawQuery}
		}
	}
	return engine.Raw{Body: []byte(text)}
}

// sampleOf is what a page shows of a post.
func sampleOf(raw engine.Raw) view.MappingSample {
	s := view.MappingSample{Query: raw.Query}
	s.Raw, _, _ = rawText(raw.Body)
	s.Raw = cut(s.Raw, maxSampleShown)
	fields, err := hooks.FieldsOf(raw)
	if err != nil {
		s.Problem = sentence(err.Error())
	}
	for _, f := range fields {
		s.Fields = append(s.Fields, view.Option{Value: f.Path, Label: f.Path + "  —  " + cut(f.Value, 60)})
	}
	return s
}

const maxSampleShown = 8 << 10 // characters
