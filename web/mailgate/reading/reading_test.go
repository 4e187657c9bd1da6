package reading

import (
	"bytes"
	"flag"
	"fmt"
	"mime"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"wakeman/engine"
)

var update = flag.Bool("update", false, "write what is read into testdata/*.txtar; read every line of the difference")

// Each file of testdata is one kind of sender: its mails, each in a section, and
// in the last section what is read from them. The comment says what must hold.
func TestWhatSendersMean(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no mails: %v", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			last := len(archive.Files) - 1
			if archive.Files[last].Name != "read" {
				t.Fatalf("the last section is %q", archive.Files[last].Name)
			}
			got := said(archive.Files[:last])
			if *update {
				archive.Files[last].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[last].Data), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// said is what is read from mails, a line for each event.
func said(mails []txtar.File) string {
	var b strings.Builder
	for _, f := range mails {
		events, by, ok := Read(letterOf(f.Data), Shipped())
		fmt.Fprintf(&b, "%s: ", f.Name)
		if !ok {
			b.WriteString("nobody knows it\n")
			continue
		}
		fmt.Fprintf(&b, "%s\n", by.Name)
		for _, e := range events {
			fmt.Fprintf(&b, "  %s\n", inWords(e))
		}
	}
	return b.String()
}

func inWords(e engine.Event) string {
	parts := []string{string(e.Action)}
	if e.Unsure {
		parts[0] += " if it is open"
	}
	for _, f := range []struct{ name, value string }{
		{"severity", string(e.Severity)}, {"key", e.Key}, {"source", e.Source}, {"component", e.Component}, {"class", e.Class},
	} {
		if f.value != "" {
			parts = append(parts, fmt.Sprintf("%s=%q", f.name, f.value))
		}
	}
	if !e.Timestamp.IsZero() {
		parts = append(parts, "at="+e.Timestamp.Format(time.RFC3339))
	}
	if !e.SentAt.Equal(e.Timestamp) {
		parts = append(parts, "sent="+e.SentAt.Format(time.RFC3339))
	}
	for _, l := range e.Links {
		parts = append(parts, "link="+l.Href)
	}
	return strings.Join(append(parts, append([]string{"| " + e.Summary}, e.Mended...)...), " ")
}

// letterOf reads a mail of the test data, which has no MIME.
func letterOf(raw []byte) Letter {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Letter{Subject: "unreadable: " + err.Error()}
	}
	var body bytes.Buffer
	_, _ = body.ReadFrom(m.Body)
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		subject = m.Header.Get("Subject")
	}
	at, _ := m.Header.Date()
	return Letter{
		Header: m.Header, From: m.Header.Get("From"), Subject: subject, Text: strings.ReplaceAll(body.String(), "\r\n", "\n"),
		Date: at, MessageID: m.Header.Get("Message-Id"),
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no mails: %v", err)
	}
	for _, path := range files {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, mail := range archive.Files[:len(archive.Files)-1] {
			l := letterOf(mail.Data)
			f.Add(l.Subject, l.Text, l.From)
		}
	}
	readers := Shipped()
	f.Fuzz(func(t *testing.T, subject, text, from string) {
		if !utf8.ValidString(subject + text + from) {
			return // whoever makes a letter sees to that
		}
		l := Letter{Subject: strings.Join(strings.Fields(subject), " "), Text: text, From: from, Date: time.Date(2026, 8, 12, 15, 23, 28, 0, time.UTC)}
		events, _, ok := Read(l, readers)
		if ok != (len(events) > 0) || len(events) > maxEvents {
			t.Fatalf("%d events, known %v", len(events), ok)
		}
		for _, e := range events {
			checkEvent(t, e)
		}
		if again, _, _ := Read(l, readers); !cmp.Equal(events, again) {
			t.Fatalf("not the same twice: %s", cmp.Diff(events, again))
		}
	})
}

// checkEvent holds an event to what everybody behind the readers relies on.
func checkEvent(t *testing.T, e engine.Event) {
	t.Helper()
	if e.Key == "" && e.Action != engine.Trigger && e.Action != engine.Change {
		t.Fatalf("%s of nothing: %+v", e.Action, e)
	}
	if len(e.Key) > engine.MaxKey || strings.Contains(e.Key, "\x00") {
		t.Fatalf("key %q", e.Key)
	}
	for _, s := range []string{e.Summary, e.Source, e.Component, e.Group, e.Class} {
		if utf8.RuneCountInString(s) > engine.MaxSummary || strings.ContainsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
			t.Fatalf("not one bounded line: %q", s)
		}
	}
	switch e.Action {
	case engine.Trigger, engine.Acknowledge, engine.Resolve, engine.Change:
	default:
		t.Fatalf("action %q", e.Action)
	}
	for _, l := range e.Links {
		if !strings.HasPrefix(l.Href, "http") || strings.ContainsFunc(l.Href, unicode.IsSpace) {
			t.Fatalf("link %q", l.Href)
		}
	}
}

func TestAKeyCanNotBeTakenForAnother(t *testing.T) {
	keys := map[string][]string{}
	for _, words := range [][]string{{"a", "b;c"}, {"a;b", "c"}, {"a", "b", "c"}, {`a\`, "b", "c"}, {`a\;b`, "c"}, {"a", "", "bc"}, {"a", "bc"}} {
		k := key(append([]string(nil), words...)...)
		if other, taken := keys[k]; taken {
			t.Errorf("%q and %q both have the key %q", words, other, k)
		}
		keys[k] = words
	}
	long := strings.Repeat("x", 300)
	if a, b := key("s", long+"a"), key("s", long+"b"); a == b || len(a) > engine.MaxKey {
		t.Errorf("long keys %q and %q", a, b)
	}
}

func TestAMailOfTooManyEventsIsOneIncident(t *testing.T) {
	l := Letter{Subject: "UISP: events", Text: strings.Repeat("Tower 1 has been disconnected\nTower 1 has been connected back\n", maxEvents)}
	if events, _, ok := Read(l, Shipped()); ok {
		t.Errorf("%d events were made of it", len(events))
	}
}

// BenchmarkRead prints what the readers cost for a mail that nobody knows, of the
// greatest length.
func BenchmarkRead(b *testing.B) {
	readers := Shipped()
	for name, text := range map[string]string{
		"words": strings.Repeat("word is not down ", 15_000), "lines": strings.Repeat("a is b\n", 36_000), "one line": strings.Repeat("x", 256<<10),
		"fields": strings.Repeat("When:\n", 40_000), "links": strings.Repeat("http://a/sensor.htm?", 12_000),
	} {
		b.Run(name, func(b *testing.B) {
			l := Letter{Subject: "[PRTG] " + strings.Repeat("a is ", 180), Text: text, From: "uisp"}
			for b.Loop() {
				Read(l, readers)
			}
		})
	}
}
