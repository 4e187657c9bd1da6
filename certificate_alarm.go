package main

import (
	"context"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/certificate"
)

// The alarms of a certificate that ends. They are two, so that the second wakes
// somebody although the first is open, and tells nobody anything new.
const (
	certificateAlarm    = "certificate ends soon"
	certificateAlarmNow = "certificate ends now"
)

// certificateWarning is what admins are told of the certificate that is served;
// ok is false when there is nothing to tell. It tells two weeks before the end,
// without waking anybody, and wakes them three days before: from its end on,
// links in pages show a warning, and browsers that were told to insist on HTTPS
// show nothing at all.
func certificateWarning(s certificate.State, now time.Time) (what engine.Alarm, ok bool) {
	_, words := s.Judge(now)
	details := words + "\nUntil it is renewed, links in pages lead to a warning from its end on. The health page and wakeman certificate say more; pages and events are not held up."
	switch s.Ending(now) {
	case certificate.Warning:
		return engine.Alarm{Key: certificateAlarm, Title: "The certificate ends soon and has not been renewed", Details: details, Urgency: people.Low}, true
	case certificate.Bad:
		return engine.Alarm{Key: certificateAlarmNow, Title: "The certificate ends within days, or has ended", Details: details, Urgency: people.High}, true
	}
	return engine.Alarm{}, false
}

// checkCertificate is the hourly job. It tells once, not each hour.
func (a *appliance) checkCertificate(ctx context.Context) {
	if a.front.certificate == nil {
		return
	}
	what, ok := certificateWarning(a.front.certificate.State(), time.Now())
	for _, key := range []string{certificateAlarm, certificateAlarmNow} {
		if key != what.Key {
			a.endAlarm(ctx, key, "the certificate was renewed, or there is another alarm of it")
		}
	}
	if ok && what.Key != a.certificateTold {
		a.alarm(ctx, what)
	}
	a.certificateTold = what.Key
}
