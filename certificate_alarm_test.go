package main

import (
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/certificate"
)

func TestHowNearItsEndACertificateIsTold(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	for _, c := range []struct {
		name    string
		life    time.Duration
		left    time.Duration
		key     string
		urgency people.Urgency
	}{
		{"of 90 days, 15 left", 90 * day, 15*day + time.Second, "", ""},
		{"of 90 days, 14 left", 90 * day, 14 * day, certificateAlarm, people.Low},
		{"of 90 days, more than 3 left", 90 * day, 3*day + time.Second, certificateAlarm, people.Low},
		{"of 90 days, 3 left", 90 * day, 3 * day, certificateAlarmNow, people.High},
		{"of 90 days, ended", 90 * day, -time.Second, certificateAlarmNow, people.High},
		{"of a year, 14 left", 365 * day, 14 * day, certificateAlarm, people.Low},
		{"of six days, three left", 6 * day, 3 * day, "", ""},
		{"of six days, a day left", 6 * day, day, certificateAlarm, people.Low},
	} {
		what, ok := certificateWarning(certificate.State{From: now.Add(c.left - c.life), Ends: now.Add(c.left), Names: []string{"pager.example.net"}}, now)
		if what.Key != c.key || what.Urgency != c.urgency || ok != (c.key != "") {
			t.Errorf("%s: %q %q", c.name, what.Key, what.Urgency)
		}
	}
	if _, ok := certificateWarning(certificate.State{}, now); ok {
		t.Error("a certificate that is not there yet ends")
	}
}

func TestAdminsAreToldOfACertificateThatIsNotRenewedAndWokenBeforeItsEnd(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(twoTechnicians("    name: Ann\n", "    name: Ann\n    role: owner\n"))
		serves := func(left time.Duration) {
			b.a.front.certificate = fixed{From: time.Now().AddDate(0, -2, 0), Ends: time.Now().Add(left), Names: []string{"pager.example.net"}, Problem: "The ACME server does not answer."}
			b.a.checkCertificate(b.Context())
			b.after(time.Second)
		}
		open := func() (titles []string) {
			for n := uint64(1); n < 9; n++ {
				if in, found, err := b.a.db.Incident(n); err == nil && found && in.Status != engine.Resolved {
					titles = append(titles, in.Title)
				}
			}
			return titles
		}
		serves(20 * 24 * time.Hour)
		b.told("three weeks before its end")
		serves(10 * 24 * time.Hour)
		b.wantText(b.toldOnly("ten days before", "Ann push"), "The certificate ends soon")
		serves(10 * 24 * time.Hour)
		b.told("an hour later")
		serves(2 * 24 * time.Hour)
		b.wantText(b.toldOnly("two days before", "Ann push"), "ends within days")
		if got := open(); len(got) != 1 {
			t.Errorf("open are %q", got)
		}
		serves(90 * 24 * time.Hour)
		if got := open(); len(got) != 0 {
			t.Errorf("after it was renewed, open are %q", got)
		}
	})
}
