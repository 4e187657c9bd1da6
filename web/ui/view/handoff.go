package view

import "strings"

// handoffWho is "Ben to Ann".
func handoffWho(v HandoffRow) string {
	if len(v.From) == 0 {
		return "Nobody to " + strings.Join(v.To, ", ")
	}
	return strings.Join(v.From, ", ") + " to " + strings.Join(v.To, ", ")
}

func handoffsTitle(v HandoffsPage) string {
	if v.Schedule != "" {
		return "Handoffs of " + v.Schedule
	}
	return "Handoffs"
}

func handoffTitle(v HandoffPage) string { return "Handoff of " + v.Schedule.Name }

func pagesWords(n int) string {
	switch n {
	case 0:
		return "no page"
	case 1:
		return "1 page"
	}
	return number(n) + " pages"
}
