package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

// beating are heartbeats in each state.
func beating(p view.Page) []view.Heartbeat {
	return []view.Heartbeat{
		{ID: "PBEAT01", Service: core(), Name: "Nightly backup of the billing server", State: view.BeatSilent, Every: "1d", Grace: "2h", Last: ago(27 * time.Hour), Silent: ago(61 * time.Minute)},
		{ID: "PBEAT02", Service: core(), Name: "Poller at " + longHost, State: view.BeatLate, Every: "5m", Grace: "10m", Last: ago(7 * time.Minute), Due: p.Now.Add(8 * time.Minute)},
		{ID: "PBEAT03", Service: access(), Name: arabic, State: view.BeatWaiting, Every: "1h", Grace: "1h", Since: ago(50 * time.Hour), Problem: "Never heard for 2 days: its sender was not set up, or can not reach this box."},
		{ID: "PBEAT04", Service: core(), Name: "Prometheus", State: view.BeatAlive, Every: "1m", Grace: "2m", Last: ago(20 * time.Second), Due: p.Now.Add(160 * time.Second), FedBy: view.Ref{ID: "PINT001", Name: "Alertmanager"}},
		{ID: "PBEAT05", Service: access(), Name: markup, State: view.BeatPaused, Every: "1w", Grace: "0s", Last: ago(400 * time.Hour)},
	}
}

func heartbeatSamples(p view.Page, add func(string, templ.Component)) {
	services := []view.Option{{Value: "PCORE01", Label: "Core network"}, {Value: "PLONG01", Label: longHost}}
	reader := p
	reader.Viewer = view.Viewer{Name: "Front desk", Email: "desk@example.net", Role: "viewer"}
	all := beating(p)
	add("heartbeats", view.Heartbeats(p, view.HeartbeatList{Rows: all, Services: services}))
	add("heartbeats-empty", view.Heartbeats(p, view.HeartbeatList{Services: services}))
	add("heartbeats-empty-viewer", view.Heartbeats(reader, view.HeartbeatList{}))
	one := view.HeartbeatPage{Heartbeat: all[3], Guessed: boxAddr}
	one.Address, one.Mail = boxAddr+"/beat/"+doorKey, doorKey+"@alerts.example.net"
	one.Setup = view.Beaters(one.Address, one.Mail)
	add("heartbeat", view.HeartbeatOne(p, one))
	add("heartbeat-waiting-viewer", view.HeartbeatOne(reader, view.HeartbeatPage{Heartbeat: all[2]}))
	feeds := []view.Option{{Label: "None"}, {Value: "PINT001", Label: "Alertmanager"}}
	add("heartbeat-new", view.HeartbeatForm(p, view.HeartbeatFormPage{Service: core(), Integrations: feeds}))
	add("heartbeat-edit-wrong", view.HeartbeatForm(p, view.HeartbeatFormPage{Service: core(), ID: "PBEAT01", Name: "Backup", Integrations: feeds, Seen: "1", Form: view.Form{
		Values:  map[string]string{"name": markup, "interval": "5", "grace": "2 years", "integration": "PINT001", "paused": "yes"},
		Problem: "Somebody else has changed this since you opened it. What you typed is kept; open the page anew in another tab to compare.",
		Errors:  map[string]string{"name": "“Backup” is taken by another heartbeat.", "interval": "“5” is no time; write it like 90s, 30m, 4h or 2d.", "grace": "Must be at most 366d."},
	}}))
}
