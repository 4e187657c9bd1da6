package reading

import (
	"strings"

	"wakeman/engine"
)

// Reader knows the mails of one kind of sender.
type Reader struct {
	// Name is the sender, in lower case: "nagios".
	Name string
	// Several tells that one mail of this sender may have several events, or that one
	// event of it may be ended by a mail that has several.
	Several bool
	// Read makes events of a mail, in the order in which they happened. It reports
	// false for a mail that is not of its kind, or that it can not make sense of.
	// An event without a key stands for this mail alone.
	Read func(Letter) ([]engine.Event, bool)
}

// maxEvents is how many events one mail may hold. A mail with more is one
// incident, with all of its text.
const maxEvents = 500

// Shipped are the readers that Wakeman comes with, in the order in which they are
// asked: those with marks of their own first, those that go by common words last.
func Shipped() []Reader {
	return []Reader{
		voicemail(), healthchecks(), smokeping(), ossec(), netwatch(), checkmk(), icinga(), nagios(),
		librenms(), zabbix(), monit(), prtg(), uisp(), apc(), nut(), dude(), plain(),
	}
}

// Read asks the readers one after the other and takes what the first one says
// that knows the mail. by is that reader. What somebody answers to a mail is no
// event, whatever it quotes: ok is false.
func Read(l Letter, readers []Reader) (events []engine.Event, by Reader, ok bool) {
	if isReply(l.Subject) {
		return nil, Reader{}, false
	}
	l.Subject = withoutForward(l.Subject)
	for _, r := range readers {
		events, ok := r.Read(l)
		if !ok || len(events) == 0 {
			continue
		}
		if len(events) > maxEvents {
			break
		}
		for i := range events {
			finish(&events[i], l)
		}
		return events, r, true
	}
	return nil, Reader{}, false
}

// isReply goes by the marks that mail programs put before a subject, in English,
// German, Swedish, Polish and French.
func isReply(subject string) bool {
	return hasAnyPrefix(subject, "re:", "aw:", "antw:", "sv:", "odp:", "réf:", "ré:")
}

func withoutForward(subject string) string {
	for hasAnyPrefix(subject, "fwd:", "fw:", "wg:", "tr:") {
		_, subject, _ = strings.Cut(subject, ":")
		subject = strings.TrimSpace(subject)
	}
	return subject
}

func hasAnyPrefix(s string, list ...string) bool {
	for _, p := range list {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return true
		}
	}
	return false
}

// finish fills in what all events of a mail have, and bounds their text.
func finish(e *engine.Event, l Letter) {
	if e.Timestamp.IsZero() {
		e.Timestamp = l.Date
	}
	if e.SentAt.IsZero() {
		e.SentAt = l.Date
	}
	e.Timestamp, e.SentAt = e.Timestamp.UTC(), e.SentAt.UTC()
	if e.Source == "" {
		e.Source = l.From
	}
	e.Summary = line(e.Summary, engine.MaxSummary)
	for _, field := range []*string{&e.Source, &e.Component, &e.Group, &e.Class} {
		*field = line(*field, engine.MaxField)
	}
	if e.Action == engine.Resolve || e.Action == engine.Acknowledge {
		e.Severity = "" // it says how bad it was
	}
}

// line is s on one line of at most limit runes.
func line(s string, limit int) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "�")), " ")
	runes := []rune(s)
	return string(runes[:min(len(runes), limit)])
}

// key is the dedup key of what the words name. A word that is not there leaves
// its place empty, so that it can not be taken for another. A key that is too
// long is hashed, never cut.
func key(words ...string) string {
	for i, w := range words {
		words[i] = strings.NewReplacer(`\`, `\\`, ";", `\;`, "\x00", "").Replace(strings.Join(strings.Fields(w), " "))
	}
	k := strings.Join(words, ";")
	if len(k) > engine.MaxKey {
		return engine.HashKey(k)
	}
	return k
}

// one is a mail with one event.
func one(e engine.Event) ([]engine.Event, bool) { return []engine.Event{e}, true }

func none() ([]engine.Event, bool) { return nil, false }
