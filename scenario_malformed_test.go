package main

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"golang.org/x/tools/txtar"

	"wakeman/engine"
	"wakeman/store"
)

// A thousand posts and mails that are broken in every way that chance finds, out
// of real ones. What is accepted must be in the event log, byte by byte; what is
// not must be listed. There is no third.
func TestAThousandMalformedPostsAndMailsAreEventsOrListedRefusals(t *testing.T) {
	const each = 500
	scenario(t, func(b *box) {
		b.given(twoTechnicians())
		g := &garbage{rand.New(rand.NewPCG(20260302, 5))}
		posts, mails := postSeeds(t), seedFiles(t, "web/mailgate/testdata/mails/*")
		m := malformed{box: b, kept: map[string]int{}}
		before := heap()
		for i := range each {
			m.post(paths()[i%len(paths())], g.broken(pick(g.Rand, posts)), g)
			m.mail(g.broken(pick(g.Rand, mails)))
			m.peak = max(m.peak, heap())
		}
		m.wantAll(2 * each)
		runtime.GC()
		t.Logf("%d sent: %d are events (%d of them unparsed), %d refusals are listed; heap %d KiB before, %d KiB at most, %d KiB after",
			2*each, m.accepted, m.unparsed, m.refused, before>>10, m.peak>>10, heap()>>10)
		if m.peak > before+256<<20 {
			t.Errorf("the heap grew to %d MiB", m.peak>>20)
		}
	})
}

// malformed sends, and keeps account of the answers.
type malformed struct {
	*box
	accepted, refused, unparsed int
	kept                        map[string]int // bodies that must be in the event log
	peak                        uint64
}

// paths are all doors for posts. At the hooks nothing may be refused: the key is
// right, and there is no dialect in which to say what is wrong.
func paths() []string {
	list := []string{"/v2/enqueue", "/generic/2010-04-15/create_event.json", "/create_event", "/integration/" + key + "/enqueue"}
	for _, k := range engine.Kinds() {
		if k.Hook {
			list = append(list, "/hooks/"+k.Name+"/"+key)
		}
	}
	return list
}

func (m *malformed) post(path string, body []byte, g *garbage) {
	m.Helper()
	kind := pick(g.Rand, []string{"application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "\"", "text/html; charset=\xff"})
	a := m.request(http.MethodPost, path, kind, string(body))
	switch {
	case a.status/100 == 2:
		m.accepted++
		m.kept[string(body)]++
	case a.status/100 == 4 && !strings.HasPrefix(path, "/hooks/"):
		m.refused++
	default:
		m.Errorf("POST %s %q: answered %d %s", path, cut(body), a.status, a.body)
	}
}

// mail sends bytes as a mail, by a dialogue that is right.
func (m *malformed) mail(raw []byte) {
	m.Helper()
	conn, err := m.smtp.Dial(m.Context(), "tcp", "pager.example.net:25")
	if err != nil {
		m.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	c := textproto.NewConn(conn)
	for _, line := range []string{"", "HELO ups.example.net", "MAIL FROM:<>", "RCPT TO:<abcdef0123456789abcdef0123456789@alerts.example.net>", "DATA"} {
		if line != "" {
			_ = c.PrintfLine("%s", line)
		}
		if code, text, err := c.ReadResponse(0); err != nil || code >= 400 {
			m.Fatalf("%s: %d %s, %v", line, code, text, err)
		}
	}
	w := c.DotWriter()
	_, _ = w.Write(raw)
	_ = w.Close()
	code, text, err := c.ReadResponse(0)
	switch {
	case err == nil && code == 250:
		m.accepted++
	case err == nil && code/100 == 5:
		m.refused++
	default:
		m.Errorf("the mail %q: answered %d %s, %v", cut(raw), code, text, err)
	}
}

// wantAll looks for everything that was sent: in the event log or among the
// refusals.
func (m *malformed) wantAll(sent int) {
	m.Helper()
	synctest.Wait()
	inLog := 0
	q := store.PostQuery{Limit: 200}
	for {
		posts, next, err := m.a.db.Posts(q)
		if err != nil {
			m.Fatal(err)
		}
		for _, p := range posts {
			inLog++
			m.look(p.Seq)
		}
		if q.Before = next; next == 0 {
			break
		}
	}
	if inLog != m.accepted {
		m.Errorf("%d were accepted, %d are in the event log", m.accepted, inLog)
	}
	for body, n := range m.kept {
		if n != 0 {
			m.Errorf("the bytes of a post are not kept: %q", cut([]byte(body)))
		}
	}
	if listed := m.listed(); listed != m.refused || m.accepted+m.refused != sent {
		m.Errorf("%d sent, %d accepted, %d refused, %d refusals listed", sent, m.accepted, m.refused, listed)
	}
}

// look reads one post of the event log: what became of it, and its bytes.
func (m *malformed) look(seq uint64) {
	m.Helper()
	p, kept, found, err := m.a.db.Post(seq)
	if err != nil || !found || !kept {
		m.Fatalf("post %d: found %v, bytes kept %v, %v", seq, found, kept, err)
	}
	if p.Via != "email" {
		m.kept[string(p.Raw.Body)]--
	}
	for _, ev := range p.Events {
		if ev.Fate == "" || ev.Reason == "" {
			m.Errorf("post %d by %s: nobody knows what became of it: %+v", seq, p.Via, ev)
		}
		if strings.Contains(strings.Join(ev.Mended, " "), "can not be read") || strings.Contains(strings.Join(ev.Mended, " "), "error") {
			m.unparsed++
		}
	}
}

func (m *malformed) listed() (total int) {
	m.Helper()
	m.after(15e9)
	rows, err := m.a.db.Refusals()
	if err != nil {
		m.Fatal(err)
	}
	for _, r := range rows {
		total += int(r.Count)
	}
	return total
}

// garbage breaks things.
type garbage struct{ *rand.Rand }

// broken is a copy of something whole, broken once or more.
func (g *garbage) broken(whole []byte) []byte {
	out := bytes.Clone(whole)
	for range 1 + g.IntN(3) {
		out = g.blow(out)
	}
	return out
}

func (g *garbage) blow(b []byte) []byte {
	at := g.IntN(len(b) + 1)
	switch g.IntN(9) {
	case 0: // cut off
		return b[:at]
	case 1: // the beginning is missing
		return b[at:]
	case 2: // a flipped bit
		if at < len(b) {
			b[at] ^= 1 << g.IntN(8)
		}
		return b
	case 3: // bytes that nobody expects
		junk := make([]byte, g.IntN(40))
		for i := range junk {
			junk[i] = byte(g.Uint32())
		}
		return slices.Insert(b, at, junk...)
	case 4: // a piece twice
		return slices.Insert(b, at, b[:min(len(b), g.IntN(200)+1)]...)
	case 5: // quotes and brackets
		return slices.Insert(b, at, []byte(strings.Repeat(pick(g.Rand, []string{`"`, "{", "[", "\\", "\x00", "=?", "--", "\r\n"}), 1+g.IntN(60)))...)
	case 6: // another alphabet
		return bytes.ToUpper(b)
	case 7: // long
		return slices.Insert(b, at, bytes.Repeat([]byte("ä:"), g.IntN(40_000))...)
	}
	return nil // nothing at all
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// postSeeds are posts of real senders, as the decoders' tests have them.
func postSeeds(t *testing.T) [][]byte {
	seeds := seedFiles(t, "web/hooks/testdata/senders/*", "web/hooks/testdata/hostile/*")
	files, err := filepath.Glob("web/hooks/testdata/sources/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if f.Name == "request" {
				_, body, _ := bytes.Cut(f.Data, []byte("\n\n"))
				seeds = append(seeds, body)
			}
		}
	}
	return seeds
}

func seedFiles(t *testing.T, patterns ...string) (seeds [][]byte) {
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no examples at %s: %v", pattern, err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			seeds = append(seeds, bytes.ReplaceAll(raw, []byte("KEY"), []byte(key)))
		}
	}
	return seeds
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func cut(b []byte) string { return fmt.Sprintf("%.200s", cmp.Or(string(b), "(nothing)")) }
