package store

import (
	"time"

	"wakeman/engine"
)

func (r reader) Suppression(id engine.SuppressionKey) (engine.Suppression, bool, error) {
	if id.Key == "" {
		return engine.Suppression{}, false, nil
	}
	return r.db.rec.suppressions.get(r.tx, namePair{id.Integration, id.Key})
}

func (r reader) SuppressedAs(integration, key string, limit int) (list []engine.Suppression, err error) {
	at := prefix(newKey().str(integration).str(key).bytes()).first(limit)
	err = r.db.rec.suppressions.scanIndexRows(r.tx, "ruled", at, into[namePair](&list))
	return list, err
}

func (r reader) Suppressions(id engine.SuppressionKey, limit int) (list []engine.Suppression, err error) {
	err = r.db.rec.suppressions.scan(r.tx, pastSuppression(id).first(limit), into[namePair](&list))
	return list, err
}

func (r reader) DueSuppressions(at time.Time, limit int) (due []engine.Suppression, err error) {
	err = r.db.rec.suppressions.scanIndexRows(r.tx, "due", until(at, limit), into[namePair](&due))
	return due, err
}

func (r reader) Suppressed(service string, upTo int) (n int, err error) {
	at := prefix(newKey().str(service).bytes()).first(upTo)
	err = r.db.rec.suppressions.scanIndexKeys(r.tx, "service", at, func([]byte, namePair) bool {
		n++
		return true
	})
	return n, err
}

// into collects the rows of a scan.
func into[K, V any](list *[]V) func(K, V) bool {
	return func(_ K, v V) bool {
		*list = append(*list, v)
		return true
	}
}

// SuppressedBy counts what each event rule keeps quiet now, by the ids of the rules.
func (db *DB) SuppressedBy() (counts map[string]int, err error) {
	counts = map[string]int{}
	err = db.view(func(tx *tx) error {
		var failure error
		err := db.rec.suppressions.scanIndexKeys(tx, "rule", all(), func(entry []byte, _ namePair) bool {
			var rule string
			rule, _, failure = stringKey[string]().parse(entry)
			counts[rule]++
			return failure == nil
		})
		return firstError(err, failure)
	})
	return counts, outward(err)
}

// SuppressionQuery says which suppressions are wanted.
type SuppressionQuery struct {
	Service string                // those of one service; "": of all
	Soonest bool                  // those first of which the rules are asked again first; else by their ids
	After   engine.SuppressionKey // by their ids: the last of the page before
	Limit   int
}

// Suppressions are problems that event rules keep quiet now.
func (db *DB) Suppressions(q SuppressionQuery) (list []engine.Suppression, err error) {
	keep := func(_ namePair, s engine.Suppression) bool {
		if q.Service == "" || s.Service == q.Service {
			list = append(list, s)
		}
		return q.Limit == 0 || len(list) < q.Limit
	}
	err = db.view(func(tx *tx) error {
		list = nil
		if q.Soonest {
			return db.rec.suppressions.scanIndexRows(tx, "due", all(), keep)
		}
		return db.rec.suppressions.scan(tx, pastSuppression(q.After), keep)
	})
	return list, outward(err)
}

func pastSuppression(id engine.SuppressionKey) span {
	return between(after(newKey().str(id.Integration).str(id.Key).bytes()), nil)
}
