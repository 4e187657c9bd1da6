package hooks

import (
	"regexp"
	"strings"
	"testing"

	"wakeman/web/ui/view"
)

func TestSendersOfNetworksHaveInstructionsForTheirOwnFormat(t *testing.T) {
	for _, kind := range []string{
		"alertmanager", "grafana", "zabbix", "librenms", "icinga2", "nagios_command", "checkmk", "prtg", "uptimekuma", "uisp", "routeros", "healthchecks",
	} {
		if len(view.Senders(view.Plug{Type: kind})) == 0 {
			t.Errorf("the page of a %s integration does not say how it is set up", kind)
		}
	}
}

// Whoever changes an address, changes it where admins copy it from, too.
func TestTheAddressesOfInstructionsAreServed(t *testing.T) {
	for _, s := range sources() {
		for _, sender := range view.Senders(view.Plug{Type: s.name, Base: "http://192.0.2.10:8080", Key: testKey}) {
			said := sender.Steps + sender.Note
			for _, f := range append(sender.Fields, sender.Texts...) {
				said += "\n" + f.Value
			}
			if !strings.Contains(said, "/hooks/"+s.name+"/"+testKey) {
				t.Errorf("%s, %s: the address is missing", s.name, sender.Name)
			}
			if left := regexp.MustCompile(`<[A-Z]+>`).FindString(said); left != "" {
				t.Errorf("%s, %s: %s was not filled in", s.name, sender.Name, left)
			}
		}
	}
}
