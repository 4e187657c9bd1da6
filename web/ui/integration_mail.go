package ui

import (
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// mailTaken says in words whose mail an integration takes; nil: it is not for mail.
func mailTaken(in engine.Integration) *view.MailTaken {
	if in.Type != view.MailIn && in.Mail.IsZero() {
		return nil
	}
	if in.Mail.IsZero() {
		return &view.MailTaken{Lines: []string{"Everybody who knows the address may open and resolve incidents by mail."}}
	}
	v := &view.MailTaken{}
	add := func(what string, list []string) {
		if len(list) > 0 {
			v.Lines = append(v.Lines, what+" "+strings.Join(list, ", ")+".")
		}
	}
	add("Incidents are opened for mail from", in.Mail.AllowFrom)
	add("They are resolved and acknowledged by mail from", in.Mail.ResolveFrom)
	add("Mail is taken from the networks", words(in.Mail.Networks))
	if in.Mail.Require != "" {
		v.Lines = append(v.Lines, "Mail from outside must pass "+strings.ToUpper(in.Mail.Require)+", unless the DNS does not answer.")
	}
	if in.Mail.Refuse {
		v.Lines = append(v.Lines, "Everything else is refused.")
	} else {
		v.Lines = append(v.Lines, "Everything else is kept in quarantine, without effect, until somebody lets it in.")
	}
	return v
}

func words(list []netip.Prefix) (all []string) {
	for _, p := range list {
		all = append(all, p.String())
	}
	return all
}

func mailForm(in engine.Integration, s engine.Service, f view.Form, seen string) view.IntegrationFormPage {
	return view.IntegrationFormPage{Service: view.Ref{ID: s.ID, Name: s.Name}, ID: in.ID, Name: in.Name, Form: f, Seen: seen}
}

// integrationMailShow is the form that says whose mail is taken.
func (u *ui) integrationMailShow(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	m := in.Mail
	if m == nil {
		m = &engine.MailIntake{}
	}
	form := view.Form{Values: map[string]string{
		"allow_from": strings.Join(m.AllowFrom, "\n"), "resolve_from": strings.Join(m.ResolveFrom, "\n"),
		"networks": strings.Join(words(m.Networks), "\n"), "quarantine": "yes", "require": m.Require,
	}}
	if m.Refuse {
		form.Values["quarantine"] = ""
	}
	u.draw(w, r, http.StatusOK, view.IntegrationMail(u.page(r), mailForm(in, s, form, config.Version(in))))
}

// integrationMail saves whose mail is taken.
func (u *ui) integrationMail(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	rules, form := typedMail(r)
	status, seen := http.StatusBadRequest, r.PostFormValue("seen")
	if !form.Failed() {
		err := u.changeIntegration(r, in.ID, func(next *engine.Config, in engine.Integration) {
			in.Mail = rules
			next.Integrations[in.ID] = in
		})
		if err == nil {
			u.done(w, r, view.Notice{Level: view.Good, Text: "Saved. It holds from the next mail on."}, view.IntegrationPath(s.ID, in.ID))
			return
		}
		var is bool
		if status, is = refused(&form, err, mailField); !is {
			u.fail(w, r, err)
			return
		}
		if status == http.StatusConflict {
			seen = config.Version(in)
		}
	}
	u.draw(w, r, status, view.IntegrationMail(u.page(r), mailForm(in, s, form, seen)))
}

func mailField(p config.Problem) string {
	_, field, _ := strings.Cut(p.Field, ".mail.")
	field, _, _ = strings.Cut(field, "[")
	return field
}

// typedMail reads the form; what takes everybody's mail is nil.
func typedMail(r *http.Request) (*engine.MailIntake, view.Form) {
	f := view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	typed := func(field string) []string {
		f.Values[field] = cut(r.PostFormValue(field), 20_000)
		return strings.FieldsFunc(f.Values[field], func(c rune) bool { return strings.ContainsRune(" ,;\r\n\t", c) })
	}
	m := &engine.MailIntake{AllowFrom: senders(&f, "allow_from", typed("allow_from")), ResolveFrom: senders(&f, "resolve_from", typed("resolve_from"))}
	for _, word := range typed("networks") {
		p, ok := config.ParsePrefix(word)
		if !ok {
			say(&f, "networks", strconv.Quote(cut(word, 60))+" is not an address or range; write it like 192.0.2.10, 192.0.2.0/24 or fd00::/8")
			continue
		}
		m.Networks = append(m.Networks, p)
	}
	f.Values["require"] = cut(r.PostFormValue("require"), 20)
	if m.Require = f.Values["require"]; !slices.Contains([]string{"", "spf", "dkim", "dmarc"}, m.Require) {
		say(&f, "require", "Choose one of the list.")
	}
	f.Values["quarantine"] = r.PostFormValue("quarantine")
	m.Refuse = f.Values["quarantine"] == ""
	if m.IsZero() {
		return nil, f
	}
	return m, f
}

func senders(f *view.Form, field string, typed []string) (list []string) {
	for _, word := range typed {
		sender, ok := config.ParseMailSender(word)
		switch {
		case !ok:
			say(f, field, strconv.Quote(cut(word, 60))+" is not a sender; write it like ups@example.net, or @example.net for all of a domain")
		case !slices.Contains(list, sender):
			list = append(list, sender)
		}
	}
	return list
}
