package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine/config"
	"wakeman/schedules"
)

// thisYear is what the big schedule's overrides are spread over.
func thisYear() time.Time { return time.Date(time.Now().Year(), 1, 1, 0, 0, 0, 0, time.UTC) }

// rotas is a box with a big schedule, of five layers and 500 overrides in the
// year, and a small one of one layer.
func rotas() string {
	var b strings.Builder
	b.WriteString(configuration("http://127.0.0.1:9/", 5, "1m"))
	b.WriteString(`schedules:
  - name: Small
    time_zone: Europe/Berlin
    layers: [{name: weekly, start: 2020-01-06T09:00, turn: 1w, users: [u0@example.net, u1@example.net]}]
  - name: Big
    time_zone: Europe/Berlin
    layers:
      - {name: weekly, start: 2020-01-06T09:00, turn: 1w, users: [u0@example.net, u1@example.net, u2@example.net, u3@example.net]}
      - {name: halves, start: 2020-01-06T08:00, turn: 12h, users: [u0@example.net, u1@example.net, u2@example.net]}
      - {name: nights, start: 2020-01-06T00:00, turn: 1d, users: [u3@example.net, u4@example.net], restrictions: [{days: daily, from: "22:00", for: 8h}]}
      - {name: weekends, start: 2020-01-06T09:00, turn: 1w, users: [u1@example.net, null, u4@example.net], restrictions: [{days: [sat, sun], from: "09:00", for: 12h}]}
      - {name: months, start: 2020-01-31T09:00, turn: 1mo, users: [u0@example.net, u1@example.net], restrictions: [{days: [mon], from: "09:00", for: 8h}]}
    overrides:
`)
	for i := range 500 {
		start := thisYear().Add(time.Duration(i) * 17 * time.Hour)
		fmt.Fprintf(&b, "      - {start: %s, end: %s, user: u%d@example.net%s}\n",
			start.Format(time.RFC3339), start.Add(9*time.Hour).Format(time.RFC3339), 2+i%3, []string{"", ", replaces: u0@example.net"}[i%2])
	}
	return b.String()
}

// schedules measures the calendar by itself, and the page that draws it.
func (b *bench) schedules(ctx context.Context) error {
	doc, err := config.Parse("", []byte(rotas()))
	if err != nil {
		return err
	}
	c, err := doc.Resolve(nil, time.Now(), config.NewID)
	if err != nil {
		return err
	}
	for _, s := range c.Schedules {
		if s.Name == "Big" {
			b.calendar(s)
		}
	}
	return b.rotaPages(ctx)
}

// calendar asks in the program itself.
func (b *bench) calendar(s schedules.Schedule) {
	const of = "five layers and 500 overrides in the year: "
	now, calendar := thisYear().AddDate(0, 6, 14), s.Calendar()
	note := func(what string, ask func()) {
		r := testing.Benchmark(func(b *testing.B) {
			for b.Loop() {
				ask()
			}
		})
		b.report.note("schedules", of+what, fmt.Sprintf("%.1f µs", float64(r.NsPerOp())/1e3))
	}
	note("who is on call, of a schedule as stored", func() { s.OnCall(now) })
	note("who is on call, of one made ready", func() { calendar.OnCall(now) })
	note("the next change, of one made ready", func() { calendar.Next(now) })
	note("the shifts of a fortnight", func() { s.Shifts(now, now.AddDate(0, 0, 14)) })
	note(fmt.Sprintf("the %d shifts of a year", len(s.Shifts(thisYear(), thisYear().AddDate(1, 0, 0)))), func() {
		s.Shifts(thisYear(), thisYear().AddDate(1, 0, 0))
	})
}

// rotaPages compares the page of the big schedule with that of the small one.
func (b *bench) rotaPages(ctx context.Context) (err error) {
	data := filepath.Join(b.dir, "rotas")
	if err := b.configure(ctx, data, rotas()); err != nil {
		return err
	}
	if err := b.owner(ctx, data); err != nil {
		return err
	}
	x, err := b.start(ctx, data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.stop()) }()
	client, err := signedIn(x)
	if err != nil {
		return err
	}
	paths, err := schedulePages(client, x)
	if err != nil {
		return err
	}
	for _, span := range []string{"fortnight", "month"} {
		var took []time.Duration
		for _, path := range paths {
			t, err := timed(client, "http://"+x.addr+path+"?span="+span, `data-testid="rota"`)
			if err != nil {
				return err
			}
			took = append(took, t)
		}
		b.report.note("schedules", "the page of a "+span+", that schedule against one of a single layer",
			fmt.Sprintf("%.1f ms against %.1f", 1e3*took[0].Seconds(), 1e3*took[1].Seconds()))
	}
	return nil
}

// schedulePages are the paths of Big and Small, which the list has in this order.
func schedulePages(client *http.Client, x *box) ([]string, error) {
	resp, err := client.Get("http://" + x.addr + "/schedules")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, m := range regexp.MustCompile(`<h2><a href="(/schedules/[^"]+)"`).FindAllSubmatch(body, -1) {
		paths = append(paths, string(m[1]))
	}
	if paths = slices.Compact(paths); len(paths) != 2 {
		return nil, fmt.Errorf("%d schedules in the list, not 2", len(paths))
	}
	return paths, nil
}
