package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/engine/rules"
	"wakeman/notify"
	"wakeman/schedules"
)

// ward is a box with two services whose people are others, in the middle of an incident of the first.
type ward struct {
	*testing.T
	db     *DB
	engine *engine.Engine
	now    time.Time
}

func wardStart() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) }

func openWard(t *testing.T, dir string, now time.Time) *ward {
	t.Helper()
	w := &ward{T: t, now: now}
	db, err := Open(t.Context(), Options{Dir: dir, Ballast: -1, NoSync: true, Now: func() time.Time { return w.now }})
	if err != nil {
		t.Fatalf("it does not open: %v", err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w.db = db
	w.engine = engine.New(engine.Options{Store: db, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return w.now }})
	return w
}

// configure sets two services up, each with a policy of two steps of its own.
func (w *ward) configure() {
	w.Helper()
	err := w.db.Configure(w.Context(), func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := *old
		next.Users, next.Policies, next.Services, next.Integrations = map[string]people.User{}, map[string]engine.Policy{}, map[string]engine.Service{}, map[string]engine.Integration{}
		for _, name := range []string{"ANN", "AMY", "BEN", "BOB", "CLEO"} {
			u := people.User{
				ID: "P" + name, Name: name, Email: strings.ToLower(name) + "@example.net", Role: people.Responder, TimeZone: "UTC",
				ContactMethods:    []people.ContactMethod{{ID: "M" + name, Type: notify.Webhook, Label: "pager", Address: "http://127.0.0.1:9911/" + name}},
				NotificationRules: []people.NotificationRule{{Urgency: people.High, Method: "M" + name}, {Urgency: people.High, Method: "M" + name, Delay: 20 * time.Minute}},
			}
			next.Users[u.ID] = u
		}
		for _, side := range []struct{ name, first, second string }{{"A", "PANN", "PAMY"}, {"B", "PBEN", "PBOB"}} {
			next.Policies["PPOL"+side.name] = engine.Policy{ID: "PPOL" + side.name, Name: side.name, Steps: []engine.Step{
				{ID: "s1", Delay: 5 * time.Minute, Targets: []people.Target{{User: side.first}}},
				{ID: "s2", Delay: 5 * time.Minute, Targets: []people.Target{{User: side.second}}},
			}}
			next.Services["PSVC"+side.name] = engine.Service{ID: "PSVC" + side.name, Name: side.name, Policy: "PPOL" + side.name, Urgency: engine.AlwaysHigh}
			next.Integrations["PINT"+side.name] = engine.Integration{ID: "PINT" + side.name, Name: side.name, Service: "PSVC" + side.name, Key: "key-" + side.name}
		}
		next.Settings.Fallback = []string{"PCLEO"}
		return &next, []engine.AuditRow{{Actor: engine.System(), Action: "config.apply", Object: "file"}}, nil
	})
	if err != nil {
		w.Fatal(err)
	}
}

func (w *ward) event(side, key string) (engine.Receipt, error) {
	return w.engine.Submit(w.Context(), engine.Post{
		Key: "key-" + side, Via: "test", Raw: engine.Raw{Body: []byte("{}")},
		Events: []engine.Event{{Action: engine.Trigger, Key: key, Summary: "Trouble at " + key, Severity: engine.Critical}},
	})
}

// told are the incidents that messages say something about now, whoever gets them.
func (w *ward) told() map[uint64]bool {
	w.Helper()
	if _, err := w.engine.Step(w.Context()); err != nil {
		w.Fatalf("a tick: %v", err)
	}
	leased, _, err := w.engine.Lease(w.Context(), map[notify.Channel]int{notify.Webhook: 10})
	if err != nil {
		w.Fatalf("leasing: %v", err)
	}
	told := map[uint64]bool{}
	for _, d := range leased {
		for _, in := range d.Message.Incidents {
			told[in.Number] = true
		}
		if err := w.engine.Report(w.Context(), d.ID, d.Attempt, notify.Outcome{Status: notify.Delivered}); err != nil {
			w.Fatalf("reporting: %v", err)
		}
	}
	return told
}

// rowsOf are the keys of the rows of a bucket.
func rowsOf(t testing.TB, db *DB, bucket string) (keys [][]byte) {
	t.Helper()
	err := db.bolt.View(func(bt *bbolt.Tx) error {
		return bt.Bucket([]byte(bucket)).ForEach(func(k, _ []byte) error { keys = append(keys, bytes.Clone(k)); return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// harm turns one bit of a row over, as a disk does.
func harm(t testing.TB, db *DB, bucket string, key []byte) {
	t.Helper()
	err := db.bolt.Update(func(bt *bbolt.Tx) error {
		rows := bt.Bucket([]byte(bucket))
		row := bytes.Clone(rows.Get(key))
		row[len(row)-1] ^= 1
		return rows.Put(key, row)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fillRest puts one row into each table that an incident does not fill.
func fillRest(t *testing.T, db *DB) {
	t.Helper()
	r := db.rec
	err := db.update(t.Context(), urgent, func(tx *tx) error {
		return errors.Join(
			r.equipment.put(tx, "tower-9", example[engine.Equipment]()), r.turns.put(tx, namePair{"PPOLA", "s1"}, example[engine.Turn]()),
			r.changes.put(tx, entryKey{5, 1}, example[engine.ChangeRow]()), r.refusals.put(tx, "door", example[RefusalRow]()),
			r.former.put(tx, "PGONE", example[people.Former]()), r.schedules.put(tx, "PSCH", schedules.Schedule{ID: "PSCH", Name: "Unused", TimeZone: "UTC"}),
			r.teams.put(tx, "PTEA", people.Team{ID: "PTEA", Name: "Team"}), r.eventRules.put(tx, settingsKey, rules.Set{}),
			r.credentials.put(tx, "PANN", example[people.Credential]()), r.sessions.put(tx, "hash", example[people.Session]()),
			r.tokens.put(tx, "PTOK", example[people.Token]()), r.factors.put(tx, "PANN", example[people.SecondFactor]()),
			r.blocks.put(tx, "net", example[people.Block]()), r.invitations.put(tx, "PANN", example[people.Invitation]()),
			r.handoffs.put(tx, 7, example[engine.Handoff]()), r.recoveries.put(tx, namePair{"PINTB", "b"}, example[engine.Recovery]()),
			r.heartbeats.put(tx, "PBEAT", engine.Heartbeat{ID: "PBEAT", Name: "beat", Key: "beat-key", Service: "PSVCA"}),
			r.pulses.put(tx, "PBEAT", engine.Pulse{Heartbeat: "PBEAT", DueAt: wardStart().AddDate(1, 0, 0)}),
			r.watches.put(tx, "PWAT", engine.Watch{ID: "PWAT", Name: "host", Service: "PSVCA"}),
			r.sights.put(tx, "PWAT", engine.Sight{Watch: "PWAT"}), r.strips.put(tx, "PWAT", engine.Strip{Watch: "PWAT"}),
			r.rates.put(tx, namePair{"PRULE", "x"}, example[engine.RateRow]()), r.ruleCounts.put(tx, "PRULE", example[engine.RuleCount]()),
			r.suppressions.put(tx, namePair{"PINTB", "other"}, example[engine.Suppression]()),
			r.cursors.put(tx, string(engine.HandoffScan), engine.CursorRow{Scan: engine.HandoffScan, At: wardStart()}),
			r.passkeys.put(tx, "PKEY", example[people.Passkey]()), r.identities.put(tx, namePair{"https://id.example.net", "1"}, example[people.Identity]()),
			r.feeds.put(tx, "PFEED", example[engine.FeedState]()), r.secrets.put(tx, "acknowledge links", []byte("32 bytes of secret, 32 bytes of.")),
			r.damaged.put(tx, namePair{"refusals", "00"}, example[Damage]()),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// wardFile is the store of a ward, closed: incident 1 of A is open, its first step is being paged.
func wardFile(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	w := openWard(t, dir, wardStart())
	w.configure()
	if _, err := w.event("A", "tower-a"); err != nil {
		t.Fatal(err)
	}
	if !w.told()[1] {
		t.Fatal("nobody was paged though nothing is damaged")
	}
	fillRest(t, w.db)
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func wardOn(t *testing.T, file []byte) *ward {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, FileName), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return openWard(t, dir, wardStart().Add(time.Minute))
}

// The first and the last row of each table are damaged, one at a time, while the box runs and while it is off. An event
// for another service is taken and paged all the same, and the incident that was open before goes on to its next step.
func TestADamagedRowHarmsNobodyButItself(t *testing.T) {
	file := wardFile(t)
	probe := wardOn(t, file)
	for _, table := range probe.db.catalog.allTables() {
		keys := rowsOf(t, probe.db, table.tableName())
		if len(keys) == 0 {
			t.Errorf("%s has no row: it is not tried", table.tableName())
			continue
		}
		for _, key := range slices.CompactFunc([][]byte{keys[0], keys[len(keys)-1]}, bytes.Equal) {
			for _, off := range []bool{false, true} {
				name := table.tableName() + " while it runs"
				if off {
					name = table.tableName() + " while it is off"
				}
				t.Run(name, func(t *testing.T) { wardWithout(t, file, table.tableName(), key, off) })
			}
		}
	}
}

func wardWithout(t *testing.T, file []byte, table string, key []byte, off bool) {
	w := wardOn(t, file)
	harm(t, w.db, table, key)
	if off {
		if err := w.db.Close(); err != nil {
			t.Fatal(err)
		}
		w = openWard(t, w.db.options.Dir, w.now)
	}
	receipt, err := w.event("B", "tower-b")
	if off && table == "integrations" && strings.HasPrefix(string(key), "PINTB") {
		if engine.CodeOf(err) != engine.Unavailable {
			t.Errorf("its sender is answered %v: it should come back", err)
		}
		return
	}
	if err != nil {
		t.Fatalf("the event is refused: %v", err)
	}
	newest := receipt.Verdicts[0].Incident
	if told := w.told(); !told[newest] || newest == 1 {
		t.Errorf("nobody is paged for incident %d; told: %v", newest, told)
	}
	w.now = w.now.Add(6 * time.Minute)
	// Without its second step, or who that means, it stays with those who were told.
	if told := w.told(); !slices.Contains([]string{"incidents", "users", "policies"}, table) && !told[1] {
		t.Errorf("the incident of before does not escalate: %v", told)
	}
	w.named(table, key)
	if _, err := w.event("B", "tower-c"); err != nil {
		t.Errorf("the next event is refused: %v", err)
	}
}

// named wants the damage to be known where it must have been met.
func (w *ward) named(table string, key []byte) {
	w.Helper()
	w.db.setAsideMet(context.Background())
	list, err := w.db.Damages()
	if err != nil {
		w.Fatal(err)
	}
	met := []string{"incidents", "timers", "audit", "sequences"}
	if table == "audit" && bytes.Equal(key, newKey().u64(1).bytes()) {
		return // nobody reads the oldest one but who walks the log
	}
	if slices.Contains(met, table) && !slices.ContainsFunc(list, func(d Damage) bool { return d.Table == table }) {
		w.Errorf("nobody hears of it: %+v", list)
	}
}

// One byte of the newest audit row is another: what the next audited write needs is kept beside it.
func TestTheAuditChainGoesOnBehindADamagedRow(t *testing.T) {
	db := openReal(t)
	row := func(object string) {
		t.Helper()
		apply(t, db, engine.Changes{Audit: []engine.AuditRow{{Actor: person("Ann"), Action: "a", Object: object}}})
	}
	for range 3 {
		row("before")
	}
	head, err := db.AuditHead()
	if err != nil {
		t.Fatal(err)
	}
	harm(t, db, "audit", newKey().u64(3).bytes())
	row("after")
	db.setAsideMet(t.Context())
	r, err := db.VerifyAudit(t.Context(), []AuditHead{head})
	if err != nil || len(r.Findings) != 1 || !strings.HasPrefix(r.Findings[0], "row 3: ") || r.Heads != 1 {
		t.Errorf("the walk finds %q, %v, compared %d", r.Findings, err, r.Heads)
	}
	backup := filepath.Join(t.TempDir(), "b.db")
	if _, err := db.Backup(t.Context(), backup); err != nil {
		t.Errorf("there is no backup any more: %v", err)
	}
	if found, err := Check(t.Context(), backup); err != nil || len(found.Findings) != 1 {
		t.Errorf("the check of the backup finds %v, %v", found.Findings, err)
	}
	if _, err := Restore(t.Context(), backup, t.TempDir(), false); err != nil {
		t.Errorf("the backup is of no use: %v", err)
	}
	list, next, err := db.AuditLog(AuditQuery{Limit: 10})
	if err != nil || next != 0 || len(list) != 5 {
		t.Fatalf("%d rows, %v", len(list), err)
	}
	got, _ := json.Marshal([]string{list[0].Action, list[1].Object, list[2].Action, list[3].Object})
	if want := `["store.damaged","after","audit.unreadable","before"]`; string(got) != want {
		t.Errorf("the log reads %s, want %s", got, want)
	}
}
