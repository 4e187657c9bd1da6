package web_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/store"
	"wakeman/web"
)

// sick is a store that is not well.
type sick struct {
	web.Store
	health store.Health
}

func (s sick) Health() store.Health { return s.health }

func TestReadinessSaysWhatIsWrongWithTheStore(t *testing.T) {
	for _, c := range []struct {
		name   string
		health store.Health
		status int
		text   string
	}{
		{"well", store.Health{}, 200, `"status":"ready"`},
		{"full", store.Health{Full: true, FullReason: "no space left on device"}, 503, "the store is full since"},
		{"failed", store.Health{Failed: store.ErrFailed}, 503, "the store has failed"},
		{"damaged where it writes", store.Health{Trouble: store.ErrCorrupt, TroubleAt: time.Now()}, 503, "something could not be stored since"},
		{"damaged somewhere", store.Health{Damaged: 2}, 200, "set aside: 2"},
		{"a restored copy", store.Health{Held: "restored from a backup"}, 200, "nobody is paged: restored from a backup"},
	} {
		adapt := func(o *web.Options) { o.Store = sick{o.Store, c.health} }
		inSite(t, adapt, func(s *site) {
			s.ticked = time.Now()
			w := s.ask("GET", "/health/ready", "")
			s.want(w, c.status, c.name)
			if !strings.Contains(w.Body.String(), c.text) {
				t.Errorf("%s: %s, want %q in it", c.name, w.Body, c.text)
			}
		})
	}
}
