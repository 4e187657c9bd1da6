package api_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wakeman/engine"
)

type page struct {
	Incidents []struct {
		Number int `json:"incident_number"`
	}
	Limit, Offset int
	More          bool
	Total         *int
}

// Whatever the size of the pages: following more gives each incident once, in
// order, and the total is their number.
func TestPagesPutTogetherAreTheWholeList(t *testing.T) {
	w := open(t)
	const n = 37
	for i := range n {
		in := w.opens(fmt.Sprint("key", i), "one of many")
		if i%3 == 0 {
			w.does(in, engine.Act{Resolve: true})
		}
		w.passes(time.Second)
	}
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.IntRange(1, 45).Draw(t, "limit")
		order := rapid.SampledFrom([]string{"asc", "desc"}).Draw(t, "order")
		filter := rapid.SampledFrom([]string{"", "&statuses[]=triggered", "&statuses[]=resolved", "&service_ids[]=PCORE01"}).Draw(t, "filter")
		var seen []int
		for {
			path := fmt.Sprintf("/api/incidents?total=true&sort_by=created_at:%s&limit=%d&offset=%d%s", order, limit, len(seen), filter)
			_, _, body := w.asks("vic", "GET", path, "")
			var p page
			if err := json.Unmarshal([]byte(body), &p); err != nil {
				t.Fatal(err)
			}
			if p.Limit != limit || p.Offset != len(seen) || len(p.Incidents) > limit {
				t.Fatalf("%s: limit %d, offset %d, %d incidents", path, p.Limit, p.Offset, len(p.Incidents))
			}
			for _, in := range p.Incidents {
				seen = append(seen, in.Number)
			}
			if p.More {
				if len(p.Incidents) != limit {
					t.Fatalf("%s: more, but only %d of %d", path, len(p.Incidents), limit)
				}
				continue
			}
			if p.Total == nil || *p.Total != len(seen) {
				t.Fatalf("%s: %d seen, total %v", path, len(seen), p.Total)
			}
			break
		}
		for i := 1; i < len(seen); i++ {
			if (order == "asc") != (seen[i-1] < seen[i]) || seen[i-1] == seen[i] {
				t.Fatalf("order %s: %v", order, seen)
			}
		}
	})
}
