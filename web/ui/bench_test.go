package ui_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// seed writes incidents straight into the store: total of them over 30 days,
// the newest open ones triggered, each with a line of the event log and a
// message to somebody.
func (w *world) seed(total, open int) {
	w.Helper()
	const together = 2000
	for from := 0; from < total; from += together {
		w.must(w.db.Update(w.Context(), engine.Intake, func(tx engine.Tx) error {
			var ch engine.Changes
			for i := from; i < min(from+together, total); i++ {
				if err := w.history(tx, &ch, total-i, i >= total-open); err != nil {
					return err
				}
			}
			return tx.Apply(ch)
		}))
	}
}

// history is one incident, so many twentieths of an hour ago.
func (w *world) history(tx engine.Tx, ch *engine.Changes, ago int, open bool) error {
	number, err := tx.Number(engine.IncidentNumbers)
	if err != nil {
		return err
	}
	post, err := tx.Number(engine.PostNumbers)
	if err != nil {
		return err
	}
	at := begin().Add(-time.Duration(ago) * 26 * time.Second)
	in := engine.Incident{
		Number: number, Title: fmt.Sprintf("AP %d is unreachable", number), Service: "PCORE01", Policy: "PPOLI01", Status: engine.Resolved,
		Urgency: people.High, Severity: engine.Error, Key: fmt.Sprint("ap-", number), Source: fmt.Sprintf("ap-%04d.example.net", number%3000),
		CreatedAt: at, ChangedAt: at.Add(time.Minute), ChangedBy: engine.System(), Generation: 1, OpenAlerts: 1, AllAlerts: 1,
		Level: engine.Level{Round: 1, Assigned: []string{personOf(responder)}, StartedAt: at},
	}
	if open {
		in.Status, in.ChangedAt = engine.Triggered, at
	}
	ch.Incidents = append(ch.Incidents, in)
	ch.Alerts = append(ch.Alerts, engine.Alert{Number: number, Incident: number, Integration: "PINT001", Key: in.Key, Open: open, Summary: in.Title, FirstSeen: at, LastSeen: at, Count: 1, FirstPost: post, LastPost: post})
	ch.Equipment = append(ch.Equipment, engine.Equipment{Name: in.Source, FirstSeen: at, LastIncident: number, LastAt: at, Incidents: int(number/3000) + 1})
	ch.Posts = append(ch.Posts, engine.PostRow{Seq: post, At: at, Integration: "PINT001", Service: "PCORE01", Via: "events_api_v2", Events: []engine.EventRow{{
		Action: engine.Trigger, Summary: in.Title, Source: in.Source, Verdict: engine.Verdict{Fate: engine.Opened, Incident: number, Key: in.Key},
	}}})
	ch.Deliveries = append(ch.Deliveries, engine.Delivery{
		ID: fmt.Sprintf("d%09d", number), User: personOf(responder), Channel: "push", Label: "phone", State: engine.Sent, CreatedAt: at,
		Items: []engine.Item{{PageKey: engine.PageKey{Incident: number, Seq: 1}, Generation: 1}},
	})
	return nil
}

// BenchmarkPagesWithALongHistory draws each page over 100,000 incidents, of which
// 10,000 are open. "first" is the first time after a start.
func BenchmarkPagesWithALongHistory(b *testing.B) {
	w := open(b)
	w.seed(100_000, 10_000)
	for _, path := range []string{
		"/", "/incidents?state=all", "/incidents?state=resolved", "/incidents?q=ap+77", "/incidents?state=all&open=95000", "/incidents/95000", "/services", "/services/PCORE01", "/services/PMAIL01",
		"/equipment", "/equipment?q=ap-29", "/equipment/ap-0042.example.net", "/events", "/events?integration=PINT002", "/deliveries", "/oncall", "/health", "/menu",
	} {
		began := time.Now()
		w.shows(owner, path)
		first := time.Since(began)
		b.Run("GET "+path, func(b *testing.B) {
			for b.Loop() {
				if w.asks(personOf(owner), "GET", path, "").Code != http.StatusOK {
					b.Fatal("no page")
				}
			}
			b.ReportMetric(float64(first.Microseconds())/1000, "first-ms")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/page")
		})
	}
}
