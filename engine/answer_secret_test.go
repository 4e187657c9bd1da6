package engine_test

import (
	"strings"
	"testing"

	"wakeman/engine"
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
