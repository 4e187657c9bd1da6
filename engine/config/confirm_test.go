package config_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
)

// memory is a store of one configuration.
type memory struct {
	config *engine.Config
	audit  []engine.AuditRow
}

func (m *memory) Configure(_ context.Context, change func(*engine.Config) (*engine.Config, []engine.AuditRow, error)) error {
	next, audit, err := change(m.config)
	if err == nil && next != nil {
		m.config, m.audit = next, append(m.audit, audit...)
	}
	return err
}

// ana is the person of the tests below, with a method that a file brought in.
func (m *memory) ana() people.User { return m.config.Users["PANA"] }

func boxOfAna(t *testing.T) *memory {
	t.Helper()
	doc, err := config.Parse("file", []byte(anaFile))
	if err != nil {
		t.Fatal(err)
	}
	c, err := doc.Resolve(&engine.Config{Directory: people.Directory{Users: map[string]people.User{"PANA": {ID: "PANA", Email: "ana@example.net"}}}}, early(), config.NewID)
	if err != nil {
		t.Fatal(err)
	}
	return &memory{config: c}
}

const anaFile = `
users:
  - email: ana@example.net
    role: owner
    contact_methods:
      - {label: mobile, type: sms, address: "+15555550100"}
`

// edits changes Ana as a page does.
func (m *memory) edits(t *testing.T, change func(*people.User)) {
	t.Helper()
	_, err := config.Editor{Store: m}.Do(t.Context(), engine.Actor{Kind: engine.ByPerson, ID: "PANA", Name: "Ana"}, func(next *engine.Config) error {
		u := next.Users["PANA"]
		u.ContactMethods = append([]people.ContactMethod(nil), u.ContactMethods...)
		change(&u)
		next.Users["PANA"] = u
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (m *memory) applies(t *testing.T, text string) {
	t.Helper()
	doc, err := config.Parse("file", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if m.config, err = doc.Resolve(m.config, early(), config.NewID); err != nil {
		t.Fatal(err)
	}
}

func TestWhatAFileSaysIsVouchedForAndWhatSomebodyTypedIsNot(t *testing.T) {
	m := boxOfAna(t)
	if got := m.ana().ContactMethods[0]; got.Unconfirmed || !got.VerifiedAt.IsZero() {
		t.Errorf("a file's method is %+v", got)
	}
	m.edits(t, func(u *people.User) {
		u.ContactMethods = append(u.ContactMethods, people.ContactMethod{ID: "CNEW", Label: "mail", Type: notify.Email, Address: "a@example.net", VerifiedAt: time.Now()})
	})
	if got := m.ana().ContactMethods; got[0].Unconfirmed || !got[1].Unconfirmed || !got[1].VerifiedAt.IsZero() {
		t.Errorf("after one was added: %+v", got)
	}
	m.edits(t, func(u *people.User) { u.ContactMethods[0].Label = "my mobile" })
	if m.ana().ContactMethods[0].Unconfirmed {
		t.Error("another name for it makes no other address")
	}
	m.edits(t, func(u *people.User) { u.ContactMethods[0].Address = "+15555550199" })
	if !m.ana().ContactMethods[0].Unconfirmed {
		t.Error("another address was not doubted")
	}
}

// answered is a message to Ana by a method, that she answered.
func answered(m people.ContactMethod, at time.Time) engine.Delivery {
	return engine.Delivery{User: "PANA", Method: m.ID, Channel: string(m.Type), Address: m.Address, AnsweredAt: at}
}

func TestAnAddressThatTheAPISetIsConfirmedOnAPageAlone(t *testing.T) {
	m := boxOfAna(t)
	by := func(via string) engine.Actor {
		return engine.Actor{Kind: engine.ByPerson, ID: "PANA", Name: "Ana", Via: via}
	}
	sets := func(via, address string) people.ContactMethod {
		t.Helper()
		_, err := config.Editor{Store: m}.Do(t.Context(), by(via), func(next *engine.Config) error {
			u := next.Users["PANA"]
			u.ContactMethods = []people.ContactMethod{{ID: u.ContactMethods[0].ID, Label: "mobile", Type: notify.SMS, Address: address}}
			next.Users["PANA"] = u
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return m.ana().ContactMethods[0]
	}
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	confirms := func(via string, sent people.ContactMethod) error {
		return config.Editor{Store: m}.Confirm(t.Context(), by(via), answered(sent, at), "a code")
	}
	for _, via := range []string{"api", "SMS link", "mail link", "push button", "link", ""} {
		if err := confirms(via, sets("api", "+15555550"+fmt.Sprint(100+len(via)))); engine.CodeOf(err) != engine.Forbidden || !m.ana().ContactMethods[0].Unconfirmed {
			t.Errorf("by %q it is confirmed: %v", via, err)
		}
	}
	sent := sets("api", "+15555550177")
	if sets("ui", "+15555550177"); !m.ana().ContactMethods[0].ByAPI {
		t.Error("who looks at it on a page and saves it has not set it")
	}
	if err := confirms("ui", sent); err != nil || m.ana().ContactMethods[0].Unconfirmed || m.ana().ContactMethods[0].ByAPI {
		t.Errorf("on its page: %v, %+v", err, m.ana().ContactMethods[0])
	}
	if err := confirms("api", sets("ui", "+15555550178")); err != nil {
		t.Errorf("one that was typed on a page: %v", err)
	}
}

func TestAConfirmedAddressStaysSoUntilItChanges(t *testing.T) {
	m := boxOfAna(t)
	m.edits(t, func(u *people.User) { u.ContactMethods[0].Address = "+15555550199" })
	sent, at := m.ana().ContactMethods[0], time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	actor := engine.Actor{Kind: engine.ByPerson, ID: "PANA"}
	if err := (config.Editor{Store: m}).Confirm(t.Context(), actor, answered(sent, at), "a code"); err != nil {
		t.Fatal(err)
	}
	if got := m.ana().ContactMethods[0]; got.Unconfirmed || !got.VerifiedAt.Equal(at) {
		t.Errorf("confirmed is %+v", got)
	}
	if row := m.audit[len(m.audit)-1]; row.Action != "user.contact_verified" || row.Object != "PANA" || row.Detail != "ana@example.net by SMS (mobile), by a code" {
		t.Errorf("audited is %+v", row)
	}
	text, err := config.Export(m.config, true)
	if err != nil {
		t.Fatal(err)
	}
	m.applies(t, string(text))
	m.edits(t, func(u *people.User) { u.JobTitle = "Engineer" })
	if got := m.ana().ContactMethods[0]; !got.VerifiedAt.Equal(at) {
		t.Errorf("an export that was applied, and a change of something else, made it %+v", got)
	}
	m.applies(t, anaFile)
	if got := m.ana().ContactMethods[0]; got.Unconfirmed || !got.VerifiedAt.IsZero() {
		t.Errorf("another address from a file is %+v", got)
	}
	err = config.Editor{Store: m}.Confirm(t.Context(), actor, answered(sent, at), "a code")
	if engine.CodeOf(err) != engine.Conflict || !m.ana().ContactMethods[0].VerifiedAt.IsZero() {
		t.Errorf("a code sent to the address before confirms the one of now: %v", err)
	}
}

func TestAnUnconfirmedAddressIsSaidInTheLint(t *testing.T) {
	m := boxOfAna(t)
	m.edits(t, func(u *people.User) { u.ContactMethods[0].Address = "+15555550199" })
	says := func(want string) {
		t.Helper()
		for _, w := range config.Lint(m.config, time.Now()) {
			if w.Path == "users[ana@example.net].contact_methods[mobile]" && w.Message == want {
				return
			}
		}
		t.Errorf("nothing says %q: %v", want, config.Lint(m.config, time.Now()))
	}
	m.config.Settings.SMS = &engine.SMSSettings{URL: "https://sms.example.net/"}
	says("This address was never confirmed. Pages go there only because there is no other that was.")
	m.applies(t, `
users:
  - email: ana@example.net
    role: owner
    contact_methods:
      - {label: mobile, type: sms, address: "+15555550199"}
      - {label: siren, type: webhook, address: "https://siren.example.net/"}
settings:
  sms: {url: "https://sms.example.net/?to={to}&text={text}"}
`)
	says("This address was never confirmed, so no page goes there.")
}
