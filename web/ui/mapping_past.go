package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/hooks"
	"wakeman/web/ui/view"
)

// Bounds on what is read again for one page.
const (
	maxPast       = 50      // posts
	maxPastBytes  = 8 << 20 // of their bodies
	maxPastEvents = 10      // of one post
	maxWordsShown = 40
)

// pastPost is a post of the event log with its body; gone says why it has none.
type pastPost struct {
	engine.PostRow
	gone string
}

// past are the last posts that came to an integration's own hook, newest first.
func (u *ui) past(integration string) (list []pastPost, err error) {
	bytes := 0
	for looked, before := 0, uint64(0); looked < maxPostsRead && len(list) < maxPast; looked += eventsPage {
		posts, next, err := u.Store.Posts(store.PostQuery{Integration: integration, Before: before, Limit: eventsPage})
		if err != nil {
			return nil, err
		}
		for _, row := range posts {
			if row.Via != genericKind || len(list) == maxPast {
				continue
			}
			p := pastPost{PostRow: row, gone: "It is too large to be read again here."}
			if bytes += row.Bytes; bytes <= maxPastBytes {
				full, kept, _, err := u.Store.Post(row.Seq)
				if err != nil {
					return nil, err
				}
				p = pastPost{PostRow: full, gone: goneWords(kept)}
			}
			list = append(list, p)
		}
		if before = next; next == 0 {
			break
		}
	}
	return list, nil
}

// becomes are the events of one post as they would be read now, with what was
// mended.
func becomes(in engine.Integration, raw engine.Raw, at time.Time) (list []view.TaughtEvent) {
	for _, ev := range firstFew(hooks.Reread(in, raw, at)) {
		e := taughtEvent(ev)
		e.Then = wouldWords(ev)
		for _, note := range ev.Mended {
			e.Notes = append(e.Notes, sentence(note))
		}
		list = append(list, e)
	}
	return list
}

func firstFew[T any](list []T) []T { return list[:min(len(list), maxPastEvents)] }

func taughtEvent(ev engine.Event) view.TaughtEvent {
	return view.TaughtEvent{Action: string(ev.Action), Summary: cut(ev.Summary, 200), Key: cut(ev.Key, 200), Source: cut(ev.Source, 200), Severity: string(ev.Severity)}
}

// wouldWords says what an event asks for.
func wouldWords(ev engine.Event) string {
	switch {
	case ev.Test:
		return "A test: shown, and pages nobody"
	case ev.Unparsed:
		return "Can not be read: opens an incident"
	case ev.Action == engine.Acknowledge:
		return "Acknowledges"
	case ev.Action == engine.Resolve:
		return "Resolves"
	}
	return "A problem"
}

// reread sets what posts became beside what they would become by in's mapping,
// and says in a sentence what would have come of them all together.
func reread(in engine.Integration, past []pastPost) (rows []view.TaughtPost, summary string) {
	open, tally := map[string]bool{}, map[string]int{}
	for _, p := range slices.Backward(past) { // as they came
		row := view.TaughtPost{Event: strconv.FormatUint(p.Seq, 10), At: p.At, Gone: p.gone}
		var now []view.TaughtEvent
		if p.gone == "" {
			for _, ev := range hooks.Reread(in, p.Raw, p.At) {
				e := taughtEvent(ev)
				e.Then = follow(open, tally, ev)
				now = append(now, e)
			}
			if len(now) == 0 {
				tally["without effect"]++
				now = []view.TaughtEvent{{Then: "Nothing"}}
			}
		}
		row.Pairs = pairs(p.Events, now)
		row.Changed = p.gone == "" && slices.ContainsFunc(row.Pairs, func(p view.TaughtPair) bool { return p.Changed })
		row.Further = max(0, len(row.Pairs)-maxPastEvents)
		row.Pairs = firstFew(row.Pairs)
		rows = append(rows, row)
	}
	slices.Reverse(rows)
	return rows, tallyWords(tally, rows)
}

// follow says what would become of an event if nothing had come in before those
// that are looked at, and counts it.
func follow(open map[string]bool, tally map[string]int, ev engine.Event) string {
	count := func(kind, words string) string {
		tally[kind]++
		return words
	}
	switch {
	case ev.Test:
		return count("that are tests", wouldWords(ev))
	case ev.Action == engine.Resolve && open[ev.Key]:
		delete(open, ev.Key)
		return count("resolving one", "Resolves it")
	case ev.Action == engine.Resolve:
		return count("resolving nothing of these", "Resolves nothing of these")
	case ev.Action == engine.Acknowledge:
		return count("acknowledging", "Acknowledges")
	case open[ev.Key]:
		return count("joining an open one", "Joins an open incident")
	}
	open[ev.Key] = true
	return count("opening an incident", "Opens an incident")
}

func tallyWords(tally map[string]int, rows []view.TaughtPost) string {
	if len(tally) == 0 {
		return ""
	}
	var said []string
	for _, kind := range []string{"opening an incident", "joining an open one", "acknowledging", "resolving one", "resolving nothing of these", "that are tests", "without effect"} {
		if n := tally[kind]; n > 0 {
			said = append(said, fmt.Sprintf("%d %s", n, kind))
		}
	}
	changed := 0
	for _, row := range rows {
		if row.Changed {
			changed++
		}
	}
	text := "Read again: " + strings.Join(said, ", ") + "."
	if changed == 0 {
		return text + " None of the posts would be read otherwise than it was."
	}
	return text + fmt.Sprintf(" Posts that would be read otherwise, and are marked: %d.", changed)
}

// pairs sets the events of a post beside each other.
func pairs(was []engine.EventRow, now []view.TaughtEvent) (list []view.TaughtPair) {
	if len(was) == 0 {
		was = []engine.EventRow{emptyPost()}
	}
	for i := range max(len(was), len(now)) {
		var p view.TaughtPair
		if i < len(was) {
			e := pastEvent(was[i])
			p.Was = &e
		}
		if i < len(now) {
			p.Is = &now[i]
		}
		p.Changed = p.Was == nil || p.Is == nil || otherwise(*p.Was, *p.Is)
		list = append(list, p)
	}
	return list
}

// pastEvent is an event as it was read, before any event rule.
func pastEvent(ev engine.EventRow) view.TaughtEvent {
	return view.TaughtEvent{
		Action: string(ev.Action), Summary: cut(ev.Summary, 200), Key: cut(orElse(ev.SentKey, ev.Key), 200), Source: cut(ev.Source, 200),
		Severity: string(ev.Severity), Outcome: outcomeOf(ev),
	}
}

// otherwise tells whether an event is read in another way than it was.
func otherwise(a, b view.TaughtEvent) bool {
	return a.Action != b.Action || a.Key != b.Key || a.Summary != b.Summary && a.Action != "" || a.Source != b.Source || a.Severity != b.Severity
}

// wordsThatCame are the words of states and severities in the sample and the past,
// those that nobody knows first.
func wordsThatCame(in engine.Integration, sample engine.Raw, past []pastPost) []view.TaughtWords {
	states, severities := map[string]*view.TaughtWord{}, map[string]*view.TaughtWord{}
	count := func(words map[string]*view.TaughtWord, said, means string, unknown bool) {
		key := strings.ToLower(said)
		if said == "" {
			return
		}
		if words[key] == nil {
			words[key] = &view.TaughtWord{Word: said, Means: means, Unknown: unknown}
		}
		words[key].Count++
	}
	read := func(raw engine.Raw) {
		for _, told := range hooks.WordsOf(in, raw) {
			count(states, told.State, stateWords(told), !told.Known)
			count(severities, told.Severity, orElse(string(told.Weighs), "not known: the service's default"), told.Weighs == "")
		}
	}
	for _, p := range past {
		if p.gone == "" {
			read(p.Raw)
		}
	}
	if !slices.ContainsFunc(past, func(p pastPost) bool { return string(p.Raw.Body) == string(sample.Body) && p.Raw.Query == sample.Query }) {
		read(sample)
	}
	return []view.TaughtWords{{Field: "states", List: inOrder(states)}, {Field: "severities", List: inOrder(severities)}}
}

func stateWords(t hooks.Told) string {
	switch {
	case !t.Known:
		return "not known: a problem"
	case t.Means == engine.StateIgnore:
		return "nothing"
	case t.Means == string(engine.Resolve):
		return "it is over"
	case t.Means == string(engine.Acknowledge):
		return "acknowledged"
	}
	return "a problem"
}

func inOrder(words map[string]*view.TaughtWord) (list []view.TaughtWord) {
	for _, w := range words {
		list = append(list, *w)
	}
	slices.SortFunc(list, func(a, b view.TaughtWord) int {
		if a.Unknown != b.Unknown {
			if a.Unknown {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Word, b.Word))
	})
	return list[:min(len(list), maxWordsShown)]
}
