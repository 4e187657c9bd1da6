package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func ladder() []view.LadderRung {
	return []view.LadderRung{
		{Channel: "push", Label: "pager"},
		{After: time.Minute, Channel: "voice"},
		{After: 3 * time.Minute, Channel: "sms", Label: "mobile"},
		{After: 5 * time.Minute, Channel: "email"},
	}
}

func onCallSamples(p view.Page, add func(string, templ.Component)) {
	you := view.OnCallPerson{Name: "Night technician", You: true, Via: "Primary", Until: ago(-56 * time.Hour), Next: "Ana Lucía Fernández-Villanueva", Then: []view.NextPerson{{ID: "PANA001", Name: "Ana Lucía Fernández-Villanueva", Reach: view.Reach{State: view.Unreachable, Reason: "the last test by mobile failed: 550 no such user"}}}, Ladder: ladder(), Reach: view.Reach{State: view.Reachable}, LastTest: ago(50 * time.Hour)}
	ana := view.OnCallPerson{Name: "Ana Lucía Fernández-Villanueva", Via: "Secondary", Until: ago(-8 * time.Hour), NextGap: "Nobody from Sat 10:00 to Sun 08:00.", Ladder: ladder()[:2], Reach: view.Reach{State: view.Doubtful, Reason: "Both ways run over our own network; no mobile number."}, LastTest: ago(40 * 24 * time.Hour)}
	owner := view.OnCallPerson{Name: "مالك الشبكة", Ladder: ladder()[3:], Reach: view.Reach{State: view.Unreachable, Reason: "The only mail address bounces: 550 no such user."}}
	fresh := view.OnCallPerson{Name: "New colleague", Via: "Secondary", Until: ago(-8 * time.Hour), Ladder: ladder()[:1], Reach: view.Reach{Reason: "Never answered a test page."}}
	add("oncall", view.OnCall(p, view.OnCallPage{Tasks: ownTasks(), Policies: []view.OnCallPolicy{
		{Policy: view.Ref{ID: "PPOL001", Name: "Default"}, Services: []view.Ref{core(), {ID: "PMAIL01", Name: "Mail and DNS"}}, Repeats: 2, Steps: []view.OnCallStep{
			{Level: 1, People: []view.OnCallPerson{you}, Tasks: []view.Task{{Word: "Give on-call back", Path: view.ShiftBack("PSCH001", "POVER01")}}},
			{Level: 2, After: 5 * time.Minute, People: []view.OnCallPerson{ana, fresh}, Away: "Passed over: Cleo Vann is away until Sun 8 Mar 08:00 CST"},
			{Level: 3, After: 15 * time.Minute, People: []view.OnCallPerson{owner}},
		}},
		{Policy: view.Ref{ID: "PPOL002", Name: "Access"}, Services: []view.Ref{access()}, Problem: "An incident now would reach nobody: the only step means an empty schedule.", Steps: []view.OnCallStep{
			{Level: 1, Nobody: "Nobody is on call for Weekend from Sat 00:00 to Sun 08:00."},
		}},
	}}))
	add("oncall-empty", view.OnCall(p, view.OnCallPage{}))
}
