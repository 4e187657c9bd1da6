package hooks

import (
	"bytes"
	"fmt"
	"slices"

	"wakeman/engine"
)

// cutBegins is how many bytes of a cut post tell it from others. They are the same
// when the sender repeats itself, and what was measured stands further behind.
const cutBegins = 512

// decodeCut makes events of a post whose end nobody has: one that says so, and pages,
// behind those of the alerts that are whole, where the source sends a list. Nothing
// else of it is believed: what a state is about may stand behind the cut. doubt is why
// its sender is not certain; then nothing of it is believed at all.
func (d door) decodeCut(r Request, key string, doubt error) Decoded {
	var m mender
	cause := fmt.Errorf("the post is larger than %d MiB: it was cut there", largeBody>>20)
	if doubt != nil {
		m.note("the signature of a cut post can not be checked: %s", oneLine(doubt.Error(), 200))
		return Decoded{Key: key, Events: []engine.Event{m.cutEvent(Request{Remote: r.Remote}, key, cause)}}
	}
	var events []engine.Event
	if d.source != nil && d.source.lists {
		events = d.source.wholeAlerts(r, key)
	}
	if n := len(events); n > 0 {
		cause = fmt.Errorf("%w; before that there are %d whole alerts, which are read", cause, n)
	}
	return Decoded{Key: key, Events: append(events, m.cutEvent(r, key, cause))}
}

func (m *mender) cutEvent(r Request, key string, cause error) engine.Event {
	e := m.unparsed(r, key, cause)
	e.Action, e.Key = engine.Trigger, "cut-post/"+engine.HashKey(string(r.Body[:min(len(r.Body), cutBegins)]))
	from := r.Remote
	if from == "" {
		from = "an unknown address"
	}
	said := "A post from " + from + " was cut: it is larger than " + fmt.Sprint(largeBody>>20) + " MiB"
	if e.Source != "" {
		said += ". It is about " + e.Source
	}
	e.Summary, _ = cutRunes(said, engine.MaxSummary)
	return e
}

// wholeAlerts are the events of those alerts of a cut post that arrived whole.
func (s source) wholeAlerts(r Request, key string) []engine.Event {
	var m mender
	body, found := closedList(m.utf8(r.Body))
	if !found {
		return nil
	}
	r.Body = body
	m.note("the post was cut behind this alert, or behind a later one")
	events, err := s.decode(&m, r)
	if err != nil {
		return nil
	}
	hideKey(events, key)
	return events
}

// closedList is JSON whose end is missing, up to the last whole entry of a list, and
// closed there: of a list that is all, or that is in a field of the only object.
func closedList(body []byte) (closed []byte, found bool) {
	var open []byte // what closes each part that is open
	end, closers := 0, []byte(nil)
	quoted, escaped := false, false
	for i, c := range body {
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			open = append(open, c+2) // in ASCII, both close two further
		case c == '}' || c == ']':
			if len(open) == 0 || open[len(open)-1] != c {
				return nil, false
			}
			open = open[:len(open)-1]
			if n := len(open); c == ']' && n == 1 || 1 <= n && n <= 2 && open[n-1] == ']' {
				end, closers = i+1, slices.Clone(open)
			}
		}
	}
	slices.Reverse(closers)
	return bytes.Join([][]byte{body[:end], closers}, nil), end > 0
}
