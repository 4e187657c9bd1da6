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

// pagesWords is "14 pages", "at least 1 page".
func pagesWords(v HandoffPage) string {
	words := number(v.Pages) + " pages"
	switch v.Pages {
	case 0:
		words = "no page"
	case 1:
		words = "1 page"
	}
	switch {
	case !v.PagesAtLeast:
		return words
	case v.Pages == 0:
		return "an unknown number of pages"
	}
	return "at least " + words
}
