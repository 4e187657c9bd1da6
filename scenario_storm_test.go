package main

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"wakeman/engine"
)

// Two thousand customers lose power in one minute.
func TestAStormIsOnePageAPersonAndMinuteAndNothingIsLost(t *testing.T) {
	const storm = 2000
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		for i := range storm / 20 {
			var together sync.WaitGroup
			for j := range 20 {
				together.Go(func() {
					name := fmt.Sprintf("cpe-%d", 20*i+j)
					if a := b.enqueue("trigger", name, name+" is down", "error"); a.status != http.StatusAccepted {
						t.Errorf("answered %d %s", a.status, a.body)
					}
				})
			}
			together.Wait()
			b.after(time.Minute / (storm / 20))
		}
		b.after(14 * time.Minute)

		times := map[string][]time.Time{} // by person and method
		for _, p := range b.pages() {
			times[p.String()] = append(times[p.String()], p.at)
		}
		for who, at := range times {
			for i := 1; i < len(at); i++ {
				if gap := at[i].Sub(at[i-1]); gap < time.Minute {
					t.Errorf("%s was told twice within %s", who, gap)
				}
			}
		}
		for _, who := range []string{"Ann push", "Ann sms", "Ben push", "Ben sms"} {
			if len(times[who]) == 0 || len(times[who]) > 7 {
				t.Errorf("%s: %d times", who, len(times[who]))
			}
		}
		b.wantAllTold(storm, "Ann", "Ben")
	})
}

// wantAllTold looks in every incident's timeline for who was told of it.
func (b *box) wantAllTold(incidents uint64, who ...string) {
	b.Helper()
	for n := uint64(1); n <= incidents; n++ {
		entries, err := b.a.db.Timeline(n, 200)
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range who {
			if !slices.ContainsFunc(entries, func(e engine.Entry) bool {
				return e.Type == engine.NotifyEntry && e.Result != "failed" && slices.ContainsFunc(e.Users, func(id string) bool {
					return b.a.db.Config().Users[id].Name == name
				})
			}) {
				b.Fatalf("%s was not told of incident %d:\n%s", name, n, b.timeline(n))
			}
		}
	}
}
