package engine_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/cryptotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"wakeman/engine"
	"wakeman/engine/enginetest"
	"wakeman/notify"
	"wakeman/store"
)

var updateTimelines = flag.Bool("update", false, "write what happens into testdata/*.txtar; read every line of the difference")

// Each file of testdata is one story: what is given, what happens when, and all
// that follows from it. The comment before the first section says what must
// hold; timeline_given_test.go and timeline_when_test.go have the words.
func TestTimelines(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no timelines: %v", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			cryptotest.SetGlobalRandom(t, 1)
			runTimeline(t, path)
		})
	}
}

func runTimeline(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, f := range archive.Files {
		sections[f.Name] = string(f.Data)
	}
	s := newStory(t, sections["given"])
	for line := range lines(sections["when"]) {
		s.line(line)
	}
	s.end()
	got := s.out.String()
	if *updateTimelines {
		writeThen(t, path, archive, got)
		return
	}
	if diff := cmp.Diff(strings.Split(sections["then"], "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s\nwhat happened is not what the file says (-file +happened):\n%s", bytes.TrimSpace(archive.Comment), diff)
	}
}

func writeThen(t *testing.T, path string, archive *txtar.Archive, then string) {
	t.Helper()
	files := archive.Files[:0]
	for _, f := range archive.Files {
		if f.Name != "then" {
			files = append(files, f)
		}
	}
	archive.Files = append(files, txtar.File{Name: "then", Data: []byte(then)})
	if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// lines gives the lines of a section that say something.
func lines(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			if line != "" && !strings.HasPrefix(line, "#") && !yield(line) {
				return
			}
		}
	}
}

// story is one timeline under way.
type story struct {
	*testing.T
	*enginetest.World
	db       *store.DB
	dir      string
	begin    time.Time
	out      strings.Builder
	told     map[uint64]uint64 // incident → entries already written down
	messages []notify.Delivery
	carriers map[string]enginetest.Answer // "Ann push" → its answer
	down     bool
}

// newStory begins on a Monday at nine.
func newStory(t *testing.T, given string) *story {
	s := &story{
		T: t, World: &enginetest.World{}, dir: t.TempDir(), told: map[uint64]uint64{},
		begin: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC), carriers: map[string]enginetest.Answer{},
	}
	s.SetNow(s.begin)
	s.Sending, s.Settled, s.Carrier = s.sending, s.newEntries, s.carrier
	s.open()
	s.configure(func(c *engine.Config) { readGiven(t, c, given) })
	return s
}

func (s *story) open() {
	var err error
	s.db, err = store.Open(s.Context(), store.Options{Dir: s.dir, Ballast: -1, NoSync: true, Now: s.Now})
	if err != nil {
		s.Fatal(err)
	}
	s.Start(s.db)
	s.down = false
}

func (s *story) configure(change func(*engine.Config)) {
	s.Helper()
	err := s.db.Configure(s.Context(), func(old *engine.Config) (*engine.Config, []engine.AuditRow, error) {
		next := cloneConfig(old)
		change(next)
		return next, nil, nil
	})
	if err != nil {
		s.Fatal(err)
	}
}

// at writes one line of what happened, with the time since the beginning.
func (s *story) at(format string, args ...any) {
	fmt.Fprintf(&s.out, "%-8s %s\n", "+"+short(s.Now().Sub(s.begin)), printable(fmt.Sprintf(format, args...)))
}

// printable spells out what would not show.
func printable(text string) string {
	quoted := strconv.Quote(text)
	if inner := quoted[1 : len(quoted)-1]; inner != text && !strings.ContainsAny(text, "\"\\") {
		return inner
	}
	return text
}

// short is a duration to the second, without zero parts.
func short(d time.Duration) string {
	text := d.Round(time.Second).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func (s *story) sending(m enginetest.Sent) {
	_ = s.newEntries()
	s.messages = append(s.messages, m.Delivery)
	var about []string
	for _, in := range m.Message.Incidents {
		about = append(about, fmt.Sprintf("#%d %s", in.Number, in.Title))
	}
	note := ""
	if m.Attempt > 1 {
		note += fmt.Sprintf(" (attempt %d)", m.Attempt)
	}
	if m.Message.MayBeDuplicate {
		note += " (may be a duplicate)"
	}
	channel := string(m.To.Channel)
	if channel == "" {
		channel = "no channel"
	}
	s.at("PAGE  %s %s: %s%s", m.Message.Recipient, channel, strings.Join(about, ", "), note)
}

func (s *story) carrier(d notify.Delivery) enginetest.Answer {
	for _, name := range []string{d.Message.Recipient + " " + string(d.To.Channel), "all " + string(d.To.Channel), "all all"} {
		if a, ok := s.carriers[name]; ok {
			return a
		}
	}
	return enginetest.Accept()
}

// newEntries writes down what the timelines say since the last time.
func (s *story) newEntries() error {
	for n := uint64(1); ; n++ {
		entries, err := s.db.Timeline(n, 10_000)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			return nil
		}
		for _, e := range entries {
			if e.Seq > s.told[n] {
				s.told[n] = e.Seq
				s.at("#%d    %s: %s", n, e.Type, e.Text)
			}
		}
	}
}

// end writes the state of every incident.
func (s *story) end() {
	if s.down {
		s.up()
	}
	for n := uint64(1); ; n++ {
		c, found, err := s.db.Case(n)
		if err != nil {
			s.Fatal(err)
		}
		if !found {
			break
		}
		s.state(c)
	}
	s.pulses()
	if err := s.db.Close(); err != nil {
		s.Fatal(err)
	}
	report, err := store.Check(s.Context(), filepath.Join(s.dir, store.FileName))
	if err != nil || !report.OK() {
		s.Errorf("the store is not sound: %v %v", err, report.Findings)
	}
}

// pulses tells how each heartbeat does in the end.
func (s *story) pulses() {
	all, err := s.db.Pulses()
	if err != nil {
		s.Fatal(err)
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		p := all[id]
		fmt.Fprintf(&s.out, "heartbeat %s is %s", id, p.State(s.db.Config().Heartbeats[id], s.Now()))
		if !p.DueAt.IsZero() {
			fmt.Fprintf(&s.out, ", due at +%s", short(p.DueAt.Sub(s.begin)))
		}
		fmt.Fprintln(&s.out)
	}
}

func (s *story) state(c store.Case) {
	in := c.Incident
	urgency := string(in.Urgency) + " urgency"
	if in.Priority != "" {
		urgency += ", " + string(in.Priority)
	}
	fmt.Fprintf(&s.out, "#%d is %s, %s, %q\n", in.Number, in.Status, urgency, in.Title)
	if in.Quiet != "" {
		fmt.Fprintf(&s.out, "   quiet: %s\n", in.Quiet)
	}
	for _, a := range c.Alerts {
		fmt.Fprintf(&s.out, "   alert %s: open %v, seen %d times\n", a.Key, a.Open, a.Count)
	}
	for _, timer := range c.Timers {
		fmt.Fprintf(&s.out, "   timer %s at +%s\n", timer.Kind, short(timer.At.Sub(s.begin)))
	}
	for _, p := range c.Pages {
		fmt.Fprintf(&s.out, "   page to %s by %s at +%s\n", p.User, p.Method, short(p.NotBefore.Sub(s.begin)))
	}
}
