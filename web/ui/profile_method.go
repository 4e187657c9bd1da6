package ui

import (
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/web/ui/view"
)

// channels are what can be added, best first.
func channels() []notify.Channel {
	return []notify.Channel{notify.Push, notify.SMS, notify.Email, notify.Webhook}
}

// methodNew asks for the kind of a new contact method, then for its address.
func (u *ui) methodNew(w http.ResponseWriter, r *http.Request, s subject) {
	channel := r.FormValue("type")
	form := view.Form{Values: map[string]string{"label": firstLabel(s.User, notify.Channel(channel))}}
	u.methodForm(w, r, http.StatusOK, s, people.ContactMethod{Type: notify.Channel(channel)}, form, "")
}

// firstLabel names a method until somebody says better.
func firstLabel(user people.User, channel notify.Channel) string {
	name := map[notify.Channel]string{notify.Push: "phone", notify.SMS: "mobile", notify.Email: "mail", notify.Webhook: "webhook"}[channel]
	taken := func(label string) bool {
		return slices.ContainsFunc(user.ContactMethods, func(m people.ContactMethod) bool { return strings.EqualFold(m.Label, label) })
	}
	for n := 2; taken(name) && n < 100; n++ {
		name = strings.TrimRight(name, "0123456789 ") + " " + itoa(n)
	}
	return name
}

// methodEdit is the form of a contact method.
func (u *ui) methodEdit(w http.ResponseWriter, r *http.Request, s subject) {
	m, found := s.Method(r.PathValue("method"))
	if !found {
		u.notFound(w, r)
		return
	}
	form := view.Form{Values: map[string]string{"label": m.Label, "address": m.Address}}
	u.methodForm(w, r, http.StatusOK, s, m, form, config.Version(m))
}

func (u *ui) methodForm(w http.ResponseWriter, r *http.Request, status int, s subject, m people.ContactMethod, form view.Form, seen string) {
	v := view.MethodForm{Form: form, Base: s.base, ID: m.ID, Whose: s.owner(r), Seen: seen, HasKey: m.Secret != ""}
	settings := u.Store.Config().Settings
	for _, c := range channels() {
		if c == m.Type {
			v.Channel = string(c)
		}
		v.Channels = append(v.Channels, view.ChannelChoice{Channel: string(c), Problem: sentence(u.unserved(settings, people.ContactMethod{Type: c}))})
	}
	u.draw(w, r, status, view.ContactMethod(u.page(r), v))
}

// methodAdd adds a contact method.
func (u *ui) methodAdd(w http.ResponseWriter, r *http.Request, s subject) {
	form := view.Form{Values: typed(r, "label", "address")}
	m := people.ContactMethod{Type: notify.Channel(r.PostFormValue("type"))}
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		m.ID = config.NewID("contact_method")
		next, err := methodFrom(r, m, form.Values)
		user.ContactMethods = append(user.ContactMethods, next)
		return err
	})
	if err == nil {
		u.methodChanged(w, r, s, m, "Added.")
		return
	}
	m.ID = ""
	u.methodRefused(w, r, s, m, form, err)
}

// methodSave changes a contact method.
func (u *ui) methodSave(w http.ResponseWriter, r *http.Request, s subject) {
	m, found := s.Method(r.PathValue("method"))
	if !found {
		u.notFound(w, r)
		return
	}
	form := view.Form{Values: typed(r, "label", "address")}
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		now, _ := user.Method(m.ID)
		if err := changed(now, r.PostFormValue("seen")); err != nil {
			return err
		}
		next, err := methodFrom(r, now, form.Values)
		at := slices.IndexFunc(user.ContactMethods, func(x people.ContactMethod) bool { return x.ID == m.ID })
		user.ContactMethods[at] = next
		return err
	})
	if err == nil {
		u.methodChanged(w, r, s, m, "Saved.")
		return
	}
	u.methodRefused(w, r, s, m, form, err)
}

// methodChanged sends a code to an address that is new.
func (u *ui) methodChanged(w http.ResponseWriter, r *http.Request, s subject, was people.ContactMethod, said string) {
	now, found := u.Store.Config().Users[s.ID].Method(was.ID)
	if !found || now.SameAddress(was) {
		u.done(w, r, view.Notice{Level: view.Good, Text: said + u.untold(r, s)}, s.base)
		return
	}
	u.sendCode(w, r, s, now, said+u.untold(r, s))
}

// methodFrom takes over what was typed. A signing key that was left empty stays.
func methodFrom(r *http.Request, m people.ContactMethod, typed map[string]string) (people.ContactMethod, error) {
	address, why := config.Address(m.Type, typed["address"])
	switch {
	case !slices.Contains(channels(), m.Type):
		return m, engine.Fail(engine.Invalid, "Choose push, SMS, mail or webhook")
	case typed["address"] == "":
		return m, wrongField("address", "this is needed")
	case why != "":
		return m, wrongField("address", why)
	case typed["label"] == "":
		return m, wrongField("label", "a name is needed")
	}
	m.Label, m.Address = typed["label"], address
	if secret := cut(r.PostFormValue("secret"), 2000); secret != "" && m.Type == notify.Webhook {
		m.Secret = secret
	}
	return m, nil
}

func (u *ui) methodRefused(w http.ResponseWriter, r *http.Request, s subject, m people.ContactMethod, form view.Form, err error) {
	status, ok := refused(&form, err, lastName)
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.methodForm(w, r, status, s, m, form, cut(r.PostFormValue("seen"), 100))
}

// methodRemoval asks before a contact method is deleted.
func (u *ui) methodRemoval(w http.ResponseWriter, r *http.Request, s subject) {
	m, found := s.Method(r.PathValue("method"))
	if !found {
		u.notFound(w, r)
		return
	}
	effects := []string{"No page goes to " + m.Address + " any more; one on its way is stopped."}
	if n := rulesWith(s.User, m.ID); n > 0 {
		effects = append(effects, plural(n, "rule or reminder uses it and goes with it.", "rules and reminders use it and go with it."))
	}
	if len(s.ContactMethods) == 1 {
		effects = append(effects, "It is the last one: afterwards no page reaches "+orElse(s.owner(r), "you")+".")
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), view.ConfirmPage{
		Title: "Delete " + m.Label + "?", Effects: effects, Yes: "Delete " + m.Label,
		PostPath: view.MethodDelete(s.base, m.ID), NoPath: s.base, Hidden: []view.Field{{Name: "seen", Value: config.Version(m)}},
	}))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return itoa(n) + " " + many
}

func rulesWith(user people.User, method string) (n int) {
	for _, rule := range user.NotificationRules {
		if rule.Method == method {
			n++
		}
	}
	for _, rule := range user.HandoffRules {
		if rule.Method == method {
			n++
		}
	}
	return n
}

// methodDelete deletes a contact method with the rules that use it.
func (u *ui) methodDelete(w http.ResponseWriter, r *http.Request, s subject) {
	id := r.PathValue("method")
	m, found := s.Method(id)
	if !found {
		u.pressed(w, r, s, nil, "It is deleted.")
		return
	}
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		now, _ := user.Method(id)
		if err := changed(now, r.PostFormValue("seen")); err != nil {
			return engine.Fail(engine.Conflict, "Somebody else has changed it since you opened the page: look again")
		}
		user.ContactMethods = slices.DeleteFunc(user.ContactMethods, func(m people.ContactMethod) bool { return m.ID == id })
		user.NotificationRules = slices.DeleteFunc(user.NotificationRules, func(n people.NotificationRule) bool { return n.Method == id })
		user.HandoffRules = slices.DeleteFunc(user.HandoffRules, func(h people.HandoffRule) bool { return h.Method == id })
		return nil
	})
	u.pressed(w, r, s, err, m.Label+" is deleted.")
}

// methodWake sends a real message by the whole path of a page.
func (u *ui) methodWake(w http.ResponseWriter, r *http.Request, s subject) {
	m, found := s.Method(r.PathValue("method"))
	if !found {
		u.notFound(w, r)
		return
	}
	_, err := u.Engine.TestPage(r.Context(), who(r).Actor("ui"), s.ID, m.ID)
	switch {
	case engine.CodeOf(err) == engine.Conflict:
		var form view.Form
		_, _ = refused(&form, err, nil)
		u.done(w, r, view.Notice{Level: view.Warning, Text: form.Problem}, s.base)
	case err != nil:
		u.fail(w, r, err)
	default:
		u.done(w, r, view.Notice{Text: "A test is on its way by " + m.Label + ". What comes of it stands beside it."}, s.base)
	}
}
