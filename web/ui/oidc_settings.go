package ui

import (
	"errors"
	"net/http"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// providerForm is what was typed, without the secret.
type providerForm struct {
	values map[string]string
	secret string
	seen   string
}

func providerFrom(r *http.Request) providerForm {
	f := providerForm{values: map[string]string{}, seen: r.PostFormValue("seen"), secret: strings.TrimSpace(cut(r.PostFormValue("client_secret"), 5000))}
	for _, name := range []string{"on", "issuer", "client_id", "label", "allow_domains", "create_as"} {
		f.values[name] = strings.TrimSpace(strings.ReplaceAll(cut(r.PostFormValue(name), 5000), "\r\n", "\n"))
	}
	return f
}

// settings are what the form says; nil for none. A secret that is left empty is
// the old one, unless it would go to another server.
func (f providerForm) settings(old *engine.OIDCSettings) (s *engine.OIDCSettings, wrong map[string]string) {
	v := f.values
	if v["on"] == "" {
		if old == nil && v["issuer"]+v["client_id"]+f.secret != "" {
			return nil, map[string]string{"on": "Tick this, or empty the fields below: as it is, they would be lost."}
		}
		return nil, nil
	}
	s = &engine.OIDCSettings{
		Issuer: v["issuer"], ClientID: v["client_id"], ClientSecret: f.secret, Label: v["label"], CreateAs: people.Role(v["create_as"]),
		AllowDomains: strings.FieldsFunc(v["allow_domains"], func(c rune) bool { return c == '\n' || c == ',' || c == ' ' }),
	}
	if len(s.AllowDomains) == 0 {
		s.AllowDomains = nil
	}
	if f.secret == "" && old != nil && old.ClientSecret != "" {
		if s.ClientSecret = old.ClientSecret; config.Elsewhere(s.Issuer, old.Issuer) {
			return s, map[string]string{"client_secret": "Type the secret again: what is stored is not sent to another address."}
		}
	}
	return s, nil
}

func providerValues(s *engine.OIDCSettings) map[string]string {
	if s == nil {
		return map[string]string{}
	}
	return map[string]string{
		"on": "yes", "issuer": s.Issuer, "client_id": s.ClientID, "label": s.Label, "allow_domains": strings.Join(s.AllowDomains, "\n"), "create_as": string(s.CreateAs),
	}
}

// providerShow is the form.
func (u *ui) providerShow(w http.ResponseWriter, r *http.Request) {
	s := u.Store.Config().Settings.OIDC
	u.providerPage(w, r, http.StatusOK, view.ProviderPage{Form: view.Form{Values: providerValues(s)}, Seen: config.Version(s)})
}

func (u *ui) providerPage(w http.ResponseWriter, r *http.Request, status int, v view.ProviderPage) {
	s := u.Store.Config().Settings.OIDC
	v.Stored = s != nil && s.ClientSecret != ""
	v.Return, v.Public = u.returnAddress(r)
	u.draw(w, r, status, view.ProviderSettings(u.noticed(w, r), v))
}

// providerSave changes the settings.
func (u *ui) providerSave(w http.ResponseWriter, r *http.Request) {
	f := providerFrom(r)
	var wrong map[string]string
	changes, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		if err := changed(next.Settings.OIDC, f.seen); err != nil {
			return err
		}
		if next.Settings.OIDC, wrong = f.settings(next.Settings.OIDC); len(wrong) > 0 {
			return engine.Fail(engine.Invalid, "Something below could not be read. Nothing is saved yet")
		}
		return nil
	})
	switch {
	case err != nil:
		u.providerRefused(w, r, f, wrong, err)
	case len(changes) == 0:
		u.done(w, r, view.Notice{Text: "Nothing has changed: it was like this already."}, view.PathSettingsSignIn)
	case f.values["on"] == "":
		u.done(w, r, view.Notice{Level: view.Good, Text: "Saved: people sign in with their passwords only."}, view.PathSettingsSignIn)
	default:
		u.done(w, r, view.Notice{Level: view.Good, Text: "Saved. Now try it in another browser, before you rely on it."}, view.PathSettingsSignIn)
	}
}

// providerRefused draws the form again with what was typed, but for the secret.
func (u *ui) providerRefused(w http.ResponseWriter, r *http.Request, f providerForm, wrong map[string]string, err error) {
	form := view.Form{Values: f.values, Errors: wrong}
	status, ok := refused(&form, err, providerField)
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.providerPage(w, r, status, view.ProviderPage{Form: f.again(form), Seen: f.seen})
}

// again asks for a secret that was typed: no page shows it.
func (f providerForm) again(form view.Form) view.Form {
	if f.secret == "" || form.Errors["client_secret"] != "" {
		return form
	}
	if form.Errors == nil {
		form.Errors = map[string]string{}
	}
	form.Errors["client_secret"] = "Type it again: it is not saved yet, and no page shows it."
	return form
}

// providerField is the field of the form that a field of a file is.
func providerField(p config.Problem) string {
	field, ok := strings.CutPrefix(p.Field, "oidc.")
	if p.Kind != "settings" || !ok {
		return ""
	}
	field, _, _ = strings.Cut(field, "[")
	return field
}

// providerTest asks the issuer that was typed whether it is one, and saves
// nothing.
func (u *ui) providerTest(w http.ResponseWriter, r *http.Request) {
	f := providerFrom(r)
	v := view.ProviderPage{Form: f.again(view.Form{Values: f.values}), Seen: f.seen}
	err := u.tested(r, f)
	failure, ok := errors.AsType[*engine.Failure](err)
	switch {
	case err == nil:
		v.TestedWell, v.Tested = true, "It answers, and it is an OpenID provider. Whether it knows the client shows at the first sign-in."
	case ok && failure.Code == engine.Invalid:
		v.Tested = sentence(failure.Message)
	default:
		u.fail(w, r, err)
		return
	}
	u.providerPage(w, r, http.StatusOK, v)
}

// tested holds what was typed to the rules of the settings before anything is
// called.
func (u *ui) tested(r *http.Request, f providerForm) error {
	_, err := config.Edit(u.Store.Config(), u.Now(), func(next *engine.Config) error {
		next.Settings.OIDC = &engine.OIDCSettings{Issuer: f.values["issuer"], ClientID: "test"}
		return nil
	})
	problems, ok := errors.AsType[config.Problems](err)
	switch {
	case ok && len(problems) > 0:
		return engine.Fail(engine.Invalid, "the issuer %s", problems[0].Message)
	case err != nil:
		return err
	}
	return u.Auth.CheckProvider(r, f.values["issuer"])
}
