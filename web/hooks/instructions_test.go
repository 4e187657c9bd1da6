package hooks

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"wakeman/engine"
	"wakeman/web/ui/view"
)

// box is a listener that takes posts as the real one does.
func box(t *testing.T) (base string, in *intake) {
	t.Helper()
	in = &intake{}
	mux := http.NewServeMux()
	Routes(mux, in, Options{})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL, in
}

// instruction is a text of an integration's page, as an admin copies it.
func instruction(t *testing.T, base, kind, name string) string {
	t.Helper()
	for _, s := range view.Senders(view.Plug{Type: kind, Base: base, Key: testKey}) {
		for _, f := range s.Texts {
			if f.Name == name {
				return f.Value
			}
		}
	}
	t.Fatalf("%s has no text %q", kind, name)
	return ""
}

// run gives a script to sh, as the sender would.
func run(t *testing.T, script string, env ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s\n%s", err, out, script)
	}
}

// fill puts a sender's values where its placeholders stand.
func fill(text string, values ...string) string { return strings.NewReplacer(values...).Replace(text) }

// only is the one event that arrived.
func only(t *testing.T, in *intake) engine.Event {
	t.Helper()
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.posts) != 1 || len(in.posts[0].Events) != 1 {
		t.Fatalf("%d posts arrived, want one with one event; refused: %v", len(in.posts), in.refusals)
	}
	e := in.posts[0].Events[0]
	checkEvent(t, e)
	in.posts = nil
	return e
}

// says holds an event to what a technician reads of it.
func says(t *testing.T, e engine.Event, action engine.Action, key, summary string, severity engine.Severity) {
	t.Helper()
	if e.Action != action || e.Key != key || e.Summary != summary || e.Severity != severity {
		t.Errorf("%s %q %q %q, want %s %q %q %q; mended %q", e.Action, e.Key, e.Summary, e.Severity, action, key, summary, severity, e.Mended)
	}
}

// awkward is a message that breaks what is glued together.
const awkward = `50% of "A & B" lost; it's $HOME`

func TestTheCommandsOfNagiosRunAsTheyStand(t *testing.T) {
	base, in := box(t)
	lines := regexp.MustCompile(`(?m)command_line (.*)$`).FindAllStringSubmatch(instruction(t, base, "nagios_command", "wakeman.cfg"), -1)
	if len(lines) != 2 {
		t.Fatalf("%d commands, want two", len(lines))
	}
	values := []string{"$NOTIFICATIONTYPE$", "PROBLEM", "$HOSTNAME$", "tower-7", "$HOSTSTATE$", "DOWN", "$HOSTOUTPUT$", "50% of A & B lost", "$SERVICEDESC$", "PING", "$SERVICESTATE$", "CRITICAL", "$SERVICEOUTPUT$", "loss = 50% & more", "$TIMET$", "1786548088"}
	run(t, fill(lines[0][1], values...))
	says(t, only(t, in), engine.Trigger, "event_source=host;host_name=tower-7", "tower-7 is DOWN: 50% of A & B lost", engine.Critical)
	run(t, fill(lines[1][1], values...))
	says(t, only(t, in), engine.Trigger, "event_source=service;host_name=tower-7;service_desc=PING", "PING on tower-7 is CRITICAL: loss = 50% & more", engine.Critical)
}

// Icinga starts commands without a shell, each word as it is.
func TestTheCommandsOfIcingaRunAsTheyStand(t *testing.T) {
	base, in := box(t)
	commands := regexp.MustCompile(`(?s)command = \[(.*?)\]`).FindAllStringSubmatch(instruction(t, base, "icinga2", "/etc/icinga2/conf.d/wakeman.conf"), -1)
	if len(commands) != 2 {
		t.Fatalf("%d commands, want two", len(commands))
	}
	for i, key := range []string{"event_source=host;host_name=tower-7", "event_source=service;host_name=tower-7;service_desc=radio"} {
		var words []string
		for _, w := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(commands[i][1], -1) {
			words = append(words, fill(w[1], "$notification.type$", "FLAPPINGEND", "$host.name$", "tower-7", "$host.state$", "UP", "$host.output$", awkward,
				"$service.name$", "radio", "$service.state$", "OK", "$service.output$", awkward, "$notification.author$", "", "$notification.comment$", "", "$icinga.timet$", "1786548088"))
		}
		if out, err := exec.CommandContext(t.Context(), words[0], words[1:]...).CombinedOutput(); err != nil { //nolint:gosec // the command is ours
			t.Fatalf("%v: %s", err, out)
		}
		if e := only(t, in); e.Action != engine.Resolve || e.Key != key || !strings.HasSuffix(e.Summary, awkward) || e.Timestamp.IsZero() {
			t.Errorf("%+v", e)
		}
	}
}

func TestTheScriptOfCheckmkRunsAsItStands(t *testing.T) {
	base, in := box(t)
	script := instruction(t, base, "checkmk", "~/local/share/check_mk/notifications/wakeman")
	run(t, script, "NOTIFY_WHAT=SERVICE", "NOTIFY_NOTIFICATIONTYPE=PROBLEM", "NOTIFY_HOSTNAME=tower-7", "NOTIFY_SERVICEDESC=Interface 1",
		"NOTIFY_SERVICESTATE=CRITICAL", "NOTIFY_SERVICEOUTPUT="+awkward, "NOTIFY_MICROTIME=1786548088123456")
	says(t, only(t, in), engine.Trigger, "tower-7/Interface 1", "Interface 1 on tower-7 is CRITICAL: "+awkward, engine.Critical)
}

// requested makes the request that a program makes of a text without a shell.
func requested(t *testing.T, method, url, contentType, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusAccepted {
		t.Fatalf("answered %d", res.StatusCode)
	}
}

func TestTheScriptOfRouterOSSaysWhatItMeans(t *testing.T) {
	base, in := box(t)
	line := instruction(t, base, "routeros", "Down script and up script")
	m := regexp.MustCompile(`^/tool fetch url="([^"]*)" http-method=post output=none http-data="([^"]*)"$`).FindStringSubmatch(line)
	if m == nil {
		t.Fatalf("not a line of RouterOS: %s", line)
	}
	for status, action := range map[string]engine.Action{"down": engine.Trigger, "up": engine.Resolve} {
		requested(t, "POST", m[1], "", fill(m[2], "$host", "192.0.2.7", "$status", status, "$since", "2026-08-12 15:21:28", "$comment", "Tower 7 A&B"))
		if e := only(t, in); e.Action != action || e.Key != "192.0.2.7" || e.Summary != "Tower 7 A&B (192.0.2.7) is "+status || e.Timestamp.IsZero() {
			t.Errorf("%s: %+v", status, e)
		}
	}
}

func TestThePayloadsOfPRTGSayWhatTheyMean(t *testing.T) {
	base, in := box(t)
	values := []string{
		"%sensorid", "2043", "%device", "tower-7", "%name", "Ping", "%status", "Fehler", "%group", "Towers", "%probe", "Local", "%priority", "*****",
		"%linksensor", "https://prtg.example.net/sensor.htm?id=2043", "%message", awkward,
	}
	hook := view.HookAddress(base, "prtg", testKey)
	requested(t, "POST", hook, "application/x-www-form-urlencoded", fill(instruction(t, base, "prtg", "Payload of the first"), values...))
	says(t, only(t, in), engine.Trigger, "2043", "tower-7 Ping Fehler: "+awkward, engine.Critical)
	requested(t, "POST", hook, "application/x-www-form-urlencoded", fill(instruction(t, base, "prtg", "Payload of the second"), values...))
	says(t, only(t, in), engine.Resolve, "2043", "tower-7 Ping Fehler: "+awkward, "")
}

func TestTheBodyOfHealthchecksSaysWhatItMeans(t *testing.T) {
	base, in := box(t)
	body := instruction(t, base, "healthchecks", "Request body, both times")
	requested(t, "POST", view.HookAddress(base, "healthchecks", testKey), "text/plain", fill(body, "$CODE", "5e9c", "$STATUS", "down", "$NOW", "2026-08-12T15:21:28+00:00", "$TAGS", "", "$NAME", `backup "A & B"`))
	says(t, only(t, in), engine.Trigger, "5e9c", `backup "A & B" is down`, engine.Critical)
}

// LibreNMS appends its options as a query, escaped, and posts an empty body.
func TestTheOptionsOfLibreNMSSayWhatTheyMean(t *testing.T) {
	base, in := box(t)
	req, err := http.NewRequestWithContext(t.Context(), "POST", view.HookAddress(base, "librenms", testKey), nil)
	if err != nil {
		t.Fatal(err)
	}
	q := req.URL.Query()
	for line := range strings.Lines(instruction(t, base, "librenms", "Options")) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		q.Set(name, fill(value, "{{ $alert_id }}", "311", "{{ $state }}", "1", "{{ $severity }}", "warning", "{{ $title }}", `Alert for device tower-7 - "A & B"`, "{{ $hostname }}", "tower-7"))
	}
	requested(t, "POST", req.URL.String()+"?"+q.Encode(), "text/plain", "")
	says(t, only(t, in), engine.Trigger, "311", `Alert for device tower-7 - "A & B"`, engine.Warning)
}

// Zabbix gives the parameters to the script as one JSON object, and the script
// posts all but the address.
func TestTheMediaTypeOfZabbixSaysWhatItMeans(t *testing.T) {
	base, in := box(t)
	var file struct {
		Export struct {
			MediaTypes []struct {
				Parameters []struct{ Name, Value string }
				Script     string
			} `yaml:"media_types"`
		} `yaml:"zabbix_export"`
	}
	if err := yaml.Unmarshal([]byte(instruction(t, base, "zabbix", "wakeman.yaml")), &file); err != nil || len(file.Export.MediaTypes) != 1 {
		t.Fatalf("not a file for import: %v, %+v", err, file)
	}
	media := file.Export.MediaTypes[0]
	body, url := map[string]string{}, ""
	for _, p := range media.Parameters {
		if p.Name == "url" {
			url = p.Value
			continue
		}
		body[p.Name] = fill(p.Value, "{EVENT.SOURCE}", "0", "{EVENT.VALUE}", "1", "{EVENT.UPDATE.STATUS}", "0", "{EVENT.ID}", "48211", "{TRIGGER.ID}", "13502",
			"{EVENT.NSEVERITY}", "4", "{EVENT.NAME}", awkward, "{HOST.HOST}", "tower-7", "{ITEM.NAME}", "*UNKNOWN*")
	}
	if !strings.Contains(media.Script, "JSON.stringify(body)") {
		t.Error("the script does not post what it was given")
	}
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	requested(t, "POST", url, "application/json", string(b))
	says(t, only(t, in), engine.Trigger, "tower-7/13502", awkward+" (tower-7)", engine.Error)
}

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
