package view

import "time"

func (v WelcomePage) title() string {
	if v.Ready() {
		return "Ready"
	}
	return "First start"
}

func welcomeWord(s WelcomeStep) string {
	switch {
	case s.Done && s.Grey:
		return "Without"
	case s.Done:
		return "Done"
	case s.Now:
		return "Now"
	}
	return "Left"
}

func welcomeLevel(s WelcomeStep) Level {
	switch {
	case s.Done && !s.Grey:
		return Good
	case s.Now:
		return Warning
	}
	return ""
}

func welcomeDo(s WelcomeStep) string {
	switch {
	case s.Done:
		return "Look"
	case s.Now:
		return "Go on"
	}
	return "Begin"
}

// took is how long it was until somebody acknowledged, to the second.
func (m WelcomeMethod) took() string {
	return Answer(m.Acked.Sub(m.Test.At))
}

// waits reports whether a test is out that nobody has acknowledged yet, and that
// still can be.
func (m WelcomeMethod) waits(c Clock) bool {
	out := m.Test.Result == ToldDelivered || m.Test.Result == ToldAccepted
	return out && m.Acked.IsZero() && c.Now.Sub(m.Test.At) < time.Hour
}

// SenderOptions are the programs that can send, each with the type of
// integration it needs.
func SenderOptions() (list []Option) {
	for _, kind := range []string{EventsV2, NagiosWeb, MailIn, EventsV1} {
		for _, s := range Senders(Plug{Type: kind}) {
			list = append(list, Option{Value: kind + " " + s.Name, Label: s.Name})
		}
	}
	return list
}

func welcomeLink(s WelcomeStep) string {
	if s.Now {
		return "button primary"
	}
	return ""
}
