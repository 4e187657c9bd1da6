package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// The store goes back by one row: who was signed in then is not, the key that
// was revoked since is listed, and the log is whole, with the restore in it.
func TestARestoreLetsNobodyInUnseenAndRaisesNoAlarm(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		row := engine.AuditRow{Actor: engine.System(), Action: "test", Object: "test", At: time.Now()}
		var ann string
		for id, u := range b.a.db.Config().Users {
			if u.Name == "Ann" {
				ann = id
			}
		}
		if err := b.a.db.PutSession(b.Context(), people.Session{Hash: "ab", User: ann, CreatedAt: time.Now(), ExpiresAt: time.Now().Add(24 * time.Hour)}, &row); err != nil {
			t.Fatal(err)
		}
		if err := b.a.db.PutToken(b.Context(), people.Token{ID: "PTOK", Name: "billing", Hash: "cd", Hint: "wk_…1234", Scope: people.FullScope}, &row); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(b.TempDir(), "wakeman.backup")
		if _, err := b.a.front.commands.backup(b.Context(), backupIn{Path: file}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.a.db.DeleteToken(b.Context(), "PTOK", row); err != nil {
			t.Fatal(err)
		}
		head, err := b.a.db.AuditHead()
		if err != nil {
			t.Fatal(err)
		}
		b.after(time.Minute)
		b.shutdown()
		r, err := store.Restore(b.Context(), file, b.dir, true)
		if err != nil || r.Sessions != 1 || len(r.People) != 2 || len(r.Keys) != 1 || !strings.Contains(r.Keys[0], "billing") {
			t.Fatalf("%+v, %v", r, err)
		}
		b.start()
		if list, err := b.a.db.Sessions(""); err != nil || len(list) != 0 {
			t.Errorf("signed in: %v, %v", list, err)
		}
		if since := b.a.db.HeldSince(); since.IsZero() {
			t.Error("it does not say since when it is on hold")
		}
		b.after(61 * time.Minute)
		if _, problem := b.a.auditCheck.state(); problem != "" {
			t.Errorf("the nightly walk finds %s", problem)
		}
		report, err := b.a.db.VerifyAudit(b.Context(), []store.AuditHead{head})
		if err != nil || len(report.Findings) != 0 || len(report.Restores) != 1 || !strings.Contains(report.Restores[0], "restored from wakeman.backup") {
			t.Errorf("%+v, %v", report, err)
		}
		if _, err := b.a.front.commands.release(b.Context(), releaseIn{engine.System()}); err != nil {
			t.Fatal(err)
		}
		if last := b.newestAudit(); last.Action != "paging.start" {
			t.Errorf("the release is not in the audit log: %+v", last)
		}
	})
}
