package ui

import (
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// settingsDo changes the settings. There is no preview: it would carry new
// passwords through a page.
func (u *ui) settingsDo(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		u.fail(w, r, engine.Fail(engine.Invalid, "The form could not be read: %v", err))
		return
	}
	f := settingsFrom(r)
	var wrong map[string]string
	changes, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		if err := changed(next.Settings, f.seen); err != nil {
			return err
		}
		next.Settings, wrong = f.settings(next.Settings)
		if len(wrong) > 0 {
			return engine.Fail(engine.Invalid, "Something below could not be read. Nothing is saved yet")
		}
		return nil
	})
	switch {
	case err != nil:
		u.settingsRefused(w, r, f, wrong, err)
	case len(changes) == 0:
		u.done(w, r, view.Notice{Text: "Nothing has changed: it was like this already."}, view.PathSettings)
	default:
		u.done(w, r, view.Notice{Level: view.Good, Text: "Saved: " + changedSettings(changes) + "."}, view.PathSettings)
	}
}

// settingsRefused draws the form again. What was typed is kept, but for the
// passwords: no page shows one.
func (u *ui) settingsRefused(w http.ResponseWriter, r *http.Request, f settingsForm, wrong map[string]string, err error) {
	form := view.Form{Errors: wrong}
	status, ok := refused(&form, err, settingsField)
	if !ok {
		u.fail(w, r, err)
		return
	}
	for _, name := range []string{"mail.password", "push.token"} {
		if f.values[name] != "" && form.Errors[name] == "" {
			form.Errors[name] = "Type it again: it is not saved yet, and no page shows it."
		}
	}
	u.settingsPage(w, r, status, f, form)
}

// settingsField is the field of the form that a field of a file is.
func settingsField(p config.Problem) string {
	if p.Kind != "settings" {
		return ""
	}
	field, _, _ := strings.Cut(p.Field, "[")
	if strings.HasPrefix(field, "sms.headers") {
		return "sms.headers"
	}
	if slices.Contains(settingsFields(), field) || field == "fallback" {
		return field
	}
	return ""
}

// changedSettings names what changed, once each.
func changedSettings(changes []config.Change) string {
	var names []string
	for _, c := range changes {
		for _, f := range c.Fields {
			name, _, _ := strings.Cut(strings.ReplaceAll(f.Path, "[", "."), ".")
			if word := settingWord(name); !slices.Contains(names, word) {
				names = append(names, word)
			}
		}
	}
	return strings.Join(names, ", ")
}

func settingWord(name string) string {
	words := map[string]string{
		"public_url": "public address", "mail_domain": "mail domain", "outgoing_allow": "private ranges", "raw_days": "days to keep bodies",
		"fallback": "fallback contacts", "bundle_window": "bundling", "stale_after": "reminder of what is still open",
		"heartbeat": "outside heartbeat", "setup_hidden": "reminder of the first start", "mail": "pages by mail", "push": "pages by push", "sms": "pages by SMS",
		"oidc": "sign-in with a provider", "backup": "backups", "audit_ship": "audit log shipping", "never_block": "addresses never blocked", "setup_declined": "reminder of the first start",
	}
	return orElse(words[name], name)
}
