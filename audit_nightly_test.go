package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/store"
)

func TestTheAuditLogIsVerifiedOnceANight(t *testing.T) {
	walks := 0
	var fails error
	n := &auditNightly{verify: func(context.Context, []store.AuditHead) (store.AuditReport, error) {
		walks++
		return store.AuditReport{}, fails
	}}
	steps := []struct {
		now   string
		fails error
		walks int
	}{
		{"2026-03-02T01:00:00Z", nil, 1}, // after a start: nobody knows when it was done before
		{"2026-03-02T03:59:00Z", nil, 1},
		{"2026-03-02T04:00:00Z", nil, 2},
		{"2026-03-03T03:00:00Z", nil, 2},
		{"2026-03-03T04:30:00Z", errors.New("closed"), 3},
		{"2026-03-03T05:30:00Z", nil, 4}, // what could not be done is made up for
		{"2026-03-03T06:30:00Z", nil, 4},
		{"2026-03-06T01:30:00Z", nil, 5}, // asleep for two nights
		{"2026-03-06T04:30:00Z", nil, 6},
	}
	for _, s := range steps {
		now, err := time.Parse(time.RFC3339, s.now)
		if err != nil {
			t.Fatal(err)
		}
		fails = s.fails
		if _, err := n.due(t.Context(), now); !errors.Is(err, s.fails) {
			t.Fatal(err)
		}
		if walks != s.walks {
			t.Errorf("at %s it was walked %d times, want %d", s.now, walks, s.walks)
		}
	}
}

func TestANightsWalkSaysWhatItFound(t *testing.T) {
	key := testKey(t)
	signed := sign(key, end(7))
	forged := signed
	forged.Seq++
	for name, c := range map[string]struct {
		kept     []signedHead
		findings []string
		more     int
		want     []string
	}{
		"nothing":              {kept: []signedHead{signed}},
		"a changed row":        {findings: []string{"row 3: this row was changed"}, want: []string{"row 3"}},
		"many":                 {findings: []string{"row 3", "row 4"}, more: 5, want: []string{"row 3 (and 6 more)"}},
		"an end that is false": {kept: []signedHead{signed, forged}, want: []string{"row 8", "not signed"}},
	} {
		t.Run(name, func(t *testing.T) {
			var compared []store.AuditHead
			n := &auditNightly{
				key: key.Public().(ed25519.PublicKey), kept: func() ([]signedHead, error) { return c.kept, nil },
				verify: func(_ context.Context, heads []store.AuditHead) (store.AuditReport, error) {
					compared = heads
					return store.AuditReport{Findings: c.findings, More: c.more}, nil
				},
			}
			if walked, err := n.due(t.Context(), time.Now()); !walked || err != nil {
				t.Fatal(walked, err)
			}
			_, problem := n.state()
			if (problem == "") != (len(c.want) == 0) {
				t.Errorf("it says %q", problem)
			}
			for _, part := range c.want {
				if !strings.Contains(problem, part) {
					t.Errorf("it says %q, without %q", problem, part)
				}
			}
			if slices.Contains(c.kept, signed) && (len(compared) != 1 || compared[0].Seq != 7) {
				t.Errorf("compared with %+v", compared)
			}
		})
	}
}
