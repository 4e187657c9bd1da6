package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

const beatKey = "fedcba9876543210fedcba9876543210"

// withBackup is the file of two technicians whose service waits for a backup.
func withBackup(t *testing.T) string {
	const at = "    integrations:\n"
	if file := twoTechnicians(); strings.Count(file, at) == 1 {
		return strings.Replace(file, at, "    heartbeats:\n      - {name: nightly backup, interval: 5m, grace: 10m, key: "+beatKey+"}\n"+at, 1)
	}
	t.Fatal("the file has changed")
	return ""
}

func (b *box) beats(method string) {
	b.Helper()
	if a := b.request(method, "/beat/"+beatKey, "", ""); a.status != http.StatusOK {
		b.Errorf("%s answered %d %s", method, a.status, a.body)
	}
}

func TestABackupThatFallsSilentWakesSomebodyUntilItRunsAgain(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(withBackup(t))
		b.after(24 * time.Hour)
		b.told("before the first beat")
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodHead} {
			b.beats(method)
			b.after(5 * time.Minute)
		}
		b.after(9 * time.Minute)
		b.told("within the grace")
		b.after(2 * time.Minute)
		page := b.toldOnly("after it", "Ann push")
		if !strings.Contains(page.text, "No heartbeat from nightly backup for 15 min (expected every 5 min)") {
			t.Errorf("the page says %s", page.text)
		}
		b.wantStatus(1, engine.Triggered)
		if err := b.mails(beatKey+"@alerts.example.net", "backup of 02:00", "all is well"); err != nil {
			t.Errorf("by mail: %v", err)
		}
		b.wantStatus(1, engine.Resolved)
		b.after(10 * time.Minute)
		b.told("it beats again")
		if a := b.request(http.MethodGet, "/beat/0123456789abcdef0123456789abcdef", "", ""); a.status != http.StatusNotFound {
			t.Errorf("the key of an integration: %d", a.status)
		}
		b.wantListed("heartbeat", "no heartbeat has this key")
	})
}
