package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/web/hooks"
)

const (
	documentedBox = "http://192.0.2.10:8080"
	documentedKey = "0123456789abcdef0123456789abcdef"
)

// taker takes events like a box with one integration.
type taker struct{ events []engine.Event }

func (x *taker) Submit(_ context.Context, p engine.Post) (engine.Receipt, error) {
	x.events = append(x.events, p.Events...)
	return engine.Receipt{Seq: 1, Verdicts: make([]engine.Verdict, len(p.Events))}, nil
}
func (x *taker) Refuse(engine.Refusal) {}
func (x *taker) Integration(key string) (engine.Integration, bool) {
	return engine.Integration{Key: key, Type: "generic"}, key == documentedKey
}

// snippets are the pieces of a language in a page of the handbook.
func snippets(t *testing.T, path, language string) (found []string) {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("(?s)\n```"+language+"\n(.*?)\n```").FindAllStringSubmatch(string(page), -1) {
		found = append(found, m[1])
	}
	if len(found) == 0 {
		t.Fatalf("%s has nothing in %s", path, language)
	}
	return found
}

// What the handbook says to paste is run as it stands: only the address of the
// example is that of the test's server.
func TestWhatTheHandbookSaysOfTheGenericHookWorksAsPasted(t *testing.T) {
	in := &taker{}
	mux := http.NewServeMux()
	hooks.Routes(mux, in, hooks.Options{})
	server := httptest.NewServer(mux)
	defer server.Close()
	here := func(s string) string { return strings.ReplaceAll(s, documentedBox, server.URL) }
	const page = "docs/integrations/generic.md"

	for _, line := range snippets(t, page, "sh") {
		paste(t, here(line), "sh", "-c")
	}
	for _, line := range snippets(t, page, "python") {
		paste(t, here(line), "python3", "-c")
	}
	// What has no interpreter here is sent as its program sends it.
	fetch := regexp.MustCompile(`^/tool fetch url="([^"]*)" http-method=post http-data="([^"]*)" output=none$`)
	netwatch := regexp.MustCompile(`^/tool netwatch add host=[0-9.]+ interval=30s down-script="(.*)" up-script="(.*)"$`)
	for _, line := range snippets(t, page, "routeros") {
		scripts := []string{line}
		if both := netwatch.FindStringSubmatch(line); both != nil { // quotes inside quotes
			scripts = []string{strings.ReplaceAll(both[1], `\"`, `"`), strings.ReplaceAll(both[2], `\"`, `"`)}
		}
		for _, script := range scripts {
			m := fetch.FindStringSubmatch(here(script))
			if m == nil {
				t.Fatalf("not a line for RouterOS: %s", script)
			}
			sendAs(t, m[1], "", m[2]) // without a Content-Type
		}
	}
	invoke := regexp.MustCompile(`^Invoke-RestMethod -Method Post -Uri '([^']*)' -Body @\{(.*)\}$`)
	for _, line := range snippets(t, page, "powershell") {
		m := invoke.FindStringSubmatch(here(line))
		if m == nil {
			t.Fatalf("not a line for PowerShell: %s", line)
		}
		form := url.Values{}
		for pair := range strings.SplitSeq(m[2], "; ") {
			name, value, _ := strings.Cut(pair, "=")
			form.Set(name, strings.Trim(value, "'"))
		}
		sendAs(t, m[1], "application/x-www-form-urlencoded", form.Encode())
	}
	for _, sketch := range snippets(t, page, "cpp") {
		hook := regexp.MustCompile(`hook = "([^"]*)"`).FindStringSubmatch(here(sketch))
		kind := regexp.MustCompile(`addHeader\("Content-Type", "([^"]*)"\)`).FindStringSubmatch(sketch)
		for _, body := range regexp.MustCompile(`"(host=[^"]*)"`).FindAllStringSubmatch(sketch, -1) {
			sendAs(t, hook[1], kind[1], body[1])
		}
	}

	type told struct{ Action, Key, Summary string }
	var got []told
	for _, e := range in.events {
		got = append(got, told{string(e.Action), e.Key, e.Summary})
	}
	want := []told{
		{"trigger", "olt-3/pon-4", "41 ONUs lost (olt-3)"},
		{"resolve", "olt-3/pon-4", "pon-4 on olt-3 is up"},
		{"trigger", "ups-shed-b", "ups-shed-b is down"},
		{"trigger", "backup-1", "Backup failed (backup-1)"},
		{"trigger", "tower-7", "tower-7 is down"},
		{"resolve", "tower-7", "tower-7 is up"},
		{"trigger", "tower-7", "tower-7 is down"},
		{"resolve", "tower-7", "tower-7 is up"},
		{"trigger", "dc-1", "Disk D is full (dc-1)"},
		{"resolve", "dc-1", "dc-1 is up"},
		{"trigger", "shed-b/mains", "mains on shed-b is down"},
		{"resolve", "shed-b/mains", "mains on shed-b is up"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func paste(t *testing.T, text string, command ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if out, err := exec.CommandContext(ctx, command[0], append(command[1:], text)...).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", text, err, out)
	}
}

func sendAs(t *testing.T, to, contentType, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusAccepted {
		t.Errorf("%s is answered %d", body, answer.StatusCode)
	}
}
