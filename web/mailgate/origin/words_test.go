package origin

import (
	"strings"
	"testing"
	"time"
)

func TestOnlyASignatureThatHoldsIsNamed(t *testing.T) {
	raw, txt := signedBy(t, "example.net", "example.com")
	delete(txt, "s._domainkey.example.com")
	checker := Checker{Resolver: zone(t, txt)}
	words := checker.Check(Mail{Remote: outside, Helo: "mail.example.org", Author: "nms@mon.example.net", Raw: raw}, time.Now()).Words()["DKIM"]
	if !strings.Contains(words, "(signed by example.net)") {
		t.Errorf("%q", words)
	}
}
