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

// What a machine answers, what comes back, and what lay in a queue say nothing of
// whether the backup lives.
func TestAMailThatNobodySentJustNowIsNoSignOfLife(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(withBackup(t))
		b.beats(http.MethodPost)
		b.after(16 * time.Minute)
		b.toldOnly("after it", "Ann push")
		to, now := beatKey+"@alerts.example.net", time.Now()
		stamp := func(ago time.Duration) string {
			return "Received: from nas by mx.example.net; " + now.Add(-ago).Format(time.RFC1123Z) + "\r\n"
		}
		for from, mail := range map[string]string{
			"c@example.net":       "From: c@example.net\r\nSubject: Out of Office\r\nAuto-Submitted: auto-replied\r\n\r\nx\r\n",
			"":                    "Subject: Undelivered Mail Returned to Sender\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
			"wakeman@example.net": "From: wakeman@example.net\r\nSubject: x\r\nX-Wakeman-Delivery: d1\r\n\r\nx\r\n",
			"nas@example.net":     stamp(0) + stamp(16*time.Minute) + "From: nas@example.net\r\nSubject: backup done\r\n\r\nx\r\n",
		} {
			if err := b.hands(from, mail, to); err != nil {
				t.Errorf("from <%s>: %v", from, err)
			}
		}
		b.wantStatus(1, engine.Triggered)
		b.wantListed("heartbeat", "no sign of life for nightly backup: the mail is an automatic reply, a bounce, or one of our own")
		if err := b.hands("nas@example.net", stamp(14*time.Minute)+"From: nas@example.net\r\nDate: Mon, 01 Jan 2001 00:00:00 +0000\r\nSubject: backup FAILED\r\n\r\nx\r\n", to); err != nil {
			t.Fatal(err)
		}
		b.wantStatus(1, engine.Resolved)
	})
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
