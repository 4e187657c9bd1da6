package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

// watching are watches in each state.
func watching() []view.Watch {
	cells := make([]view.Cell, 24)
	for i := range cells {
		cells[i] = view.Cell{Level: view.Good, Words: "03:00 UTC: all well in 60 looks"}
	}
	cells[0] = view.Cell{Words: "01:00 UTC: not looked at"}
	cells[9] = view.Cell{Level: view.Warning, Words: "10:00 UTC: 3 of 60 looks could not tell"}
	cells[23] = view.Cell{Level: view.Bad, Words: "00:00 UTC: something was wrong in 20 of 60 looks"}
	return []view.Watch{
		{ID: "PWATCH1", Service: core(), Name: "edge-1", Host: "192.0.2.10", State: view.WatchBad, Every: "1m", Last: ago(20 * time.Second), Wrongs: []string{"port 443 is not open: no answer", "port 23 is open, and must not be"}, Strip: cells},
		{ID: "PWATCH2", Service: core(), Name: longHost, Host: longHost, State: view.WatchAgain, Every: "10s", Last: ago(2 * time.Second), Strip: cells},
		{ID: "PWATCH3", Service: access(), Name: arabic, Host: "2001:db8::10", State: view.WatchUnknown, Every: "1h", Last: ago(30 * time.Minute), Unknown: "this box has no right to ping"},
		{ID: "PWATCH4", Service: core(), Name: "Customer portal", Host: "portal.example.net", State: view.WatchGood, Every: "1m", Last: ago(40 * time.Second), Strip: cells[1:9]},
		{ID: "PWATCH5", Service: access(), Name: markup, Host: "192.0.2.99", State: view.WatchPaused, Every: "1d"},
		{ID: "PWATCH6", Service: access(), Name: "Tower 7", Host: "192.0.2.70", State: view.WatchCut, Every: "1m", Last: ago(time.Minute), Unknown: "nothing that is watched answers", Strip: cells},
	}
}

func watchSamples(p view.Page, add func(string, templ.Component)) {
	services := []view.Option{{Value: "PCORE01", Label: "Core network"}, {Value: "PLONG01", Label: longHost}}
	reader := p
	reader.Viewer = view.Viewer{Name: "Front desk", Email: "desk@example.net", Role: "viewer"}
	all := watching()
	add("watches", view.Watches(p, view.WatchList{Rows: all, Services: services}))
	add("watches-empty", view.Watches(p, view.WatchList{Services: services}))
	add("watches-empty-viewer", view.Watches(reader, view.WatchList{}))
	checks := []view.WatchCheck{
		{Name: "Ping", State: view.WatchUnknown, Words: "this box has no right to ping"},
		{Name: "Port 22 open", State: view.WatchGood, Took: 2 * time.Millisecond},
		{Name: "Port 443 open", State: view.WatchBad, Words: "port 443 is not open: no answer", Since: ago(21 * time.Minute), Took: 3 * time.Second},
		{Name: "Port 23 closed", State: view.WatchBad, Words: "port 23 is open, and must not be", Since: ago(20 * time.Minute), Took: time.Millisecond},
		{Name: "https://edge-1.example.net/" + longHost, State: view.WatchAgain, Words: "https://edge-1.example.net/ answers 503", Tries: 2, Took: 41 * time.Millisecond},
	}
	one := view.WatchPage{Watch: all[0], Retries: 2, Checks: checks, Incident: view.Ref{ID: "7", Name: "edge-1: port 443 is not open: no answer; port 23 is open, and must not be"}}
	add("watch", view.WatchOne(p, one))
	add("watch-viewer", view.WatchOne(reader, one))
	add("watch-cut", view.WatchOne(p, view.WatchPage{Watch: all[5], Retries: 2, Checks: checks[:1]}))
	add("watch-paused", view.WatchOne(p, view.WatchPage{Watch: all[4], Checks: []view.WatchCheck{{Name: "Ping", State: view.WatchPaused}}}))
	add("watch-new", view.WatchForm(p, view.WatchFormPage{Service: core(), Form: view.Form{Values: map[string]string{"interval": "1m", "retries": "2"}}}))
	add("watch-edit-wrong", view.WatchForm(p, view.WatchFormPage{Service: core(), ID: "PWATCH1", Seen: "1", Form: view.Form{
		Values:  map[string]string{"name": markup, "host": "a b", "interval": "5", "retries": "many", "open_ports": "0", "closed_ports": "x", "http": "https://edge-1.example.net/ status ok", "ping": "yes", "paused": "yes"},
		Problem: "Somebody else has changed this since you opened it. What you typed is kept; open the page anew in another tab to compare.",
		Errors: map[string]string{
			"name": "“edge-1” is taken by another watch.", "host": "Write an address or a name, such as 192.0.2.10 or edge-1.example.net.", "interval": "“5” is no time; write it like 90s, 30m, 4h or 2d.",
			"retries": "Write a whole number from 0 to 10.", "open_ports": "“0” is no port; they go from 1 to 65535.", "closed_ports": "“x” is no port; they go from 1 to 65535.", "http": "After status comes one such as 401, or a range such as 200-299.",
		},
	}}))
}
