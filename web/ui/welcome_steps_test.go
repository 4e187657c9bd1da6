package ui

import (
	"strings"
	"testing"

	"wakeman/web/ui/view"
)

func TestStepsAreDoneByFactsAlone(t *testing.T) {
	all := welcomeFacts{Owner: "o", Base: true, Mail: "m", MailSet: true, Contact: "c", OnCall: "p", Test: "t", Heard: "h", Watched: "w"}
	for name, c := range map[string]struct {
		change func(f *welcomeFacts)
		want   string // d done, n now, l left, w without
		next   string
	}{
		"nothing":                       {func(f *welcomeFacts) { *f = welcomeFacts{} }, "nllllll", view.PathWelcome},
		"an owner":                      {func(f *welcomeFacts) { *f = welcomeFacts{Owner: "o"} }, "dnlllll", view.PathWelcomeMail},
		"all":                           {func(*welcomeFacts) {}, "ddddddd", ""},
		"mail without an address":       {func(f *welcomeFacts) { f.Base = false }, "dnddddd", view.PathWelcomeMail},
		"an address without mail":       {func(f *welcomeFacts) { f.Mail = "" }, "dnddddd", view.PathWelcomeMail},
		"nobody confirmed":              {func(f *welcomeFacts) { f.Contact = "" }, "ddndddd", view.PathWelcomeContact},
		"nobody woken":                  {func(f *welcomeFacts) { f.OnCall = "" }, "dddnddd", view.PathWelcomeOnCall},
		"no test":                       {func(f *welcomeFacts) { f.Test = "" }, "ddddndd", view.PathWelcomeTest},
		"nothing heard":                 {func(f *welcomeFacts) { f.Heard = "" }, "dddddnd", view.PathWelcomeSender},
		"not watched":                   {func(f *welcomeFacts) { f.Watched = "" }, "ddddddn", view.PathWelcomeHeartbeat},
		"doing without":                 {func(f *welcomeFacts) { f.Watched, f.Without = "", "x" }, "ddddddw", ""},
		"out of order":                  {func(f *welcomeFacts) { f.Mail, f.Test = "", "" }, "dnddldd", view.PathWelcomeMail},
		"watched after doing without":   {func(f *welcomeFacts) { f.Without = "x" }, "ddddddd", ""},
		"a fact that ends opens a step": {func(f *welcomeFacts) { f.Owner = "" }, "ndddddd", view.PathWelcome},
	} {
		f := all
		c.change(&f)
		steps := welcomeSteps(f)
		got := ""
		for _, s := range steps {
			switch {
			case s.Done && s.Grey:
				got += "w"
			case s.Done:
				got += "d"
			case s.Now:
				got += "n"
			default:
				got += "l"
			}
			if s.Fact == "" {
				t.Errorf("%s: %s says nothing", name, s.Title)
			}
		}
		next := ""
		if bar := welcomeBar(steps); bar != nil {
			next = bar.Path
			if bar.Of != 7 || bar.Done != strings.Count(got, "d")+strings.Count(got, "w") {
				t.Errorf("%s: the reminder says %d of %d", name, bar.Done, bar.Of)
			}
		}
		if got != c.want || next != c.next {
			t.Errorf("%s: %s, next %q; want %s, %q", name, got, next, c.want, c.next)
		}
	}
}

func TestEveryStepLeadsToItsNeighbours(t *testing.T) {
	steps := welcomeSteps(welcomeFacts{Owner: "o"})
	for i, s := range steps[1:] {
		h := welcomeHead(steps, s.Path)
		if h.Number != i+2 || h.Of != 7 || h.Step.Title != s.Title {
			t.Errorf("%s is step %d of %d, %s", s.Path, h.Number, h.Of, h.Step.Title)
		}
	}
	if h := welcomeHead(steps, view.PathWelcomeMail); h.Back != view.PathWelcome || h.Next != view.PathWelcomeContact {
		t.Errorf("from mail it goes to %s and %s", h.Back, h.Next)
	}
	if h := welcomeHead(steps, view.PathWelcomeHeartbeat); h.Back != view.PathWelcomeSender || h.Next != view.PathWelcome {
		t.Errorf("from the heartbeat it goes to %s and %s", h.Back, h.Next)
	}
}

func TestWhatIsLeftOnceItWorks(t *testing.T) {
	if rest := welcomeRest(1, false, false); len(rest) != 4 {
		t.Errorf("alone, without a factor and backups: %+v", rest)
	}
	if rest := welcomeRest(2, true, true); len(rest) != 1 || rest[0].Path != view.PathReadiness {
		t.Errorf("with all of it: %+v", rest)
	}
}
