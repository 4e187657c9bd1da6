package view

// swapLead is who asks whom: "You ask Bob to take", "Ana asks who takes".
func swapLead(s SwapCard) string {
	lead := s.By + " asks "
	if s.Mine {
		lead = "You ask "
	}
	switch {
	case s.To == "":
		return lead + "who takes"
	case s.ToYou:
		return lead + "you to take"
	}
	return lead + s.To + " to take"
}

func swapTitle(f SwapForm) string {
	if f.Whose == "" {
		return "Who takes my shift?"
	}
	return "Who takes the shift of " + f.Whose + "?"
}

// whoStays is who is on call as long as nobody answers.
func whoStays(s SwapCard) string {
	if s.Mine {
		return "Until somebody takes it, you stay on call."
	}
	return "Until somebody takes it, " + s.By + " stays on call."
}

// swapChoiceWords is what a button that gives nothing in exchange asks.
func swapChoiceWords(c SwapChoice) string {
	if c.To == "" {
		return "Ask everybody who can take it"
	}
	return "Ask " + c.Name
}

// exchangeWords is what the asker has in exchange.
func exchangeWords(v SwapForm, c SwapChoice) string {
	if v.Whose == "" {
		return "you take " + c.Words
	}
	return v.Whose + " takes " + c.Words
}
