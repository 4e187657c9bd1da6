package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/secret"
	"wakeman/schedules/ical"
	"wakeman/store"
)

// How calendar feeds are read.
const (
	feedEvery  = time.Hour        // each, less up to feedJitter
	feedJitter = 10 * time.Minute // so that not all are fetched in the same minute
	feedWhole  = 24 * time.Hour   // after this a feed that did not change is read again: the window has moved on
	feedLimit  = 30 * time.Second // for one, with its redirects and its recurrences
)

// feeds reads the calendars of others from which holidays and absences come. What
// it finds is a change of the configuration like any other: audited, and told to
// whom it moves. A feed that can not be read changes nothing.
//
// It has no clock of its own: cron kicks it every ten minutes, and a change of
// the configuration does.
type feeds struct {
	db     *store.DB
	editor func() config.Editor
	client *http.Client
	log    *slog.Logger
	kicks  chan struct{} // one slot

	mu sync.Mutex // held while one is read: two at once would overtake each other
}

// kick asks for a look at what is due. It does not block.
func (f *feeds) kick() {
	select {
	case f.kicks <- struct{}{}:
	default:
	}
}

// run reads what is due until ctx ends.
func (f *feeds) run(ctx context.Context) {
	for {
		f.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-f.kicks:
		}
	}
}

// look reads each feed that is due.
func (f *feeds) look(ctx context.Context) {
	c := f.db.Config()
	list := c.Feeds()
	if len(list) == 0 {
		return
	}
	states, err := f.db.Feeds()
	if err != nil {
		f.log.Error("how calendar feeds do can not be read", "err", err)
		return
	}
	for _, o := range list {
		if ctx.Err() == nil && feedDue(feedOf(c, o), states[o.ID], time.Now()) {
			if err := f.refresh(ctx, o.ID); err != nil {
				f.log.Error("a calendar feed's state was not stored", "feed", o.ID, "err", err)
			}
		}
	}
}

// feedDue reports whether it is time for a feed of that name: at once for one that
// is new or has another address or zone, else each hour or a little less, its own
// share of it. A clock that was stepped back makes it due.
func feedDue(of string, s engine.FeedState, now time.Time) bool {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s.ID)) // never fails
	every := feedEvery - time.Duration(h.Sum32())%feedJitter
	return s.Of != of || now.Sub(s.TriedAt).Abs() >= every
}

// feedOf names what a state is about, without telling it: the address, the hour
// at which holidays begin, and the zone whose midnights days have.
func feedOf(c *engine.Config, o engine.FeedOwner) string {
	sum := sha256.Sum256([]byte(o.URL + "\x00" + o.From.String() + "\x00" + feedZone(c, o).String()))
	return hex.EncodeToString(sum[:8])
}

// feedZone is the clock of whose feed it is.
func feedZone(c *engine.Config, o engine.FeedOwner) *time.Location {
	if o.Schedule != "" {
		return c.Schedules[o.Schedule].Location()
	}
	return c.Users[o.User].Location()
}

// refresh reads one feed now, puts what it has in force, and notes how it went.
// The error is the store's; a feed that fails is no error. One that is not set
// any more is a NotFound Failure.
//
// That it is tried is stored first: should it take the box down with it, the box
// comes back without reading it again at once.
func (f *feeds) refresh(ctx context.Context, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.db.Config()
	o, ok := c.Feed(id)
	if !ok {
		return engine.Fail(engine.NotFound, "there is no such calendar feed any more")
	}
	states, err := f.db.Feeds()
	if err != nil {
		return err
	}
	was := states[id]
	if of := feedOf(c, o); was.Of != of {
		was = engine.FeedState{ID: id, Of: of}
	}
	now := time.Now().UTC().Round(0)
	next := was
	next.TriedAt = now
	if err := f.db.PutFeed(ctx, next); err != nil {
		return err
	}
	err = f.tried(ctx, fed{owner: o, of: was.Of, zone: feedZone(c, o), now: now}, &next)
	if ctx.Err() != nil { // the box stops, or who asked for it has gone: it was not tried
		return f.db.PutFeed(context.WithoutCancel(ctx), was)
	}
	f.judge(o, was, &next, err, now)
	return f.db.PutFeed(ctx, next)
}

// tried reads a feed; a panic on the way is a fault of that feed, and the box goes
// on.
func (f *feeds) tried(ctx context.Context, x fed, s *engine.FeedState) (err error) {
	was := *s
	defer func() {
		if p := recover(); p != nil {
			f.log.Error("reading a calendar feed panicked", "feed", x.owner.ID, "panic", p, "stack", string(debug.Stack()))
			*s, err = was, feedFailure("Wakeman fails at it; its log says more.")
		}
	}()
	return f.read(ctx, x, s)
}

// judge notes how a fetch went; the log is told of changes only.
func (f *feeds) judge(o engine.FeedOwner, was engine.FeedState, next *engine.FeedState, err error, now time.Time) {
	if err == nil {
		if !was.FailingSince.IsZero() {
			f.log.Info("a calendar feed can be read again", "feed", o.ID, "of", f.owner(o))
		}
		next.GoodAt, next.FailingSince, next.Reason, next.Detail = now, time.Time{}, "", ""
		return
	}
	next.Reason, next.Detail = feedFault(err)
	if next.FailingSince.IsZero() {
		next.FailingSince = now
		f.log.Warn("a calendar feed can not be read; what was last read stays", "feed", o.ID, "of", f.owner(o), "why", next.Reason)
	}
}

func (f *feeds) owner(o engine.FeedOwner) string {
	c := f.db.Config()
	if o.User != "" {
		return c.Users[o.User].Name
	}
	return c.Schedules[o.Schedule].Name + ": " + o.Name
}

// feedFault is why a feed failed: for everybody, and for admins. What was fetched
// may be from where only admins may look.
func feedFault(err error) (reason, detail string) {
	if s, ok := errors.AsType[*ical.SyntaxError](err); ok {
		if s.Line == 0 {
			return "It can not be read as a calendar.", s.Error()
		}
		return fmt.Sprintf("It can not be read as a calendar: line %d.", s.Line), s.Error()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "It took too long to read.", ""
	}
	return err.Error(), ""
}

// read fetches a feed and puts it in force.
func (f *feeds) read(ctx context.Context, x fed, s *engine.FeedState) error {
	if secret.Unreadable(x.owner.URL) {
		return feedFailure("Its address is sealed, and the key is not there.")
	}
	ctx, cancel := context.WithTimeout(ctx, feedLimit)
	defer cancel()
	tag := s.ETag
	if x.now.Sub(s.ReadAt).Abs() >= feedWhole || !s.FailingSince.IsZero() {
		tag = ""
	}
	got, err := fetchFeed(ctx, f.client, x.owner.Address(), tag)
	if err != nil || got.same {
		return err
	}
	if err := x.parse(ctx, got.text); err != nil {
		return err
	}
	if err := f.apply(ctx, &x); err != nil {
		return err
	}
	s.ETag, s.Entries, s.ReadAt, s.LeftOut, s.Guessed = got.tag, x.toCome, x.now, x.leftOutWords(), x.guessedWords()
	return nil
}

// errEmptied is the fault of a calendar that had something that is not over, and
// has no event any more, not even one that is: that is how a mistake looks, and
// people would be woken on their holiday.
func errEmptied() error {
	return engine.Fail(engine.Conflict, "It is empty, and had events to come. They are kept; take the feed away if that is meant.")
}

// apply puts what was read in force, as the actor "calendar feed".
func (f *feeds) apply(ctx context.Context, x *fed) error {
	actor := engine.Actor{Kind: engine.BySystem, Name: "calendar feed"}
	_, err := f.editor().Do(ctx, actor, func(next *engine.Config) error {
		if now, ok := next.Feed(x.owner.ID); !ok || feedOf(next, now) != x.of {
			return engine.Fail(engine.Conflict, "It was changed while it was read.")
		}
		return x.put(next)
	})
	if _, ok := errors.AsType[config.Problems](err); ok {
		return feedFailure("What it says is refused: " + err.Error())
	}
	return err
}

// notes tell whoever watches the box from outside. Which feeds fail, and why, is for those who sign in.
func (f *feeds) notes() []string {
	if f == nil {
		return nil
	}
	states, err := f.db.Feeds()
	if err != nil {
		return nil
	}
	var since time.Time
	n := 0
	for _, o := range f.db.Config().Feeds() {
		if s := states[o.ID]; !s.FailingSince.IsZero() {
			if n++; since.IsZero() || s.FailingSince.Before(since) {
				since = s.FailingSince
			}
		}
	}
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("calendar feeds that can not be read: %d, since %s; the health page says which", n, since.Format(time.RFC3339))}
}

// openFeeds wires it to the box.
func (a *appliance) openFeeds() {
	a.feeds = &feeds{db: a.db, editor: a.editor, client: a.carriers.client(), log: a.log, kicks: make(chan struct{}, 1)}
}
