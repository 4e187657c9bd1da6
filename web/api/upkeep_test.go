package api_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/upkeep"
)

// keeper stands in for the box's own upkeep: it writes no file and sends nothing.
type keeper struct {
	unlisted []upkeep.UnlistedProxy

	fixed, never upkeep.Fixed
	no           string // why a directory can not be used
	asked        []string
	db           *store.DB
}

func (k *keeper) Health() upkeep.Backups {
	return upkeep.Backups{Settings: k.db.Config().Settings.Backups(), Fixed: k.fixed, Last: time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC), Failed: "there is no room left on that disk"}
}

func (k *keeper) Backups(context.Context) upkeep.Backups {
	b := k.Health()
	b.Copies = []upkeep.Copy{{File: "wakeman-2026-03-02.db.age", Size: 4096, At: b.Last, Sealed: true, Verified: true}}
	return b
}

func (k *keeper) BackUp(ctx context.Context, actor engine.Actor) (upkeep.Backups, error) {
	k.asked = append(k.asked, actor.Name)
	return k.Backups(ctx), nil
}

func (k *keeper) TryDirectory(context.Context, string) error {
	if k.no != "" {
		return &engine.Failure{Code: engine.Invalid, Field: "dir", Message: k.no}
	}
	return nil
}

func (k *keeper) Shipping() upkeep.Shipping {
	v := upkeep.Shipping{To: k.db.Config().Settings.AuditShip, Fixed: k.fixed}
	for _, to := range v.To {
		v.Places = append(v.Places, upkeep.Place{Address: to, Problem: "no mail server is set up (settings.mail)"})
	}
	return v
}

func (k *keeper) Ship(_ context.Context, actor engine.Actor) (upkeep.Shipping, error) {
	k.asked = append(k.asked, actor.Name)
	return k.Shipping(), nil
}

func (k *keeper) NeverBlock() upkeep.Fixed { return k.never }

func (k *keeper) Reach() upkeep.Reach {
	return upkeep.Reach{HTTP: "192.0.2.1:8080", TLS: "lan", UnlistedProxies: k.unlisted}
}

const backupKey = "age1qpxs6srusn4p0p6y2d2da0lu7uwvj2qnwj4em67cc9esju9raeesl6r8x4"

// says looks for texts in the answer to a request of the owner's.
func (w *world) says(method, path, body string, status int, want ...string) {
	w.Helper()
	got, header, text := w.asks("oona", method, "/api"+path, body)
	w.wantAnswer(got, header, text)
	if got != status {
		w.Errorf("%s %s: %d, want %d: %s", method, path, got, status, text)
	}
	for _, one := range want {
		if !strings.Contains(string(text), one) {
			w.Errorf("%s %s does not say %s: %s", method, path, one, text)
		}
	}
}

func TestBackupsAreSetAndMadeByTheAPI(t *testing.T) {
	w := open(t)
	w.says("GET", "/settings/backups", "", 200, `"dir":""`, `"every":"1d"`, `"hour":3`, `"keep":14`, `"encrypted":false`)
	w.says("PUT", "/settings/backups", `{"backup_settings":{"dir":"/mnt/backup","recipients":["`+backupKey+`"]}}`, 200, `"dir":"/mnt/backup"`, `"encrypted":true`)
	w.says("PUT", "/settings/backups", `{"backup_settings":{"every":"6h","keep":30}}`, 200, `"dir":"/mnt/backup"`, `"every":"6h"`, `"keep":30`)
	if b := w.db.Config().Settings.Backups(); b.Dir != "/mnt/backup" || b.Every != 6*time.Hour || b.Keep != 30 || b.Hour != 3 || len(b.Recipients) != 1 {
		t.Errorf("stored is %+v", b)
	}
	for body, want := range map[string]string{
		`{"dir":"backups"}`: "dir: must be the whole path", `{"keep":0}`: "keep: must be a whole number from 1 to 366", `{"every":"1h"}`: "every: must be",
		`{"every":"soon"}`: "every: ", `{"recipients":["AGE-SECRET-KEY-1QQQ"]}`: "recipients[0]: is a secret key", `{"hour":"noon"}`: "hour: ",
	} {
		w.says("PUT", "/settings/backups", body, 400, want)
	}
	w.upkeep.no = "Wakeman may not write there"
	w.says("PUT", "/settings/backups", `{"dir":"/elsewhere"}`, 400, "dir: Wakeman may not write there")
	w.upkeep.fixed = upkeep.Fixed{"dir": "--backup-dir /backup"}
	w.says("PUT", "/settings/backups", `{"dir":"/elsewhere"}`, 400, "dir: was set when Wakeman was started (--backup-dir /backup)")
	w.says("GET", "/settings/backups", "", 200, `"fixed":[{"field":"dir","by":"--backup-dir /backup"}]`)

	w.says("GET", "/backups", "", 200, `"file":"wakeman-2026-03-02.db.age"`, `"bytes":4096`, `"verified":true`, `"last_failure":"there is no room left on that disk"`)
	w.says("POST", "/backups", "", 200, `"running":false`)
	if len(w.upkeep.asked) != 1 || w.upkeep.asked[0] != "Oona Owner" {
		t.Errorf("asked by %v", w.upkeep.asked)
	}
}

func TestWhereTheAuditLogsEndsGoIsSetByTheAPI(t *testing.T) {
	w := open(t)
	w.says("PUT", "/settings/audit_shipping", `{"audit_shipping":{"ship_to":["syslog://192.0.2.10:514","loghost"]}}`, 400, `ship_to[1]: \"loghost\" must be an address`)
	w.says("PUT", "/settings/audit_shipping", `{}`, 400, "ship_to")
	w.says("PUT", "/settings/audit_shipping", `{"audit_shipping":{"ship_to":["mailto:audit@example.net"]}}`, 200, `"ship_to":["mailto:audit@example.net"]`)
	w.says("POST", "/settings/audit_shipping/ship", "", 200, "no mail server is set up")
	w.upkeep.fixed = upkeep.Fixed{"audit_ship": "--audit-ship mailto:a@example.net"}
	w.says("PUT", "/settings/audit_shipping", `{"ship_to":[]}`, 400, "ship_to: was set when Wakeman was started")
}

func TestWhomTheThrottleSparesIsSetByTheAPI(t *testing.T) {
	w := open(t)
	w.says("PUT", "/settings/never_block", `{"never_block":{"networks":["198.51.100.7"]}}`, 200, `"networks":["198.51.100.7/32"]`)
	w.says("PUT", "/settings/never_block", `{"networks":["198.51.100.7","0.0.0.0/0"]}`, 400, "networks[1]: 0.0.0.0/0 is so wide that strangers are in it")
	w.says("PUT", "/settings/never_block", `{}`, 400, "networks: is missing")
	w.says("PUT", "/settings/never_block", `{"networks":["the office"]}`, 400, "networks[0]: ")
	w.upkeep.never = upkeep.Fixed{"never_block": "--never-block 192.0.2.0/28"}
	w.says("PUT", "/settings/never_block", `{"networks":[]}`, 400, "networks: was set when Wakeman was started")
	if got := w.db.Config().Settings.NeverBlock; len(got) != 1 || got[0] != netip.MustParsePrefix("198.51.100.7/32") {
		t.Errorf("stored is %v", got)
	}
	w.says("GET", "/settings/reached", "", 200, `"http":"192.0.2.1:8080"`, `"tls":"lan"`, `"unlisted_proxies":[]`)
	w.upkeep.unlisted = []upkeep.UnlistedProxy{{Network: netip.MustParsePrefix("127.0.0.1/32"), At: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}}
	w.says("GET", "/settings/reached", "", 200, `"unlisted_proxies":[{"network":"127.0.0.1/32","last_seen_at":"2026-03-02T08:00:00Z"}]`)
}
