package heard

import (
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

// Posts is what came in. *store.DB is one.
type Posts interface {
	Posts(q store.PostQuery) ([]engine.PostRow, uint64, error)
}

// Log is what came in and what was turned away. *store.DB is one.
type Log interface {
	Posts
	Refusals() ([]store.RefusalRow, error)
}

// Mark is how an integration does.
type Mark struct {
	Last time.Time // when its sender was last heard; zero: never
	// Silent is for how long, if that is longer than the integration's SilentAfter;
	// 0: it is not, or is not judged.
	Silent time.Duration
	// Refused is how often somebody was turned away who showed its key, as long as
	// that is kept; RefusedAt and Reason are the last time and why.
	Refused   uint64
	RefusedAt time.Time
	Reason    string
}

// lately is how long a refusal is worth a warning: who was not refused since has gone,
// or was mended.
const lately = 7 * 24 * time.Hour

// TurnedAway reports whether the last that is known of the sender is that it was
// refused.
func (m Mark) TurnedAway(now time.Time) bool {
	return m.RefusedAt.After(m.Last) && now.Sub(m.RefusedAt) < lately
}

// Marks are those of all integrations, by their ids.
func Marks(log Log, cfg *engine.Config, now time.Time) (map[string]Mark, error) {
	refusals, err := refused(log)
	if err != nil {
		return nil, err
	}
	marks := make(map[string]Mark, len(cfg.Integrations))
	for id, in := range cfg.Integrations {
		if marks[id], err = mark(log, in, refusals, now); err != nil {
			return nil, err
		}
	}
	return marks, nil
}

// Sender is an integration by its name and that of its service, and how it does.
type Sender struct {
	Service, Integration string
	Mark
}

// Senders are all of them, in no order.
func Senders(log Log, cfg *engine.Config, now time.Time) ([]Sender, error) {
	marks, err := Marks(log, cfg, now)
	list := make([]Sender, 0, len(marks))
	for id, m := range marks {
		in := cfg.Integrations[id]
		list = append(list, Sender{cfg.Services[in.Service].Name, in.Name, m})
	}
	return list, err
}

// Of is the mark of one integration.
func Of(log Log, in engine.Integration, now time.Time) (Mark, error) {
	refusals, err := refused(log)
	if err != nil {
		return Mark{}, err
	}
	return mark(log, in, refusals, now)
}

func mark(log Log, in engine.Integration, refusals map[string]Mark, now time.Time) (Mark, error) {
	last, found, err := LastPost(log, in.ID)
	if err != nil {
		return Mark{}, err
	}
	var m Mark
	if len(in.Key) >= minKey {
		m = refusals[in.Key[len(in.Key)-shown:]]
	}
	if found {
		m.Last = last.At
	}
	m.Silent = in.Silence(m.Last, now)
	return m, nil
}

// Bounds on how many posts of our own are passed over.
const (
	someMore = 100
	maxRead  = 5000
)

// LastPost is the newest post that a sender made by an integration: our own tests say
// nothing of it. The store has the posts of each integration by themselves, so that one
// which is silent costs no more than another.
func LastPost(log Posts, integration string) (p engine.PostRow, found bool, err error) {
	limit, before := 1, uint64(0)
	for looked := 0; looked < maxRead; looked += limit {
		posts, next, err := log.Posts(store.PostQuery{Integration: integration, Before: before, Limit: limit})
		if err != nil {
			return p, false, err
		}
		for _, p := range posts {
			if p.Via != engine.ViaTest {
				return p, true, nil
			}
		}
		if limit, before = someMore, next; next == 0 {
			break
		}
	}
	return p, false, nil
}

// A refusal names the last characters of a key that is long enough to be one.
const (
	minKey = 16
	shown  = 4
)

// refused counts what was turned away by the end of the key that was shown.
func refused(log Log) (map[string]Mark, error) {
	rows, err := log.Refusals()
	ends := map[string]Mark{}
	for _, r := range rows {
		end := KeyEnd(r.Refusal)
		if end == "" {
			continue
		}
		m := ends[end]
		m.Refused += r.Count
		if r.LastAt.After(m.RefusedAt) {
			m.RefusedAt, m.Reason = r.LastAt, r.Reason
		}
		ends[end] = m
	}
	return ends, err
}

// KeyEnd are the last characters of the key that whoever was refused has shown; ""
// for none. The doors write it as "key ending …abcd", and in addresses of mail as
// "…abcd@example.net" or "…abcd+suffix@example.net".
func KeyEnd(r engine.Refusal) string {
	_, rest, found := strings.Cut(r.Hint, "…")
	if !found || len(rest) < shown {
		return ""
	}
	if end, after := rest[:shown], rest[shown:]; after == "" || strings.ContainsRune("@+", rune(after[0])) {
		return end
	}
	return ""
}
