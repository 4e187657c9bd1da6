package ui

import (
	"net/http"
	"strconv"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/heard"
	"wakeman/web/sample"
	"wakeman/web/ui/view"
)

// integrationOf is the integration a request names, with its service; without it
// the answer is given.
func (u *ui) integrationOf(w http.ResponseWriter, r *http.Request) (engine.Integration, engine.Service, bool) {
	cfg := u.Store.Config()
	in, ok := cfg.Integrations[r.PathValue("integration")]
	if !ok || in.Service != r.PathValue("id") {
		u.notFound(w, r)
		return in, engine.Service{}, false
	}
	return in, cfg.Services[in.Service], true
}

// senderBase is how senders reach the box, and whether that is a guess; "" for
// who may not see keys.
func (u *ui) senderBase(r *http.Request) (base string, guessed bool) {
	if !who(r).Role.AtLeast(people.Admin) {
		return "", false
	}
	if base = u.base(); base != "" {
		return base, false
	}
	return "http://" + r.Host, true
}

// integrationShow is one integration: its address, whether it is heard, how
// senders are pointed at it.
func (u *ui) integrationShow(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	form := view.Form{Values: map[string]string{"from": cut(r.FormValue("from"), 400)}}
	if form.Values["from"] == "" {
		last, err := sample.SenderOf(u.Store, in, "")
		if err != nil {
			u.fail(w, r, err)
			return
		}
		form.Values["from"] = last.From
	}
	u.drawIntegration(w, r, http.StatusOK, in, s, form)
}

// drawIntegration is the page of an integration; test is the form of the test event.
func (u *ui) drawIntegration(w http.ResponseWriter, r *http.Request, status int, in engine.Integration, s engine.Service, test view.Form) {
	cfg := u.Store.Config()
	m, err := heard.Of(u.Store, in, u.Now())
	if err != nil {
		u.fail(w, r, err)
		return
	}
	base, guessed := u.senderBase(r)
	v := view.IntegrationPage{
		Integration: u.connection(cfg, in, m, base), Service: view.Ref{ID: s.ID, Name: s.Name}, Sandbox: s.Sandbox, Disabled: s.Disabled,
		Mail: mailTaken(in), MailRules: mailRuleCount(in), Signing: signingOf(in), Taught: taughtOf(in), Watchdog: watchdogOf(in),
		TestForm: test,
	}
	if v.Newest, err = u.newest(cfg, in); err != nil {
		u.fail(w, r, err)
		return
	}
	if v.Refused, err = u.refusedWith(in.Key); err != nil {
		u.fail(w, r, err)
		return
	}
	if base != "" {
		v.Setup = view.Senders(plug(cfg, in, base))
	}
	if guessed {
		v.Guessed = base
	}
	if v.Test, err = u.testResult(cfg, in, r.FormValue("test")); err != nil {
		u.fail(w, r, err)
		return
	}
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.IntegrationOne(p, v))
}

// watchdogOf is the id of an integration by which an alert can come that always
// fires, and can be a heartbeat.
func watchdogOf(in engine.Integration) string {
	if in.Type == "alertmanager" {
		return in.ID
	}
	return ""
}

// testResult is what the event log has of a test event of this integration.
func (u *ui) testResult(cfg *engine.Config, in engine.Integration, seq string) (*view.TestResult, error) {
	number, err := strconv.ParseUint(seq, 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // an address typed by hand shows no result
	}
	p, _, found, err := u.Store.Post(number)
	if err != nil || !found || p.Integration != in.ID || p.Via != engine.ViaTest || len(p.Events) == 0 {
		return nil, err
	}
	v := &view.TestResult{Event: eventRow(cfg, p, 0)}
	if p.Events[0].Fate != engine.Noted { // whose reason has them
		for _, note := range p.Events[0].Mended {
			v.Notes = append(v.Notes, sentence(note))
		}
	}
	return v, nil
}

// connections are the ways into a service. Their keys are secrets: without base
// they are left out.
func (u *ui) connections(cfg *engine.Config, s engine.Service, marks map[string]heard.Mark, base string) []view.Integration {
	var list []view.Integration
	for _, in := range cfg.IntegrationsOf(s.ID) {
		list = append(list, u.connection(cfg, in, marks[in.ID], base))
	}
	return list
}

func (u *ui) connection(cfg *engine.Config, in engine.Integration, m heard.Mark, base string) view.Integration {
	c := view.Integration{ID: in.ID, Service: in.Service, Name: in.Name, Kind: integrationKind(in.Type)}
	u.marked(&c, in, m)
	if base != "" {
		door(cfg, in, base, &c)
	}
	return c
}
