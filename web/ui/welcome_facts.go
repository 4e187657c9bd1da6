package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/web/ui/view"
)

// welcomeFacts looks at what is so on the box.
func (u *ui) welcomeFacts() (welcomeFacts, error) {
	cfg := u.Store.Config()
	f := welcomeFacts{Base: u.base() != "", MailSet: cfg.Settings.Mail != nil, OnCall: u.wakesSomebody(cfg)}
	f.Watched, f.Without = u.watchedWords(cfg.Settings.Heartbeat)
	for _, user := range cfg.Sorted() {
		if user.Disabled {
			continue
		}
		if user.Role == people.Owner && f.Owner == "" {
			f.Owner = user.Name + " is the owner, in " + user.Location().String() + "."
		}
		if err := u.welcomePerson(&f, cfg.Settings, user); err != nil {
			return f, err
		}
	}
	marks, err := u.marks(cfg)
	for _, in := range cfg.Integrations {
		if at := marks[in.ID].Last; !at.IsZero() && (f.Heard == "" || in.Name < f.Heard) {
			f.Heard = in.Name
		}
	}
	if f.Heard != "" {
		f.Heard += " was heard."
	}
	return f, err
}

// welcomePerson adds what one person's contact methods prove.
func (u *ui) welcomePerson(f *welcomeFacts, s engine.Settings, user people.User) error {
	for _, m := range user.ContactMethods {
		served := u.unserved(s, m) == ""
		confirmed := served && !verifiedAt(m).IsZero()
		if confirmed && f.Contact == "" {
			f.Contact = user.Name + ": " + view.ChannelWords(string(m.Type), m.Label) + " is confirmed."
		}
		if confirmed && m.Type == notify.Email && f.Mail == "" {
			f.Mail = "A mail to " + m.Address + " arrived."
		}
		d, found, err := u.Store.LastTest(user.ID, m.ID)
		if err != nil {
			return err
		}
		if !found || !served || d.Address != m.Address || d.Channel != string(m.Type) {
			continue
		}
		if at := answeredAt(d); !at.IsZero() && f.Test == "" {
			f.Test = fmt.Sprintf("%s acknowledged a test page after %s.", user.Name, view.Answer(at.Sub(d.CreatedAt)))
		}
		if d.State == engine.Sent && m.Type == notify.Email && f.Mail == "" {
			f.Mail = "The mail server took a test page to " + m.Address + "."
		}
	}
	return nil
}

// wakesSomebody is the first service whose policy reaches somebody now.
func (u *ui) wakesSomebody(cfg *engine.Config) string {
	for _, line := range u.wakes(cfg) {
		return line.Name + " wakes " + line.Value + "."
	}
	return ""
}

// wakes are the services that wake somebody, with whom first.
func (u *ui) wakes(cfg *engine.Config) (list []view.Field) {
	for _, s := range cfg.ServicesByName() {
		p, ok := cfg.Policies[s.Policy]
		if !ok || s.Disabled || s.Sandbox {
			continue
		}
		var names []string
		for _, step := range p.Steps {
			for _, a := range cfg.Means(p, step.Targets, people.High, u.Now()).Found {
				if user := cfg.Users[a.User]; len(user.ContactMethods) > 0 && !slices.Contains(names, user.Name) {
					names = append(names, user.Name)
				}
			}
		}
		if len(names) > 0 {
			list = append(list, view.Field{Name: s.Name, Value: strings.Join(names, ", then ")})
		}
	}
	return list
}

// watchedWords are the fact about the heartbeat, or about doing without it. One
// that has not got out yet is not a fact.
func (u *ui) watchedWords(h *engine.HeartbeatSettings) (watched, without string) {
	switch {
	case h == nil:
		return "", ""
	case h.URL == "":
		return "", sentence("There is none, by choice: " + h.Declined)
	case u.Heartbeat == nil:
		return "", ""
	}
	if state := u.Heartbeat(); !state.LastOK.IsZero() {
		return "A heartbeat goes to " + serverOf(h.URL) + ".", ""
	}
	return "", ""
}

// through is when the first start was seen to be through, under which configuration.
type through struct {
	cfg *engine.Config
	at  time.Time
}

// throughFor is how long that is believed while the configuration stays: who is on
// call changes by the clock, too, and to look at each page is dear.
const throughFor = time.Minute

// setupBar is the reminder for admins; nil when all is done, or nobody is to be
// reminded.
func (u *ui) setupBar(role people.Role) *view.SetupBar {
	if u.Demo || !role.AtLeast(people.Admin) || u.Store.Config().Settings.SetupHidden {
		return nil
	}
	cfg, now := u.Store.Config(), u.Now()
	if seen := u.through.Load(); seen != nil && seen.cfg == cfg && now.Sub(seen.at) < throughFor {
		return nil
	}
	f, err := u.welcomeFacts()
	if err != nil {
		return nil // a reminder is not worth failing a page for
	}
	bar := welcomeBar(welcomeSteps(f))
	if bar == nil {
		u.through.Store(&through{cfg, now})
	}
	return bar
}
