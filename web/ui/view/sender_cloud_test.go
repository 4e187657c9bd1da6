package view_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wakeman/web/ui/view"
)

func TestEveryServiceOnTheInternetIsGivenItsAddress(t *testing.T) {
	for _, kind := range strings.Fields("sns eventbridge snyk sonarqube splunk elastic elastalert jenkins github gitlab wazuh sumologic datadog slack adtran ecostruxure") {
		at := testPlug(kind)
		list := view.Senders(at)
		if len(list) == 0 {
			t.Errorf("%s: no instructions", kind)
		}
		for _, s := range list {
			if !strings.Contains(whole(s), view.HookAddress(at.Base, kind, at.Key)) {
				t.Errorf("%s, %s: the address is missing", kind, s.Name)
			}
			for _, f := range s.Texts {
				if strings.HasPrefix(f.Value, "{") && !json.Valid([]byte(f.Value)) {
					t.Errorf("%s, %s: not JSON: %s", kind, s.Name, f.Value)
				}
			}
		}
	}
}
