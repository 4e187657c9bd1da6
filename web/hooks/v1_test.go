package hooks

import (
	"testing"

	"wakeman/engine"
)

const v1Path = "/generic/2010-04-15/create_event.json"

func TestV1IsAnsweredWith200AndTheIncidentKey(t *testing.T) {
	e, a := accepted(t, v1Path, `{"service_key":"`+testKey+`","event_type":"trigger","description":"FAILURE on example","details":{"a":1},
		"contexts":[{"type":"link","href":"https://nms.example.net/","text":"NMS"},{"type":"image","src":"https://nms.example.net/g.png"},{"type":"link","href":"javascript:x"}]}`)
	if a.code != 200 || a.Status != "success" || a.IncidentKey != "generated1" || a.DedupKey != "" {
		t.Errorf("answer %+v", a)
	}
	if e.Summary != "FAILURE on example" || len(e.Links) != 1 || len(e.Images) != 1 || string(e.Details) != `{"a":1}` {
		t.Errorf("event %+v", e)
	}
}

func TestV1WithoutADescriptionStillPages(t *testing.T) {
	e, _ := accepted(t, v1Path, `{"service_key":"`+testKey+`","event_type":"trigger"}`)
	if e.Summary != noSummary || !mendedBy(e, "summary was missing") {
		t.Errorf("%+v", e)
	}
}

func TestAnUnreadableV1BodyWithAKnownKeyOpensAnIncident(t *testing.T) {
	e, a := accepted(t, v1Path, `{"service_key":"`+testKey+`","event_type":"trigger","description":"say "hello""`)
	if a.code != 200 || !e.Unparsed || e.Action != engine.Trigger {
		t.Errorf("answer %d, %+v", a.code, e)
	}
}

func TestNagiosAgentKeysAreKeptWhole(t *testing.T) {
	key := `event_source=service;host_name=tower-7.example.net;service_desc=a=b;c "quoted"`
	e, _ := accepted(t, v1Path, `{"agent":{"agent_id":"x","queued_at":"2026-01-05T09:00:00Z","queued_by":"pd-nagios"},
		"description":"SERVICEDESC=a=b; SERVICESTATE=CRITICAL; HOSTNAME=tower-7.example.net",
		"details":{"HOSTNAME":"tower-7.example.net","SERVICEDESC":"a=b","SERVICESTATE":"CRITICAL","pd_nagios_object":"service"},
		"event_type":"trigger","incident_key":"event_source=service;host_name=tower-7.example.net;service_desc=a=b;c \"quoted\"","service_key":"`+testKey+`"}`)
	if e.Key != key || e.Source != "tower-7.example.net" || e.Component != "a=b" || e.Severity != engine.Critical {
		t.Errorf("%+v", e)
	}
}

func TestZabbixCancellingAnEscalationResolves(t *testing.T) {
	for _, body := range []string{
		`"description":"Link down : PROBLEM for tower-7","details":{"NOTE":" Escalation cancelled: trigger \"Link down\" disabled.","id":"13502","hostname":"tower-7","severity":"High"}`,
		`"description":"NOTE: Escalation cancelled: item disabled","details":{}`,
	} {
		e, _ := accepted(t, v1Path, `{"service_key":"`+testKey+`","event_type":"trigger","incident_key":"13502-tower-7",`+body+`}`)
		if e.Action != engine.Resolve || e.Key != "13502-tower-7" || !mendedBy(e, "read as resolve") {
			t.Errorf("%s: %+v", body, e)
		}
	}
	e, _ := accepted(t, v1Path, `{"service_key":"`+testKey+`","event_type":"trigger","incident_key":"k","description":"Escalation cancelled by operator is a disk name"}`)
	if e.Action != engine.Trigger {
		t.Error("a trigger that only mentions the words was resolved")
	}
}
