package view_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"wakeman/web/ui/view"
)

func testPlug(kind string) view.Plug {
	p := view.Plug{Type: kind, Base: "http://192.0.2.10:8080", Key: "0123456789abcdef0123456789abcdef", MailHost: "192.0.2.10"}
	if kind == view.MailIn {
		p.Address = p.Key + "@alerts.example.net"
	}
	return p
}

// whole is everything an instruction says.
func whole(s view.Sender) string {
	all := []string{s.Steps, s.Note}
	for _, f := range append(s.Fields, s.Texts...) {
		all = append(all, f.Name, f.Value)
	}
	return strings.Join(all, "\n")
}

func TestEverySenderIsGivenTheKeyAndTheAddressOfItsIntegration(t *testing.T) {
	placeholder := regexp.MustCompile(`<[A-Z]+>`)
	wants := map[string]string{view.EventsV2: "", view.EventsV1: "/generic/2010-04-15/create_event.json", view.NagiosWeb: "/nagios/2010-04-15", view.MailIn: "192.0.2.10"}
	for kind, path := range wants {
		at := testPlug(kind)
		list := view.Senders(at)
		if len(list) < 2 {
			t.Errorf("%s: %d senders", kind, len(list))
		}
		names := map[string]bool{}
		for _, s := range list {
			text := whole(s)
			if !strings.Contains(text, at.Key) {
				t.Errorf("%s, %s: the key is missing", kind, s.Name)
			}
			if kind != view.MailIn && !strings.Contains(text, at.Base+path) {
				t.Errorf("%s, %s: the address is missing", kind, s.Name)
			}
			if left := placeholder.FindString(text); left != "" {
				t.Errorf("%s, %s: %s was not filled in", kind, s.Name, left)
			}
			if s.Steps == "" || len(s.Fields)+len(s.Texts) == 0 || names[s.Name] {
				t.Errorf("%s, %s: says nothing, or is there twice", kind, s.Name)
			}
			names[s.Name] = true
		}
	}
	if len(view.Senders(view.Plug{Type: "pigeon"})) != 0 {
		t.Error("a type that nobody knows has instructions")
	}
}

func TestTheSendersOfSmallProvidersAreThere(t *testing.T) {
	var names []string
	for _, kind := range []string{view.EventsV2, view.EventsV1, view.NagiosWeb, view.MailIn} {
		for _, s := range view.Senders(testPlug(kind)) {
			names = append(names, s.Name)
		}
	}
	all := strings.Join(names, "\n")
	for _, want := range []string{"curl", "Alertmanager", "Grafana", "Zabbix", "LibreNMS", "Uptime Kuma", "Healthchecks", "MikroTik", "Netdata", "PRTG", "Checkmk", "Icinga 2", "Nagios", "UPS"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

// What is JSON in an instruction is JSON when it is pasted; programs fill their
// own words in later.
func TestBodiesInInstructionsAreValidJSON(t *testing.T) {
	bodies := regexp.MustCompile(`(?s)-d '(\{.*?\})'|^(\{.*\})$|http-data="(.*)"$`)
	found := 0
	for _, kind := range []string{view.EventsV2, view.EventsV1} {
		for _, s := range view.Senders(testPlug(kind)) {
			for _, f := range s.Texts {
				m := bodies.FindStringSubmatch(f.Value)
				if m == nil {
					continue
				}
				found++
				body := m[1] + m[2] + strings.ReplaceAll(m[3], `\"`, `"`)
				if !json.Valid([]byte(body)) {
					t.Errorf("%s, %s: not JSON: %s", s.Name, f.Name, body)
				}
			}
		}
	}
	if found < 8 {
		t.Errorf("only %d bodies were looked at", found)
	}
}
