package view

func emptyWhom(v PersonPage) string {
	if v.You {
		return "you"
	}
	return "them"
}

func methodTitle(v MethodForm) string {
	switch {
	case v.Channel == "":
		return "Add a contact method"
	case v.ID == "":
		return "Add " + channelName(v.Channel)
	}
	return "Change " + channelName(v.Channel)
}

func methodFormPath(v MethodForm) string {
	if v.ID == "" {
		return v.Base + BelowMethodNew
	}
	return MethodPath(v.Base, v.ID)
}

// formSection is where a form belongs in the navigation.
func formSection(base string) string {
	if base == PathProfile {
		return PathProfile
	}
	return PathPeople
}

func signingHelp(kept bool) string {
	if kept {
		return "One is stored, and stays if this stays empty."
	}
	return "May stay empty. With one, each request is signed, and the receiver can tell it from a forged one."
}

func ruleTitle(v RuleForm) string {
	if v.Handoff {
		return "Add a reminder of shifts"
	}
	return "Add a rule for " + v.Urgency + " urgency"
}

func ruleFormPath(v RuleForm) string {
	if v.Handoff {
		return v.Base + BelowHandoffNew
	}
	return v.Base + BelowRuleNew
}

func handoffOptions() []Option {
	return []Option{{"on", "A shift begins"}, {"off", "A shift ends"}, {"both", "It begins or ends"}}
}
