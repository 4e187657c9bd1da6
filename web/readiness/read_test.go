package readiness_test

import (
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/readiness"
)

// history is a store with what has happened.
type history struct {
	cfg   *engine.Config
	tests map[readiness.Way]engine.Delivery
	posts []engine.PostRow // the newest first
}

func (h history) Config() *engine.Config                   { return h.cfg }
func (h history) Pulses() (map[string]engine.Pulse, error) { return nil, nil }

func (h history) LastTest(user, method string) (engine.Delivery, bool, error) {
	d, found := h.tests[readiness.Way{User: user, Method: method}]
	return d, found, nil
}

func (h history) Posts(q store.PostQuery) (list []engine.PostRow, next uint64, err error) {
	for _, p := range h.posts {
		if p.Integration != q.Integration || q.Before != 0 && p.Seq >= q.Before {
			continue
		}
		if len(list) == q.Limit {
			return list, list[len(list)-1].Seq, nil
		}
		list = append(list, p)
	}
	return list, 0, nil
}

func TestATestCountsOnlyWhereItWentOutToTheAddressOfToday(t *testing.T) {
	for name, c := range map[string]struct {
		verified time.Time
		test     engine.Delivery
		want     bool
	}{
		"never tried":         {},
		"verified":            {verified: monday, want: true},
		"tested":              {test: engine.Delivery{State: engine.Sent, Address: "ann@example.net"}, want: true},
		"tested, and failed":  {test: engine.Delivery{State: engine.Failed, Address: "ann@example.net"}},
		"tested, and changed": {test: engine.Delivery{State: engine.Sent, Address: "old@example.net"}},
	} {
		t.Run(name, func(t *testing.T) {
			cfg, way := ready().Config, readiness.Way{User: "PANN", Method: "M1"}
			u := cfg.Users["PANN"]
			u.ContactMethods = []people.ContactMethod{{ID: "M1", Label: "mail", Type: "email", Address: "ann@example.net", VerifiedAt: c.verified}}
			cfg.Users["PANN"] = u
			f, err := readiness.Read(history{cfg: cfg, tests: map[readiness.Way]engine.Delivery{way: c.test}}, readiness.Facts{Now: monday})
			if err != nil || f.Tested[way] != c.want {
				t.Errorf("tested: %v, want %v; %v", f.Tested[way], c.want, err)
			}
		})
	}
}

func TestTestsOfOurOwnAreNoSignOfASender(t *testing.T) {
	h := history{cfg: ready().Config}
	for seq := uint64(300); seq > 1; seq-- {
		h.posts = append(h.posts, engine.PostRow{Seq: seq, Integration: "PINT", Via: engine.ViaTest, At: monday})
	}
	f, err := readiness.Read(h, readiness.Facts{Now: monday})
	if err != nil || len(f.Heard) != 0 {
		t.Errorf("heard: %v, %v", f.Heard, err)
	}
	h.posts = append(h.posts, engine.PostRow{Seq: 1, Integration: "PINT", Via: "librenms", At: monday.Add(-time.Hour)})
	f, err = readiness.Read(h, readiness.Facts{Now: monday})
	if err != nil || !f.Heard["PINT"].Equal(monday.Add(-time.Hour)) {
		t.Errorf("heard: %v, %v", f.Heard, err)
	}
}
