package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/people"
)

// openRapid is a store with the tables of the domain for one run of a property.
func openRapid(t *rapid.T, dir string) *DB {
	db, err := Open(context.Background(), Options{Dir: dir, Ballast: -1, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func epoch() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func drawIncident(number uint64) *rapid.Generator[engine.Incident] {
	return rapid.Custom(func(t *rapid.T) engine.Incident {
		in := engine.Incident{
			Number: number, Title: rapid.SampledFrom([]string{"Tower down", "link DOWN", "disk full", "ärger"}).Draw(t, "title"),
			Service:   rapid.SampledFrom([]string{"A", "B", "AB"}).Draw(t, "service"),
			Status:    rapid.SampledFrom([]engine.Status{engine.Triggered, engine.Acked, engine.Resolved, engine.Resolved}).Draw(t, "status"),
			Urgency:   rapid.SampledFrom([]people.Urgency{people.High, people.Low}).Draw(t, "urgency"),
			Key:       rapid.SampledFrom([]string{"k1", "k2"}).Draw(t, "key"),
			Source:    rapid.SampledFrom([]string{"", "tower", "tower-2"}).Draw(t, "source"),
			CreatedAt: epoch().Add(time.Duration(number) * time.Minute),
			ChangedAt: epoch().Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "changed")) * time.Minute),
		}
		if in.Status == engine.Triggered {
			in.Level.Assigned = []string{rapid.SampledFrom([]string{"ann", "ben"}).Draw(t, "assigned")}
		}
		if in.Status == engine.Acked {
			in.Acks = []engine.Ack{{By: person("ann")}}
		}
		return in
	})
}

// some draws none, one or two of a list.
func some[T any](t *rapid.T, name string, list ...T) []T {
	return rapid.SliceOfN(rapid.SampledFrom(list), 0, 2).Draw(t, name)
}

func drawQuery(t *rapid.T) IncidentQuery {
	at := func(name string) time.Time {
		if n := rapid.IntRange(-30, 70).Draw(t, name); n >= 0 {
			return epoch().Add(time.Duration(n) * time.Minute)
		}
		return time.Time{}
	}
	return IncidentQuery{
		Statuses:  some(t, "statuses", engine.Triggered, engine.Acked, engine.Resolved),
		Services:  some(t, "services", "A", "B", "AB", "none"),
		Urgencies: some(t, "urgencies", people.High, people.Low),
		Users:     rapid.SampledFrom([][]string{nil, nil, nil, {"ann"}, {"Pann", "ben"}}).Draw(t, "users"),
		Source:    rapid.SampledFrom([]string{"", "", "tower"}).Draw(t, "source"),
		Key:       rapid.SampledFrom([]string{"", "", "k1"}).Draw(t, "key"),
		Text:      rapid.SampledFrom([]string{"", "", "down", "ÄRGER", "k2", "tower"}).Draw(t, "text"),
		Since:     at("since"), Until: at("until"),
		Before: rapid.SampledFrom([]uint64{0, 0, 1, 20, 99}).Draw(t, "before"),
		Offset: rapid.SampledFrom([]int{0, 0, 3}).Draw(t, "offset"),
		Limit:  rapid.SampledFrom([]int{0, 1, 4, 100}).Draw(t, "limit"),
		Oldest: rapid.Bool().Draw(t, "oldest"),
	}
}

// wanted is the whole answer to a query, from a plain slice, by the words of IncidentQuery.
func (q IncidentQuery) wanted(incidents []engine.Incident) []engine.Incident {
	in := func(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }
	found := []engine.Incident{}
	for _, x := range incidents {
		text := strings.ToLower(x.Title + "\n" + x.Source + "\n" + x.Component + "\n" + x.Key)
		mine := len(q.Users) == 0
		for _, u := range q.Users {
			mine = mine || x.Status != engine.Resolved && (slices.Contains(x.Level.Assigned, u) || len(x.Acks) > 0 && x.Acks[0].By.ID == u)
		}
		beyond := q.Before > 0 && (!q.Oldest && x.Number >= q.Before || q.Oldest && x.Number <= q.Before)
		switch {
		case len(q.Statuses) > 0 && !slices.Contains(q.Statuses, x.Status), !in(q.Services, x.Service), !mine, beyond,
			len(q.Urgencies) > 0 && !slices.Contains(q.Urgencies, x.Urgency),
			q.Source != "" && x.Source != q.Source, q.Key != "" && x.Key != q.Key, !strings.Contains(text, strings.ToLower(q.Text)),
			!q.Since.IsZero() && x.CreatedAt.Before(q.Since), !q.Until.IsZero() && !x.CreatedAt.Before(q.Until):
			continue
		}
		found = append(found, x)
	}
	slices.SortFunc(found, func(a, b engine.Incident) int { return cmp.Compare(a.Number, b.Number) })
	if !q.Oldest {
		slices.Reverse(found)
	}
	return found
}

// Whatever is asked, by whichever index it is answered: the answer is that of a plain list, and turning the pages by the
// cursor gives each incident once.
func TestIncidentQueriesAnswerAsAPlainListDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		db := openRapid(rt, t.TempDir())
		defer db.Close() //nolint:errcheck // the test is over
		incidents := make([]engine.Incident, rapid.IntRange(0, 40).Draw(rt, "incidents"))
		for i := range incidents {
			incidents[i] = drawIncident(uint64(i+1)).Draw(rt, "incident")
		}
		apply(t, db, engine.Changes{Incidents: incidents})
		for range 10 {
			checkQuery(rt, db, incidents, drawQuery(rt))
		}
		checkCounts(rt, db, incidents)
	})
}

func checkQuery(t *rapid.T, db *DB, incidents []engine.Incident, q IncidentQuery) {
	whole := q.wanted(incidents)
	want := whole[min(q.Offset, len(whole)):]
	limit := q.Limit
	if limit == 0 {
		limit = 25
	}
	page, err := db.Incidents(q)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want[:min(limit, len(want))], page.Incidents); diff != "" {
		t.Fatalf("%+v (-plain +store):\n%s", q, diff)
	}
	if page.More != (len(want) > limit) || page.More != (page.Next != 0) {
		t.Fatalf("%+v: more %v, next %d, of %d", q, page.More, page.Next, len(want))
	}
	got := page.Incidents
	for page.More {
		q.Before, q.Offset = page.Next, 0
		if page, err = db.Incidents(q); err != nil {
			t.Fatal(err)
		}
		got = append(got, page.Incidents...)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Fatalf("all pages of %+v (-plain +store):\n%s", q, diff)
	}
}

func checkCounts(t *rapid.T, db *DB, incidents []engine.Incident) {
	of := func(s engine.Status) int { return len(IncidentQuery{Statuses: []engine.Status{s}}.wanted(incidents)) }
	triggered, acked, err := db.OpenCounts()
	if err != nil || triggered != of(engine.Triggered) || acked != of(engine.Acked) {
		t.Fatalf("open are %d and %d (%v), want %d and %d", triggered, acked, err, of(engine.Triggered), of(engine.Acked))
	}
	q := IncidentQuery{Services: []string{"A"}, Text: "down"}
	if n, err := db.Count(q); err != nil || n != len(q.wanted(incidents)) {
		t.Fatalf("counted %d (%v), want %d", n, err, len(q.wanted(incidents)))
	}
	since, want := epoch().Add(30*time.Minute), 0
	for _, x := range incidents {
		if x.Status == engine.Resolved && !x.ChangedAt.Before(since) {
			want++
		}
	}
	if n, err := db.ResolvedSince(since); err != nil || n != want {
		t.Fatalf("%d resolved since %s (%v), want %d", n, since, err, want)
	}
}

func drawPost(seq uint64) *rapid.Generator[engine.PostRow] {
	return rapid.Custom(func(t *rapid.T) engine.PostRow {
		p := engine.PostRow{
			Seq: seq, Service: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "service"), Integration: rapid.SampledFrom([]string{"I", "J"}).Draw(t, "integration"),
			At: epoch().Add(time.Duration(seq) * time.Second),
		}
		for range rapid.IntRange(1, 3).Draw(t, "events") {
			p.Events = append(p.Events, engine.EventRow{Verdict: engine.Verdict{
				Fate:     rapid.SampledFrom([]engine.Fate{engine.Opened, engine.Repeated, engine.Dropped}).Draw(t, "fate"),
				Incident: rapid.Uint64Range(0, 3).Draw(t, "incident"),
			}})
		}
		return p
	})
}

func (q PostQuery) wanted(posts []engine.PostRow) (seqs []uint64) {
	for _, p := range slices.Backward(posts) {
		fate, incident := q.Fate == "", q.Incident == 0
		for _, ev := range p.Events {
			fate = fate || ev.Fate == q.Fate
			incident = incident || ev.Incident == q.Incident
		}
		if fate && incident && (q.Service == "" || q.Service == p.Service) && (q.Integration == "" || q.Integration == p.Integration) {
			seqs = append(seqs, p.Seq)
		}
	}
	return seqs
}

func TestTheEventLogAnswersAsAPlainListDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		db := openRapid(rt, t.TempDir())
		defer db.Close() //nolint:errcheck // the test is over
		posts := make([]engine.PostRow, rapid.IntRange(0, 30).Draw(rt, "posts"))
		for i := range posts {
			posts[i] = drawPost(uint64(i+1)).Draw(rt, "post")
		}
		apply(t, db, engine.Changes{Posts: posts})
		for range 10 {
			q := PostQuery{
				Service: rapid.SampledFrom([]string{"", "A"}).Draw(rt, "service"), Integration: rapid.SampledFrom([]string{"", "J"}).Draw(rt, "integration"),
				Fate: rapid.SampledFrom([]engine.Fate{"", engine.Opened}).Draw(rt, "fate"), Incident: rapid.Uint64Range(0, 4).Draw(rt, "incident"),
				Limit: rapid.SampledFrom([]int{0, 1, 5}).Draw(rt, "limit"),
			}
			want := q.wanted(posts)
			var got []uint64
			for pages := 0; pages == 0 || q.Before != 0; pages++ {
				list, next, err := db.Posts(q)
				if err != nil || pages > 40 {
					rt.Fatalf("%+v: page %d, %v", q, pages, err)
				}
				for _, p := range list {
					got = append(got, p.Seq)
				}
				q.Before = next
			}
			if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				rt.Fatalf("%+v (-plain +store):\n%s", q, diff)
			}
		}
	})
}

// The last post of a sender is found however much the others have sent since.
func TestThePostsOfASilentIntegrationAreFoundBehindThoseOfAllOthers(t *testing.T) {
	db := openReal(t)
	posts := []engine.PostRow{{Seq: 1, Integration: "silent"}}
	for seq := range uint64(scanLimit + 10) {
		posts = append(posts, engine.PostRow{Seq: seq + 2, Integration: "silent-not"})
	}
	apply(t, db, engine.Changes{Posts: posts})
	got, next, err := db.Posts(PostQuery{Integration: "silent", Limit: 1})
	if err != nil || len(got) != 1 || got[0].Seq != 1 || next != 0 {
		t.Errorf("%v, next %d, %v", got, next, err)
	}
}

func TestACaseHoldsEverythingAboutOneIncidentAndNothingOfOthers(t *testing.T) {
	db := openReal(t)
	opened := epoch()
	change := func(part uint64, service string, at time.Time) engine.ChangeRow {
		return engine.ChangeRow{Seq: 9, Part: part, Service: service, At: at, Event: engine.Event{Summary: fmt.Sprint("change ", part)}}
	}
	var c engine.Changes
	for n := uint64(1); n <= 3; n++ {
		c.Incidents = append(c.Incidents, engine.Incident{Number: n, Service: "A", CreatedAt: opened, Status: engine.Triggered})
		c.Alerts = append(c.Alerts, engine.Alert{Number: 10 * n, Incident: n, Open: true, Integration: "I", Key: "k"})
		c.Entries = append(c.Entries, engine.Entry{Incident: n, Seq: 1, Text: "one"}, engine.Entry{Incident: n, Seq: 2, Text: "two"})
		c.Pages = append(c.Pages, engine.Page{Incident: n, Seq: 1, User: "ann"})
		c.Timers = append(c.Timers, engine.Timer{Incident: n, Kind: engine.EscalateTimer, At: opened}, engine.Timer{Incident: n, Kind: engine.StaleTimer, At: opened})
		c.Posts = append(c.Posts, engine.PostRow{Seq: n, Events: []engine.EventRow{{Verdict: engine.Verdict{Incident: n}}, {Verdict: engine.Verdict{Incident: n}}}})
	}
	c.Changes = []engine.ChangeRow{
		change(0, "A", opened.Add(-25*time.Hour)), change(1, "A", opened.Add(-time.Hour)), change(2, "A", opened.Add(30*time.Second)),
		change(3, "A", opened.Add(time.Hour)), change(4, "B", opened),
	}
	apply(t, db, c)
	got, found, err := db.Case(2)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	want := Case{
		Incident: c.Incidents[1], Timeline: c.Entries[2:4], Alerts: c.Alerts[1:2], Pages: c.Pages[1:2], Timers: c.Timers[2:4],
		Posts: c.Posts[1:2], Changes: []engine.ChangeRow{c.Changes[2], c.Changes[1]},
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, found, _ := db.Case(4); found {
		t.Error("there is a case without an incident")
	}
	list, err := db.Changes("A", 2)
	if err != nil || len(list) != 2 || list[0].Part != 3 || list[1].Part != 2 {
		t.Errorf("the newest two changes are %+v, %v", list, err)
	}
	entries, err := db.Timeline(2, 1)
	if err != nil || len(entries) != 1 || entries[0].Seq != 2 {
		t.Errorf("the newest entry is %+v, %v", entries, err)
	}
}

func TestWhatIsDueIsGivenInTheOrderOfItsTime(t *testing.T) {
	db := openReal(t)
	at := func(n int) time.Time { return epoch().Add(time.Duration(n) * time.Nanosecond) }
	apply(t, db, engine.Changes{
		Timers:     []engine.Timer{{Incident: 1, Kind: engine.AckTimer, At: at(3)}, {Incident: 9, Kind: engine.AckTimer, At: at(1)}, {Incident: 2, Kind: engine.AckTimer, At: at(2)}},
		Pages:      []engine.Page{{Incident: 1, Seq: 1, NotBefore: at(2)}, {Incident: 1, Seq: 2, NotBefore: at(1), Delivery: "d"}},
		Deliveries: []engine.Delivery{{ID: "w", State: engine.Waiting, NextAt: at(4)}, {ID: "s", State: engine.Sent}, {ID: "l", State: engine.Sending, LeasedAt: at(1)}},
	})
	err := db.View(func(r engine.Reader) error {
		for until, want := range []int{0, 1, 2, 3, 3} {
			timers, err := r.DueTimers(at(until), 10)
			if err != nil || len(timers) != want {
				t.Errorf("by %d ns %d timers are due (%v), want %d", until, len(timers), err, want)
			}
		}
		timer, delivery, err := r.NextDue()
		if timer != at(1) || delivery != at(4) {
			t.Errorf("next are %s, %s", timer, delivery)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	timers, pages, deliveries, err := db.QueueDepth()
	if err != nil || timers != 3 || pages != 1 || deliveries != 2 {
		t.Errorf("the queue has %d timers, %d pages, %d messages, %v", timers, pages, deliveries, err)
	}
}

func TestTheOpenAlertOfAKeyComesBeforeOnesInTheirFlapWindow(t *testing.T) {
	db := openReal(t)
	live := func() (uint64, bool) {
		var a engine.Alert
		var ok bool
		if err := db.View(func(r engine.Reader) (err error) { a, ok, err = r.LiveAlert("I", "k"); return err }); err != nil {
			t.Fatal(err)
		}
		return a.Number, ok
	}
	steps := []struct {
		put  engine.Alert
		want uint64
	}{
		{engine.Alert{Number: 1, Integration: "I", Key: "k"}, 0},
		{engine.Alert{Number: 2, Integration: "I", Key: "k", ReopenUntil: epoch()}, 2},
		{engine.Alert{Number: 3, Integration: "I", Key: "k", Open: true}, 3},
		{engine.Alert{Number: 4, Integration: "I", Key: "k", ReopenUntil: epoch()}, 3},
		{engine.Alert{Number: 5, Integration: "I", Key: "k2", Open: true}, 3},
		{engine.Alert{Number: 6, Integration: "I2", Key: "k", Open: true}, 3},
		{engine.Alert{Number: 3, Integration: "I", Key: "k"}, 4},
	}
	for _, s := range steps {
		apply(t, db, engine.Changes{Alerts: []engine.Alert{s.put}})
		if n, _ := live(); n != s.want {
			t.Errorf("after %+v the live alert is %d, want %d", s.put, n, s.want)
		}
	}
}
