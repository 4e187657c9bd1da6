package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/ui/view"
)

const (
	documentedKey = "0123456789abcdef0123456789abcdef"
	// waysToReport is how many heartbeats the bench has: one for each way to report.
	waysToReport = 12
)

func reportKey(i int) string { return fmt.Sprintf("beea%028x", i) }

// bench is a box that listens at real ports, with an integration of each type, for
// programs outside this process to send to.
type bench struct {
	*testing.T
	a       *appliance
	dir     string
	bin     string // first in the PATH of what is run
	base    string // http://127.0.0.1:PORT
	smtp    string // 127.0.0.1:PORT
	printed string // by what was run last
	token   string // made by a command of the handbook
	script  string // pasted before the text that names it
	seen    uint64 // the newest post that was looked at
	felt    map[string]bool
}

func newBench(t *testing.T) *bench {
	t.Helper()
	x := &bench{T: t, dir: t.TempDir(), bin: t.TempDir(), felt: map[string]bool{}}
	web, mail := listenHere(t), listenHere(t)
	x.base, x.smtp = "http://"+web.Addr().String(), mail.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	a, err := start(ctx, options{
		data: x.dir, http: web, smtp: mail, publicURL: x.base, maxSize: 256 << 20, noSync: true,
		log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- a.run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	x.a = a
	x.applies(x.configuration())
	x.standIns()
	return x
}

func listenHere(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// keyOf is the key of the integration of a type; that of the handbook's examples
// opens every door.
func keyOf(kind string) string {
	if kind == "generic" {
		return documentedKey
	}
	return (fmt.Sprintf("%x", kind) + strings.Repeat("0", 32))[:32]
}

// coreNetwork is the service of the handbook's examples.
const coreNetwork = "  - name: Core network\n    escalation_policy: Default\n    integrations:\n      - {name: LibreNMS, type: librenms}\n"

func (x *bench) configuration() string {
	var b strings.Builder
	b.WriteString("users:\n  - {email: ann@example.net, name: Ann, role: owner}\n" +
		"escalation_policies:\n  - {name: Default, steps: [{delay: 1h, targets: [{user: ann@example.net}]}]}\n" +
		"settings: {mail_domain: alerts.example.net}\nservices:\n" +
		coreNetwork +
		"  - name: Sheds\n    escalation_policy: Default\n    heartbeats:\n")
	for i := range waysToReport {
		fmt.Fprintf(&b, "      - {name: beat %d, interval: 1h, key: %s}\n", i, reportKey(i))
	}
	b.WriteString("    integrations:\n")
	for _, k := range engine.Kinds() {
		fmt.Fprintf(&b, "      - {name: %s, type: %s, key: %s}\n", k.Name, k.Name, keyOf(k.Name))
	}
	return b.String()
}

// applies puts a configuration file in force.
func (x *bench) applies(file string) {
	x.Helper()
	if _, err := x.a.front.commands.apply(x.Context(), applyIn{File: "bench.yaml", Source: file, Actor: engine.System()}); err != nil {
		x.Fatalf("%v\n%s", err, file)
	}
}

// plug is what the page of an integration is filled in with.
func (x *bench) plug(k engine.Kind) view.Plug {
	p := view.Plug{Type: k.Name, Base: x.base, Key: keyOf(k.Name), MailHost: "127.0.0.1"}
	if k.Name == view.MailIn {
		p.Address = p.Key + "@alerts.example.net"
	}
	return p
}

// here puts the bench where the box of the examples stands.
func (x *bench) here(text string) string {
	_, port, _ := net.SplitHostPort(x.smtp)
	text = strings.NewReplacer("http://192.0.2.10:8080", x.base, "http://127.0.0.1:8080", x.base, "https://wakeman.example.net", x.base,
		"https://pager.example.net/beat/KEY", x.base+"/beat/"+reportKey(waysToReport-1), "[192.0.2.10]:2525", "[127.0.0.1]:2525",
		"/etc/postfix", x.bin).Replace(text)
	return strings.NewReplacer(":2525", ":"+port, "port=2525", "port="+port).Replace(text)
}

// told is an event in a line: "trigger critical KEY | SUMMARY".
func told(action engine.Action, severity engine.Severity, key, summary string) string {
	return fmt.Sprintf("%s %s | %s", strings.TrimSpace(string(action)+" "+string(severity)), key, summary)
}

// madeUp is a key of 32 characters that the box made for what has none: others are
// hexadecimal.
var madeUp = regexp.MustCompile(`^[0-9a-f]*[g-z][0-9a-z]*$`)

// anyKey leaves out the keys of what arrived where none is expected in particular:
// digests of 50 characters that also depend on the time.
func anyKey(got, want []string) []string {
	for i := range got {
		if i < len(want) && strings.Contains(want[i], " * | ") {
			got[i] = digested.ReplaceAllString(got[i], " * | ")
		}
	}
	return got
}

var digested = regexp.MustCompile(` [0-9a-v]{50} \| `)

// heard is what arrived since it was asked last, oldest first.
func (x *bench) heard() (list []string) {
	x.Helper()
	posts, _, err := x.a.db.Posts(store.PostQuery{Limit: 100})
	if err != nil {
		x.Fatal(err)
	}
	slices.Reverse(posts)
	for _, p := range posts {
		if p.Seq <= x.seen {
			continue
		}
		x.seen = p.Seq
		for _, e := range p.Events {
			key := e.Key
			if len(key) == 32 && madeUp.MatchString(key) {
				key = "*"
			}
			list = append(list, told(e.Action, e.Severity, key, e.Summary))
		}
	}
	return append(list, x.pulses()...)
}

func (x *bench) pulses() (list []string) {
	x.Helper()
	err := x.a.db.View(func(r engine.Reader) error {
		all, err := r.Pulses()
		for _, p := range all {
			if name := x.a.db.Config().Heartbeats[p.Heartbeat].Name; !p.LastAt.IsZero() && !x.felt[name] {
				x.felt[name] = true
				list = append(list, name)
			}
		}
		return err
	})
	if err != nil {
		x.Fatal(err)
	}
	return list
}

// runs starts a command, which must end well. What it prints is kept.
func (x *bench) runs(env []string, command ...string) {
	x.Helper()
	ctx, cancel := context.WithTimeout(x.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), append([]string{"PATH=" + x.bin + ":" + os.Getenv("PATH"), "WAKEMAN_DATA=" + x.dir, "KEY=" + x.token}, env...)...)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		x.Errorf("%v\n%s%s\n%q", err, out.String(), problems.String(), command)
	}
	x.printed = strings.TrimSpace(out.String())
}

// standIns are programs that no test can ask for: they do the one thing that the
// examples need of them, by curl.
func (x *bench) standIns() {
	x.Helper()
	hand := " | curl -sS --crlf --mail-from \"$from\" --mail-rcpt \"$to\" -T - \"smtp://$server\"\n"
	for name, script := range map[string]string{
		// mail -s SUBJECT ADDRESS, with a system behind it that knows its transports.
		"mail": "from=root@example.net to=$3 server=" + x.smtp + "\n{ printf 'Subject: %s\\n\\n' \"$2\"; cat; }" + hand,
		"swaks": "while [ $# -gt 0 ]; do\n case $1 in --*) eval \"${1#--}=\\$2\" ;; *) exit 1 ;; esac\n shift 2\ndone\n" +
			"printf '%s\\n\\n%s\\n' \"$header\" \"$body\"" + hand,
		"postmap": "cp \"$1\" \"$1.db\"", "postconf": "echo \"$@\" >>" + filepath.Join(x.bin, "main.cf"), "systemctl": "[ \"$*\" = \"reload postfix\" ]",
	} {
		if err := os.WriteFile(filepath.Join(x.bin, name), []byte("#!/bin/sh\nset -e\n"+script+"\n"), 0o700); err != nil { //nolint:gosec // it is to be run
			x.Fatal(err)
		}
	}
}

// post is a sender's own post: an example of web/hooks, and what is made of it.
type post struct {
	method, query string
	header        map[string]string
	body          string
	want          []string
}

// example reads web/hooks/testdata/sources/KIND/NAME.txtar.
func example(x *bench, kind, name string) (p post) {
	x.Helper()
	archive, err := txtar.ParseFile(filepath.Join("web/hooks/testdata/sources", kind, name+".txtar"))
	if err != nil {
		x.Fatal(err)
	}
	p.header = map[string]string{}
	for _, f := range archive.Files {
		switch f.Name {
		case "request":
			head, body, _ := strings.Cut(strings.TrimSuffix(string(f.Data), "\n"), "\n\n")
			first, headers, _ := strings.Cut(head, "\n")
			p.method, p.query, _ = strings.Cut(first, " ")
			for _, m := range regexp.MustCompile(`(?m)^([^:\n]+): (.*)$`).FindAllStringSubmatch(headers, -1) {
				p.header[m[1]] = m[2]
			}
			p.body = body
		case "events":
			var events []engine.Event
			if err := json.Unmarshal(f.Data, &events); err != nil {
				x.Fatal(err)
			}
			for _, e := range events {
				p.want = append(p.want, told(e.Action, e.Severity, e.Key, e.Summary))
			}
		}
	}
	return p
}
