package view

func checkWord(l Level) string {
	switch l {
	case Good:
		return "Good"
	case Warning:
		return "Look at it"
	case Bad:
		return "Broken"
	}
	return "Not known"
}

// timesWords is how often the same thing happened, if more than once.
func timesWords(n int) string {
	if n < 2 {
		return ""
	}
	return ", " + number(n) + " times"
}
