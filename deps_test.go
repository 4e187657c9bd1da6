package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"strings"
	"testing"
)

// rule says what one room may import beside the standard library, and why the
// line is there. A trailing /... means the room and everything below it.
type rule struct {
	room  string
	allow []string
	why   string
}

// house is who may import whom. A package is held to the first rule that names
// it.
func house() []rule {
	return []rule{
		{"wakeman", []string{"*"}, "main wires the rooms, and is the only one that sees all of them"},
		{"wakeman/web/ui/view/preview", []string{"wakeman/web/ui/view", "wakeman/embed", "github.com/a-h/templ/..."}, "draws the views for people who work on them"},
		{"wakeman/web/ui/view", []string{"wakeman/embed", "github.com/a-h/templ/..."}, "a view shows plain values; with the store at hand it would read while it draws"},
		{"wakeman/web/certificate", []string{
			"github.com/caddyserver/certmagic", "github.com/libdns/libdns", "github.com/miekg/dns", "go.uber.org/zap/...",
		}, "where the certificate comes from knows neither incidents nor pages; what it needs to know is told to it"},
		{"wakeman/web/...", []string{
			"wakeman/web/...", "wakeman/engine/...", "wakeman/store", "wakeman/schedules/...", "wakeman/notify", "wakeman/embed", "github.com/...", "golang.org/x/...", "rsc.io/qr", "blitiri.com.ar/go/spf",
		}, "everything that listens speaks to the engine and the store; a driver in a handler would page outside the outbox"},
		{"wakeman/web", []string{
			"wakeman/web/...", "wakeman/engine/...", "wakeman/store", "wakeman/notify", "wakeman/embed", "github.com/...", "golang.org/x/...",
		}, "as above"},
		{"wakeman/store", []string{"wakeman/engine/...", "wakeman/schedules/...", "wakeman/notify", "go.etcd.io/bbolt/...", "golang.org/x/sys/unix"}, "the only user of bbolt; it knows the domain, the domain does not know it"},
		{"wakeman/engine/config", []string{"wakeman/engine/...", "wakeman/schedules/...", "wakeman/notify", "github.com/goccy/go-yaml/...", "filippo.io/age/..."}, "configuration as a file is pure: text in, domain values out; whether a text is a public key is age's to say"},
		{"wakeman/engine/secret", nil, "which fields are secrets is a matter of declarations alone"},
		{"wakeman/engine/people", []string{"wakeman/engine/secret", "wakeman/schedules/...", "wakeman/notify"}, "people know schedules, not incidents"},
		{"wakeman/engine/rules", []string{"wakeman/schedules/civil", "github.com/expr-lang/expr/..."}, "rules judge an event by itself; who is woken and what is stored is not theirs"},
		{"wakeman/engine/...", []string{"wakeman/engine/...", "wakeman/schedules/...", "wakeman/notify"}, "the core decides; disk, network and clockwork are told, never asked"},
		{"wakeman/notify/notifytest/...", []string{"wakeman/notify/...", "github.com/emersion/...", "github.com/google/go-cmp/cmp"}, "fakes are real protocol servers"},
		{"wakeman/notify/email", []string{"wakeman/notify/...", "github.com/wneessen/go-mail/..."}, "a driver knows its protocol and the contract, nothing of incidents"},
		{"wakeman/notify/...", []string{"wakeman/notify/..."}, "a driver knows its protocol and the contract, nothing of incidents"},
		{"wakeman/schedules/ical", []string{"wakeman/schedules", "wakeman/schedules/civil", "github.com/teambition/rrule-go"}, "calendars are text in and values out; who fetches and who serves is elsewhere"},
		{"wakeman/schedules/...", []string{"wakeman/schedules/..."}, "the calendar is a pure function of a definition and an instant"},
		{"wakeman/embed", nil, "files only"},
		{"wakeman/e2e/...", []string{"*"}, "harnesses that drive the whole from outside"},
	}
}

// forbidden are imports that no rule may open, each with its reason.
func forbidden() map[string]map[string]string {
	return map[string]map[string]string{
		"github.com/robfig/cron/v3":        {"only": "wakeman", "why": "cron only kicks: what is due is a row in the store, and when a shift begins is the schedule's to say"},
		"go.etcd.io/bbolt":                 {"only": "wakeman/store wakeman/e2e/bench", "why": "one door to the file, so that checksums, indices and the commit rules hold everywhere"},
		"github.com/expr-lang/expr":        {"only": "wakeman/engine/rules", "why": "one place bounds what an expression may cost"},
		"github.com/caddyserver/certmagic": {"only": "wakeman/web/certificate", "why": "it has state of its own, a logger of its own and much to say: one room listens"},
		"github.com/libdns/libdns":         {"only": "wakeman/web/certificate", "why": "the shape in which certmagic asks for a TXT record, and nothing else"},
		"github.com/teambition/rrule-go":   {"only": "wakeman/schedules/ical", "why": "recurrences of others' calendars; a rota's turns are counted by schedules, whose policy for doubled hours it does not know"},
		"github.com/miekg/dns":             {"only": "wakeman/web/certificate wakeman/web/certificate/certificatetest", "why": "signed updates of a zone; names are otherwise looked up by the standard library"},
		"github.com/emersion/go-smtp":      {"only": "wakeman/web/mailgate wakeman/notify/notifytest/carrier", "why": "mail comes in through the gateway; pages leave through the mail driver's own client"},
	}
}

type listed struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	text, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(bytes.NewReader(text)); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestEachRoomImportsOnlyWhatTheHouseAllows(t *testing.T) {
	for _, p := range packages(t) {
		r, ok := ruleOf(p.ImportPath)
		if !ok {
			t.Errorf("%s is a room the house does not name", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if outside(imported) && !allowed(r.allow, imported) {
				t.Errorf("%s imports %s: %s", p.ImportPath, imported, r.why)
			}
			if f := forbidden()[imported]; f != nil && !strings.Contains(" "+f["only"]+" ", " "+p.ImportPath+" ") {
				t.Errorf("%s imports %s: %s", p.ImportPath, imported, f["why"])
			}
		}
	}
}

func TestTheCoreNeverTouchesNetworkOrClockwork(t *testing.T) {
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, "wakeman/engine") && !strings.HasPrefix(p.ImportPath, "wakeman/schedules") {
			continue
		}
		for _, imported := range p.Imports {
			if imported == "net/http" || imported == "os" {
				t.Errorf("%s imports %s: decisions are pure, effects are at the edge", p.ImportPath, imported)
			}
		}
	}
}

// outside reports whether an import is not the standard library's.
func outside(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return first == "wakeman" || strings.Contains(first, ".")
}

func ruleOf(pkg string) (rule, bool) {
	for _, r := range house() {
		if match(r.room, pkg) {
			return r, true
		}
	}
	return rule{}, false
}

func allowed(list []string, imported string) bool {
	for _, pattern := range list {
		if pattern == "*" || match(pattern, imported) {
			return true
		}
	}
	return false
}

func match(pattern, pkg string) bool {
	if below, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == below || strings.HasPrefix(pkg, below+"/")
	}
	return pattern == pkg || path.Clean(pattern) == pkg
}
