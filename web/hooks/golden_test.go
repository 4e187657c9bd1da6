package hooks

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"wakeman/engine"
)

var update = flag.Bool("update", false, "write what is made of the posts into testdata/sources; read every line of the difference")

// example is one post of a sender, and what must become of it: a file of
// testdata/sources/NAME, or of testdata/clients/NAME for those that speak PagerDuty's
// formats. What its first word promises is held by a test:
//
//	firing    something is wrong
//	repeat    the same again, or worse: the keys are those of firing
//	recovery  it is over: each resolved key was triggered by firing or several
//	several   more than one alert in one post
//	test      test traffic, or nothing at all
//	odd       whatever else is sent
//
// "firing-legacy" goes with "recovery-legacy" and "repeat-legacy".
//
// Its sections: request is a line with the method and what follows the address
// /hooks/NAME/KEY (a further path, a query; the whole address for a client), then
// headers, an empty line, and the body without its last line break. <KEY> stands for the integration's key, the
// lines of a multipart body end as they must. secret is what the integration's
// sender signs with, mapping how it is read. answer and events are written by -update.
type example struct {
	base    string // of its address
	path    string
	archive *txtar.Archive
}

func (e example) name() string { return strings.TrimSuffix(filepath.Base(e.path), ".txtar") }

// promise is the first word of its name, and the variant it is about.
func (e example) promise() (word, variant string) {
	word, variant, _ = strings.Cut(e.name(), "-")
	return word, variant
}

func (e example) section(name string) string {
	for _, f := range e.archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// folder is the examples of one sender.
type folder struct{ name, path, base string }

func folderOf(s source) folder {
	return folder{s.name, filepath.Join("testdata", "sources", s.name), "/hooks/" + s.name + "/" + testKey}
}

// folders are the examples of all senders.
func folders() (list []folder) {
	for _, s := range sources() {
		list = append(list, folderOf(s))
	}
	for _, name := range clients() {
		list = append(list, folder{name: "client " + name, path: filepath.Join("testdata", "clients", name)})
	}
	return list
}

// clients are the programs that speak one of PagerDuty's formats, each in its own way.
func clients() []string {
	return []string{
		"alertmanager", "checkmk", "elastalert2", "elastalert2_v1", "grafana", "healthchecks", "jenkins", "librenms", "librenms_v1",
		"nagios_agent", "nagios_script", "ossec", "sensu", "uptimekuma", "wazuh", "zabbix", "zabbix_agent",
	}
}

func examples(tb testing.TB, in folder) []example {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(in.path, "*.txtar"))
	if err != nil {
		tb.Fatal(err)
	}
	out := make([]example, len(files))
	for i, path := range files {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		out[i] = example{in.base, path, archive}
	}
	return out
}

// request is the post of an example.
func (e example) request(tb testing.TB) *http.Request {
	tb.Helper()
	text := strings.ReplaceAll(e.section("request"), "<KEY>", testKey)
	head, body, _ := strings.Cut(text, "\n\n")
	first, headers, _ := strings.Cut(strings.TrimSuffix(head, "\n"), "\n")
	method, rest, _ := strings.Cut(first, " ")
	body = strings.TrimSuffix(body, "\n")
	header := http.Header{}
	for line := range strings.Lines(headers) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			tb.Fatalf("%s: not a header: %q", e.path, line)
		}
		header.Set(name, value)
	}
	if kind, _, _ := mime.ParseMediaType(header.Get("Content-Type")); strings.HasPrefix(kind, "multipart/") {
		body = strings.ReplaceAll(body, "\n", "\r\n") + "\r\n"
	}
	r := httptest.NewRequest(method, e.base+rest, strings.NewReader(body))
	r.Header = header
	return r
}

// mapping is how the integration of an example is read; nil for none.
func (e example) mapping(tb testing.TB) *engine.Mapping {
	tb.Helper()
	if e.section("mapping") == "" {
		return nil
	}
	var m engine.Mapping
	if err := json.Unmarshal([]byte(e.section("mapping")), &m); err != nil {
		tb.Fatal(err)
	}
	if wrong := m.Check(); len(wrong) > 0 {
		tb.Fatalf("%s: %v", e.path, wrong)
	}
	return &m
}

// outcome is what came of a post.
type outcome struct {
	status int
	events []engine.Event
}

// send posts an example, at a time of its own that is always the same.
func (e example) send(t *testing.T) (got outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 8, 12, 15, 23, 28, 0, time.UTC)))
		in := &intake{secret: strings.TrimSpace(e.section("secret")), mapping: e.mapping(t)}
		mux := http.NewServeMux()
		Routes(mux, in, Options{})
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, e.request(t))
		got.status = w.Code
		for _, p := range in.posts {
			got.events = append(got.events, p.Events...)
		}
	})
	return got
}

// golden is how events are written into the file.
func golden(tb testing.TB, events []engine.Event) string {
	tb.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if events == nil {
		events = []engine.Event{}
	}
	if err := enc.Encode(events); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func (e example) write(t *testing.T, answer, events string) {
	t.Helper()
	var files []txtar.File
	for _, f := range e.archive.Files {
		if f.Name != "answer" && f.Name != "events" {
			files = append(files, f)
		}
	}
	e.archive.Files = append(files, txtar.File{Name: "answer", Data: []byte(answer)}, txtar.File{Name: "events", Data: []byte(events)})
	if err := os.WriteFile(e.path, txtar.Format(e.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestWhatSourcesSendBecomesTheseEvents(t *testing.T) {
	for _, in := range folders() {
		for _, e := range examples(t, in) {
			t.Run(in.name+"/"+e.name(), func(t *testing.T) {
				got := e.send(t)
				for _, event := range got.events {
					checkEvent(t, event)
				}
				answer, events := fmt.Sprintln(got.status), golden(t, got.events)
				if *update {
					e.write(t, answer, events)
					return
				}
				if diff := cmp.Diff(e.section("answer")+e.section("events"), answer+events); diff != "" {
					t.Errorf("%s\n(-file +happened):\n%s", bytes.TrimSpace(e.archive.Comment), diff)
				}
			})
		}
	}
}

// silent says what a sender can never send, and why.
func silent() map[string]map[string]string {
	return map[string]map[string]string{
		"alertmanager":   {"test": "it has no test button"},
		"zabbix":         {"several": "a media type sends each problem by itself"},
		"librenms":       {"several": "a transport sends each alert by itself"},
		"icinga2":        {"several": "a notification command sends each problem by itself"},
		"nagios_command": {"several": "a notification command sends each problem by itself"},
		"prtg":           {"several": "a summary of several names no sensor", "test": "what its test button sends is not marked"},
		"uptimekuma":     {"several": "each heartbeat is a post"},
		"uisp":           {"several": "each event is a post"},
		"routeros":       {"several": "a script sends for its host"},
		"healthchecks":   {"several": "each check is a post"},

		"sonarqube": {"several": "one post is one analysis"},
		"splunk":    {"several": "only the first row is sent", "recovery": "it knows none", "test": "it has no test button"},
		"jenkins":   {"several": "one post is one build"},
		"github":    {"several": "one post is one run"},
		"gitlab":    {"several": "one post is one pipeline"},
		"wazuh":     {"several": "one post is one alert", "recovery": "it knows none", "test": "it has no test button"},

		"sns":         {"several": "one post is one message"},
		"eventbridge": {"several": "one post is one event"},
		"elastic":     {"several": "one post is one alert", "test": "its test is the admin's own text"},
		"elastalert":  {"several": "one post is one match", "recovery": "it knows none", "test": "its test mode sends nothing"},
		"sumologic":   {"several": "one post is one alert", "test": "what its test sends is not known"},
		"datadog":     {"several": "one post is one alert"},
		"slack":       {"test": "a message says nowhere that it is one"},
		"adtran":      {"several": "one post is one outage", "test": "it has no test button"},
		"ecostruxure": {"test": "what its test sends is not known"},

		"client alertmanager":   {"several": "a group is one event", "test": "it has no test button"},
		"client checkmk":        {"several": "each notification is an event", "test": "a custom notification is sent as a problem"},
		"client elastalert2":    {"several": "each match is an event", "recovery": "it knows none", "test": "its test mode sends nothing"},
		"client elastalert2_v1": {"several": "each match is an event", "recovery": "it knows none", "test": "its test mode sends nothing"},
		"client grafana":        {"several": "a group is one event"},
		"client healthchecks":   {"several": "each check is an event", "test": "its test is a check like any other"},
		"client jenkins":        {"repeat": "it sends no key for what is new: each is an incident", "several": "each build is an event", "test": "it has no test button", "recovery": "it names the key of our answer, which its own test reads"},
		"client librenms":       {"several": "each alert is an event"},
		"client librenms_v1":    {"several": "each alert is an event", "test": "it says nowhere that it is one"},
		"client nagios_agent":   {"several": "each notification is an event", "test": "it has no test button"},
		"client nagios_script":  {"several": "each notification is an event"},
		"client ossec":          {"several": "each alert is an event", "recovery": "it knows none", "repeat": "its key is new each time", "test": "it has no test button"},
		"client sensu":          {"several": "each check is an event", "test": "it has no test button"},
		"client uptimekuma":     {"several": "each heartbeat is an event"},
		"client wazuh":          {"several": "each alert is an event", "recovery": "it knows none", "repeat": "it sends no key: each is an incident", "test": "it has no test button"},
		"client zabbix":         {"several": "each problem is an event", "test": "it says nowhere that it is one"},
		"client zabbix_agent":   {"several": "each problem is an event", "test": "it has no test button"},
	}
}

func TestEachTypeWithAHookHasADecoder(t *testing.T) {
	named := map[string]bool{}
	for _, s := range sources() {
		named[s.name] = true
		if k, ok := engine.KindOf(s.name); !ok || !k.Hook {
			t.Errorf("%s has a decoder, and is no type of integration with a hook", s.name)
		}
	}
	for _, k := range engine.Kinds() {
		if k.Hook && !named[k.Name] {
			t.Errorf("%s has a hook and no decoder", k.Name)
		}
	}
}

func TestEachSenderHasAnExampleOfWhatItSends(t *testing.T) {
	known := map[string]bool{}
	for _, in := range folders() {
		known[in.path] = true
		promised := map[string]bool{}
		for _, e := range examples(t, in) {
			word, _ := e.promise()
			promised[word] = true
		}
		reasons := silent()[in.name]
		for _, word := range []string{"firing", "repeat", "several", "recovery", "test"} {
			if !promised[word] && reasons[word] == "" {
				t.Errorf("%s: no example of %s, and no reason why it sends none", in.name, word)
			}
			if promised[word] && reasons[word] != "" {
				t.Errorf("%s: an example of %s, though %s", in.name, word, reasons[word])
			}
		}
	}
	for _, kind := range []string{"sources", "clients"} {
		dirs, err := os.ReadDir(filepath.Join("testdata", kind))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range dirs {
			if path := filepath.Join("testdata", kind, d.Name()); !known[path] {
				t.Errorf("%s has examples of a sender that nobody knows", path)
			}
		}
	}
}

// keys of the events with an action.
func keys(events []engine.Event, action engine.Action) map[string]bool {
	out := map[string]bool{}
	for _, e := range events {
		if e.Action == action {
			out[e.Key] = true
		}
	}
	return out
}

func TestARepeatAndARecoveryFindTheirAlert(t *testing.T) {
	for _, in := range folders() {
		opened := map[string]map[string]bool{} // by variant
		for _, e := range examples(t, in) {
			if word, variant := e.promise(); word == "firing" || word == "several" {
				if opened[variant] == nil {
					opened[variant] = map[string]bool{}
				}
				maps.Copy(opened[variant], keys(e.send(t).events, engine.Trigger))
			}
		}
		for _, e := range examples(t, in) {
			word, variant := e.promise()
			got := e.send(t).events
			switch word {
			case "repeat":
				checkFound(t, e, keys(got, engine.Trigger), opened[variant])
			case "recovery":
				checkFound(t, e, keys(got, engine.Resolve), opened[variant])
			case "several":
				if len(got) < 2 {
					t.Errorf("%s: %d events", e.path, len(got))
				}
			case "test":
				if slices.ContainsFunc(got, func(e engine.Event) bool { return !e.Test && e.Action == engine.Trigger }) {
					t.Errorf("%s: it would page", e.path)
				}
			case "firing", "odd":
			default:
				t.Errorf("%s: a name that promises nothing", e.path)
			}
		}
	}
}

func checkFound(t *testing.T, e example, found, opened map[string]bool) {
	t.Helper()
	if len(found) == 0 {
		t.Errorf("%s: no such event", e.path)
	}
	for key := range found {
		if !opened[key] || key == "" {
			t.Errorf("%s: key %q is that of no alert that fires", e.path, key)
		}
	}
}

// Whatever arrives with a known key is an event: a sender that is refused throws
// its alert away.
func TestEveryPostWithAKnownKeyIsTaken(t *testing.T) {
	for _, s := range sources() {
		for name, body := range hostile(8 << 10) {
			r := bare([]byte(body))
			r.Path = map[string]string{"key": testKey}
			checkDecoded(t, s, r, name)
		}
	}
}
