package view

import "strings"

func (h Heartbeat) level() Level {
	switch {
	case h.State == BeatSilent:
		return Bad
	case h.State == BeatLate || h.Problem != "":
		return Warning
	case h.State == BeatAlive:
		return Good
	}
	return ""
}

// word is the state in words.
func (h Heartbeat) word() string {
	switch h.State {
	case BeatSilent:
		return "Silent"
	case BeatLate:
		return "Late"
	case BeatAlive:
		return "Heard"
	case BeatPaused:
		return "Paused"
	}
	return "Waiting for the first beat"
}

// rhythm reads "every 5m, 10m late at most".
func (h Heartbeat) rhythm() string {
	if h.Grace == "0s" {
		return "every " + h.Every + ", not a second late"
	}
	return "every " + h.Every + ", at most " + h.Grace + " late"
}

func (v HeartbeatFormPage) title() string {
	if v.ID == "" {
		return "Add a heartbeat"
	}
	return "Edit heartbeat"
}

func (v HeartbeatFormPage) action() string {
	if v.ID == "" {
		return NewHeartbeat(v.Service.ID)
	}
	return HeartbeatEdit(v.Service.ID, v.ID)
}

func (v HeartbeatFormPage) button() string {
	if v.ID == "" {
		return "Add it and show its address"
	}
	return "Save"
}

func (v HeartbeatFormPage) back() string {
	if v.ID == "" {
		return ServicePath(v.Service.ID)
	}
	return HeartbeatPath(v.Service.ID, v.ID)
}

// Beaters is how what must report is pointed at the address of a heartbeat; mail
// is empty where the box takes none.
func Beaters(address, mail string) []Sender {
	list := []Sender{
		{Name: "cron, or any script", Steps: "After what must have worked: when the command before it fails, nothing is reported.", Texts: []Field{
			{"crontab", "0 2 * * *  /usr/local/bin/backup && curl -fsS -m 10 --retry 5 -o /dev/null " + address},
			{"Without curl", "wget -q -T 10 -t 5 -O /dev/null " + address},
		}},
		{Name: "MikroTik RouterOS", Steps: "System › Scheduler, or this in a terminal.", Texts: []Field{
			{"Terminal", `/system scheduler add name=wakeman interval=1m on-event="/tool fetch url=\"` + address + `\" output=none"`},
		}, Note: "For RouterOS 7. An https address needs a certificate the router trusts, or check-certificate=no."},
		{Name: "PowerShell", Steps: "At the end of a script that stops at errors, or in the Task Scheduler.", Texts: []Field{
			{"PowerShell", "$ErrorActionPreference = 'Stop'\n# what must have worked\nInvoke-RestMethod -TimeoutSec 10 " + address},
		}},
		{Name: "Prometheus' Watchdog", Steps: "Simplest: let Alertmanager send to an integration of this service, and choose it under Edit. Or give the alert that always fires a route and a receiver of its own, in alertmanager.yml.", Texts: []Field{
			{"alertmanager.yml", "route:\n  routes:\n    - matchers: [alertname = \"Watchdog\"]\n      receiver: wakeman-heartbeat\n      group_wait: 0s\n      group_interval: 1m\n      repeat_interval: 1m\nreceivers:\n  - name: wakeman-heartbeat\n    webhook_configs:\n      - url: " + address + "\n        send_resolved: false"},
		}},
	}
	if mail != "" {
		list = append(list, Sender{Name: "Mail", Steps: "Whatever can send nothing else: a mail to this address counts, whatever it says.", Fields: []Field{{"Address", mail}}})
	}
	if !strings.HasPrefix(address, "https://") {
		list[1].Note = "For RouterOS 7."
	}
	return list
}
