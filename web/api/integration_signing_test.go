package api_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestASigningSecretIsWrittenAndNeverRead(t *testing.T) {
	w := open(t)
	made := w.answers("oona", "POST", "/services/PCORE01/integrations", `{"integration":{"type":"github_inbound_integration","name":"Builds","secret":"correct-horse-battery"}}`, 201)["integration"].(map[string]any)
	id := made["id"].(string)
	if made["signed"] != true || w.db.Config().Integrations[id].Secret != "correct-horse-battery" {
		t.Errorf("made is %v, stored %+v", made, w.db.Config().Integrations[id])
	}
	path := "/services/PCORE01/integrations/" + id
	if _, _, body := w.asks("oona", "GET", "/api"+path, ""); strings.Contains(body, "horse") {
		t.Errorf("it is shown: %s", body)
	}
	w.answers("oona", "PUT", path, `{"integration":{"type":"github_inbound_integration","name":"Builds 2"}}`, 200)
	if got := w.db.Config().Integrations[id].Secret; got != "correct-horse-battery" {
		t.Errorf("left out, it became %q", got)
	}
	if now := w.answers("oona", "PUT", path, `{"integration":{"secret":""}}`, 200)["integration"].(map[string]any); now["signed"] != false {
		t.Errorf("removed, it reads %v", now)
	}
	_, _, body := w.asks("oona", "PUT", "/api/services/PCORE01/integrations/PINT001", `{"integration":{"secret":"x"}}`)
	if !strings.Contains(body, "secret: is for senders that sign") {
		t.Errorf("of a sender that can not sign: %s", body)
	}
}

func TestTopicsAreARNs(t *testing.T) {
	w := open(t)
	const topic = "arn:aws:sns:eu-central-1:123456789012:alarms"
	made := w.answers("oona", "POST", "/services/PCORE01/integrations", `{"integration":{"type":"sns_inbound_integration","name":"CloudWatch","topics":["`+topic+`"]}}`, 201)["integration"].(map[string]any)
	if got := made["topics"].([]any); len(got) != 1 || got[0] != topic || made["signed_only"] != false {
		t.Errorf("made is %v", made)
	}
	if only := w.answers("oona", "PUT", "/services/PCORE01/integrations/"+made["id"].(string), `{"integration":{"signed_only":true}}`, 200)["integration"].(map[string]any); only["signed_only"] != true || len(only["topics"].([]any)) != 1 {
		t.Errorf("changed, it is %v", only)
	}
	if _, _, body := w.asks("oona", "PUT", "/api/services/PCORE01/integrations/PINT001", `{"integration":{"signed_only":true}}`); !strings.Contains(body, "signed_only: is for senders that sign by themselves") {
		t.Errorf("of a sender that does not: %s", body)
	}
	if body := w.answers("oona", "PUT", "/services/PCORE01/integrations/"+made["id"].(string), `{"integration":{"topics":["alarms"]}}`, 400); !strings.Contains(fmt.Sprint(body), "topics") {
		t.Errorf("a wrong one: %v", body)
	}
}
