package hooks

import (
	"net/url"
	"strings"
	"testing"

	"wakeman/engine"
)

func nagiosForm(pairs ...string) string {
	f := url.Values{"CONTACTPAGER": {testKey}, "pd_version": {"1.0"}, "pd_nagios_object": {"service"}, "HOSTNAME": {"tower-7"}, "SERVICEDESC": {"PING"}, "SERVICEOUTPUT": {"loss 100%"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f.Encode()
}

func TestNotificationTypesOfNagiosAndIcinga(t *testing.T) {
	tests := []struct {
		kind, state string
		want        engine.Action
		severity    engine.Severity
	}{
		{"PROBLEM", "CRITICAL", engine.Trigger, engine.Critical},
		{"PROBLEM", "WARNING", engine.Trigger, engine.Warning},
		{"PROBLEM", "UNKNOWN", engine.Trigger, engine.Error},
		{"problem", "critical", engine.Trigger, engine.Critical},
		{"RECOVERY", "OK", engine.Resolve, ""},
		{"ACKNOWLEDGEMENT", "CRITICAL", engine.Acknowledge, ""},
		{"CUSTOM", "CRITICAL", engine.Change, ""},
		{"DOWNTIMESTART", "CRITICAL", engine.Change, ""},
		{"DOWNTIMEEND", "CRITICAL", engine.Change, ""},
		{"DOWNTIMECANCELLED", "OK", engine.Change, ""},
		{"DOWNTIMEREMOVED", "OK", engine.Change, ""},
		{"FLAPPINGSTART", "CRITICAL", engine.Trigger, engine.Critical},
		{"FLAPPINGSTART", "OK", engine.Change, ""},
		{"FLAPPINGSTOP", "OK", engine.Resolve, ""},
		{"FLAPPINGSTOP", "CRITICAL", engine.Trigger, engine.Critical},
		{"FLAPPINGEND", "OK", engine.Resolve, ""},
		{"FLAPPINGDISABLED", "WARNING", engine.Trigger, engine.Warning},
		{"SOMETHINGNEW", "CRITICAL", engine.Trigger, engine.Critical},
		{"", "CRITICAL", engine.Trigger, engine.Critical},
		{"", "OK", engine.Resolve, ""},
		{"", "", engine.Trigger, ""},
	}
	for _, tt := range tests {
		for _, path := range []string{"/create_event", "/nagios/2010-04-15/create_event"} {
			e, a := accepted(t, path, nagiosForm("NOTIFICATIONTYPE", tt.kind, "SERVICESTATE", tt.state))
			if e.Action != tt.want || e.Severity != tt.severity || a.code != 200 {
				t.Errorf("%s %s: %s %q, answer %d; want %s %q", tt.kind, tt.state, e.Action, e.Severity, a.code, tt.want, tt.severity)
			}
		}
	}
}

func TestMacrosAreReadWithAndWithoutPrefix(t *testing.T) {
	for _, prefix := range []string{"", "NAGIOS_", "ICINGA_"} {
		f := url.Values{"pd_version": {"1.0"}}
		for name, v := range map[string]string{
			"CONTACTPAGER": testKey, "pd_nagios_object": "host", "HOSTNAME": "tower-7", "HOSTSTATE": "DOWN", "NOTIFICATIONTYPE": "PROBLEM",
			"HOSTOUTPUT": "no answer", "HOSTGROUPNAMES": "north", "HOSTNOTESURL": "https://wiki.example.net/tower-7", "TIMET": "1786548208", "HOSTADDRESS": "192.0.2.7",
		} {
			f.Set(prefix+name, v)
		}
		e, _ := accepted(t, "/create_event", f.Encode(), "Content-Type", "application/x-www-form-urlencoded")
		if e.Key != "event_source=host;host_name=tower-7" || e.Summary != "tower-7 is DOWN: no answer" || e.Severity != engine.Critical ||
			e.Source != "tower-7" || e.Group != "north" || e.Timestamp.IsZero() || len(e.Links) != 1 {
			t.Errorf("prefix %q: %+v", prefix, e)
		}
		if strings.Contains(string(e.Details), testKey) || !strings.Contains(string(e.Details), `"HOSTADDRESS":"192.0.2.7"`) {
			t.Errorf("prefix %q: details %s", prefix, e.Details)
		}
	}
}

func TestBothWaysFromNagiosMeetInOneIncident(t *testing.T) {
	form, _ := accepted(t, "/create_event", nagiosForm("NOTIFICATIONTYPE", "PROBLEM", "SERVICESTATE", "CRITICAL"))
	agent, _ := accepted(t, v1Path, `{"service_key":"`+testKey+`","event_type":"trigger","description":"d","incident_key":"event_source=service;host_name=tower-7;service_desc=PING"}`)
	if form.Key != agent.Key {
		t.Errorf("form %q, agent %q", form.Key, agent.Key)
	}
}

func TestAFormWithOddBytesStillPages(t *testing.T) {
	for name, body := range map[string]string{
		"Latin-1":       nagiosForm("NOTIFICATIONTYPE", "PROBLEM", "SERVICESTATE", "CRITICAL", "SERVICEOUTPUT", "gest\xf6rt"),
		"NUL":           nagiosForm("NOTIFICATIONTYPE", "PROBLEM", "SERVICESTATE", "CRITICAL", "SERVICEOUTPUT", "a\x00b"),
		"bad escape":    nagiosForm("NOTIFICATIONTYPE", "PROBLEM", "SERVICESTATE", "CRITICAL") + "&X=%zz",
		"semicolon":     nagiosForm("NOTIFICATIONTYPE", "PROBLEM", "SERVICESTATE", "CRITICAL") + "&X=a;b",
		"trailing line": nagiosForm("NOTIFICATIONTYPE", "PROBLEM", "SERVICESTATE", "CRITICAL") + "\r\n",
	} {
		e, _ := accepted(t, "/create_event", body)
		if e.Action != engine.Trigger || e.Key != "event_source=service;host_name=tower-7;service_desc=PING" {
			t.Errorf("%s: %+v", name, e)
		}
		if name == "Latin-1" && !strings.Contains(e.Summary, "gestört") {
			t.Errorf("summary %q", e.Summary)
		}
	}
}

func TestAFormWithoutAHostStillPages(t *testing.T) {
	e, _ := accepted(t, "/create_event", "CONTACTPAGER="+testKey+"&SERVICEOUTPUT=loss")
	if e.Action != engine.Trigger || !e.Unparsed || !strings.Contains(e.Summary, "loss") || e.Key == "" {
		t.Errorf("%+v", e)
	}
}

// The scripts delete a queued event at a 4xx unless the answer says these two
// words, and a wrong key stays wrong.
func TestARefusalDoesNotStayInTheScriptsQueue(t *testing.T) {
	a := post(t, &intake{}, "/create_event", strings.ReplaceAll(nagiosForm(), testKey, "unknown"))
	if a.code != 400 || strings.Contains(strings.Join(a.Errors, ""), "retry later") {
		t.Errorf("answer %d %q", a.code, a.Errors)
	}
}
