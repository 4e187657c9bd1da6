package view

import "time"

func fairnessTitle(v FairnessPage) string {
	if v.Schedule.Name == "" {
		return "Fairness"
	}
	return "Fairness: " + v.Schedule.Name
}

// diffWords is a difference to the mean: "+12 h", "−3 h", "the mean".
func diffWords(d time.Duration) string {
	switch d = d.Round(time.Hour); {
	case d > 0:
		return "+" + number(int(d/time.Hour)) + " h"
	case d < 0:
		return "−" + number(int(-d/time.Hour)) + " h"
	}
	return "the mean"
}

// wholeHours is a length in hours, rounded.
func wholeHours(d time.Duration) string { return number(int(d.Round(time.Hour)/time.Hour)) + " h" }
