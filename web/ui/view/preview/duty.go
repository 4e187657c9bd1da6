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
	everybody, beside := view.Option{Value: "*", Label: "Everybody who is on until then"}, view.Option{Value: "+", Label: "Nobody: one more beside them"}
	take.Whom = []view.Option{{Value: "PANA001", Label: "Ana Lucía Fernández-Villanueva"}, everybody, beside}
	add("take", view.Take(p, take))
	several := take
	several.OnCall, several.People, several.Whom = "Ana Lucía Fernández-Villanueva, South technician", persons, []view.Option{{Value: "PANA001", Label: "Ana Lucía Fernández-Villanueva"}, {Value: "PSOUTH1", Label: "South technician"}, everybody, beside}
	several.Lengths = append([]view.Option{{Value: "shift", Label: "end of their shift"}}, lengths[1:]...)
	several.Ends = "It ends: Ana Lucía Fernández-Villanueva Mon 16 Mar 10:00, South technician Sat 14 Mar 04:29, everybody Mon 16 Mar 10:00."
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
	swapPages(p, add)
}

// sampleSwaps are open requests: one's own, and one asked of the viewer.
func sampleSwaps() []view.SwapCard {
	primary := view.Ref{ID: "PSCH001", Name: "Primary"}
	return []view.SwapCard{
		{
			Schedule: primary, ID: "PSWAP01", By: "Ana Lucía Fernández-Villanueva", Start: ago(-185 * time.Hour), End: ago(-197 * time.Hour), To: "Night technician", ToYou: true,
			ReturnStart: ago(-17 * time.Hour), ReturnEnd: ago(-29 * time.Hour), Note: "My sister's wedding, I will be in the mountains without a signal.", CanTake: true, CanDecline: true,
		},
		{Schedule: primary, ID: "PSWAP02", By: "Night technician", Mine: true, Start: ago(-17 * time.Hour), End: ago(-29 * time.Hour), Declined: "South technician, مالك الشبكة", CanWithdraw: true},
	}
}

func swapPages(p view.Page, add func(string, templ.Component)) {
	cards := sampleSwaps()
	add("swap", view.SwapShown(p, view.SwapPage{SwapCard: cards[0]}))
	add("swap-own", view.SwapShown(p, view.SwapPage{SwapCard: cards[1], Takers: []view.Option{{Value: "PANA001", Label: "Ana Lucía Fernández-Villanueva"}, {Value: "PSOUTH1", Label: "South technician"}}}))
	shifts := []view.Option{{Value: "1 2", Label: "Fri 13 Mar 20:00 – Mon 16 Mar 10:00"}, {Value: "3 4", Label: "Mon 23 Mar 10:00 – Mon 30 Mar 10:00"}}
	form := view.SwapForm{
		Schedule: view.Ref{ID: "PSCH001", Name: "Primary"}, User: "PNIGHT1", Shifts: shifts,
		People:  []view.Option{{Label: "Anybody who can take it"}, {Value: "PANA001", Label: "Ana Lucía Fernández-Villanueva"}},
		Returns: []view.Option{{Label: "Nothing"}, {Value: "PANA001 5 6", Label: "Ana Lucía Fernández-Villanueva: Mon 16 Mar 10:00 – Mon 23 Mar 10:00"}},
	}
	form.Chosen = form.Shifts[0]
	form.Others = []view.SwapOther{{Words: "Fri 20 Mar 20:00 – Mon 23 Mar 10:00 (your time: Fri 20 Mar 15:00 – Mon 23 Mar 05:00)", Path: "#"}, {Words: "Fri 27 Mar 20:00 – Mon 30 Mar 10:00", Path: "#"}}
	form.Choices = []view.SwapChoice{
		{},
		{To: "PANA001", Name: "Ana Lucía Fernández-Villanueva"},
		{To: "PGONE01", Name: "مالك الشبكة"},
		{To: "PANA001", Name: "Ana Lucía Fernández-Villanueva", Return: "PANA001 5 6", Words: "Mon 16 Mar 10:00 – Mon 23 Mar 10:00"},
	}
	form.Busy = []string{"South technician", "New colleague"}
	add("swap-new", view.SwapAsk(p, form))
	form.Choices = nil
	form.Whose = "Ana Lucía Fernández-Villanueva"
	form.Form = view.Form{Problem: "A request for that time is open already: withdraw it first.", Values: map[string]string{"start": "2026-03-14T20:00", "end": "2026-03-17T20:00"}, Errors: map[string]string{"end": "This is not within the shift: a part of it is Fri 13 Mar 20:00 – Mon 16 Mar 10:00 at most.", "to": "Ana is away for some of that time."}}
	add("swap-new-wrong", view.SwapAsk(p, form))
	add("swap-new-none", view.SwapAsk(p, view.SwapForm{Schedule: form.Schedule}))
}
