package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"wakeman/engine"
)

type feedCmd struct {
	List    feedListCmd    `cmd:"" help:"List the calendars that absences and holidays come from, and how they do."`
	Refresh feedRefreshCmd `cmd:"" help:"Read calendars now, through the running server."`
}

// feedRow is how one feed does. The address is not in it: it usually is a secret.
type feedRow struct {
	ID      string
	Of      string // "Primary: Holidays", or a person's e-mail address
	GoodAt  time.Time
	Failing string // why it can not be read; "" if it can
	Tried   bool
	Entries int
	Guessed string // which time zones of it are not known; "" for none
}

func (r feedRow) words() string {
	switch {
	case r.Failing != "":
		return "not read: " + r.Failing
	case !r.Tried:
		return "not read yet"
	}
	words := fmt.Sprintf("read, %d entries to come", r.Entries)
	if r.Entries == 1 {
		words = "read, 1 entry to come"
	}
	if r.Guessed != "" {
		words += ". " + r.Guessed
	}
	return words
}

func (c commands) feedList(context.Context, struct{}) ([]feedRow, error) {
	cfg := c.db.Config()
	states, err := c.db.Feeds()
	if err != nil {
		return nil, err
	}
	var rows []feedRow
	for _, o := range cfg.Feeds() {
		s := states[o.ID]
		row := feedRow{ID: o.ID, Of: cfg.Users[o.User].Email, GoodAt: s.GoodAt, Tried: !s.TriedAt.IsZero(), Entries: s.Entries, Guessed: s.Guessed}
		if o.Schedule != "" {
			row.Of = cfg.Schedules[o.Schedule].Name + ": " + o.Name
		}
		if !s.FailingSince.IsZero() {
			row.Failing = s.Reason
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// feedRefreshIn names feeds by id, by whose they are, or by a schedule; "" is all of them.
type feedRefreshIn struct{ Which string }

// feedRefresh reads feeds now, and says how that went.
func (c commands) feedRefresh(ctx context.Context, in feedRefreshIn) ([]feedRow, error) {
	if c.refreshFeed == nil {
		return nil, engine.Fail(engine.Conflict, "calendars are read by the server: start it first")
	}
	before, err := c.feedList(ctx, struct{}{})
	if err != nil {
		return nil, err
	}
	named := map[string]bool{}
	for _, row := range before {
		if row.named(in.Which) {
			named[row.ID] = true
		}
	}
	if len(named) == 0 {
		if in.Which == "" {
			return nil, engine.Fail(engine.NotFound, "no calendar is set to read from")
		}
		return nil, engine.Fail(engine.NotFound, "no calendar of %q: 'wakeman feed list' has them", in.Which)
	}
	for id := range named {
		if err := c.refreshFeed(ctx, id); err != nil && engine.CodeOf(err) != engine.NotFound { // taken away meanwhile
			return nil, err
		}
	}
	after, err := c.feedList(ctx, struct{}{})
	var rows []feedRow
	for _, row := range after {
		if named[row.ID] {
			rows = append(rows, row)
		}
	}
	return rows, err
}

func (r feedRow) named(which string) bool {
	schedule, _, _ := strings.Cut(r.Of, ": ")
	return which == "" || r.ID == which || strings.EqualFold(r.Of, which) || strings.EqualFold(schedule, which)
}

type feedListCmd struct{ dataFlag }

// Run lists the feeds.
func (c feedListCmd) Run(ctx context.Context, std stdio) error {
	var rows []feedRow
	if err := call(ctx, c.Data, "feed.list", struct{}{}, &rows); err != nil {
		return err
	}
	w := tabwriter.NewWriter(std.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tOF\tLAST READ\tNOW")
	for _, r := range rows {
		last := "never"
		if !r.GoodAt.IsZero() {
			last = r.GoodAt.UTC().Format("2006-01-02 15:04 UTC")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", r.ID, r.Of, last, r.words())
	}
	return w.Flush()
}

type feedRefreshCmd struct {
	dataFlag
	Which string `arg:"" optional:"" help:"Of which schedule, 'SCHEDULE: CALENDAR', a person's e-mail address, or its ID; all of them if left out."`
}

// Run reads feeds now. It fails if one can not be read.
func (c feedRefreshCmd) Run(ctx context.Context, std stdio) error {
	var rows []feedRow
	if err := call(ctx, c.Data, "feed.refresh", feedRefreshIn{c.Which}, &rows); err != nil {
		return err
	}
	failed := false
	for _, r := range rows {
		fmt.Fprintf(std.out, "%s: %s\n", r.Of, r.words())
		failed = failed || r.Failing != ""
	}
	if failed {
		return errors.New("not every calendar could be read; what was last read stays")
	}
	return nil
}
