package ui

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
	"wakeman/web/upkeep"
)

// shippingShow is where the ends of the audit log go.
func (u *ui) shippingShow(w http.ResponseWriter, r *http.Request) {
	to := u.Store.Config().Settings.AuditShip
	u.shippingPage(w, r, http.StatusOK, view.Form{Values: shippingValues(to, "\n")}, config.Version(to))
}

func shippingValues(to []string, between string) map[string]string {
	mails, syslogs := config.ShipPlaces(to)
	return map[string]string{"mail": strings.Join(mails, between), "syslog": strings.Join(syslogs, between)}
}

func (u *ui) shippingPage(w http.ResponseWriter, r *http.Request, status int, form view.Form, seen string) {
	s := u.Upkeep.Shipping()
	if s.Fixed["audit_ship"] != "" {
		form.Values = shippingValues(s.To, ", ")
	}
	mails, _ := config.ShipPlaces(s.To)
	v := view.ShippingPage{Form: form, Seen: seen, Fixed: s.Fixed, Broken: s.Broken, NoMail: len(mails) > 0 && u.Store.Config().Settings.Mail == nil}
	for _, p := range s.Places {
		v.Places = append(v.Places, view.PlaceRow{Address: strings.TrimPrefix(p.Address, "mailto:"), OK: p.OK, Tried: p.Tried, Problem: sentence(p.Problem)})
	}
	u.draw(w, r, status, view.Shipping(u.noticed(w, r), v))
}

// shippingSave changes where they go.
func (u *ui) shippingSave(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	var to []string
	field := map[int]string{} // of each entry
	for _, name := range []string{"syslog", "mail"} {
		form.Values[name] = strings.TrimSpace(strings.ReplaceAll(cut(r.PostFormValue(name), maxTyped), "\r\n", "\n"))
		for line := range strings.Lines(form.Values[name]) {
			if line = strings.TrimSpace(line); line != "" {
				field[len(to)] = name
				to = append(to, map[string]string{"mail": "mailto:"}[name]+line)
			}
		}
	}
	seen := r.PostFormValue("seen")
	if by := u.Upkeep.Shipping().Fixed["audit_ship"]; by != "" {
		u.fail(w, r, fixedAtStart(by))
		return
	}
	changes, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		if err := changed(next.Settings.AuditShip, seen); err != nil {
			return err
		}
		next.Settings.AuditShip = to
		return nil
	})
	if err != nil {
		status, ok := refused(&form, err, func(p config.Problem) string { return field[indexOf(p.Field)] })
		if !ok {
			u.fail(w, r, err)
			return
		}
		u.shippingPage(w, r, status, form, seen)
		return
	}
	n := view.Notice{Text: "Nothing has changed: it was like this already."}
	switch {
	case len(changes) > 0 && len(to) == 0:
		n = view.Notice{Level: view.Warning, Text: "Saved. The end of the audit log is sent nowhere."}
	case len(changes) > 0:
		n = view.Notice{Level: view.Good, Text: "Saved. Ship now, to see that it gets there."}
	}
	u.done(w, r, n, view.PathSettingsAudit)
}

// fixedAtStart refuses what the process was started with.
func fixedAtStart(by string) error {
	return engine.Fail(engine.Conflict, "This was set when Wakeman was started (%s), and can not be changed here", by)
}

// indexOf is the number in audit_ship[3]; -1 without one.
func indexOf(field string) int {
	_, rest, ok := strings.Cut(field, "[")
	n := 0
	for _, c := range strings.TrimSuffix(rest, "]") {
		n = n*10 + int(c-'0')
	}
	if !ok {
		return -1
	}
	return n
}

// shipNow sends the end, and says how it went.
func (u *ui) shipNow(w http.ResponseWriter, r *http.Request) {
	s, err := u.Upkeep.Ship(r.Context(), who(r).Actor("ui"))
	n := view.Notice{Level: view.Good, Text: "The end of the audit log was sent everywhere."}
	switch {
	case engine.CodeOf(err) == engine.Conflict:
		var form view.Form
		_, _ = refused(&form, err, nil)
		n = view.Notice{Level: view.Warning, Text: form.Problem}
	case err != nil:
		u.fail(w, r, err)
		return
	case !s.Well():
		n = view.Notice{Level: view.Bad, Text: "It did not get everywhere: " + shipTrouble(s)}
	}
	u.done(w, r, n, view.PathSettingsAudit)
}

func shipTrouble(s upkeep.Shipping) string {
	for _, p := range s.Places {
		if p.Problem != "" {
			return strings.TrimPrefix(p.Address, "mailto:") + ": " + sentence(p.Problem)
		}
	}
	return "nothing was sent."
}

// shippingPatience is how long a place may be without the end of the audit log
// before that is an error: it is sent each hour.
const shippingPatience = 24 * time.Hour

// shippingCheck says on the health page whether the ends of the audit log leave the
// box; nothing where no place is set. Where to, and what exactly is wrong, stands on
// the page of the settings.
func (u *ui) shippingCheck() []view.Check {
	s := u.Upkeep.Shipping()
	if len(s.To) == 0 {
		return nil
	}
	c := view.Check{Name: "Audit log, off the box", Level: view.Good, Path: view.PathSettingsAudit, More: "Audit log shipping"}
	failing, behind := 0, false
	for i, p := range s.Places {
		if i == 0 || p.OK.Before(c.At) {
			c.At = p.OK
		}
		if p.Problem != "" {
			failing++
			behind = behind || u.Now().Sub(p.OK) > shippingPatience
		}
	}
	switch {
	case s.Broken != "":
		c.Level, c.Words = view.Warning, "Its end is not sent: "+sentence(s.Broken)
	case failing > 0:
		c.Level, c.Words = view.Warning, fmt.Sprintf("Its end did not get to %d of %d places the last time.", failing, len(s.Places))
		if behind {
			c.Level, c.Words = view.Bad, fmt.Sprintf("Its end did not get to %d of %d places, for more than a day. Rows could be taken away unseen.", failing, len(s.Places))
		}
	case c.At.IsZero():
		c.Words = "Its end is sent within the hour, for the first time to each place."
	default:
		c.Words = "Its end got to each place it is sent to."
	}
	return []view.Check{c}
}
