package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func auditSamples(p view.Page, add func(string, templ.Component)) {
	people := []view.Option{{Value: "P1", Label: "Cleo Nakamura"}, {Value: "P2", Label: "Night technician"}}
	add("audit", view.Audit(p, view.AuditLog{People: people, Pager: view.Pager{Older: "c"}, Rows: []view.AuditRow{
		{Seq: 9, At: ago(time.Minute), Who: "Cleo Nakamura", Via: "ui", Action: "config.change", Object: "service Core network", Path: view.ServicePath("PCORE01"), Detail: "~ service Core network\n    escalation_policy: Default -> Night and day\n    ack_timeout: 30m -> 15m"},
		{Seq: 8, At: ago(40 * time.Minute), Who: "Night technician", Via: "mail link", Action: "incident.acknowledge", Object: "Q1TOWERNORTH01", Path: view.IncidentPath("Q1TOWERNORTH01"), Detail: "Tower North: no power"},
		{Seq: 7, At: ago(41 * time.Minute), Who: "LibreNMS", Action: "incident.trigger", Object: "Q1TOWERNORTH01", Path: view.IncidentPath("Q1TOWERNORTH01"), Detail: markup},
		{Seq: 6, At: ago(3 * time.Hour), Who: arabic, Via: "ui", Action: "session.begin", Object: arabic, Detail: "from 192.0.2.17"},
		{Seq: 5, At: ago(26 * time.Hour), Who: "root", Via: "command line", Action: "token.create", Object: longHost + longHost, Detail: longTitle},
	}}))
	add("audit-filtered", view.Audit(p, view.AuditLog{People: people, Filter: view.AuditFilter{Text: "olt", Actor: "P1"}}))
	add("audit-empty", view.Audit(p, view.AuditLog{People: people}))
	add("access", view.Access(p, view.AccessPage{
		At: ago(0),
		People: []view.AccessPerson{
			{ID: "P1", Name: "Cleo Nakamura", Email: "cleo@example.net", Role: "owner", SignsIn: "with a password and a code of an app or a passkey; or with a passkey alone", Idle: []string{"a passkey for pager.old.example.net"}, Sessions: 2, LastSeen: ago(time.Minute), Keys: []view.AccessKey{{Name: "backup script (wkm_…9f3a)", Scope: "read", Role: "owner", LastUse: ago(9 * time.Hour)}}},
			{ID: "P2", Name: markup, Email: "night@example.net", Role: "responder", SignsIn: "through Larkfield as night@example.net", InvitedTill: ago(-40 * time.Hour), Teams: []string{"Towers (manager, changes its schedules)", "Core (observer)"}, Calendars: []view.AccessKey{{Name: "phone (wkc_…77ab)", Scope: "calendar", Shows: "own shifts", LastUse: ago(time.Hour)}}, Duties: []string{`schedule "Primary"`, `escalation policy "Default"`}},
			{ID: "P3", Name: "Ana Lucía Fernández-Villanueva", Email: "ana@example.net", Role: "admin", SignsIn: "no: has left", Disabled: true},
		},
		Keys: []view.AccessKey{{Name: "LibreNMS (wkm_…01ab)", Scope: "full", Expires: ago(-90 * 24 * time.Hour)}},
	}))
}
