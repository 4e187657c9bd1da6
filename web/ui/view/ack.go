package view

func ackTitle(v AckPage) string {
	switch v.State {
	case AckReady:
		if v.Test {
			return "Test page"
		}
		if len(v.Incidents) == 1 {
			return v.Incidents[0].Title
		}
		return count(len(v.Incidents), "incident", "incidents") + " for you"
	case AckDone:
		if v.Test {
			return "You are awake"
		}
		return "You have it"
	case AckAlready:
		return "Already acknowledged"
	case AckResolved:
		return "It is over"
	case AckExpired:
		return "This link has expired"
	}
	return "This link was withdrawn"
}

func ackBy(v AckPage) string {
	if v.By == "" {
		return "Somebody"
	}
	return v.By
}

func ackHas(v AckPage) string {
	if v.By == "You" {
		return "have"
	}
	return "has"
}

// only is the incident of a link for one.
func (v AckPage) only() AckItem { return v.Incidents[0] }

// ackTook is how long it took to acknowledge a test page.
func ackTook(v AckPage) string {
	return "You acknowledged it " + Answer(v.Took) + " after it was asked for."
}

func ackAlready(v AckPage) string {
	if v.Test {
		return "Already acknowledged"
	}
	return ackBy(v) + " already " + ackHas(v) + " it"
}
