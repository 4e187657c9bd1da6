package api

import (
	"strconv"
	"strings"

	"wakeman/engine/people"
	"wakeman/notify"
)

// methodOrder is what a request says about a contact method. A secret that
// signs webhooks can be written and is never shown.
type methodOrder struct {
	Type        string        `json:"type" enum:"email_contact_method,sms_contact_method,push_notification_contact_method,webhook_contact_method"`
	Label       maybe[string] `json:"label"`
	Address     maybe[string] `json:"address" doc:"an e-mail address, a telephone number, an ntfy topic or a URL"`
	CountryCode int           `json:"country_code" doc:"of a telephone number that does not begin with +"`
	Secret      maybe[string] `json:"secret" doc:"signs webhooks; never shown. Wakeman's own"`
}

// channels are the types of contact method.
func channels() []notify.Channel {
	return []notify.Channel{notify.Email, notify.SMS, notify.Push, notify.Webhook}
}

// methodNames drops the place among the person's methods: the path says it.
func methodNames() names { return names{"contact_methods": ""} }

// apply makes the contact method that is wanted out of the one there is.
func (w methodOrder) apply(m people.ContactMethod) (people.ContactMethod, error) {
	var f faults
	w.putType(&m, &f)
	trimmed(w.Label, &m.Label)
	if w.Address.given {
		m.Address = w.address(m.Type, &f)
	} else if w.CountryCode != 0 && m.Type == notify.SMS {
		f.add("country_code", "give the address with it")
	}
	trimmed(w.Secret, &m.Secret)
	return m, f.err()
}

func (w methodOrder) putType(m *people.ContactMethod, f *faults) {
	wanted := strings.TrimSuffix(w.Type, "_reference")
	if wanted == "" && m.Type != "" {
		return
	}
	for _, channel := range channels() {
		if methodType(channel) == wanted {
			m.Type = channel
			return
		}
	}
	if wanted == "" {
		f.add("type", "missing")
		return
	}
	f.add("type", "%s is none of %s", quote(w.Type), strings.Join(each(channels(), methodType), ", "))
}

// address is the form in which an address is stored: of a telephone number the
// digits with + and the country's code, which is never guessed.
func (w methodOrder) address(channel notify.Channel, f *faults) string {
	address := strings.TrimSpace(w.Address.value)
	if channel != notify.SMS || address == "" {
		return address
	}
	number := strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "").Replace(address)
	if !strings.HasPrefix(number, "+") {
		if w.CountryCode <= 0 {
			f.add("country_code", "missing; or write the address with it, like +15551234567")
			return number
		}
		return "+" + strconv.Itoa(w.CountryCode) + number
	}
	if w.CountryCode != 0 && !strings.HasPrefix(number, "+"+strconv.Itoa(w.CountryCode)) {
		f.add("country_code", "the address begins with another one")
	}
	return number
}

// notificationOrder is what a request says about a notification rule.
type notificationOrder struct {
	Delay         maybe[int]    `json:"start_delay_in_minutes"`
	Urgency       maybe[string] `json:"urgency" enum:"high,low"`
	ContactMethod *targetOrder  `json:"contact_method"`
}

// notificationNames drops the place among the person's rules: the path says it.
func notificationNames() names {
	return names{"notification_rules": "", "delay": "start_delay_in_minutes"}
}

// apply makes the rule that is wanted out of the one there is; known says that
// there is one.
func (w notificationOrder) apply(u people.User, r people.NotificationRule, known bool) (people.NotificationRule, error) {
	var f faults
	if w.Delay.given {
		r.Delay = wholeMinutes(w.Delay.value, 0, r.Delay, known, &f, "start_delay_in_minutes")
	}
	if w.Urgency.value != "" {
		r.Urgency = people.Urgency(w.Urgency.value)
	}
	if r.Urgency != people.High && r.Urgency != people.Low {
		f.add("urgency", "%s is none of high, low", quote(string(r.Urgency)))
	}
	r.Method = methodOf(u, w.ContactMethod, r.Method, &f)
	return r, f.err()
}

// methodOf is the id of a contact method of the person that a rule names.
func methodOf(u people.User, w *targetOrder, was string, f *faults) string {
	id := was
	if w != nil && w.ID != "" {
		id = w.ID
	}
	if _, ok := u.Method(id); id == "" {
		f.add("contact_method", "missing")
	} else if !ok {
		f.add("contact_method", "%s is no contact method of this person", quote(id))
	}
	return id
}
