package heard_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/heard"
)

const key = "0123456789abcdef0123456789abcdef"

func now() time.Time { return time.Date(2026, 8, 12, 15, 0, 0, 0, time.UTC) }

func ago(d time.Duration) time.Time { return now().Add(-d) }

// log is an event log with the posts of one integration, newest first.
type log struct {
	posts    []engine.PostRow
	refusals []store.RefusalRow
	err      error
}

func (l log) Posts(q store.PostQuery) (page []engine.PostRow, next uint64, err error) {
	for _, p := range l.posts {
		if p.Integration != q.Integration || q.Before != 0 && p.Seq >= q.Before {
			continue
		}
		if len(page) == q.Limit {
			return page, page[len(page)-1].Seq, l.err
		}
		page = append(page, p)
	}
	return page, 0, l.err
}

func (l log) Refusals() ([]store.RefusalRow, error) { return l.refusals, l.err }

func post(seq uint64, via string, at time.Time) engine.PostRow {
	return engine.PostRow{Seq: seq, Integration: "PINT001", Via: via, At: at}
}

func refusal(hint, reason string, count uint64, at time.Time) store.RefusalRow {
	return store.RefusalRow{Refusal: engine.Refusal{Hint: hint, Reason: reason}, Count: count, LastAt: at}
}

func TestHowASenderDoes(t *testing.T) {
	const day = 24 * time.Hour
	judged := engine.Integration{ID: "PINT001", Key: key, SilentAfter: day}
	made := judged
	made.CreatedAt = ago(50 * time.Hour)
	unjudged := engine.Integration{ID: "PINT001", Key: key, CreatedAt: ago(50 * time.Hour)}
	for name, c := range map[string]struct {
		in   engine.Integration
		log  log
		want heard.Mark
	}{
		"heard in time":              {judged, log{posts: []engine.PostRow{post(1, "email", ago(day))}}, heard.Mark{Last: ago(day)}},
		"a second too late":          {judged, log{posts: []engine.PostRow{post(1, "email", ago(day+time.Second))}}, heard.Mark{Last: ago(day + time.Second), Silent: day + time.Second}},
		"never heard since made":     {made, log{}, heard.Mark{Silent: 50 * time.Hour}},
		"never heard, nobody knows":  {judged, log{}, heard.Mark{}},
		"silent, and not judged":     {unjudged, log{posts: []engine.PostRow{post(1, "email", ago(30*day))}}, heard.Mark{Last: ago(30 * day)}},
		"our own test is no sign":    {judged, log{posts: []engine.PostRow{post(2, engine.ViaTest, ago(time.Hour)), post(1, "email", ago(2*day))}}, heard.Mark{Last: ago(2 * day), Silent: 2 * day}},
		"another integration's post": {judged, log{posts: []engine.PostRow{{Seq: 1, Integration: "PINT002", At: now()}}}, heard.Mark{}},
		"refused by several ways": {unjudged, log{refusals: []store.RefusalRow{
			refusal("key ending …cdef", "the signature is wrong", 3, ago(time.Hour)), refusal("from <> to …cdef+ups@example.net", "not from you", 1, ago(time.Minute)),
			refusal("key ending …zzzz", "another", 9, now()), refusal("key of 3 characters", "none", 9, now()), refusal("…cdefg", "no end", 9, now()), refusal("an address", "none", 9, now()),
		}}, heard.Mark{Refused: 4, RefusedAt: ago(time.Minute), Reason: "not from you"}},
	} {
		got, err := heard.Of(c.log, c.in, now())
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestOneBehindManyTestsIsFound(t *testing.T) {
	var l log
	for seq := uint64(400); seq > 1; seq-- {
		l.posts = append(l.posts, post(seq, engine.ViaTest, now()))
	}
	l.posts = append(l.posts, post(1, "generic", ago(time.Hour)))
	if p, found, err := heard.LastPost(l, "PINT001"); err != nil || !found || p.Seq != 1 {
		t.Errorf("%+v, %v, %v", p, found, err)
	}
}

func TestASenderIsTurnedAwayUntilItIsHeardAgain(t *testing.T) {
	for name, c := range map[string]struct {
		m    heard.Mark
		want bool
	}{
		"refused since":       {heard.Mark{Last: ago(2 * time.Hour), RefusedAt: ago(time.Hour)}, true},
		"heard since":         {heard.Mark{Last: ago(time.Hour), RefusedAt: ago(2 * time.Hour)}, false},
		"never heard":         {heard.Mark{RefusedAt: ago(time.Hour)}, true},
		"refused a while ago": {heard.Mark{RefusedAt: ago(8 * 24 * time.Hour)}, false},
		"never refused":       {heard.Mark{}, false},
	} {
		if got := c.m.TurnedAway(now()); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestWhatCanNotBeReadIsSaid(t *testing.T) {
	cfg := &engine.Config{
		Integrations: map[string]engine.Integration{"PINT001": {ID: "PINT001", Service: "PCORE01", Name: "LibreNMS", Key: key}},
		Services:     map[string]engine.Service{"PCORE01": {ID: "PCORE01", Name: "Core network"}},
	}
	if _, err := heard.Marks(log{err: errors.New("gone")}, cfg, now()); err == nil {
		t.Error("an error is lost")
	}
	list, err := heard.Senders(log{posts: []engine.PostRow{post(1, "generic", ago(time.Hour))}}, cfg, now())
	want := []heard.Sender{{Service: "Core network", Integration: "LibreNMS", Mark: heard.Mark{Last: ago(time.Hour)}}}
	if diff := cmp.Diff(want, list); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}
