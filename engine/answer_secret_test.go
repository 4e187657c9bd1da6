package engine_test

import (
	"maps"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/notify"
)

// Mail programs keep the addresses that they answer to: what such an address has
// must not be a part of the link that acknowledges without a sender.
func TestTheAddressOfAnAnswerTellsNothingOfTheLink(t *testing.T) {
	answered(t, func(w *world, _ uint64, token string) {
		delivery, secret, _ := strings.Cut(token, "-")
		if link := links("k").Token(delivery); strings.Contains(link, secret) || len(secret) < 24 {
			t.Errorf("the address has %s, the link %s", secret, link)
		}
	})
}

// A box that takes no mail has no address to answer to.
func TestWithoutAMailDomainThereIsNoAddressToAnswerTo(t *testing.T) {
	l := engine.Links{Key: []byte("k")}
	if to := l.AnswerAddress("d1"); to != "" {
		t.Errorf("without a gateway: %q", to)
	}
	l.Mail = func() string { return "" }
	if to := l.AnswerAddress("d1"); to != "" {
		t.Errorf("without a domain: %q", to)
	}
	l.Mail = func() string { return "alerts.example.net" }
	if to := l.AnswerAddress("d1"); !strings.HasPrefix(to, engine.AnswerPrefix+"d1-") || !strings.HasSuffix(to, "@alerts.example.net") {
		t.Errorf("with one: %q", to)
	}
}

// Whoever has left has their old pages still, and their address.
func TestWhoHasLeftAnswersNothing(t *testing.T) {
	for name, leaves := range map[string]func(people.User) people.User{
		"signed off": func(u people.User) people.User { u.Disabled = true; return u },
		"without the address": func(u people.User) people.User {
			u.ContactMethods = []people.ContactMethod{{ID: "PUSH", Label: "phone", Type: notify.Push, Address: "ann@example.net"}}
			return u
		},
	} {
		answered(t, func(w *world, number uint64, token string) {
			err := w.db.Configure(w.ctx, func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
				next := *old
				next.Users = maps.Clone(old.Users)
				next.Users["PANN"] = leaves(old.Users["PANN"])
				return next.Index(), nil, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.engine.Answer(w.ctx, reply(token, "ann@example.net", false)); engine.CodeOf(err) != engine.Forbidden {
				t.Errorf("%s: %v", name, err)
			}
			w.wantStatus(number, engine.Triggered)
		})
	}
}
