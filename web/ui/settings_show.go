package ui

import (
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// settingsShow is the choices for the whole box: a form for admins, facts for
// everybody else.
func (u *ui) settingsShow(w http.ResponseWriter, r *http.Request) {
	s := u.Store.Config().Settings
	u.settingsPage(w, r, http.StatusOK, settingsForm{values: settingsValues(s), fallback: s.Fallback, seen: config.Version(s)}, view.Form{})
}

func (u *ui) settingsPage(w http.ResponseWriter, r *http.Request, status int, f settingsForm, form view.Form) {
	cfg := u.Store.Config()
	form.Values = f.values
	v := view.SettingsPage{Form: form, Seen: f.seen, People: fallbackPeople(cfg, f.fallback), Stored: storedSecrets(cfg.Settings)}
	if !viewer(who(r)).CanAdmin {
		v = view.SettingsPage{Facts: settingsFacts(cfg)}
	}
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.Settings(page, v))
}

// fallbackPeople is everybody who could be chosen. Who has left stays on the
// list while they are chosen, to be taken off it.
func fallbackPeople(cfg *engine.Config, chosen []string) (list []view.SettingsPerson) {
	for _, p := range cfg.Sorted() {
		one := view.SettingsPerson{ID: p.ID, Name: p.Name, Chosen: slices.Contains(chosen, p.ID)}
		switch {
		case p.Disabled && !one.Chosen:
			continue
		case p.Disabled:
			one.Note = "has left"
		case len(p.ContactMethods) == 0:
			one.Note = "no contact method is set"
		}
		list = append(list, one)
	}
	return list
}

func storedSecrets(s engine.Settings) map[string]bool {
	return map[string]bool{
		"mail.password": s.Mail != nil && s.Mail.Password != "",
		"push.token":    s.Push != nil && s.Push.Token != "",
	}
}

// settingsValues are the fields as the form shows them, without secrets.
func settingsValues(s engine.Settings) map[string]string {
	v := map[string]string{
		"public_url": s.PublicURL, "mail_domain": s.MailDomain, "outgoing_allow": ranges(s.OutgoingAllow, "\n"), "raw_days": strconv.Itoa(s.RawDays),
		"bundle_window": orOff(s.BundleWindow), "stale_after": orOff(s.StaleAfter), "mail.tls": "starttls", "sms.method": "POST",
	}
	if m := s.Mail; m != nil {
		maps.Copy(v, map[string]string{
			"mail": "yes", "mail.host": m.Host, "mail.tls": m.TLS, "mail.port": strconv.Itoa(m.Port), "mail.user": m.User, "mail.from": m.From,
		})
	}
	if p := s.Push; p != nil {
		maps.Copy(v, map[string]string{"push": "yes", "push.server": config.Hidden(p.Server)})
	}
	if g := s.SMS; g != nil {
		maps.Copy(v, map[string]string{
			"sms": "yes", "sms.method": orElse(g.Method, "POST"), "sms.url": config.Hidden(g.URL), "sms.headers": headerLines(g.Headers), "sms.body": config.HiddenSecret(g.Body),
			"sms.to_format": g.ToFormat, "sms.success_status": g.SuccessStatus, "sms.success_contains": g.SuccessContains,
			"sms.success_match": g.SuccessMatch, "sms.provider_id": g.ProviderID,
		})
		if g.MaxRunes > 0 {
			v["sms.max_runes"] = strconv.Itoa(g.MaxRunes)
		}
	}
	if h := s.Heartbeat; h != nil {
		maps.Copy(v, map[string]string{"heartbeat.url": config.HiddenSecret(h.URL), "heartbeat.declined": h.Declined})
		if h.URL != "" {
			v["heartbeat.interval"] = config.FormatDuration(h.Interval)
		}
	}
	return v
}

func ranges(list []netip.Prefix, between string) string {
	words := make([]string, len(list))
	for i, p := range list {
		words[i] = p.String()
	}
	return strings.Join(words, between)
}

func orOff(d time.Duration) string {
	if d == 0 {
		return "off"
	}
	return config.FormatDuration(d)
}

// headerLines shows the headers that can not be secrets, and hides the rest.
func headerLines(headers map[string]string) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		value := headers[name]
		if !config.HeaderIsPublic(name) {
			value = config.HiddenSecret(value)
		}
		lines = append(lines, name+": "+value)
	}
	return strings.Join(lines, "\n")
}

// settingsFacts are the settings for those who may not change them: of the
// carriers no more than where pages go.
func settingsFacts(cfg *engine.Config) []view.Field {
	s := cfg.Settings
	var names []string
	for _, id := range s.Fallback {
		names = append(names, orElse(cfg.Users[id].Name, "somebody who is gone"))
	}
	facts := []view.Field{
		{Name: "Public address", Value: orElse(s.PublicURL, "none")},
		{Name: "Domain for mail that opens incidents", Value: orElse(s.MailDomain, "none")},
		{Name: "Private ranges that may be called", Value: orElse(ranges(s.OutgoingAllow, ", "), "none")},
		{Name: "Days to keep the bodies of events", Value: strconv.Itoa(s.RawDays)},
		{Name: "Fallback contacts", Value: orElse(strings.Join(names, ", "), "every owner, else every admin")},
		{Name: "Bundle what comes within", Value: orOff(s.BundleWindow)},
		{Name: "Page again about what is still open after", Value: orOff(s.StaleAfter)},
		{Name: "Pages by mail", Value: "no server is set"},
		{Name: "Pages by push", Value: "no server is set"},
		{Name: "Pages by SMS", Value: "no gateway is set"},
		{Name: "Outside heartbeat", Value: heartbeatFact(s.Heartbeat)},
	}
	if s.Mail != nil {
		facts[7].Value = "through " + net.JoinHostPort(s.Mail.Host, strconv.Itoa(s.Mail.Port))
	}
	if s.Push != nil {
		facts[8].Value = "through " + serverOf(s.Push.Server)
	}
	if s.SMS != nil {
		facts[9].Value = "through " + serverOf(s.SMS.URL)
	}
	if s.OIDC != nil {
		facts = append(facts, view.Field{Name: "Sign in with a provider", Value: s.OIDC.Name()})
	}
	return facts
}

func serverOf(text string) string {
	if u, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(text)); err == nil && u.Host != "" {
		return u.Host
	}
	return "a server"
}
