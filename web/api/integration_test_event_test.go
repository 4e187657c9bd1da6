package api_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/store"
)

func TestATestEventIsWhatAPostOfTheSenderBecomes(t *testing.T) {
	w := open(t)
	type event struct {
		ID, Via string
		Events  []struct{ Summary, Severity, Outcome, Reason, DedupKey string }
		Raw     struct{ Path, Body string }
	}
	made := reads[struct{ Integration struct{ ID string } }](w, "account", "POST /services/PCORE01/integrations", `{"name":"Zabbix","type":"zabbix_inbound_integration"}`, http.StatusCreated)
	path := "/services/PCORE01/integrations/" + made.Integration.ID + "/test"
	got := reads[struct{ Event event }](w, "account", "POST "+path, "", http.StatusCreated).Event
	body, _ := base64.StdEncoding.DecodeString(got.Raw.Body)
	if got.ID == "" || got.Via != "test" || len(got.Events) != 1 || got.Raw.Path != "/hooks/zabbix/{key}" || !strings.Contains(string(body), "event_nseverity") {
		t.Fatalf("it is %+v", got)
	}
	if e := got.Events[0]; e.Outcome != string(engine.Noted) || e.Severity != "critical" || !strings.Contains(e.Reason, "test traffic") {
		t.Errorf("the event became %+v", e)
	}
	if n, err := w.db.Count(store.IncidentQuery{}); err != nil || n != 0 {
		t.Errorf("a test made %d incidents, %v", n, err)
	}
	reads[any](w, "account", "POST /services/PMAIL01/integrations/PINT001/test", "", http.StatusNotFound)
}
