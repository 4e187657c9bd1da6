package main

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/store"
)

func TestABackupDirectoryIsTakenUpWithoutARestart(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		b.after(2 * time.Hour)
		if h := b.a.nightly.Health(); h.On() || !h.Last.IsZero() {
			b.Errorf("nobody has said where to: %+v", h)
		}
		dir := filepath.Join(b.dir, "backups")
		b.given(twoTechnicians("settings:\n", "settings:\n  backup: {dir: "+dir+", keep: 2}\n"))
		b.after(time.Hour)
		if _, err := os.Stat(filepath.Join(dir, "wakeman-2026-03-02.db")); err != nil {
			b.Errorf("an hour later: %v", err)
		}
		b.after(72 * time.Hour)
		if list := b.a.nightly.Backups(b.Context()).Copies; len(list) != 2 || list[0].File != "wakeman-2026-03-05.db" || !list[0].Verified {
			b.Errorf("three days later: %+v", list)
		}
		made, err := b.a.nightly.BackUp(b.Context(), engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"})
		if err != nil || len(made.Copies) != 3 || !made.Copies[0].ByHand || !made.Copies[0].Verified {
			b.Errorf("by hand: %+v, %v", made, err)
		}
		rows, _, err := b.a.db.AuditLog(store.AuditQuery{Action: "backup.make", Limit: 10})
		if err != nil || len(rows) != 1 || rows[0].Actor.Name != "Ann" {
			b.Errorf("audited is %+v, %v", rows, err)
		}
	})
}

func TestWhatTheProcessWasStartedWithWinsOverTheSettings(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("settings:\n", "settings:\n  backup: {dir: /nowhere, keep: 30}\n  never_block: [198.51.100.0/28]\n"))
		if s := b.a.backupSettings(); s.Dir != "/nowhere" || s.Keep != 30 || b.a.neverBlocked()[0].String() != "198.51.100.0/28" || b.a.front.keeper().NeverBlock() != nil {
			b.Errorf("without flags: %+v", s)
		}
		b.a.backupDir, b.a.backupFor = filepath.Join(b.dir, "elsewhere"), []string{"age1x"}
		b.a.neverBlock = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/28")}
		if s := b.a.backupSettings(); s.Dir != b.a.backupDir || s.Keep != 30 || s.Recipients[0] != "age1x" || b.a.neverBlocked()[0].String() != "192.0.2.0/28" {
			b.Errorf("with them: %+v", s)
		}
		if f := b.a.backupFixed(); f["dir"] != "--backup-dir "+b.a.backupDir || f["keep"] != "" || f["recipients"] != "--backup-recipient age1x" || b.a.front.keeper().NeverBlock()["never_block"] != "--never-block 192.0.2.0/28" {
			b.Errorf("the pages would say %v", f)
		}
		b.a.nightly.fixed = b.a.backupFixed()
		warned := strings.Join(b.a.front.commands.unused(), "\n")
		for _, want := range []string{"settings.backup.dir: is not used, because Wakeman was started with --backup-dir", "settings.never_block: is not used, because Wakeman was started with --never-block"} {
			if !strings.Contains(warned, want) {
				b.Errorf("apply does not warn %q: %s", want, warned)
			}
		}
		b.a.backupDir, b.a.backupFor, b.a.neverBlock, b.a.nightly.fixed = "", nil, nil, nil
	})
}

func TestAFileWithADirectoryThatBackupsCanNotGoToIsRefusedBeforeItIsStored(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		disk := filepath.Join(b.dir, "..", "disk")
		file := func(dir, more string) string {
			return twoTechnicians("settings:\n", "settings:\n  backup: {dir: "+dir+"}\n"+more)
		}
		apply := func(source string, plan bool) (applyOut, error) {
			return b.a.front.commands.apply(b.Context(), applyIn{File: "wakeman.yaml", Source: source, Actor: engine.System(), DryRun: plan})
		}
		before := b.a.db.Config()
		const wrong = "settings.backup.dir: that is where Wakeman keeps the store itself"
		if _, err := apply(file(b.dir, ""), false); engine.CodeOf(err) != engine.Invalid || !strings.Contains(err.Error(), wrong) || !strings.Contains(err.Error(), "Nothing was stored") {
			b.Errorf("apply says %v", err)
		}
		if out, err := apply(file(b.dir, ""), true); err != nil || len(out.Changes) == 0 || !slices.ContainsFunc(out.Warnings, func(w string) bool { return strings.HasPrefix(w, wrong) }) {
			b.Errorf("plan says %+v, %v", out, err)
		}
		if out, err := apply(file(disk, ""), true); err != nil || len(out.Warnings) != 0 && strings.Contains(out.Warnings[0], "backup") || exists(disk) {
			b.Errorf("a plan makes the directory, or says %+v, %v", out, err)
		}
		if b.a.db.Config() != before {
			b.Error("something was stored")
		}
		if _, err := apply(file(disk, ""), false); err != nil || !exists(disk) {
			b.Errorf("a good one: %v", err)
		}
		if err := errors.Join(os.Remove(disk), os.WriteFile(disk, nil, 0o600)); err != nil {
			b.Fatal(err)
		}
		out, err := apply(file(disk, "  never_block: [198.51.100.0/28]\n"), false)
		if err != nil || len(b.a.db.Config().Settings.NeverBlock) != 1 || !slices.ContainsFunc(out.Warnings, func(w string) bool { return strings.Contains(w, "there is a file of that name") }) {
			b.Errorf("a disk that is gone since keeps something else from being changed: %+v, %v", out, err)
		}
	})
}

func TestABoxThatSignsNothingShowsWhereTheAuditLogWouldGo(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("settings:\n", "settings:\n  audit_ship: [\"mailto:audit@example.net\"]\n"))
		keeper := b.a.front.keeper()
		if v := keeper.Shipping(); !slices.Equal(v.To, []string{"mailto:audit@example.net"}) || !strings.HasPrefix(v.Broken, "The demo signs nothing") || v.Well() {
			b.Errorf("it says %+v", v)
		}
		if _, err := keeper.Ship(b.Context(), engine.System()); engine.CodeOf(err) != engine.Conflict {
			b.Errorf("asked for: %v", err)
		}
	})
}

func TestTheAuditLogsEndGoesWhereTheSettingsSay(t *testing.T) {
	scenario(t, func(b *box) {
		key := testKey(t)
		b.a.audit = &auditShip{key: key, file: filepath.Join(b.dir, headsFile), places: b.a.auditPlaces, head: b.a.db.AuditHead, mail: b.a.mailDriver, call: b.a.callSyslog, audit: b.a.note}
		b.given(twoTechnicians("settings:\n", "settings:\n  audit_ship: [\"mailto:audit@example.net\", \"syslog://127.0.0.1:5514\"]\n"))
		b.after(time.Hour)
		v := b.a.audit.Shipping()
		if len(v.Places) != 2 || v.Places[0].OK.IsZero() || v.Places[0].Problem != "" {
			b.Errorf("by mail: %+v", v.Places)
		}
		if p := v.Places[1]; !p.OK.IsZero() || !strings.Contains(p.Problem, "refused to call 127.0.0.1: add \"127.0.0.0/8\" to settings.outgoing_allow") {
			b.Errorf("what an admin types is held to the ranges that may be called: %+v", p)
		}
		b.given(twoTechnicians("settings:\n", "settings:\n  audit_ship: [\"mailto:audit@example.net\"]\n"))
		before := v.Places[0].OK
		b.after(time.Minute)
		if v, err := b.a.audit.Ship(b.Context(), engine.Actor{Kind: engine.ByPerson, ID: "PANN", Name: "Ann"}); err != nil || !v.Well() || !v.Places[0].OK.After(before) {
			b.Errorf("asked for: %+v, %v", v, err)
		}
	})
}
