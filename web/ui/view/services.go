package view

import "time"

// behaviour is what a service does with its incidents, in words.
func behaviour(v ServicePage) []Field {
	return []Field{
		{"Escalation policy", v.Policy.Name},
		{"Urgency", v.UrgencyWords},
		{"Pages again when acknowledged but not resolved", afterOrNever(v.AckTimeout)},
		{"Resolves by itself", afterOrNever(v.AutoResolve)},
		{"Triggers again soon after it was resolved", reopens(v.FlapWindow)},
	}
}

func afterOrNever(d time.Duration) string {
	if d == 0 {
		return "never"
	}
	return "after " + Span(d)
}

func reopens(window time.Duration) string {
	if window == 0 {
		return "a new incident"
	}
	return "within " + Span(window) + " the same incident, reopened"
}
