package hooks

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
)

// sent is what a known program sends, in testdata/senders, and what must
// become of it. KEY in a body stands for the integration's key.
type sent struct {
	file, path string
	want       engine.Event // details, links and notes are compared apart
	code       int
	note       string // in Mended, if any
	clean      bool   // nothing had to be mended
}

func sentByPrograms() []sent {
	const v2 = "/v2/enqueue"
	return []sent{
		{"alertmanager-firing.json", v2, engine.Event{
			Action: engine.Trigger, Key: "1f8f5e1b1f0b1ad2b3a8a4ec6e2c6ad0c5b6f3f0e9f2a8b7c6d5e4f3a2b1c0d9", Summary: "[FIRING:2] LinkDown (tower-7 north)",
			Source: "Alertmanager", Severity: engine.Error, Client: "Alertmanager", ClientURL: "http://am.example.net:9093/#/alerts?receiver=pager",
		}, 202, "", true},
		{"alertmanager-resolved.json", v2, engine.Event{
			Action: engine.Resolve, Key: "1f8f5e1b1f0b1ad2b3a8a4ec6e2c6ad0c5b6f3f0e9f2a8b7c6d5e4f3a2b1c0d9", Summary: "[RESOLVED] LinkDown (tower-7 north)",
			Source: "Alertmanager", Client: "Alertmanager", ClientURL: "http://am.example.net:9093/#/alerts?receiver=pager",
		}, 202, "", true},
		{"alertmanager-truncated.json", v2, engine.Event{
			Action: engine.Trigger, Key: "aa", Summary: "[FIRING:900] LinkDown", Source: "Alertmanager", Client: "Alertmanager",
		}, 202, `severity "{{ .Labels.sev }}" is not known`, false},
		{"zabbix-problem.json", v2, engine.Event{
			Action: engine.Trigger, Key: "48211", Summary: "Uplink of tower-7 is down", Source: "tower-7 : 192.0.2.7", Severity: engine.Critical, Client: "Zabbix", ClientURL: "https://zabbix.example.net",
		}, 202, "", true},
		{"zabbix-recovery.json", v2, engine.Event{Action: engine.Resolve, Key: "48211"}, 202, "", true},
		{"zabbix-update.json", v2, engine.Event{Action: engine.Acknowledge, Key: "48211"}, 202, "", true},
		{"librenms-v2.json", v2, engine.Event{
			Action: engine.Trigger, Key: "311", Summary: "Device down on tower-7.example.net", Source: "tower-7.example.net", Severity: engine.Critical, Group: "Towers, North",
		}, 202, "", true},
		{"librenms-recovered.json", v2, engine.Event{
			Action: engine.Resolve, Key: "311", Summary: "Device down on tower-7.example.net", Source: "tower-7.example.net",
		}, 202, "", true},
		{"librenms-ok-trigger.json", v2, engine.Event{
			Action: engine.Trigger, Key: "312", Summary: "Port errors on tower-7.example.net", Source: "tower-7.example.net", Severity: engine.Info,
		}, 202, `severity "ok" read as info`, false},
		{"librenms-test.json", v2, engine.Event{
			Action: engine.Trigger, Key: "000", Summary: "Test-Rule on tower-7.example.net", Source: "tower-7.example.net", Severity: engine.Critical, Test: true,
		}, 202, "pages nobody", false},
		{"librenms-v1.json", v1Path, engine.Event{
			Action: engine.Trigger, Key: "311", Summary: "Device down on tower-7.example.net", Source: "tower-7.example.net", Client: "LibreNMS",
		}, 200, "", true},
		{"checkmk.json", v2, engine.Event{
			Action: engine.Trigger, Key: "Interface1/tower-7:192.0.2.7", Summary: "Interface 1: OK -> CRIT on tower-7", Source: "192.0.2.7", Severity: engine.Critical, Class: "check_mk-if64", Group: "north",
		}, 202, "", true},
		{"elastalert2.json", v2, engine.Event{
			Action: engine.Trigger, Summary: "RADIUS rejects", Source: "ElastAlert2", Severity: engine.Critical, Component: "", Client: "ElastAlert",
		}, 202, "without a zone", false},
		{"elastalert2-v1.json", v1Path, engine.Event{
			Action: engine.Trigger, Summary: "RADIUS rejects", Client: "ElastAlert",
		}, 200, "", true},
		{"healthchecks.json", v1Path, engine.Event{
			Action: engine.Trigger, Key: "5e9c0b7f2c7d4e8b9a1f", Summary: "nightly-backup is DOWN", Client: "Healthchecks", ClientURL: "https://hc.example.net/checks/1/details/",
		}, 200, "", true},
		{"nagios-agent.json", v1Path, engine.Event{
			Action: engine.Resolve, Key: "event_source=service;host_name=tower-7;service_desc=PING", Summary: "SERVICEDESC=PING; SERVICESTATE=CRITICAL; HOSTNAME=tower-7", Source: "tower-7", Component: "PING",
		}, 200, "", true},
		{"pd-zabbix.json", v1Path, engine.Event{
			Action: engine.Trigger, Key: "13502-tower-7", Summary: "Link down : PROBLEM for tower-7", Source: "tower-7", Severity: engine.Error,
		}, 200, `severity "High" read as error`, false},
		{"pd-sensu.json", v1Path, engine.Event{
			Action: engine.Trigger, Key: "tower-7/check_ping", Summary: "tower-7/check_ping : PING CRITICAL - 100% loss", Source: "tower-7", Component: "check_ping",
		}, 200, "", true},
		{"wazuh.json", v2, engine.Event{
			Action: engine.Trigger, Summary: "sshd: brute force trying to get access to the system.", Source: "core-1", Severity: engine.Error, Group: "syslog, sshd, authentication_failures",
			Client: "Wazuh Monitoring Service", ClientURL: "https://wazuh.com",
		}, 202, "severity error taken from rule level 13", false},
		{"uptime-kuma-down.json", v2, engine.Event{
			Action: engine.Trigger, Key: "Uptime Kuma/7", Summary: "[Uptime Kuma Monitor 🔴 Down] [Portal] timeout of 48000ms exceeded", Source: "https://portal.example.net/", Severity: engine.Warning,
			Client: "Uptime Kuma", ClientURL: "http://kuma.example.net:3001/dashboard/7",
		}, 202, "", true},
		{"uptime-kuma-test.json", v2, engine.Event{
			Action: engine.Trigger, Summary: "[Uptime Kuma Alert] [undefined] On-call Testing", Source: "Uptime Kuma Test Button", Severity: engine.Warning, Test: true,
		}, 202, "pages nobody", false},
		{"uptime-kuma-certificate.json", v2, engine.Event{
			Action: engine.Trigger, Summary: "[Uptime Kuma Alert] [undefined] [Portal][https://portal.example.net/] server certificate portal.example.net will expire in 7 days", Source: "Uptime Kuma Test Button", Severity: engine.Warning,
		}, 202, "named no monitor", false},
		{"jenkins.json", v2, engine.Event{
			Action: engine.Trigger, Summary: "Job 'deploy' #17 failed", Source: "deploy", Severity: engine.Critical,
		}, 202, "", true},
		{"grafana.json", v2, engine.Event{
			Action: engine.Trigger, Key: "6e3538104c14b583da237e9693b76debbc17f0f8058ef20492e5853096cf8733", Summary: "[FIRING:1] Low signal (tower-7)", Source: "grafana-host", Severity: engine.Critical,
			Component: "Grafana", Class: "default", Group: "default", Client: "Grafana", ClientURL: "https://grafana.example.net/",
		}, 202, "", true},
		{"grafana-test.json", v2, engine.Event{
			Action: engine.Trigger, Key: "57c6d9296de2ad39", Summary: "[FIRING:1] TestAlert Grafana ", Source: "grafana-host", Severity: engine.Critical,
			Component: "Grafana", Class: "default", Group: "default", Client: "Grafana", ClientURL: "https://grafana.example.net/", Test: true,
		}, 202, "pages nobody", false},
	}
}

func TestWhatProgramsReallySend(t *testing.T) {
	for _, tt := range sentByPrograms() {
		t.Run(tt.file, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join("testdata", "senders", tt.file))
			if err != nil {
				t.Fatal(err)
			}
			e, a := accepted(t, tt.path, strings.ReplaceAll(string(raw), "KEY", testKey))
			if a.code != tt.code {
				t.Errorf("answer %d, want %d", a.code, tt.code)
			}
			got := e
			got.Details, got.Links, got.Images, got.Mended = nil, nil, nil, nil
			got.Timestamp = tt.want.Timestamp
			tt.want.Summary = strings.TrimSpace(tt.want.Summary)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("event (-want +got):\n%s", diff)
			}
			if tt.clean && len(e.Mended) != 0 {
				t.Errorf("mended %q, want nothing", e.Mended)
			}
			if tt.note != "" && !mendedBy(e, tt.note) {
				t.Errorf("mended %q, want %q", e.Mended, tt.note)
			}
		})
	}
}

// Jenkins' plugin reads the key of its open incident back from the build log
// with this expression.
func TestJenkinsFindsAGeneratedKeyInItsBuildLog(t *testing.T) {
	_, a := accepted(t, "/v2/enqueue", trigger(`{"summary":"s"}`))
	log := "PagerDuty Incident Key <<" + a.DedupKey + ">>"
	if m := regexp.MustCompile(`.*<<([0-9a-z]*)>>.*`).FindStringSubmatch(log); m == nil || m[1] != a.DedupKey {
		t.Errorf("key %q is not found in %q", a.DedupKey, log)
	}
}

func TestGoPagerdutyReadsAcceptanceAndRefusal(t *testing.T) {
	mux := http.NewServeMux()
	in := &intake{}
	Routes(mux, in, Options{})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	client := pagerduty.NewClient("", pagerduty.WithV2EventsAPIEndpoint(srv.URL))

	event := &pagerduty.V2Event{RoutingKey: testKey, Action: "trigger", Payload: &pagerduty.V2Payload{Summary: "s", Source: "h", Severity: "info"}}
	got, err := client.ManageEventWithContext(t.Context(), event)
	if err != nil || got.DedupKey != "generated1" || got.Status != "success" {
		t.Errorf("accepted: %+v, %v", got, err)
	}
	event.RoutingKey = "ffffffffffffffffffffffffffffffff"
	if _, err = client.ManageEventWithContext(t.Context(), event); err == nil || !strings.Contains(err.Error(), "Invalid routing key") {
		t.Errorf("refused: %v, want an error that says why", err)
	}
	change, err := client.CreateChangeEventWithContext(t.Context(), pagerduty.ChangeEvent{RoutingKey: testKey, Payload: pagerduty.ChangeEventPayload{Summary: "s", Source: "h"}})
	if err != nil || change.Status != "success" {
		t.Errorf("change: %+v, %v", change, err)
	}
}

// The Perl scripts post a form with LWP, which closes after each event.
func TestAFormOverARealConnection(t *testing.T) {
	mux := http.NewServeMux()
	in := &intake{}
	Routes(mux, in, Options{})
	srv := httptest.NewServer(mux)
	defer srv.Close()
	conn, err := net.Dial("tcp", strings.TrimPrefix(srv.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := url.Values{"CONTACTPAGER": {testKey}, "HOSTNAME": {"tower-7"}, "HOSTSTATE": {"DOWN"}, "NOTIFICATIONTYPE": {"PROBLEM"}}.Encode()
	fmt.Fprintf(conn, "POST /nagios/2010-04-15/create_event HTTP/1.1\r\nTE: deflate,gzip;q=0.3\r\nConnection: TE, close\r\nHost: x\r\nUser-Agent: libwww-perl/6.68\r\nContent-Length: %d\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n%s", len(body), body)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != 200 || len(in.posts) != 1 || in.posts[0].Via != "nagios" {
		t.Errorf("answer %d %s, %d posts", resp.StatusCode, text, len(in.posts))
	}
}
