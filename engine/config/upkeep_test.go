package config_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"wakeman/engine"
	"wakeman/engine/config"
)

// tried is the settings after a change, or why it was refused.
func tried(t *testing.T, change func(s *engine.Settings)) (engine.Settings, string) {
	t.Helper()
	next, err := config.Edit(nil, time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), func(next *engine.Config) error {
		change(&next.Settings)
		return nil
	})
	if err != nil {
		return engine.Settings{}, err.Error()
	}
	return next.Settings, ""
}

func TestBackupsAndTheAuditLogsPlacesAreSaidInTheFile(t *testing.T) {
	doc, err := config.Parse("", []byte(`settings:
  backup: {dir: /srv/wakeman-backups/, keep: 30, recipients: [`+recipient+`]}
  audit_ship: ["syslog://192.0.2.10:514", "mailto:audit@example.net"]
  never_block: [198.51.100.7, 10.0.0.0/8]
`))
	if err != nil {
		t.Fatal(err)
	}
	c, err := doc.Resolve(nil, time.Now(), config.NewID)
	if err != nil {
		t.Fatal(err)
	}
	want := engine.DefaultSettings()
	want.Backup = &engine.BackupSettings{Dir: "/srv/wakeman-backups", Every: 24 * time.Hour, Hour: 3, Keep: 30, Recipients: []string{recipient}}
	want.AuditShip = []string{"syslog://192.0.2.10:514", "mailto:audit@example.net"}
	want.NeverBlock = []netip.Prefix{netip.MustParsePrefix("198.51.100.7/32"), netip.MustParsePrefix("10.0.0.0/8")}
	if diff := cmp.Diff(want, c.Settings, cmpopts.EquateEmpty(), cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestABackupThatCouldNotBeMadeIsRefusedByItsField(t *testing.T) {
	usual := engine.DefaultBackup()
	for want, change := range map[string]func(b *engine.BackupSettings){
		"backup.dir: must be the whole path":                func(b *engine.BackupSettings) { b.Dir = "backups" },
		"backup.dir: must be a directory of its own":        func(b *engine.BackupSettings) { b.Dir = "//" },
		"backup.keep: must be a whole number from 1 to 366": func(b *engine.BackupSettings) { b.Keep = 367 },
		"backup.hour: must be a whole number from 0 to 23":  func(b *engine.BackupSettings) { b.Hour = 24 },
		"backup.every: must be":                             func(b *engine.BackupSettings) { b.Every = time.Hour },
		"backup.recipients[0]: is no public key":            func(b *engine.BackupSettings) { b.Recipients = []string{"age1nonsense"} },
		"backup.recipients[1]: is no public key of ssh":     func(b *engine.BackupSettings) { b.Recipients = []string{recipient, "ssh-dss AAAA"} },
	} {
		_, why := tried(t, func(s *engine.Settings) { b := usual; change(&b); s.Backup = &b })
		if !strings.Contains(why, want) {
			t.Errorf("want %q, got %q", want, why)
		}
	}
}

// What opens backups must not lie on the box that makes them, nor in its logs.
func TestASecretKeyIsRefusedAndNotRepeated(t *testing.T) {
	for _, secret := range []string{"AGE-SECRET-KEY-1QQQQQQQQQQ", "age-secret-key-1qqqqqqqqqq", "-----BEGIN OPENSSH PRIVATE KEY----- b3Blbn"} {
		_, why := tried(t, func(s *engine.Settings) {
			b := engine.DefaultBackup()
			b.Recipients = []string{secret}
			s.Backup = &b
		})
		if !strings.Contains(why, "is a secret key: it must not come to this box") || strings.Contains(why, "1QQQ") || strings.Contains(why, "1qqq") || strings.Contains(why, "b3Blbn") {
			t.Errorf("%.14s: %s", secret, why)
		}
	}
}

func TestPlacesOfTheAuditLogThatAreNoneAreRefused(t *testing.T) {
	for _, text := range []string{"", "loghost", "syslog://loghost", "syslog://:514", "syslog://u:p@192.0.2.1:514", "syslog://192.0.2.1:99999", "http://192.0.2.1/", "mailto:nobody", "syslog+tcp://:514:1", "::"} {
		if _, why := tried(t, func(s *engine.Settings) { s.AuditShip = []string{text} }); !strings.Contains(why, "audit_ship[0]: ") {
			t.Errorf("%q: %q", text, why)
		}
	}
}

func TestNobodyMayBlockNoStrangers(t *testing.T) {
	for text, fits := range map[string]bool{
		"0.0.0.0/0": false, "::/0": false, "128.0.0.0/1": false, "198.51.0.0/15": false, "0.0.0.0/8": false, "2001:db8::/16": false, "8.0.0.0/8": false,
		"198.51.100.0/28": true, "198.51.0.0/16": true, "10.0.0.0/8": true, "192.168.0.0/16": true, "2001:db8::/32": true, "fc00::/7": true, "127.0.0.1/32": true, "10.0.0.0/7": false,
	} {
		_, why := tried(t, func(s *engine.Settings) { s.NeverBlock = []netip.Prefix{netip.MustParsePrefix(text)} })
		if fits != (why == "") || !fits && !strings.HasPrefix(why, "never_block[0]: ") {
			t.Errorf("%s: %q", text, why)
		}
	}
}

func TestWhoEndedTheReminderIsOnlySaidWhereItEnded(t *testing.T) {
	if _, why := tried(t, func(s *engine.Settings) { s.SetupDeclined = "Ana: no" }); !strings.Contains(why, "setup_declined: has no use without setup_hidden") {
		t.Errorf("got %q", why)
	}
	if s, why := tried(t, func(s *engine.Settings) { s.SetupHidden, s.SetupDeclined = true, "Ana: no" }); why != "" || s.SetupDeclined != "Ana: no" {
		t.Errorf("got %+v, %q", s, why)
	}
}
