package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

// queue is a source whose posts say when they were made, and which may deliver them
// late: Amazon's topics and event buses, a build server that is told to deliver
// again, the command of a monitoring system behind a link that was down.
type queue struct {
	kind  string
	head  map[string]string
	post  func(down bool, at time.Time) string
	plain bool // a form, not JSON
}

func queues() []queue {
	word := func(down bool, yes, no string) string {
		if down {
			return yes
		}
		return no
	}
	stamp := func(at time.Time) string { return at.UTC().Format(time.RFC3339) }
	return []queue{
		// Not SNS: a recovery that Amazon is not seen to have signed ends nothing, late or not.
		{kind: "eventbridge", post: func(down bool, at time.Time) string {
			return fmt.Sprintf(`{"detail-type": "CloudWatch Alarm State Change", "time": %q, "resources": ["arn:portal"], "detail": {"alarmName": "portal", "state": {"value": %q}}}`,
				stamp(at), word(down, "ALARM", "OK"))
		}},
		{kind: "datadog", post: func(down bool, at time.Time) string {
			return fmt.Sprintf(`{"alert_id": "7", "aggreg_key": "k", "transition": %q, "title": "CPU", "date": "%d"}`, word(down, "Triggered", "Recovered"), at.UnixMilli())
		}},
		{kind: "snyk", post: func(down bool, _ time.Time) string {
			return fmt.Sprintf(`{"project": {"id": "p"}, %q: [{"id": "lodash", "issueData": {"title": "Pollution", "severity": "high"}}]}`, word(down, "newIssues", "removedIssues"))
		}},
		{kind: "healthchecks", plain: true, post: func(down bool, at time.Time) string {
			return fmt.Sprintf("code=5e9c&status=%s&now=%s&name=backup", word(down, "down", "up"), strings.Replace(at.UTC().Format("2006-01-02T15:04:05-07:00"), "+", "%2B", 1))
		}},
		{kind: "github", head: map[string]string{"X-GitHub-Event": "workflow_run"}, post: func(down bool, at time.Time) string {
			return fmt.Sprintf(`{"action": "completed", "workflow_run": {"name": "Deploy", "workflow_id": 7, "head_branch": "main", "conclusion": %q, "updated_at": %q}, "repository": {"full_name": "isp/edge", "default_branch": "main"}}`,
				word(down, "failure", "success"), stamp(at))
		}},
		{kind: "gitlab", post: func(down bool, at time.Time) string {
			return fmt.Sprintf(`{"object_kind": "pipeline", "object_attributes": {"id": 3, "ref": "main", "status": %q, "finished_at": %q}, "project": {"id": 1, "default_branch": "main"}}`,
				word(down, "failed", "success"), at.UTC().Format("2006-01-02 15:04:05 UTC"))
		}},
		{kind: "adtran", post: func(down bool, at time.Time) string {
			return fmt.Sprintf(`{"issue": "pon-outage", "timestamp": %q, "tenant": "isp", "outage_status": %q, "affected_subscribers": [{"account_id": "1", "pon_port": "1/1"}]}`,
				stamp(at), word(down, "detected", "cleared"))
		}},
		{kind: "icinga2", plain: true, post: func(down bool, at time.Time) string {
			return fmt.Sprintf("notification.type=%s&host.name=tower-7&host.state=%s&timet=%d", word(down, "PROBLEM", "RECOVERY"), word(down, "DOWN", "UP"), at.Unix())
		}},
		{kind: "nagios_command", plain: true, post: func(down bool, at time.Time) string {
			return fmt.Sprintf("NOTIFICATIONTYPE=%s&HOSTNAME=tower-7&HOSTSTATE=%s&TIMET=%d", word(down, "PROBLEM", "RECOVERY"), word(down, "DOWN", "UP"), at.Unix())
		}},
		{kind: "checkmk", plain: true, post: func(down bool, at time.Time) string {
			return fmt.Sprintf("NOTIFY_WHAT=HOST&NOTIFY_NOTIFICATIONTYPE=%s&NOTIFY_HOSTNAME=tower-7&NOTIFY_HOSTSTATE=%s&NOTIFY_MICROTIME=%d",
				word(down, "PROBLEM", "RECOVERY"), word(down, "DOWN", "UP"), at.UnixMicro())
		}},
	}
}

// queueKey is the key of the integration that a queue sends to.
func queueKey(n int) string { return fmt.Sprintf("9ace%028d", n) }

// says delivers a post of a queue now that was made at another time.
func (b *box) says(n int, q queue, down bool, at time.Time) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, b.publicURL+"/hooks/"+q.kind+"/"+queueKey(n), strings.NewReader(q.post(down, at)))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if q.plain {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("X-Snyk-Timestamp", at.UTC().Format(time.RFC3339)) // Snyk's body has no time
	for name, value := range q.head {
		req.Header.Set(name, value)
	}
	b.accepted(b.sends(req))
}

// withQueues is two technicians, and an integration for each queue.
func withQueues() string {
	const first = "      - {name: events, type: events_api_v2,"
	list := ""
	for n, q := range queues() {
		list += fmt.Sprintf("      - {name: %s, type: %s, key: %s}\n", q.kind, q.kind, queueKey(n))
	}
	return twoTechnicians(first, list+first)
}

// An old DOWN after a newer UP opens nothing.
func TestAProblemThatARecoveryOvertookPagesNobody(t *testing.T) {
	scenario(t, func(b *box) {
		b.given(withQueues())
		for n, q := range queues() {
			b.says(n, q, false, time.Now())
			b.after(20 * time.Minute)
			before := b.newest()
			b.says(n, q, true, time.Now().Add(-25*time.Minute))
			if got := b.newest(); got != before {
				t.Errorf("%s: a problem from before the recovery opened incident %d", q.kind, got)
			}
		}
		b.told("of all that")
	})
}

// No clock, however wrong, silences a problem that comes when it happens; nor is a
// recovery lost to one.
func TestAWrongClockSilencesNobody(t *testing.T) {
	for _, wrong := range []time.Duration{-30 * 24 * time.Hour, -3 * time.Hour, 3 * time.Hour, 30 * 24 * time.Hour} {
		t.Run(wrong.String(), func(t *testing.T) {
			scenario(t, func(b *box) {
				b.given(withQueues())
				for n, q := range queues() {
					for range 2 { // the second after a recovery by the same clock
						before := b.newest()
						b.says(n, q, true, time.Now().Add(wrong))
						if b.newest() == before {
							t.Errorf("%s: a problem by a clock that is %s off opened nothing", q.kind, wrong)
							continue
						}
						b.after(10 * time.Minute)
						b.says(n, q, false, time.Now().Add(wrong))
						b.wantStatus(b.newest(), engine.Resolved)
						b.after(10 * time.Minute)
					}
				}
			})
		})
	}
}
