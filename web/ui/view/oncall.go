package view

func onCallName(o OnCallPerson) string {
	if o.You {
		return "You"
	}
	return o.Name
}

func rungWords(r LadderRung) string {
	if r.Label == "" || r.Label == r.Channel {
		return channelWord(r.Channel)
	}
	return channelWord(r.Channel) + " (" + r.Label + ")"
}

func repeatWords(n int) string {
	switch n {
	case 0:
		return "Goes through once, then stops."
	case 1:
		return "Then starts over once."
	}
	return "Then starts over " + number(n) + " times."
}
