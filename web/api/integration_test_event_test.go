package api_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

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

	const mail = "POST /services/PMAIL01/integrations/PINT002/test"
	asked := reads[struct{ Event event }](w, "account", mail, `{"from":"ups@example.net"}`, http.StatusCreated).Event
	if e := asked.Events[0]; !strings.Contains(e.Reason, "a mail from ups@example.net would be taken, as everybody's is") {
		t.Errorf("the event became %+v", e)
	}
	status, header, answer := w.asks("account", "POST", "/api/services/PMAIL01/integrations/PINT002/test", `{"from":"ups"}`)
	w.wantError(status, header, answer, 400, 2001, "from: is no address")
}

func TestAnIntegrationSaysWhetherItsSenderIsHeard(t *testing.T) {
	w := open(t)
	type integration struct {
		SilentAfter int `json:"silent_after_seconds"`
		Health      struct {
			LastEventAt *string `json:"last_event_at"`
			Silent      int     `json:"silent_seconds"`
			Refused     int
			Reason      *string `json:"last_refusal"`
		}
	}
	const path = "/services/PCORE01/integrations/PINT001"
	got := reads[struct{ Integration integration }](w, "account", "PUT "+path, `{"integration":{"silent_after_seconds":3600}}`, http.StatusOK).Integration
	if got.SilentAfter != 3600 || got.Health.LastEventAt != nil || got.Health.Refused != 0 {
		t.Errorf("it is %+v", got)
	}
	in := w.db.Config().Integrations["PINT001"]
	refused := engine.Refusal{Door: "github", Reason: "the signature is wrong", Hint: "key ending …" + in.Key[len(in.Key)-4:]}
	if err := w.db.PutRefusals(t.Context(), []store.RefusalRow{{Refusal: refused, Count: 3, LastAt: *w.clock.Load()}}); err != nil {
		t.Fatal(err)
	}
	w.opens("a", "one")
	w.set(w.clock.Load().Add(2 * time.Hour))
	for _, request := range []string{"GET " + path, "GET /services/PCORE01/integrations", "GET /services/PCORE01?include[]=integrations"} {
		text := reads[any](w, "ann", request, "", http.StatusOK)
		if said := fmt.Sprint(text); !strings.Contains(said, "silent_seconds:7200") || !strings.Contains(said, "refused:3") || !strings.Contains(said, "the signature is wrong") {
			t.Errorf("%s says %s", request, said)
		}
	}
	for _, wrong := range []string{"5", "-1", "99999999999"} {
		reads[any](w, "account", "PUT "+path, `{"integration":{"silent_after_seconds":`+wrong+`}}`, http.StatusBadRequest)
	}
	if got := reads[struct{ Integration integration }](w, "account", "PUT "+path, `{"integration":{"silent_after_seconds":0}}`, http.StatusOK).Integration; got.SilentAfter != 0 || got.Health.Silent != 0 {
		t.Errorf("it is %+v", got)
	}
}
