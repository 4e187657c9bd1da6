package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func dutySamples(p view.Page, add func(string, templ.Component)) {
	primary := view.Ref{ID: "PSCH001", Name: "Primary"}
	lengths := []view.Option{{Value: "shift", Label: "end of shift, Mon 16 Mar 10:00"}, {Value: "1", Label: "in 1 h, Sat 03:15"}, {Value: "2", Label: "in 2 h, Sat 04:15"}}
	persons := []view.Option{{Value: "PNIGHT1", Label: "I (Night technician)"}, {Value: "PANA001", Label: "Ana Lucía Fernández-Villanueva"}}
	take := view.TakePage{Schedule: primary, OnCall: "Ana Lucía Fernández-Villanueva", Until: ago(-56 * time.Hour), Lengths: lengths}
	add("take", view.Take(p, take))
	several := take
	several.OnCall, several.People, several.Whom = "Ana Lucía Fernández-Villanueva, South technician", persons, []view.Option{{Value: "PANA001", Label: "Ana Lucía Fernández-Villanueva"}, {Value: "PSOUTH1", Label: "South technician"}, {Value: "*", Label: "All of them"}}
	several.Form = view.Form{Values: map[string]string{"until": "2026-03-13T20:00"}, Errors: map[string]string{"until": "This is past: choose a time to come.", "replaces": "Several people are on call together: choose whose place it is."}}
	add("take-wrong", view.Take(p, several))
	add("take-nobody", view.Take(p, view.TakePage{Schedule: primary, Lengths: lengths[1:]}))
	add("take-on", view.Take(p, view.TakePage{Schedule: primary, OnCall: "Night technician", Until: ago(-56 * time.Hour), On: true, Back: view.ShiftBack("PSCH001", "POVER01")}))
	back := view.BackPage{Schedule: primary, Override: "POVER01", Start: ago(3 * time.Hour), End: ago(-9 * time.Hour), Begun: true, Ask: view.SwapNew("PSCH001"), After: []view.AfterRow{
		{Start: now(), End: ago(-9 * time.Hour), Names: "Ana Lucía Fernández-Villanueva"},
	}}
	add("give-back", view.Back(p, back))
	back.User, back.Begun, back.Start, back.Gap = "South technician", false, ago(-2*time.Hour), true
	back.After = []view.AfterRow{
		{Start: ago(-2 * time.Hour), End: ago(-5 * time.Hour), Names: "Night technician", You: true},
		{Start: ago(-5 * time.Hour), End: ago(-9 * time.Hour), Why: "Ana Lucía Fernández-Villanueva is away, and nobody can stand in."},
	}
	back.Form = view.Form{Errors: map[string]string{"gap": "Nobody would be on call from Sat 14 Mar 07:15 to Sat 14 Mar 11:15 CDT: say that this is meant, or ask somebody to take it."}}
	add("give-back-gap", view.Back(p, back))
}
