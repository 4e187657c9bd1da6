package main

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"sync"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// auditNightly walks the audit log once a day, as `wakeman audit verify` does:
// a log that nobody looks at proves nothing. It is asked each hour, so that a
// night on which the box was off is made up for.
type auditNightly struct {
	kept func() ([]signedHead, error)
	key  ed25519.PublicKey // nil: no end is compared

	mu      sync.Mutex
	verify  func(ctx context.Context, heads []store.AuditHead) (store.AuditReport, error)
	at      time.Time // of the last walk
	problem string    // what it found; "": nothing
	changed bool      // some of it was changed or removed, which no failing disk does
}

// auditHour is when the log is walked, in UTC: after the backup, so that both do
// not read the disk at once.
const auditHour = 4

// lastNight is the newest time at which the log was due to be walked.
func lastNight(now time.Time) time.Time {
	night := now.UTC().Truncate(24 * time.Hour).Add(auditHour * time.Hour)
	if night.After(now) {
		return night.AddDate(0, 0, -1)
	}
	return night
}

// due walks the log if that was not done since last night, and says whether it
// has. A walk that could not be made is tried again the next hour.
func (n *auditNightly) due(ctx context.Context, now time.Time) (walked bool, err error) {
	if at, _ := n.state(); !at.Before(lastNight(now)) {
		return false, nil
	}
	problem, changed, err := n.walk(ctx) // takes long: the health page must not wait for it
	if err != nil {
		return false, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.at, n.problem, n.changed = now, problem, changed
	return true, nil
}

// walk gives the first thing that is wrong, and how many there are.
func (n *auditNightly) walk(ctx context.Context) (problem string, changed bool, err error) {
	heads, findings, err := n.heads()
	if err != nil {
		return "", false, err
	}
	n.mu.Lock()
	verify := n.verify
	n.mu.Unlock()
	r, err := verify(ctx, heads)
	if err != nil {
		return "", false, err
	}
	findings = append(findings, r.Findings...)
	all := len(findings) + r.More
	switch all {
	case 0:
	case 1:
		problem = findings[0]
	default:
		problem = fmt.Sprintf("%s (and %d more)", findings[0], all-1)
	}
	return problem, all > r.Damaged, nil
}

func (n *auditNightly) heads() (heads []store.AuditHead, forged []string, err error) {
	if n.key == nil {
		return nil, nil, nil
	}
	kept, err := n.kept()
	if err != nil {
		return nil, nil, err
	}
	heads, forged = genuineHeads(kept, n.key)
	return heads, forged, nil
}

// state is for the health page.
func (n *auditNightly) state() (at time.Time, problem string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.at, n.problem
}

func (a *appliance) openAuditNightly() {
	a.auditCheck = &auditNightly{verify: a.db.VerifyAudit, kept: func() ([]signedHead, error) { return ownHeads(a.data) }}
	if a.audit != nil {
		a.auditCheck.key = a.audit.key.Public().(ed25519.PublicKey) // what Public is made of: see crypto/ed25519
	}
}

// warning is what admins are told. Rows that were changed or removed are the work
// of somebody who was in the box, and wake; one that can not be read is more
// likely a failing disk's, and can wait for the morning.
func (n *auditNightly) warning() engine.Alarm {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.changed {
		return engine.Alarm{
			Key: auditAlarm, Title: "The audit log is not what it was", Urgency: people.High,
			Details: n.problem + "\nSomebody may have changed the store's file. Compare with the ends that were sent off the box: wakeman audit verify --heads FILE",
		}
	}
	return engine.Alarm{
		Key: auditAlarm, Title: "A line of the audit log can not be read", Urgency: people.Low,
		Details: n.problem + "\nThe disk or the memory of this box may be failing. Backups of before have the line: wakeman check FILE",
	}
}

// checkAudit is the hourly job.
func (a *appliance) checkAudit(ctx context.Context) {
	walked, err := a.auditCheck.due(ctx, time.Now())
	_, problem := a.auditCheck.state()
	switch {
	case err != nil:
		a.log.Error("the audit log could not be verified", "err", err)
	case walked && problem != "":
		a.log.Error("the audit log is not what it was", "finding", problem)
		a.alarm(ctx, a.auditCheck.warning())
	case walked:
		a.log.Info("the audit log was verified")
		a.endAlarm(ctx, auditAlarm, "the audit log is whole")
	}
}
