package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// oldStore compares a box with a long history with an empty one, in turn.
func (b *bench) oldStore(ctx context.Context) error {
	empty, full := filepath.Join(b.dir, "young"), filepath.Join(b.dir, "old")
	c, err := startCarrier()
	if err != nil {
		return err
	}
	defer c.server.Close() //nolint:errcheck // at the end
	go func() {
		for range c.seen { // nobody waits for these
		}
	}()
	for _, data := range []string{empty, full} {
		if err := b.configure(ctx, data, configuration(c.url, 1, "1m")); err != nil {
			return err
		}
	}
	if err := b.seed(ctx, full, b.old); err != nil {
		return err
	}
	young, err := b.visit(ctx, empty)
	if err != nil {
		return err
	}
	old, err := b.visit(ctx, full)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%d resolved incidents against none: ", b.old)
	compare := func(what string, was, is float64, unit string) {
		b.report.add("history", name+what, fmt.Sprintf("%.1f %s against %.1f, %.2f ×", is, unit, was, is/was), "≤ 1.5 ×", is/was <= 1.5)
	}
	compare("time for one event, 16 connections", 1e6/young.intake, 1e6/old.intake, "µs")
	compare("list of open incidents", young.open.Seconds()*1e3, old.open.Seconds()*1e3, "ms")
	compare("list of all incidents", young.resolved.Seconds()*1e3, old.resolved.Seconds()*1e3, "ms")
	b.report.add("history", name+"start to the first completed tick", fmt.Sprintf("%s against %s", round(old.ready), round(young.ready)), "≤ 1 s", old.ready <= time.Second)
	b.report.note("history", name+"memory, not counting the mapped store file", fmt.Sprintf("%.1f MiB against %.1f", mib(old.memory), mib(young.memory)))
	return nil
}

// visited is what one box showed.
type visited struct {
	intake         float64 // events a second
	open, resolved time.Duration
	ready          time.Duration
	memory         int64
}

func (b *bench) visit(ctx context.Context, data string) (v visited, err error) {
	token, err := b.wakeman(ctx, "token", "create", "--data", data, "--name", "bench", "--scope", "read")
	if err != nil {
		return v, err
	}
	x, err := b.start(ctx, data)
	if err != nil {
		return v, err
	}
	v.ready = x.ready
	l, err := flood(ctx, x.addr, 16, b.each, func(n uint64) []byte {
		k := fmt.Sprintf("new-%d", n)
		return event(0, k, k)
	})
	if err == nil {
		v.intake = l.rate()
		v.open, err = median(x.addr, token, "/api/incidents?statuses[]=triggered&limit=50&date_range=all")
	}
	if err == nil {
		v.resolved, err = median(x.addr, token, "/api/incidents?limit=50&date_range=all")
	}
	v.memory, _ = x.memory()
	return v, errors.Join(err, x.stop())
}

// median times a page many times.
func median(addr, token, path string) (time.Duration, error) {
	var times []time.Duration
	for range 60 {
		req, err := http.NewRequest(http.MethodGet, "http://"+addr+path, http.NoBody)
		if err != nil {
			return 0, err
		}
		req.Header.Set("Authorization", "Token token="+token)
		began := time.Now()
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0, err
		}
		_, err = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("%s: %s, %w", path, resp.Status, err)
		}
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return times[len(times)/2], nil
}

// seed writes a history straight into the store: so many resolved incidents with an
// alert, a timeline and a line of the event log each.
func (b *bench) seed(ctx context.Context, data string, resolved int) error {
	db, err := store.Open(ctx, store.Options{Dir: data, NoSync: true})
	if err != nil {
		return err
	}
	cfg := db.Config()
	in, svc, _ := cfg.ByKey(key(0))
	began := time.Now().Add(-time.Duration(resolved) * time.Minute)
	for first := 0; first < resolved && err == nil; first += 2000 {
		err = db.Update(ctx, engine.Urgent, func(tx engine.Tx) error {
			for i := first; i < min(first+2000, resolved); i++ {
				c, err := history(tx, in, svc, began.Add(time.Duration(i)*time.Minute), i)
				if err != nil {
					return err
				}
				if err := tx.Apply(c); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return errors.Join(err, db.Close())
}

func history(tx engine.Tx, in engine.Integration, svc engine.Service, at time.Time, i int) (c engine.Changes, err error) {
	var n, alert, post uint64
	for seq, into := range map[engine.Sequence]*uint64{engine.IncidentNumbers: &n, engine.AlertNumbers: &alert, engine.PostNumbers: &post} {
		if *into, err = tx.Number(seq); err != nil {
			return c, err
		}
	}
	dedup, host := fmt.Sprintf("old-%d", i), fmt.Sprintf("host-%d", i%5000)
	actor := engine.Actor{Kind: engine.ByIntegration, ID: in.ID, Name: in.Name}
	c.Incidents = []engine.Incident{{
		Number: n, Title: "link down on " + host, Service: svc.ID, Policy: svc.Policy, Status: engine.Resolved, Urgency: people.High,
		Severity: engine.Error, Key: dedup, Source: host, CreatedAt: at, ChangedAt: at.Add(time.Minute), ChangedBy: actor, Generation: 1, AllAlerts: 1, Entries: 3, Revision: 3,
	}}
	c.Alerts = []engine.Alert{{Number: alert, Incident: n, Integration: in.ID, Key: dedup, Severity: engine.Error, Summary: "link down on " + host, Source: host, FirstSeen: at, LastSeen: at, ResolvedAt: at.Add(time.Minute), Count: 1, FirstPost: post, LastPost: post}}
	for e, text := range []string{"Opened by events.", "Assigned to User 0, named by the policy.", "Resolved by events."} {
		c.Entries = append(c.Entries, engine.Entry{Incident: n, Seq: uint64(e + 1), At: at, Type: engine.TriggerEntry, Actor: actor, Text: text})
	}
	c.Posts = []engine.PostRow{{Seq: post, At: at, Integration: in.ID, Service: svc.ID, Via: in.Type, Bytes: 300, Raw: engine.Raw{Body: []byte(strings.Repeat("x", 300))}, Events: []engine.EventRow{{Action: engine.Trigger, Summary: "link down on " + host, Source: host, Verdict: engine.Verdict{Fate: engine.Opened, Incident: n, Key: dedup}}}}}
	return c, nil
}
