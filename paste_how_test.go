package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/smtp"
	"net/url"
	"os"
	"regexp"
	"strings"
	"text/template"
	"time"

	"github.com/goccy/go-yaml"
)

// try is how a pasted text is tried.
type try func(x *bench, p pasted)

// shell runs it as a script of sh, or of the named shell.
func shell(env ...string) try {
	return func(x *bench, p pasted) { x.runs(env, "sh", "-c", p.text) }
}

func python(x *bench, p pasted) { x.runs(nil, "python3", "-c", p.text) }

// fills puts the sender's values where its placeholders stand, and goes on.
func fills(then try, values ...string) try {
	return func(x *bench, p pasted) {
		p.text = strings.NewReplacer(values...).Replace(p.text)
		then(x, p)
	}
}

// body posts it to the address beside it.
func body(contentType string) try {
	return func(x *bench, p pasted) {
		x.posts(post{method: "POST", header: map[string]string{"Content-Type": contentType}, body: p.text}, p.address)
	}
}

// both tries it in two ways, one after the other.
func both(first, second try) try {
	return func(x *bench, p pasted) {
		first(x, p)
		second(x, p)
	}
}

// posts makes a request, which must be answered by a yes.
func (x *bench) posts(p post, to string) {
	x.Helper()
	to += p.query
	req, err := http.NewRequestWithContext(x.Context(), p.method, to, strings.NewReader(p.body))
	if err != nil {
		x.Fatal(err)
	}
	for name, value := range p.header {
		req.Header.Set(name, value)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		x.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		x.Errorf("%s is answered %d", to, res.StatusCode)
	}
}

// mails hands a mail to a server, as a device does.
func (x *bench) mails(server, from, to, subject, text string) {
	x.Helper()
	mail := "From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject + "\r\n\r\n" + text + "\r\n"
	if err := smtp.SendMail(server, nil, from, []string{to}, []byte(mail)); err != nil {
		x.Errorf("%s: %v", to, err)
	}
}

// mailedTo sends a mail to it: it is an address.
func mailedTo(x *bench, p pasted) {
	x.mails(x.smtp, "ups@example.net", p.text, "UPS on battery", "20 minutes left")
}

// captured posts what a program posted once, with the key of the integration whose
// page it is.
func captured(file string) try {
	return func(x *bench, p pasted) {
		text, err := os.ReadFile("web/hooks/testdata/senders/" + file)
		if err != nil {
			x.Fatal(err)
		}
		kind, _, _ := strings.Cut(p.id, " · ")
		body := strings.Replace(string(text), `"KEY"`, `"`+keyOf(kind)+`"`, 1)
		x.posts(post{method: "POST", header: map[string]string{"Content-Type": "application/json"}, body: body}, p.address)
	}
}

// raw posts an alarm as a topic with raw message delivery does: whoever checks the
// signature of another would ask the Internet for a certificate.
func raw(x *bench, p pasted) {
	x.postsJSON(p.address, map[string]any{
		"AlarmName": "portal-5xx", "AlarmArn": "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:portal-5xx",
		"NewStateValue": "ALARM", "OldStateValue": "OK", "NewStateReason": "Threshold crossed",
	})
}

// routed reads it as a transport map of Postfix, and sends a mail that way.
func routed(x *bench, p pasted) {
	m := regexp.MustCompile(`^(\S+) smtp:\[([^\]]+)\](:\d+)$`).FindStringSubmatch(p.text)
	if m == nil {
		x.Fatalf("not a line of a transport map: %q", p.text)
	}
	x.mails(m[2]+m[3], "ups@example.net", documentedKey+"@"+m[1], "UPS on battery", "20 minutes left")
}

// read parses YAML, strictly enough that a wrong indentation is noticed.
func read(x *bench, text string, into any) {
	x.Helper()
	if err := yaml.Unmarshal([]byte(text), into); err != nil {
		x.Fatalf("not YAML: %v\n%s", err, text)
	}
}

// receivers are the parts of an alertmanager.yml that are looked at.
type receivers struct {
	Route     struct{ Receiver string }
	Receivers []struct {
		Name      string
		Webhook   []struct{ URL string } `yaml:"webhook_configs"`
		PagerDuty []struct {
			URL      string
			Key      string `yaml:"routing_key"`
			Severity string
			HTTP     struct {
				Authorization struct {
					Type string
					File string `yaml:"credentials_file"`
				}
			} `yaml:"http_config"`
		} `yaml:"pagerduty_configs"`
	}
}

// webhook reads it as alertmanager.yml, and posts what Alertmanager posts to a webhook.
func webhook(x *bench, p pasted) {
	var file receivers
	read(x, p.text, &file)
	if len(file.Receivers) != 1 || len(file.Receivers[0].Webhook) != 1 {
		x.Fatalf("it has not one webhook: %+v", file)
	}
	x.posts(example(x, "alertmanager", "firing"), file.Receivers[0].Webhook[0].URL)
}

// pagerduty reads it as alertmanager.yml, and posts what Alertmanager posts to PagerDuty.
func pagerduty(x *bench, p pasted) {
	var file receivers
	read(x, p.text, &file)
	if len(file.Receivers) != 1 || len(file.Receivers[0].PagerDuty) != 1 {
		x.Fatalf("it has not one PagerDuty: %+v", file)
	}
	r := file.Receivers[0].PagerDuty[0]
	header := ""
	if r.HTTP.Authorization.File != "" {
		header = r.HTTP.Authorization.Type + " " + x.token
	}
	x.enqueues(r.URL, r.Key, r.Severity, header)
}

// enqueues posts an event of the Events API v2 as a program does that templates the
// severity of it.
func (x *bench) enqueues(address, key, severity, authorization string) {
	x.Helper()
	var said bytes.Buffer
	t := template.Must(template.New("severity").Parse(severity))
	if err := t.Execute(&said, struct{ CommonLabels map[string]string }{map[string]string{"severity": "warning"}}); err != nil {
		x.Fatal(err)
	}
	event, err := json.Marshal(map[string]any{
		"routing_key": key, "event_action": "trigger", "dedup_key": "group",
		"payload": map[string]string{"summary": "[FIRING:1] ShedIsSilent", "source": "Alertmanager", "severity": said.String() + "."},
	})
	if err != nil {
		x.Fatal(err)
	}
	head := map[string]string{"Content-Type": "application/json"}
	if authorization != "" {
		head["Authorization"] = authorization
	}
	x.posts(post{method: "POST", header: head, body: strings.Replace(string(event), `."`, `"`, 1)}, address)
}

// contactPoint reads it as a file of Grafana's provisioning, and posts what Grafana posts.
func contactPoint(x *bench, p pasted) {
	var file struct {
		Points []struct {
			Receivers []struct {
				Type     string
				Settings struct {
					URL, Severity string
					Key           string `yaml:"integrationKey"`
					Method        string `yaml:"httpMethod"`
				}
			}
		} `yaml:"contactPoints"`
	}
	read(x, p.text, &file)
	if len(file.Points) != 1 || len(file.Points[0].Receivers) != 1 {
		x.Fatalf("it has not one receiver: %+v", file)
	}
	r := file.Points[0].Receivers[0]
	if r.Type == "pagerduty" {
		x.enqueues(r.Settings.URL, r.Settings.Key, r.Settings.Severity, "")
		return
	}
	own := example(x, "grafana", "firing")
	own.method = r.Settings.Method
	x.posts(own, r.Settings.URL)
}

// prometheus reads it as prometheus.yml, and posts what Prometheus posts to an Alertmanager.
func prometheus(x *bench, p pasted) {
	var file struct {
		Alerting struct {
			Alertmanagers []struct {
				Scheme string
				Path   string                       `yaml:"path_prefix"`
				Static []struct{ Targets []string } `yaml:"static_configs"`
			}
		}
	}
	read(x, p.text, &file)
	if len(file.Alerting.Alertmanagers) != 1 {
		x.Fatalf("it has not one Alertmanager: %+v", file)
	}
	a := file.Alerting.Alertmanagers[0]
	own := example(x, "alertmanager", "firing-prometheus") // whose query is the path behind the prefix
	ends := time.Now().Add(4 * time.Minute).UTC().Format(time.RFC3339)
	own.body = regexp.MustCompile(`"endsAt":"[^"]*"`).ReplaceAllString(own.body, `"endsAt":"`+ends+`"`)
	x.posts(own, a.Scheme+"://"+a.Static[0].Targets[0]+a.Path)
}

// powershell does what Invoke-RestMethod does with it.
func powershell(x *bench, p pasted) {
	m := regexp.MustCompile(`(?m)^Invoke-RestMethod -Method Post -Uri '([^']*)' -Body @\{(.*)\}$`).FindStringSubmatch(p.text)
	if m == nil {
		if m = regexp.MustCompile(`(?m)^Invoke-RestMethod -TimeoutSec 10 (\S+)$`).FindStringSubmatch(p.text); m == nil {
			x.Fatalf("not a line for PowerShell: %s", p.text)
		}
		x.posts(post{method: "GET"}, m[1])
		return
	}
	form := url.Values{}
	for pair := range strings.SplitSeq(m[2], "; ") {
		name, value, _ := strings.Cut(pair, "=")
		form.Set(name, strings.Trim(value, "'"))
	}
	x.posts(post{method: "POST", header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, body: form.Encode()}, m[1])
}

// sketch posts what the sketch posts, for either state of its contact. It is
// compiled and run where a compiler may be asked for: e2e/peers/senders.
func sketch(x *bench, p pasted) {
	hook := regexp.MustCompile(`hook = "([^"]*)"`).FindStringSubmatch(p.text)
	kind := regexp.MustCompile(`addHeader\("Content-Type", "([^"]*)"\)`).FindStringSubmatch(p.text)
	for _, body := range regexp.MustCompile(`"(host=[^"]*)"`).FindAllStringSubmatch(p.text, -1) {
		x.posts(post{method: "POST", header: map[string]string{"Content-Type": kind[1]}, body: body[1]}, hook[1])
	}
}
