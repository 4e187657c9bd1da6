package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func ackItem() view.AckItem {
	return view.AckItem{
		ID: "Q1TOWERNORTH01", Number: 4711, Title: "Tower North: no power", State: view.Triggered, Severity: "critical", Priority: "P1",
		Service: "Core network", Source: "tower-north", Since: ago(4 * time.Minute),
		Runbook: view.OutsideLink{Href: "https://wiki.example.net/towers/no-power", Text: "Runbook: tower without power"},
	}
}

func ackSamples(p view.Page, add func(string, templ.Component)) {
	ready := view.AckPage{State: view.AckReady, Incidents: []view.AckItem{ackItem()}, PostPath: "/a/sampletoken", Recipient: "Night technician", SignIn: "/incidents/Q1TOWERNORTH01"}
	add("ack", view.Ack(p, ready))
	bundle := ready
	for _, r := range openRows() {
		bundle.Incidents = append(bundle.Incidents, view.AckItem{Title: r.Title, State: r.State, Service: r.Service.Name, Source: r.Source, Since: r.Since, Priority: r.Priority})
	}
	add("ack-bundle", view.Ack(p, bundle))
	for name, state := range map[string]view.AckState{"ack-done": view.AckDone, "ack-already": view.AckAlready, "ack-resolved": view.AckResolved} {
		v := ready
		v.State, v.By, v.At = state, "Ana Fernández", ago(90*time.Second)
		add(name, view.Ack(p, v))
	}
	test := view.AckPage{State: view.AckReady, Test: true, PostPath: "/a/sampletoken", Recipient: "Night technician", SignIn: "/profile"}
	add("ack-test", view.Ack(p, test))
	test.State, test.By, test.At, test.Took = view.AckDone, "You", ago(2*time.Second), 41*time.Second
	add("ack-test-done", view.Ack(p, test))
	add("ack-expired", view.Ack(p, view.AckPage{State: view.AckExpired, At: ago(26 * time.Hour), SignIn: "/"}))
	add("ack-revoked", view.Ack(p, view.AckPage{State: view.AckRevoked, SignIn: "/"}))
}
