package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func handoffRows(p view.Page) []view.HandoffRow {
	at := p.Now.Truncate(time.Hour)
	primary := view.Ref{ID: "PSCH001", Name: "Primary"}
	return []view.HandoffRow{
		{Number: 12, Schedule: primary, At: at, From: []string{"Night technician"}, To: []string{"Dana Whitfield"}, Figures: "2 open, 1 acknowledged, 14 pages", Level: view.Warning, State: "Not confirmed", Open: true},
		{Number: 11, Schedule: view.Ref{ID: "PSCH002", Name: markup + longHost}, At: at.Add(-5 * time.Hour), From: []string{arabic, markup + longHost}, To: []string{"Ana Lucía Fernández-Villanueva"}, Figures: "3 flapping, 1 page", Level: view.Good, State: "Confirmed by Ana Lucía Fernández-Villanueva"},
		{Number: 10, Schedule: primary, At: at.Add(-7 * 24 * time.Hour), From: []string{"Dana Whitfield"}, To: []string{"Night technician"}, Figures: "nothing open, no pages", State: "Nothing to hand over"},
		{Number: 9, Schedule: primary, At: at.Add(-14 * 24 * time.Hour), To: []string{"Dana Whitfield"}, Figures: "1 open", State: "Nobody confirmed it before the next"},
	}
}

func handoffSamples(p view.Page, add func(string, templ.Component)) {
	rows := handoffRows(p)
	add("handoffs", view.Handoffs(p, view.HandoffsPage{Waiting: rows[:1], Rows: rows[1:], Pager: view.Pager{Older: "9"}}))
	add("handoffs-empty", view.Handoffs(p, view.HandoffsPage{Schedule: "Primary", Query: "PSCH001"}))
	full := view.HandoffPage{
		HandoffRow: rows[0], Since: rows[0].At.Add(-7 * 24 * time.Hour), Pages: 14, More: 3, CanConfirm: true, Stay: []string{"Night technician", arabic},
		Incidents: []view.HandedOver{
			{Ref: view.Ref{ID: "Q0000000000001", Name: "#41"}, Title: "Tower North: no power", Was: "Core network, open, reopened 2 times", Since: p.Now.Add(-2 * time.Hour)},
			{Ref: view.Ref{ID: "Q0000000000002", Name: "#40"}, Title: markup + longHost, Was: "Mail, acknowledged by Night technician", Now: "resolved", Since: p.Now.Add(-30 * time.Hour)},
			{Ref: view.Ref{ID: "Q0000000000003", Name: "#39"}, Title: arabic, Was: "Core network, resolved, and may come back, reopened 5 times", Since: p.Now.Add(-50 * time.Hour)},
		},
		Note:   []view.Field{{Name: "What to watch", Value: "The generator at the north tower.\nIt was loud at six."}, {Name: "Whom to ask", Value: markup + longHost}},
		NoteBy: "Night technician", NoteAt: p.Now.Add(-10 * time.Minute),
	}
	add("handoff", view.Handoff(p, full))
	own := full
	own.CanConfirm, own.CanNote = false, true
	own.Form = view.Form{Values: map[string]string{"watch": "The generator", "ask": markup}, Errors: map[string]string{"expect": "This is too long: 2,000 characters at most."}}
	add("handoff-note", view.Handoff(p, own))
	add("handoff-empty", view.Handoff(p, view.HandoffPage{HandoffRow: rows[2], Since: rows[3].At}))
}
