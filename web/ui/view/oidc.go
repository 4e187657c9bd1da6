package view

// wanted is a path as a query says it: home goes without saying.
func wanted(next string) string {
	if next == PathHome {
		return ""
	}
	return next
}

func (l LinkRow) name() string {
	if l.Email == "" {
		return "An account without an address"
	}
	return l.Email
}

func (v ProviderPage) level() Level {
	if v.TestedWell {
		return Good
	}
	return Bad
}

func newcomerOptions() []Option {
	return []Option{
		{Value: "", Label: "is not let in"},
		{Value: "viewer", Label: "is made, as viewer"},
		{Value: "responder", Label: "is made, as responder"},
	}
}

func proofCodeLabel(v ReauthPage) string {
	if v.NoPassword {
		return "A code from your app"
	}
	return "Or a code from your app"
}

func proofWord(v ReauthPage) string {
	if v.NoPassword {
		return "a proof of who you are"
	}
	return "your password"
}
