package recall

import (
	"context"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/trial"
	"wakeman/store"
	"wakeman/web/hooks"
	"wakeman/web/mailgate"
	"wakeman/web/mailgate/reading"
)

// Bounds of a trial: how many events it looks at, and how long reading them, and
// judging them, may take each.
const (
	Most  = 1000
	Limit = 2 * time.Second
)

// Store is the event log; see [store.DB].
type Store interface {
	Posts(q store.PostQuery) ([]engine.PostRow, uint64, error)
	Post(seq uint64) (p engine.PostRow, kept, found bool, err error)
	Timeline(number uint64, limit int) ([]engine.Entry, error)
}

// Try says what the newest events would have become by other rules. rule is the id of
// the one that is new or changed, or "" for whole lists. Errors are those of the store, and of ctx.
func Try(ctx context.Context, s Store, before, after *engine.Config, rule string) (trial.Result, error) {
	events, all, err := Newest(ctx, s, after)
	if err != nil {
		return trial.Result{}, err
	}
	judging, done := context.WithTimeout(ctx, Limit)
	defer done()
	result, err := trial.Run(judging, events, before, after, rule, func(incident uint64) ([]string, error) { return told(s, incident) })
	result.Stopped = result.Stopped || !all
	return result, err
}

// told are those who were told of an incident: their carrier has taken a page.
func told(s Store, incident uint64) (users []string, err error) {
	entries, err := s.Timeline(incident, 500)
	for _, e := range entries {
		if e.Type == engine.NotifyEntry && (e.Result == "delivered" || e.Result == "accepted") {
			users = append(users, e.Users...)
		}
	}
	slices.Sort(users)
	return slices.Compact(users), err
}

// Newest are the newest events of the log, oldest first. all is false if time ran
// out before there were [Most]: then older ones are missing.
func Newest(ctx context.Context, s Store, cfg *engine.Config) (events []trial.Past, all bool, err error) {
	reading, done := context.WithTimeout(ctx, Limit)
	defer done()
	posts := make(chan []trial.Past)
	failed := make(chan error, 1)
	go func() { // a decoder that takes long is left behind
		failed <- walk(reading, s, cfg, posts)
		close(posts)
	}()
	for {
		select {
		case <-reading.Done():
			slices.Reverse(events)
			return events, false, ctx.Err()
		case more, open := <-posts:
			if !open {
				slices.Reverse(events)
				return events, reading.Err() == nil, <-failed // it also closes when time is out
			}
			slices.Reverse(more)
			events = append(events, more...)
		}
	}
}

// walk hands out the events of one post after the other, newest first.
func walk(ctx context.Context, s Store, cfg *engine.Config, out chan<- []trial.Past) error {
	for left, before := Most, uint64(0); left > 0; {
		posts, next, err := s.Posts(store.PostQuery{Before: before, Limit: 100})
		if err != nil {
			return err
		}
		for _, p := range posts {
			past, err := again(s, cfg, p)
			if err != nil {
				return err
			}
			past = past[:min(len(past), left)]
			left -= len(past)
			select {
			case out <- past:
			case <-ctx.Done():
				return nil
			}
		}
		if before = next; next == 0 {
			return nil
		}
	}
	return nil
}

// again are the events of a post.
func again(s Store, cfg *engine.Config, p engine.PostRow) ([]trial.Past, error) {
	if len(p.Events) == 0 {
		return nil, nil
	}
	full, kept, found, err := s.Post(p.Seq)
	if err != nil {
		return nil, err
	}
	var decoded []engine.Event
	if found && kept {
		decoded = decode(cfg.Integrations[p.Integration], full)
	}
	past := make([]trial.Past, len(p.Events))
	for i, row := range p.Events {
		past[i] = trial.Past{Post: p, Row: row, Event: trial.FromLog(row)}
		if len(decoded) != len(p.Events) {
			continue
		}
		if decoded[i].Unsure && row.Action == engine.Trigger {
			decoded[i] = decoded[i].Trouble()
		}
		if same(row, decoded[i]) {
			past[i].Event, past[i].Whole = merged(row, decoded[i]), true
		}
	}
	return past, nil
}

// decode makes events of what arrived; none if that can not be. A decoder that
// panics has none, either.
func decode(in engine.Integration, p engine.PostRow) (events []engine.Event) {
	defer func() {
		if recover() != nil {
			events = nil
		}
	}()
	if p.Via != "email" {
		return hooks.Again(in, p)
	}
	m := mailgate.Parse(p.Raw.Body, mailgate.Envelope{Remote: p.Raw.Remote}).Read(reading.Shipped())
	return m.ByRules(in.MailRules).Events(in.Key, "", "")
}

// same reports whether a decoder still makes of the bytes what it made then.
func same(row engine.EventRow, ev engine.Event) bool {
	plain := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	return row.Action == ev.Action && plain(row.Summary) == plain(ev.Summary) && plain(row.Source) == plain(ev.Source) && row.Severity == ev.Severity
}

// merged is a decoded event as the log has it.
func merged(row engine.EventRow, ev engine.Event) engine.Event {
	known := trial.FromLog(row)
	if ev.Key != "" {
		ev.Key = known.Key
	}
	ev.Summary, ev.Source = known.Summary, known.Source
	return ev
}
