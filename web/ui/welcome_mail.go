package ui

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// welcomeMailFields are the settings that the step about mail asks for.
func welcomeMailFields() []string {
	return strings.Fields("public_url outgoing_allow mail.host mail.tls mail.port mail.user mail.password mail.from")
}

// welcomeMail asks for the address of the box and for a mail server.
func (u *ui) welcomeMail(w http.ResponseWriter, r *http.Request) {
	s := u.Store.Config().Settings
	values := settingsValues(s)
	if values["public_url"] == "" {
		values["public_url"] = orElse(u.base(), openedUnder(r))
	}
	if s.Mail == nil {
		values["mail.from"] = "Wakeman <" + who(r).User.Email + ">"
	}
	u.welcomeMailPage(w, r, http.StatusOK, view.Form{Values: values}, config.Version(s))
}

// openedUnder is the address that a browser reached this page by.
func openedUnder(r *http.Request) string {
	if auth.ClientOf(r).TLS {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (u *ui) welcomeMailPage(w http.ResponseWriter, r *http.Request, status int, form view.Form, seen string) {
	u.atStep(w, r, view.PathWelcomeMail, func(head view.WelcomeHead) {
		s, user := u.Store.Config().Settings, who(r).User
		v := view.WelcomeMail{
			WelcomeHead: head, Form: form, Seen: seen, Set: s.Mail != nil, Stored: s.Mail != nil && s.Mail.Password != "", To: user.Email,
		}
		if m, there := mailMethod(u.Store.Config().Users[user.ID]); there {
			v.To = m.Address
			last, err := u.lastMail(user.ID, m)
			if err != nil {
				u.fail(w, r, err)
				return
			}
			v.Last = last
		}
		u.draw(w, r, status, view.WelcomeMailStep(u.welcomePage(w, r), v))
	})
}

// mailMethod is the way a person gets mail, best their own address.
func mailMethod(user people.User) (found people.ContactMethod, there bool) {
	for _, m := range user.ContactMethods {
		if m.Type == notify.Email && (!there || strings.EqualFold(m.Address, user.Email)) {
			found, there = m, true
		}
	}
	return found, there
}

// welcomeMailSave takes the form over into the settings; the others stay.
func (u *ui) welcomeMailSave(w http.ResponseWriter, r *http.Request) {
	typed := map[string]string{}
	for _, name := range welcomeMailFields() {
		typed[name] = strings.TrimSpace(cut(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"), maxTyped))
	}
	seen := cut(r.PostFormValue("seen"), 100)
	var wrong map[string]string
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		if err := changed(next.Settings, seen); err != nil {
			return err
		}
		f := settingsForm{values: settingsValues(next.Settings), fallback: next.Settings.Fallback}
		maps.Copy(f.values, typed)
		if f.values["mail"] = ""; typed["mail.host"]+typed["mail.user"]+typed["mail.password"] != "" {
			f.values["mail"] = checked
		}
		next.Settings, wrong = f.settings(next.Settings)
		if len(wrong) > 0 {
			return engine.Fail(engine.Invalid, "Something below could not be read. Nothing is saved yet")
		}
		return nil
	})
	if err != nil {
		u.welcomeMailRefused(w, r, typed, seen, wrong, err)
		return
	}
	said := "Saved. Now see whether a mail arrives."
	if u.Store.Config().Settings.Mail == nil {
		said = "Saved. Without a mail server no mail leaves the box."
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: said}, view.PathWelcomeMail)
}

func (u *ui) welcomeMailRefused(w http.ResponseWriter, r *http.Request, typed map[string]string, seen string, wrong map[string]string, err error) {
	form := view.Form{Values: typed, Errors: wrong}
	status, ok := refused(&form, err, func(p config.Problem) string {
		if field := settingsField(p); slices.Contains(welcomeMailFields(), field) {
			return field
		}
		return ""
	})
	if !ok {
		u.fail(w, r, err)
		return
	}
	if typed["mail.password"] != "" && form.Errors["mail.password"] == "" {
		form.Errors["mail.password"] = "Type it again: it is not saved yet, and no page shows it."
	}
	u.welcomeMailPage(w, r, status, form, seen)
}

// welcomeMailTest sends the viewer a code by mail, and makes mail one of their
// contact methods if it is none yet.
func (u *ui) welcomeMailTest(w http.ResponseWriter, r *http.Request) {
	user := u.Store.Config().Users[who(r).User.ID]
	m, there := mailMethod(user)
	if !there {
		m = people.ContactMethod{ID: config.NewID("contact_method"), Label: firstLabel(user, notify.Email), Type: notify.Email, Address: user.Email}
		err := u.changePerson(r, user.ID, func(now *people.User) error {
			now.ContactMethods = append(now.ContactMethods, m)
			return nil
		})
		if err != nil {
			u.fail(w, r, err)
			return
		}
		user = u.Store.Config().Users[user.ID]
		m, _ = user.Method(m.ID)
	}
	u.sendCode(w, r, subject{User: user, base: view.PathProfile}, m, "")
}
