package view

// ReadinessWords is the verdict in a sentence.
func ReadinessWords(v ReadinessPage) string {
	bad, doubtful := v.Count(Bad), v.Count(Warning)
	switch {
	case bad > 0 && doubtful > 0:
		return count(bad, "thing", "things") + " to mend before the next night, and " + count(doubtful, "warning", "warnings") + "."
	case bad > 0:
		return count(bad, "thing", "things") + " to mend before the next night."
	case doubtful > 0:
		return "Nothing is broken. " + count(doubtful, "warning", "warnings") + " to look at in daylight."
	}
	return "Ready: everybody who may be paged can be reached, and every hour of the next two weeks is covered."
}

func readinessLevel(v ReadinessPage) Level {
	switch {
	case v.Count(Bad) > 0:
		return Bad
	case v.Count(Warning) > 0:
		return Warning
	}
	return Good
}

func readinessWord(l Level) string {
	switch l {
	case Bad:
		return "To mend"
	case Warning:
		return "Warning"
	}
	return "Chosen so"
}

func readinessShape(l Level) string {
	if l == Bad {
		return "critical"
	}
	return "warning"
}
