package store

import (
	"encoding/json"
	"errors"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/engine/rules"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// example fills every exported field of a record that is stored, deep down, each
// with a value of its own.
func example[V any]() V {
	var v V
	n := 0
	fill(reflect.ValueOf(&v).Elem(), "value", &n)
	return v
}

func fill(v reflect.Value, name string, n *int) {
	*n++
	if known := knownExample(v.Interface(), *n); known != nil {
		v.Set(reflect.ValueOf(known))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.ToLower(name) + " é<&> " + string(rune('a'+*n%26)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*n))
	case reflect.Uint8, reflect.Uint32:
		v.SetUint(uint64(*n % 256))
	case reflect.Uint64:
		v.SetUint(1<<60 + uint64(*n)) // more than a float64 can hold
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Tag.Get("json") != "-" {
				fill(v.Field(i), f.Name, n)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), name, n)
		fill(v.Index(1), name, n)
	case reflect.Map:
		k, e := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(k, "name", n)
		fill(e, name, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(k, e)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name, n)
	default:
		panic("an example of " + v.Type().String() + " is missing")
	}
}

// knownExample are the types that are not stored as they stand.
func knownExample(v any, n int) any {
	switch v.(type) {
	case time.Time:
		return time.Date(2026, 7, 14, 3, 12, n%60, 123456789, time.UTC)
	case time.Duration:
		return time.Duration(n) * time.Second
	case json.RawMessage:
		return json.RawMessage(`{"volts":11.4}`)
	case netip.Prefix:
		return netip.MustParsePrefix("192.0.2.0/24")
	case civil.DateTime:
		return civil.At(2026, time.March, 1+n%28, 9, 30)
	case civil.Date:
		return civil.Date{Year: 2026, Month: time.December, Day: 1 + n%28}
	case civil.TimeOfDay:
		return civil.TimeOfDay{Hour: 17, Minute: n % 60}
	case time.Weekday:
		return time.Weekday(n % 7)
	case schedules.Turn:
		return schedules.Turn{Count: 2, Unit: schedules.Week}
	}
	return nil
}

// comparable values that hold others in private.
func byValue() gocmp.Option {
	return gocmp.Comparer(func(a, b netip.Prefix) bool { return a == b })
}

func TestRecordsKeepTheirBytes(t *testing.T) {
	r := newRecords()
	golden(t, r.incidents, 1, example[engine.Incident]())
	golden(t, r.alerts, entryKey{1, 2}, example[engine.Alert]())
	golden(t, r.entries, entryKey{1, 3}, example[engine.Entry]())
	golden(t, r.equipment, "tower-north", example[engine.Equipment]())
	golden(t, r.timers, timerKey{1, "escalate"}, example[engine.Timer]())
	golden(t, r.pages, entryKey{1, 4}, example[engine.Page]())
	golden(t, r.deliveries, "d0123", example[engine.Delivery]())
	golden(t, r.reach, namePair{"PANN", "M1"}, example[engine.Reach]())
	golden(t, r.turns, namePair{"PPOL", "s1"}, example[engine.Turn]())
	golden(t, r.posts, 5, example[engine.PostRow]())
	golden(t, r.raw, 5, []byte("\x00{\"event_action\""))
	golden(t, r.changes, entryKey{5, 1}, example[engine.ChangeRow]())
	golden(t, r.audit, 6, example[engine.AuditRow]())
	golden(t, r.refusals, "door|192.0.2.1|reason|hint", example[RefusalRow]())
	golden(t, r.users, "PANN", example[people.User]())
	golden(t, r.former, "PANN", example[people.Former]())
	golden(t, r.schedules, "PSCH", example[schedules.Schedule]())
	golden(t, r.policies, "PPOL", example[engine.Policy]())
	golden(t, r.services, "PSVC", example[engine.Service]())
	golden(t, r.integrations, "PINT", example[engine.Integration](), byValue())
	golden(t, r.settings, settingsKey, example[engine.Settings](), byValue())
	golden(t, r.credentials, "PANN", example[people.Credential]())
	golden(t, r.sessions, "hash", example[people.Session]())
	golden(t, r.tokens, "PTOK", example[people.Token]())
	golden(t, r.factors, "PANN", example[people.SecondFactor]())
	golden(t, r.blocks, "net 198.51.100.66/32", example[people.Block]())
	golden(t, r.invitations, "PANN", example[people.Invitation]())
	golden(t, r.teams, "PTEA", example[people.Team]())
	golden(t, r.handoffs, 7, example[engine.Handoff]())
	golden(t, r.recoveries, namePair{"PEVENTS", "tower-7"}, example[engine.Recovery]())
	golden(t, r.heartbeats, "PBEAT01", example[engine.Heartbeat]())
	golden(t, r.pulses, "PBEAT01", example[engine.Pulse]())
	golden(t, r.watches, "PWATCH1", example[engine.Watch]())
	golden(t, r.sights, "PWATCH1", example[engine.Sight]())
	golden(t, r.strips, "PWATCH1", example[engine.Strip]())
	golden(t, r.eventRules, "account", rules.Set{example[rules.Rule]()})
	golden(t, r.rates, namePair{"PRULE", "tower-north"}, example[engine.RateRow]())
	golden(t, r.ruleCounts, "PRULE", example[engine.RuleCount]())
	golden(t, r.suppressions, namePair{"PINTEG", "tower-7/link"}, example[engine.Suppression]())
	golden(t, r.damaged, namePair{"timers", "00"}, example[Damage]())
	golden(t, r.cursors, "handoffs", example[engine.CursorRow]())
	golden(t, r.passkeys, "PKEY", example[people.Passkey]())
	golden(t, r.identities, namePair{"https://id.example.net", "248289761001"}, example[people.Identity]())
	golden(t, r.feeds, "PFEED", example[engine.FeedState]())
	golden(t, r.secrets, "acknowledge links", []byte("32 bytes of secret, 32 bytes of."))
}

// Two kinds with one number would let a row of one pass for the other.
func TestEveryRecordKindHasANumberOfItsOwn(t *testing.T) {
	owner := map[byte]string{kindMeta: "meta", kindSequence: "sequences"}
	names := map[string]bool{}
	for _, table := range newRecords().all() {
		kind := byte(reflect.ValueOf(table).Elem().FieldByName("env").FieldByName("kind").Uint())
		if owner[kind] != "" {
			t.Errorf("%s and %s both have kind %d", owner[kind], table.tableName(), kind)
		}
		owner[kind] = table.tableName()
		for _, bucket := range table.buckets() {
			if names[bucket] {
				t.Errorf("two tables use the bucket %s", bucket)
			}
			names[bucket] = true
		}
	}
}

// openReal opens a store with the tables of the domain.
func openReal(t *testing.T, change ...func(*Options)) *DB {
	t.Helper()
	o := testOptions(t, t.TempDir())
	o.NoSync = true
	for _, c := range change {
		c(&o)
	}
	db, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// apply writes changes as a command of the engine does.
func apply(t testing.TB, db *DB, c engine.Changes) {
	t.Helper()
	err := db.Update(t.Context(), engine.Urgent, func(tx engine.Tx) error { return tx.Apply(c) })
	if err != nil {
		t.Fatal(err)
	}
}

// soundReal closes a store and checks its file, audit chain included.
func soundReal(t *testing.T, db *DB) Report {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Check(t.Context(), db.path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func person(name string) engine.Actor {
	return engine.Actor{Kind: engine.ByPerson, ID: "P" + name, Name: name}
}

func TestAuditRowsAreAChain(t *testing.T) {
	db := openReal(t)
	for i := range 5 {
		apply(t, db, engine.Changes{Audit: []engine.AuditRow{
			{At: time.Unix(int64(i), 0).UTC(), Actor: person("Ann"), Action: "incident.acknowledge", Object: "Q1"},
		}})
	}
	rows, err := db.Audit(0, 10)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows { // newest first
		want := ""
		if i+1 < len(rows) {
			want = rows[i+1].Hash
		}
		if row.Prev != want || len(row.Hash) != 64 || row.Seq != uint64(5-i) {
			t.Errorf("row %d has hash %q and follows %q, want %q", row.Seq, row.Hash, row.Prev, want)
		}
	}
	if below, _ := db.Audit(3, 10); len(below) != 2 || below[0].Seq != 2 {
		t.Errorf("below 3 there are %+v", below)
	}
	if r := soundReal(t, db); !r.OK() {
		t.Error(r.Findings)
	}
}

func TestAChangedOrRemovedAuditRowIsFound(t *testing.T) {
	for name, tc := range map[string]struct {
		harm func(tx *tx, rec *records) error
		want string
	}{
		"changed": {func(tx *tx, rec *records) error {
			row, _, err := rec.audit.get(tx, 3)
			row.Actor.Name = "Ben"
			return errors.Join(err, rec.audit.put(tx, 3, row))
		}, "this row was changed"},
		"changed with a hash that fits": {func(tx *tx, rec *records) error {
			row, _, err := rec.audit.get(tx, 3)
			row.Actor.Name = "Ben"
			row.Hash, _ = auditHash(row)
			return errors.Join(err, rec.audit.put(tx, 3, row))
		}, "the row before this one was changed or removed"},
		"removed": {func(tx *tx, rec *records) error {
			_, err := rec.audit.delete(tx, 3)
			return err
		}, "the row before this one was changed or removed"},
		"the newest removed": {func(tx *tx, rec *records) error {
			_, err := rec.audit.delete(tx, 5)
			return err
		}, "the newest rows were removed"},
	} {
		t.Run(name, func(t *testing.T) {
			db := openReal(t)
			for range 5 {
				apply(t, db, engine.Changes{Audit: []engine.AuditRow{{Actor: person("Ann"), Action: "a", Object: "o"}}})
			}
			if err := db.update(t.Context(), urgent, func(tx *tx) error { return tc.harm(tx, db.rec) }); err != nil {
				t.Fatal(err)
			}
			r := soundReal(t, db)
			if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Problem, tc.want) {
				t.Errorf("check finds %v, want one with %q", r.Findings, tc.want)
			}
		})
	}
}

func TestAChangeThatNobodyIsResponsibleForIsRefused(t *testing.T) {
	db := openReal(t)
	err := db.Update(t.Context(), engine.Urgent, func(tx engine.Tx) error {
		return tx.Apply(engine.Changes{
			Incidents: []engine.Incident{{Number: 1, Status: engine.Triggered}},
			Audit:     []engine.AuditRow{{Action: "incident.resolve", Object: "Q1"}},
		})
	})
	if !errors.Is(err, errNoActor) {
		t.Errorf("got %v", err)
	}
	if _, found, _ := db.Incident(1); found {
		t.Error("the incident was stored without its audit row")
	}
}

func TestTheWalkOverALiveAuditLogFindsWhatTheCheckFinds(t *testing.T) {
	grow := func(t *testing.T, rows int) *DB {
		db := openReal(t)
		for range rows {
			apply(t, db, engine.Changes{Audit: []engine.AuditRow{{Actor: person("Ann"), Action: "a", Object: "o"}}})
		}
		return db
	}
	for name, tc := range map[string]struct {
		harm func(tx *tx, rec *records) error
		want string
	}{
		"nothing": {func(*tx, *records) error { return nil }, ""},
		"one flipped byte": {func(tx *tx, rec *records) error {
			rows, err := tx.bucket(rec.audit.name)
			if err != nil {
				return err
			}
			key := newKey().u64(3).bytes()
			row := slices.Clone(rows.Get(key))
			row[headerSize+20] ^= 1
			tx.writes++
			return rows.Put(key, row)
		}, "checksum"},
		"one missing": {func(tx *tx, rec *records) error {
			_, err := rec.audit.delete(tx, 3)
			return err
		}, "changed or removed"},
		"the first missing": {func(tx *tx, rec *records) error {
			_, err := rec.audit.delete(tx, 1)
			return err
		}, "changed or removed"},
		"the tail cut off": {func(tx *tx, rec *records) error {
			_, err := rec.audit.delete(tx, 5)
			return err
		}, "the newest rows were removed"},
		"the tail cut off with its number": {func(tx *tx, rec *records) error {
			_, err := rec.audit.delete(tx, 5)
			return errors.Join(err, sequenceTable().put(tx, rec.audit.name, 4))
		}, "row 5, which was the newest"},
		"a whole new chain": {func(tx *tx, rec *records) error {
			prev := ""
			for seq := range uint64(5) {
				row, _, err := rec.audit.get(tx, seq+1)
				if err != nil {
					return err
				}
				row.Actor.Name, row.Prev = "Ben", prev
				row.Hash, _ = auditHash(row)
				prev = row.Hash
				if err := rec.audit.put(tx, seq+1, row); err != nil {
					return err
				}
			}
			return nil
		}, "not the one that was there"},
	} {
		t.Run(name, func(t *testing.T) {
			db := grow(t, 5)
			head, err := db.AuditHead()
			if err != nil || head.Seq != 5 {
				t.Fatal(head, err)
			}
			if err := db.update(t.Context(), urgent, func(tx *tx) error { return tc.harm(tx, db.rec) }); err != nil {
				t.Fatal(err)
			}
			r, err := db.VerifyAudit(t.Context(), []AuditHead{head})
			if err != nil {
				t.Fatal(err)
			}
			found := strings.Join(r.Findings, "\n")
			if (found == "") != (tc.want == "") || !strings.Contains(found, tc.want) {
				t.Errorf("it finds %q, want %q", found, tc.want)
			}
		})
	}
}

func TestTheWalkGoesOnBeyondOneTransaction(t *testing.T) {
	db := openReal(t)
	rows := make([]engine.AuditRow, 2*auditChunk+7)
	for i := range rows {
		rows[i] = engine.AuditRow{Actor: person("Ann"), Action: "a", Object: "o"}
	}
	apply(t, db, engine.Changes{Audit: rows})
	if r, err := db.VerifyAudit(t.Context(), nil); err != nil || r.Rows != uint64(len(rows)) || len(r.Findings) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
}
