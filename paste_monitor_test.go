package main

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
)

// awkward is a message that breaks what is glued together.
const awkward = `50% of "A & B" lost; it's $HOME`

// nagios expands the macros of each command in it, and gives the lines to sh, as
// Nagios does. e2e/peers/senders has Nagios itself.
func nagios(x *bench, p pasted) {
	pager := ""
	if m := regexp.MustCompile(`(?m)^  pager +(\S+)$`).FindStringSubmatch(p.text); m != nil {
		pager = m[1]
	}
	macros := strings.NewReplacer("$CONTACTPAGER$", pager, "$NOTIFICATIONTYPE$", "PROBLEM", "$HOSTNAME$", "tower-7", "$HOSTSTATE$", "DOWN",
		"$HOSTOUTPUT$", "50% of A & B lost", "$SERVICEDESC$", "PING", "$SERVICESTATE$", "CRITICAL", "$SERVICEOUTPUT$", "loss = 50% & more", "$TIMET$", "1786548088")
	lines := regexp.MustCompile(`(?m)^  command_line (.*)$`).FindAllStringSubmatch(p.text, -1)
	if len(lines) != 2 {
		x.Fatalf("%d commands, want two", len(lines))
	}
	for _, line := range lines {
		x.runs(nil, "sh", "-c", macros.Replace(line[1]))
	}
}

// icinga expands the macros of each command in it, and starts it without a shell,
// each word as it is. e2e/peers/monitors has Icinga itself.
func icinga(x *bench, p pasted) {
	macros := strings.NewReplacer("$notification.type$", "PROBLEM", "$host.name$", "tower-7", "$host.state$", "DOWN", "$host.output$", awkward,
		"$service.name$", "radio", "$service.state$", "CRITICAL", "$service.output$", awkward, "$notification.author$", "", "$notification.comment$", "", "$icinga.timet$", "1786548088")
	commands := regexp.MustCompile(`(?s)command = \[(.*?)\]`).FindAllStringSubmatch(p.text, -1)
	if len(commands) != 2 {
		x.Fatalf("%d commands, want two", len(commands))
	}
	for _, command := range commands {
		var words []string
		for _, w := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(command[1], -1) {
			words = append(words, macros.Replace(w[1]))
		}
		x.runs(nil, words...)
	}
}

// netdata sources it as Netdata's alarm-notify.sh does, with the variables and the
// function that are there.
func netdata(x *bench, p pasted) {
	x.runs(nil, "bash", "-c", `set -e
docurl() { curl --write-out '%{http_code}' --output /dev/null --silent --show-error "$@"; }
error() { echo "$@" >&2; exit 1; }
`+p.text+`
[ "$SEND_CUSTOM" = YES ] && [ "$DEFAULT_RECIPIENT_CUSTOM" = wakeman ]
host=core-1 chart=disk_space._ name=disk_space_usage alarm='disk space' info='space "on /" & more' sent=0
for status in CRITICAL CLEAR; do custom_sender "$DEFAULT_RECIPIENT_CUSTOM"; done
[ "$sent" = 2 ]`)
}

// scripted posts what PagerDuty's Perl script does, to where it says: the script is
// somebody else's, and in no package.
func scripted(x *bench, p pasted) {
	m := regexp.MustCompile(`pagerduty_nagios\.pl (?:enqueue -f pd_nagios_object=service|flush) --api-base (\S+)$`).FindStringSubmatch(p.text)
	if m == nil {
		x.Fatalf("not a call of the script: %q", p.text)
	}
	x.pages(m[1], keyOf("nagios"))
}

func (x *bench) pages(base, pager string) {
	x.Helper()
	form := url.Values{
		"CONTACTPAGER": {pager}, "pd_nagios_object": {"service"}, "NOTIFICATIONTYPE": {"PROBLEM"}, "HOSTNAME": {"tower-7"},
		"SERVICEDESC": {"PING"}, "SERVICESTATE": {"CRITICAL"}, "SERVICEOUTPUT": {awkward}, "pd_version": {"1.0"},
	}
	x.posts(post{method: "POST", header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, body: form.Encode()}, base+"/create_event")
}

// zabbix reads it as a file for import, and posts what its script does with the
// parameters. e2e/peers/monitors has Zabbix itself.
func zabbix(x *bench, p pasted) {
	var file struct {
		Export struct {
			MediaTypes []struct {
				Parameters []struct{ Name, Value string }
				Script     string
			} `yaml:"media_types"`
		} `yaml:"zabbix_export"`
	}
	if err := yaml.Unmarshal([]byte(p.text), &file); err != nil || len(file.Export.MediaTypes) != 1 {
		x.Fatalf("not a file for import: %v, %+v", err, file)
	}
	media := file.Export.MediaTypes[0]
	macros := strings.NewReplacer("{EVENT.SOURCE}", "0", "{EVENT.VALUE}", "1", "{EVENT.UPDATE.STATUS}", "0", "{EVENT.ID}", "48211", "{TRIGGER.ID}", "13502",
		"{EVENT.NSEVERITY}", "4", "{EVENT.NAME}", awkward, "{HOST.HOST}", "tower-7", "{ITEM.NAME}", "*UNKNOWN*")
	body, to := map[string]string{}, ""
	for _, q := range media.Parameters {
		if q.Name == "url" {
			to = q.Value
			continue
		}
		body[q.Name] = macros.Replace(q.Value)
	}
	if !strings.Contains(media.Script, "JSON.stringify(body)") {
		x.Error("the script does not post what it was given")
	}
	x.postsJSON(to, body)
}

func (x *bench) postsJSON(to string, body any) {
	x.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		x.Fatal(err)
	}
	x.posts(post{method: "POST", header: map[string]string{"Content-Type": "application/json"}, body: string(b)}, to)
}

// librenms appends the options as a query, escaped, and posts an empty body.
func librenms(x *bench, p pasted) {
	values := strings.NewReplacer("{{ $alert_id }}", "311", "{{ $state }}", "1", "{{ $severity }}", "warning", "{{ $title }}", `Alert for device tower-7 - "A & B"`, "{{ $hostname }}", "tower-7")
	query := url.Values{}
	for line := range strings.Lines(p.text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		query.Set(name, values.Replace(value))
	}
	x.posts(post{method: "POST", header: map[string]string{"Content-Type": "text/plain"}}, p.address+"?"+query.Encode())
}

// elastalert reads it as a part of a rule, and posts what the alerter does: the
// match, with the static values over it.
func elastalert(x *bench, p pasted) {
	var rule struct {
		Alert  []string
		URL    string         `yaml:"http_post_url"`
		All    bool           `yaml:"http_post_all_values"`
		Static map[string]any `yaml:"http_post_static_payload"`
	}
	read(x, p.text, &rule)
	if len(rule.Alert) != 1 || rule.Alert[0] != "post" || !rule.All {
		x.Fatalf("it does not post all values: %+v", rule)
	}
	match := map[string]any{"@timestamp": "2026-08-12T15:23:20.123Z", "host": map[string]any{"name": "core-1"}, "message": awkward, "num_hits": 25}
	for name, value := range rule.Static {
		match[name] = value
	}
	x.postsJSON(rule.URL, match)
}

// wazuhScript runs it as Wazuh's integrator does: with a file of the alert, a key,
// and the address.
func wazuhScript(x *bench, p pasted) {
	x.script = p.text
	x.integrates(p.text, x.base+"/hooks/wazuh/"+keyOf("wazuh"))
}

// wazuhBlock reads it as a part of ossec.conf, and runs the script as that says.
func wazuhBlock(x *bench, p pasted) {
	var block struct {
		Name   string `xml:"name"`
		Hook   string `xml:"hook_url"`
		Format string `xml:"alert_format"`
	}
	if err := xml.Unmarshal([]byte(p.text), &block); err != nil || block.Name != "custom-wakeman" || block.Format != "json" {
		x.Fatalf("not a block of ossec.conf for the script: %v, %+v", err, block)
	}
	x.integrates(x.script, block.Hook)
}

func (x *bench) integrates(script, hook string) {
	x.Helper()
	alert, program := filepath.Join(x.bin, "alert.json"), filepath.Join(x.bin, "custom-wakeman")
	for path, text := range map[string]string{alert: example(x, "wazuh", "firing").body, program: script} {
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil { //nolint:gosec // it is to be run
			x.Fatal(err)
		}
	}
	x.runs(nil, program, alert, "", hook)
}

// matches reads it as a pattern of EventBridge, whose fields the finding must have.
func matches(x *bench, p pasted) {
	var pattern map[string][]string
	if err := json.Unmarshal([]byte(p.text), &pattern); err != nil || len(pattern) == 0 {
		x.Fatalf("not a pattern: %v", err)
	}
	own := example(x, "eventbridge", "firing")
	var event map[string]any
	if err := json.Unmarshal([]byte(own.body), &event); err != nil {
		x.Fatal(err)
	}
	for name, values := range pattern {
		if said, _ := event[name].(string); len(values) != 1 || values[0] != said {
			x.Errorf("the pattern wants %s to be %q, and it is %q", name, values, said)
		}
	}
	x.posts(own, p.address)
}
