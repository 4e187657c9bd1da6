package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"wakeman/engine"
)

// tokened runs the command that makes an ingest key; the examples after it use it.
func tokened(x *bench, p pasted) {
	shell()(x, p)
	x.token = x.printed
}

// answered is an answer, word by word: that of what was run last.
func answered(x *bench, p pasted) {
	if x.printed != p.text {
		x.Errorf("the box answers %s, not %s", x.printed, p.text)
	}
}

// postfix runs it where the programs of Postfix are stand-ins, and sends a mail the
// way that its files say.
func postfix(x *bench, p pasted) {
	shell()(x, p)
	settings, err := os.ReadFile(filepath.Join(x.bin, "main.cf"))
	if err != nil {
		x.Fatal(err)
	}
	if want := "-e transport_maps=hash:" + filepath.Join(x.bin, "transport") + "\n"; string(settings) != want {
		x.Errorf("Postfix is told %q, want %q", settings, want)
	}
	line, err := os.ReadFile(filepath.Join(x.bin, "transport.db"))
	if err != nil {
		x.Fatal(err)
	}
	routed(x, pasted{text: strings.TrimSpace(string(line))})
}

// crontab runs the command of a line of a crontab: what is behind its five times.
func crontab(x *bench, p pasted) {
	for line := range strings.Lines(p.text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.SplitN(line, " ", 6)
		x.runs(nil, "sh", "-c", strings.Replace(fields[5], "/usr/local/bin/backup", "true", 1))
	}
}

// configured puts a part of a configuration file in force, where it belongs in the
// whole one, and then tries that it does what the page says.
func configured(where string, indent int, then func(x *bench)) try {
	return func(x *bench, p pasted) {
		part := strings.Repeat(" ", indent) + strings.ReplaceAll(p.text, "\n", "\n"+strings.Repeat(" ", indent)) + "\n"
		x.applies(x.configuration() + where + part)
		then(x)
	}
}

const (
	anotherService = "  - name: From the handbook\n    escalation_policy: Default\n"
	rectifierMail  = anotherService + "    integrations:\n      - name: Rectifiers\n        type: email\n        key: 77777777777777777777777777777777\n"
)

// integration is what was made of the entry with this name.
func (x *bench) integration(name string) engine.Integration {
	x.Helper()
	for _, in := range x.a.db.Config().Integrations {
		if in.Name == name {
			return in
		}
	}
	x.Fatalf("there is no integration %s", name)
	return engine.Integration{}
}

func rectifierMails(x *bench) {
	to := x.integration("Rectifiers").Key + "@alerts.example.net"
	for _, subject := range []string{"Alarm 4711 at Hill (POP 3)", "Clear 4712 at Hill (POP 3)"} {
		x.mails(x.smtp, "rectifier@power.example.net", to, subject, "see the log")
	}
}

func rectifierPosts(x *bench) {
	to := x.base + "/hooks/generic/" + x.integration("Rectifiers").Key
	for _, state := range []string{"failed", "fine again"} {
		x.postsJSON(to, map[string]any{"site": "Hill", "unit": "R2", "alarm": map[string]string{"state": state, "level": "2", "text": "No mains"}})
	}
}

// ruled looks that a rule of the handbook is in force.
func ruled(x *bench) {
	rules := x.a.db.Config().EventRules
	if b, err := json.Marshal(rules); err != nil || !strings.Contains(string(b), "Forged mail wakes nobody") {
		x.Errorf("the rule is not in force: %s, %v", b, err)
	}
}

// topicListed looks that the topic of the example is one that is confirmed by itself.
func topicListed(x *bench) {
	if in := x.integration("CloudWatch"); in.Type != "sns" || len(in.Topics) != 1 {
		x.Errorf("%+v", in)
	}
}

// heartbeats puts those of the example into the service that it names. The second is
// fed by an integration.
func heartbeats(x *bench, p pasted) {
	list, ours := strings.CutPrefix(p.text, "services:\n  - name: Core network\n")
	if !ours {
		x.Fatalf("not about the service Core network:\n%s", p.text)
	}
	x.applies(strings.Replace(x.configuration(), coreNetwork, coreNetwork+"      - {name: Alertmanager, type: alertmanager}\n"+list+"\n", 1))
	fed := x.integration("Alertmanager").ID
	for _, h := range x.a.db.Config().Heartbeats {
		if h.Name == "Prometheus" && h.Integration == fed {
			return
		}
	}
	x.Error("the heartbeat Prometheus is not fed by Alertmanager")
}

// watchdogs reads it as a route of alertmanager.yml that takes the Watchdog.
func watchdogs(x *bench, p pasted) {
	var file struct {
		Route struct {
			Routes []struct{ Matchers []string }
		}
	}
	read(x, p.text, &file)
	if len(file.Route.Routes) != 1 || len(file.Route.Routes[0].Matchers) != 1 || file.Route.Routes[0].Matchers[0] != `alertname = "Watchdog"` {
		x.Errorf("not a route of the Watchdog: %+v", file)
	}
}
