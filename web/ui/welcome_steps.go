package ui

import (
	"strings"

	"wakeman/web/ui/view"
)

// welcomeFacts is what is so on the box, as sentences; an empty one is not so.
type welcomeFacts struct {
	Owner   string // "Cleo Nakamura is the owner, in America/Chicago."
	Base    bool   // a public address is known
	Mail    string // "A mail to cleo@example.net arrived."
	MailSet bool
	Contact string // "Cleo Nakamura: push to phone is confirmed."
	OnCall  string // "Core network wakes Cleo Nakamura."
	Test    string // "Cleo Nakamura acknowledged a test page after 14 s."
	Heard   string // "LibreNMS was heard."
	Watched string // "A heartbeat goes to hc.example.net."
	Without string // "Cleo Nakamura does without: …"
}

// welcomeSteps are the steps of the first start in their order, each done or not
// by what is so. Nothing is remembered: a step whose fact ends is open again.
func welcomeSteps(f welcomeFacts) []view.WelcomeStep {
	mail := f.Mail
	if !f.Base {
		mail = ""
	}
	steps := []view.WelcomeStep{
		step("An owner", "", f.Owner, "Nobody can sign in yet."),
		step("Address and mail", view.PathWelcomeMail, mail, mailMissing(f)),
		step("A confirmed way to reach you", view.PathWelcomeContact, f.Contact, "Nobody has shown yet that messages reach them."),
		step("Who is woken", view.PathWelcomeOnCall, f.OnCall, "No service pages anybody who can be reached yet."),
		step("Wake me now", view.PathWelcomeTest, f.Test, "Nobody has acknowledged a test page yet."),
		step("Something that sends", view.PathWelcomeSender, f.Heard, "Nothing has been heard from any monitoring yet."),
		step("Who watches this box", view.PathWelcomeHeartbeat, f.Watched, "Nobody outside would notice if this box were gone."),
	}
	if last := &steps[len(steps)-1]; f.Watched == "" && f.Without != "" {
		last.Done, last.Grey, last.Fact = true, true, f.Without
	}
	for i := range steps {
		if !steps[i].Done {
			steps[i].Now = true
			break
		}
	}
	return steps
}

func step(title, path, fact, missing string) view.WelcomeStep {
	s := view.WelcomeStep{Title: title, Path: path, Done: fact != "", Fact: fact}
	if !s.Done {
		s.Fact = missing
	}
	return s
}

func mailMissing(f welcomeFacts) string {
	var missing []string
	if !f.Base {
		missing = append(missing, "No public address is set, so pages carry no link.")
	}
	switch {
	case f.Mail != "":
	case f.MailSet:
		missing = append(missing, "A mail server is set; no mail is known to have arrived.")
	default:
		missing = append(missing, "No mail leaves this box.")
	}
	return strings.Join(missing, " ")
}

// welcomeBar is the steps in a line; nil when all are done.
func welcomeBar(steps []view.WelcomeStep) *view.SetupBar {
	bar := &view.SetupBar{Of: len(steps)}
	for _, s := range steps {
		if s.Done {
			bar.Done++
		}
		if s.Now {
			bar.Path = orElse(s.Path, view.PathWelcome)
		}
	}
	if bar.Done == bar.Of {
		return nil
	}
	return bar
}

// welcomeHead is where a page of a step stands among the others.
func welcomeHead(steps []view.WelcomeStep, path string) view.WelcomeHead {
	h := view.WelcomeHead{Of: len(steps), Back: view.PathWelcome, Next: view.PathWelcome}
	for i, s := range steps {
		if s.Path != path {
			continue
		}
		h.Step, h.Number = s, i+1
		if i > 0 && steps[i-1].Path != "" {
			h.Back = steps[i-1].Path
		}
		if i+1 < len(steps) {
			h.Next = steps[i+1].Path
		}
	}
	return h
}
