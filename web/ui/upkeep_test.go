package ui_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/upkeep"
)

// keeper stands in for the box's own upkeep: it writes no file and sends nothing.
type keeper struct {
	unlisted []upkeep.UnlistedProxy

	backups  upkeep.Backups
	shipping upkeep.Shipping
	never    upkeep.Fixed
	tried    []string // directories
	no       string   // why a directory can not be used
	asked    []string // who made a backup or sent an end
	w        *world
}

func (k *keeper) Health() upkeep.Backups {
	b := k.backups
	if k.w != nil && b.Fixed["dir"] == "" {
		b.Settings = k.w.settings().Backups()
	}
	return b
}

func (k *keeper) Backups(context.Context) upkeep.Backups { return k.Health() }

func (k *keeper) BackUp(_ context.Context, actor engine.Actor) (upkeep.Backups, error) {
	if !k.Health().On() {
		return k.Health(), engine.Fail(engine.Conflict, "no directory is set that a backup could be put into")
	}
	k.asked = append(k.asked, actor.Name)
	return k.Health(), nil
}

func (k *keeper) TryDirectory(_ context.Context, dir string) error {
	k.tried = append(k.tried, dir)
	if k.no != "" {
		return &engine.Failure{Code: engine.Invalid, Field: "dir", Message: k.no}
	}
	return nil
}

func (k *keeper) Shipping() upkeep.Shipping {
	s := k.shipping
	if k.w != nil && len(s.Fixed) == 0 {
		s.To = k.w.settings().AuditShip
	}
	return s
}

func (k *keeper) Ship(_ context.Context, actor engine.Actor) (upkeep.Shipping, error) {
	if len(k.Shipping().To) == 0 {
		return k.Shipping(), engine.Fail(engine.Conflict, "no place is set that the end of the audit log could be sent to")
	}
	k.asked = append(k.asked, actor.Name)
	return k.Shipping(), nil
}

func (k *keeper) NeverBlock() upkeep.Fixed { return k.never }

func (k *keeper) Reach() upkeep.Reach {
	return upkeep.Reach{HTTP: "192.0.2.1:8080", PublicURL: "https://wakeman.example.net", Setting: true, Data: "/var/lib/wakeman", TrustedProxies: []string{"192.0.2.7/32"}, UnlistedProxies: k.unlisted}
}

const backupKey = "age1qpxs6srusn4p0p6y2d2da0lu7uwvj2qnwj4em67cc9esju9raeesl6r8x4"

// upkeepDoors are who may look after the box.
func upkeepDoors() map[string]door {
	return map[string]door{
		"GET /settings/backups":        {"/settings/backups", people.Admin, 200},
		"POST /settings/backups":       {"/settings/backups", people.Admin, 400},
		"POST /settings/backups/now":   {"/settings/backups/now", people.Admin, 303},
		"GET /settings/audit-log":      {"/settings/audit-log", people.Admin, 200},
		"POST /settings/audit-log":     {"/settings/audit-log", people.Admin, 409},
		"POST /settings/audit-log/now": {"/settings/audit-log/now", people.Admin, 303},
		"GET /settings/never-block":    {"/settings/never-block", people.Admin, 200},
		"POST /settings/never-block":   {"/settings/never-block", people.Admin, 409},
		"GET /settings/reached":        {"/settings/reached", people.Admin, 200},
	}
}

// saves sends the form of a page with some fields typed over.
func (w *world) saves(path, form string, typed ...string) *page {
	w.Helper()
	f := w.shows(admin, path).filled(form)
	for i := 0; i+1 < len(typed); i += 2 {
		f.Set(typed[i], typed[i+1])
	}
	return w.posts(admin, path, f)
}

func TestABackupDirectoryIsTriedBeforeItIsSaved(t *testing.T) {
	w := open(t)
	p := w.shows(admin, "/settings/backups")
	p.says("backup-state", "No backup is made.")
	p.has("backup-now", false)
	wantWords(w.shows(viewer, "/health"), "nobody has named a directory")

	w.upkeep.no = "Wakeman may not write there: let it (chown), or name another directory"
	p = w.saves("/settings/backups", "backups-form", "dir", "/mnt/backup", "keep", "30").wantStatus(http.StatusBadRequest)
	p.says("error-dir", "Wakeman may not write there")
	if p.field("dir") != "/mnt/backup" || p.field("keep") != "30" || w.settings().Backup != nil {
		t.Error("what was typed is lost, or saved")
	}

	w.upkeep.no = ""
	w.wantNotice(admin, w.saves("/settings/backups", "backups-form", "dir", "/mnt/backup/", "every", "6h", "hour", "4", "keep", "30"), "Saved. The backups are not encrypted.")
	if s := w.settings().Backups(); s.Dir != "/mnt/backup/" && s.Dir != "/mnt/backup" || s.Every != 6*time.Hour || s.Hour != 4 || s.Keep != 30 {
		t.Errorf("got %+v", s)
	}
	if row := lastAudit(w); row.Action != "config.change" || row.Actor.Name != "The admin" || !strings.Contains(row.Detail, "backup") {
		t.Errorf("audited is %+v", row)
	}
	w.shows(admin, "/settings/backups").says("backup-state", "They are not encrypted.")

	w.upkeep.tried = nil
	w.wantNotice(admin, w.saves("/settings/backups", "backups-form", "recipients", backupKey), "Saved. Make one now")
	if len(w.upkeep.tried) != 0 {
		t.Error("a directory that has not changed was tried again")
	}
	w.wantNotice(admin, w.saves("/settings/backups", "backups-form"), "Nothing has changed")
	w.wantNotice(admin, w.posts(admin, "/settings/backups/now", nil), "The backup is made, and every record in it was read again.")
	if len(w.upkeep.asked) != 1 || w.upkeep.asked[0] != "The admin" {
		t.Errorf("asked by %v", w.upkeep.asked)
	}
	w.savesSettings(w.shows(admin, "/settings").filled("settings-form"), "raw_days", "61").wantRedirect("/settings")
	if w.settings().Backup == nil {
		t.Error("the other settings take the backups away")
	}
}

func TestABackupThatCanNotBeMeantIsRefusedByItsField(t *testing.T) {
	w := open(t)
	for field, c := range map[string][2]string{
		"dir": {"backups", "must be the whole path"}, "keep": {"0", "from 1 to 366"}, "hour": {"noon", "whole number"}, "every": {"1h", "must be"}, "recipients": {"age1nonsense", "is no public key"},
	} {
		p := w.saves("/settings/backups", "backups-form", "dir", "/mnt/backup", field, c[0]).wantStatus(http.StatusBadRequest)
		if got := p.text("error-" + field); !strings.Contains(strings.ToLower(got), c[1]) {
			t.Errorf("%s: %q", field, got)
		}
	}
	p := w.saves("/settings/backups", "backups-form", "recipients", "AGE-SECRET-KEY-1QQQQQQ").wantStatus(http.StatusBadRequest)
	p.says("error-recipients", "Is a secret key: it must not come to this box")
	if strings.Contains(p.Body.String(), "1QQQQQQ") || w.settings().Backup != nil {
		t.Error("a secret key came back in the page, or was stored")
	}
	// whatever else the form is refused for, and in whichever field it was typed
	for name, typed := range map[string][2]string{"another field is wrong": {"hour", "noon"}, "somebody else was quicker": {"seen", "0000"}, "in another field": {"dir", "AGE-SECRET-KEY-1QQQQQQ"}} {
		p := w.saves("/settings/backups", "backups-form", "recipients", "AGE-SECRET-KEY-1QQQQQQ", typed[0], typed[1])
		if p.Code < 400 || strings.Contains(p.Body.String(), "1QQQQQQ") {
			t.Errorf("%s: %d, and the secret key came back in the page", name, p.Code)
		}
	}
}

func TestWhatThePageSaysOfBackupsIsWhatThereIs(t *testing.T) {
	w := open(t)
	w.upkeep.backups = upkeep.Backups{
		Last: begin().Add(-time.Hour), Failed: "there is no room left on that disk", FailedAt: begin().Add(-48 * time.Hour),
		Copies: []upkeep.Copy{
			{File: "wakeman-2026-03-02T075900.db", Size: 5 << 20, At: begin(), Verified: true, ByHand: true},
			{File: "wakeman-2026-03-01.db.age", Size: 4 << 20, At: begin().Add(-24 * time.Hour), Sealed: true},
		},
	}
	next := *w.db.Config()
	next.Settings.Backup = &engine.BackupSettings{Dir: "/mnt/backup", Every: 24 * time.Hour, Hour: 3, Keep: 14, Recipients: []string{backupKey}}
	w.configure(next.Index())
	p := w.shows(admin, "/settings/backups")
	p.says("backup-state", "One is made every day from 03:00 UTC on.", "The last failure was", "There is no room left")
	p.says("backups", "wakeman-2026-03-02T075900.db", "5 MiB", "by hand", "Verified when it was made", "wakeman-2026-03-01.db.age", "Not known: not as this box made it", "encrypted")
	wantWords(w.shows(viewer, "/health"), "Made every day, and verified.")

	w.upkeep.backups.Failure = "there is no room left on that disk"
	w.shows(admin, "/settings/backups").says("backup-state", "The last try failed")
	wantWords(w.shows(viewer, "/health"), "The last backup failed: There is no room left on that disk.")
	w.upkeep.backups.Failure, w.upkeep.backups.Last = "", begin().Add(-50*time.Hour)
	w.shows(admin, "/settings/backups").says("backup-state", "There has been none for too long.")
	wantWords(w.shows(viewer, "/health"), "There has been no backup for too long")
}

func TestWhatTheProcessWasStartedWithCanNotBeChangedOnAPage(t *testing.T) {
	w := open(t)
	fixed := engine.DefaultBackup()
	fixed.Dir = "/backup"
	w.upkeep.backups = upkeep.Backups{Settings: fixed, Fixed: upkeep.Fixed{"dir": "--backup-dir /backup"}}
	p := w.shows(admin, "/settings/backups")
	p.says("fixed-dir", "Set when Wakeman was started", "--backup-dir /backup")
	if p.field("dir") != "" { // it has no name, so it is not sent
		t.Errorf("the form would send %q", p.field("dir"))
	}
	w.saves("/settings/backups", "backups-form", "dir", "/elsewhere", "keep", "30").wantRedirect("/settings/backups")
	if s := w.settings().Backups(); s.Dir != "" || s.Keep != 30 || len(w.upkeep.tried) != 0 {
		t.Errorf("stored is %+v, tried was %v", s, w.upkeep.tried)
	}

	w.upkeep.shipping = upkeep.Shipping{To: []string{"syslog://192.0.2.10:514"}, Fixed: upkeep.Fixed{"audit_ship": "--audit-ship syslog://192.0.2.10:514"}}
	w.shows(admin, "/settings/audit-log").says("fixed-syslog", "--audit-ship syslog://192.0.2.10:514")
	w.posts(admin, "/settings/audit-log", url.Values{"syslog": {"syslog://192.0.2.66:514"}}).wantStatus(http.StatusConflict)
	w.upkeep.never = upkeep.Fixed{"never_block": "--never-block 192.0.2.0/28"}
	w.shows(admin, "/settings/never-block").says("fixed-never_block", "--never-block 192.0.2.0/28")
	w.posts(admin, "/settings/never-block", url.Values{"never_block": {"192.0.2.66"}}).wantStatus(http.StatusConflict)
	if s := w.settings(); s.AuditShip != nil || s.NeverBlock != nil {
		t.Errorf("stored is %v, %v", s.AuditShip, s.NeverBlock)
	}
}

func TestWhereTheAuditLogsEndsGoIsSetOnAPage(t *testing.T) {
	w := open(t)
	p := w.shows(admin, "/settings/audit-log")
	p.says("shipping-state", "It is sent nowhere.")
	p.has("ship-now", false)
	p = w.saves("/settings/audit-log", "shipping-form", "syslog", "syslog://192.0.2.10:514\nloghost", "mail", "audit@example.net").wantStatus(http.StatusBadRequest)
	p.says("error-syslog", "loghost")
	if p.field("mail") != "audit@example.net" {
		t.Error("what was typed is lost")
	}
	w.saves("/settings/audit-log", "shipping-form", "syslog", "syslog://192.0.2.10:514", "mail", "audit").wantStatus(http.StatusBadRequest).says("error-mail", "has no mail address")
	w.wantNotice(admin, w.saves("/settings/audit-log", "shipping-form", "syslog", "syslog://192.0.2.10:514", "mail", "audit@example.net"), "Saved. Ship now")
	if got := strings.Join(w.settings().AuditShip, " "); got != "syslog://192.0.2.10:514 mailto:audit@example.net" {
		t.Errorf("stored is %s", got)
	}
	w.upkeep.shipping.Places = []upkeep.Place{
		{Address: "syslog://192.0.2.10:514", Problem: `refused to call 192.0.2.10: add "192.0.2.0/24" to settings.outgoing_allow`},
		{Address: "mailto:audit@example.net", OK: begin().Add(-time.Hour)},
	}
	w.shows(admin, "/settings/audit-log").says("shipping-state", "Refused to call 192.0.2.10", "Nothing has got there yet.", "audit@example.net", "The last one got there", "no mail leaves this box")
	w.wantNotice(admin, w.posts(admin, "/settings/audit-log/now", nil), "It did not get everywhere: syslog://192.0.2.10:514: Refused to call")
	w.upkeep.shipping.Places = w.upkeep.shipping.Places[1:]
	w.wantNotice(admin, w.posts(admin, "/settings/audit-log/now", nil), "The end of the audit log was sent everywhere.")
	w.wantNotice(admin, w.saves("/settings/audit-log", "shipping-form", "syslog", "", "mail", ""), "Saved. The end of the audit log is sent nowhere.")
}

func TestWhomTheThrottleSparesIsSetOnAPage(t *testing.T) {
	w := open(t)
	for typed, want := range map[string]string{"0.0.0.0/0": "so wide that strangers are in it", "the office": "is not an address or range"} {
		p := w.saves("/settings/never-block", "never-form", "never_block", typed).wantStatus(http.StatusBadRequest)
		p.says("error-never_block", want)
		if p.field("never_block") != typed || w.settings().NeverBlock != nil {
			t.Errorf("%s: lost, or saved", typed)
		}
	}
	w.wantNotice(admin, w.saves("/settings/never-block", "never-form", "never_block", "198.51.100.7\n203.0.113.0/28"), "Saved.")
	if got := w.settings().NeverBlock; len(got) != 2 || got[0].String() != "198.51.100.7/32" {
		t.Errorf("stored is %v", got)
	}
}

func TestHowTheBoxIsReachedIsShownWithWhatChangesIt(t *testing.T) {
	w := open(t)
	p := w.shows(admin, "/settings/reached")
	p.says("reached", "192.0.2.1:8080", "--http", "https://wakeman.example.net", "192.0.2.7/32", "--trusted-proxy", "/var/lib/wakeman")
	p.says("reached-certificate", "There is none")
}

func TestHealthSaysWhetherTheAuditLogLeavesTheBox(t *testing.T) {
	w := open(t)
	const name = "Audit log, off the box"
	for _, line := range w.shows(owner, "/health").texts("check") {
		if strings.Contains(line, name) {
			t.Errorf("no place is set, and it says %q", line)
		}
	}
	w.upkeep.shipping.Fixed = upkeep.Fixed{"audit_ship": "--audit-ship"}
	w.upkeep.shipping.To = []string{"mailto:audit@example.net", "syslog://192.0.2.10:514"}
	says := func(want string, places ...upkeep.Place) {
		t.Helper()
		w.upkeep.shipping.Places = places
		wantLine(t, w.shows(viewer, "/health").texts("check"), name, want)
	}
	now := w.now()
	says("for the first time", upkeep.Place{}, upkeep.Place{OK: now})
	says("Its end got to each place it is sent to.", upkeep.Place{OK: now}, upkeep.Place{OK: now.Add(-time.Hour)})
	says("Its end did not get to 1 of 2 places the last time.", upkeep.Place{OK: now}, upkeep.Place{OK: now.Add(-time.Hour), Problem: "connection refused by 192.0.2.10"})
	says("for more than a day. Rows could be taken away unseen.", upkeep.Place{OK: now}, upkeep.Place{OK: now.Add(-25 * time.Hour), Problem: "connection refused"})
	w.upkeep.shipping.Broken = "there is no key"
	says("Its end is not sent: There is no key.", upkeep.Place{}, upkeep.Place{})
}

func TestCopiesOnTheDiskOfTheStoreAreSaidToBeThere(t *testing.T) {
	w := open(t)
	w.upkeep.backups = upkeep.Backups{Fixed: upkeep.Fixed{"dir": "--backup-dir"}, Settings: engine.BackupSettings{Dir: "/var/backups", Every: 24 * time.Hour}, Last: w.now(), SameDisk: true}
	wantLine(t, w.shows(admin, "/health").texts("check"), "Backup", "on the same file system as the store")
	w.shows(admin, "/settings/backups").says("same-disk", "A disk that breaks takes both.")
	w.upkeep.backups.SameDisk = false
	w.shows(admin, "/settings/backups").has("same-disk", false)
	wantLine(t, w.shows(admin, "/health").texts("check"), "Backup", "and verified")
}
