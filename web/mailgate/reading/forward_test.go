package reading

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// An alarm that somebody's mail program forwards is the alarm, whatever language
// the program speaks, and however often it was forwarded. An answer is none.
func TestAForwardedMailIsReadAsTheOneItWas(t *testing.T) {
	for _, subject := range []string{"tower-7 is DOWN", "[PROBLEM] ping on tower-7 is CRITICAL!", "Alert for device tower-7 - Device down", "DOWN | backup"} {
		want, by, ok := Read(Letter{Subject: subject, From: "nms@example.net"}, Shipped())
		if !ok {
			t.Fatalf("nobody knows %q", subject)
		}
		for _, mark := range []string{"Fwd: ", "FW: ", "fwd:", "WG: ", "TR: ", "Fwd: WG: ", "fw:  FWD: Tr: "} {
			got, who, ok := Read(Letter{Subject: mark + subject, From: "nms@example.net"}, Shipped())
			if diff := cmp.Diff(want, got); !ok || who.Name != by.Name || diff != "" {
				t.Errorf("%q: read by %q, not %q:\n%s", mark+subject, who.Name, by.Name, diff)
			}
		}
		for _, mark := range []string{"Re: ", "AW: ", "Sv: ", "Odp: ", "Réf: "} {
			if got, who, ok := Read(Letter{Subject: mark + subject}, Shipped()); ok {
				t.Errorf("%q is read by %q: %+v", mark+subject, who.Name, got)
			}
		}
	}
}
