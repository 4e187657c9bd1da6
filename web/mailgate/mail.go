package mailgate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-message"

	"wakeman/engine"
	"wakeman/web/mailgate/reading"
)

const (
	maxHeader = 64 << 10 // bytes, before anything is parsed
	maxBody   = 64 << 10 // runes shown in the details
)

// Envelope is what the SMTP dialogue said about a mail.
type Envelope struct {
	From   string // MAIL FROM; empty is the null sender
	Helo   string
	Remote string // address without port
}

// Mail is a mail's meaning, the same for all its recipients.
type Mail struct {
	event   engine.Event
	details details
	id      string // of the mail, for recognising it when it is sent again
	print   prints // by which one without an id is recognised
	letter  reading.Letter
	html    string // the HTML as text, where the letter has another text
	origin  engine.MailOrigin
	proof   map[string]string // the results in words, by check
	read    []engine.Event    // what a reader made of it; none: nobody knows it
	several bool              // its sender may tell of several things in one mail
	// answersOurs is that it pages nobody for no other reason than that it answers a
	// mail of ours.
	answersOurs bool
}

// details are an event's details, as they are shown.
type details struct {
	Sender      string   `json:"sender,omitempty"` // the reader that knew the mail: nagios
	From        string   `json:"from"`
	To          string   `json:"to"`
	Date        string   `json:"date,omitempty"`
	MessageID   string   `json:"message_id,omitempty"`
	Body        string   `json:"body"`
	Attachments []string `json:"attachments,omitempty"`
	Error       string   `json:"error,omitempty"`
	Cut         string   `json:"cut,omitempty"`
}

// For is the event of a mail that nobody knows, for one recipient: an
// integration's key, the suffix of its address, and the address to be shown.
//
// The suffix is the dedup key. Without one each mail is an incident of its own,
// so its key is made of what tells it from any other mail; the same mail sent
// again because an answer got lost has the same key. Date and subject are part
// of it: there are devices whose Message-ID never changes. Without a Message-ID there
// is no key, and the mail is recognised by its print, for a while.
func (m Mail) For(key, suffix, to string) engine.Event {
	e := m.event
	e.Mended = slices.Clone(e.Mended)
	if suffix = readable(suffix); strings.TrimSpace(suffix) != "" {
		e.Key = suffixKey(suffix, &e)
	} else {
		e.Key, e.Copy = m.ownKey(0, key), m.copyOf(0, "", e.Class)
	}
	d := m.details
	d.To = to
	e.Details = d.json()
	return e
}

// suffixKey is the dedup key of an address.
func suffixKey(suffix string, e *engine.Event) string {
	if utf8.RuneCountInString(suffix) <= engine.MaxKey {
		return suffix
	}
	e.Mended = append(e.Mended, "the dedup key was too long and is replaced by its hash")
	return digest(suffix)
}

func (d details) json() json.RawMessage {
	b, err := json.Marshal(d)
	if err != nil {
		return nil
	}
	return b
}

// digest is a key made of words.
func digest(words ...string) string { return engine.HashKey(strings.Join(words, "\x00")) }

// Parse reads a mail. It never fails: of what is not a mail it makes an
// unparsed event. Its time is in proportion to the mail's size.
func Parse(raw []byte, env Envelope) Mail {
	entity, err := message.ReadWithOptions(bytes.NewReader(trimMbox(raw)), &message.ReadOptions{MaxHeaderBytes: maxHeader})
	if entity == nil || (err != nil && !isSoft(err)) {
		return unparsed(raw, env, fmt.Errorf("the header can not be read: %w", orUnknown(err)))
	}
	if !hasMailField(entity.Header) {
		return unparsed(raw, env, errors.New("there is no mail header"))
	}
	var b body
	b.walk(entity, 0)
	return compose(head{entity.Header}, b, raw, env)
}

func orUnknown(err error) error {
	if err == nil {
		return errors.New("unknown error")
	}
	return err
}

// isSoft tells errors after which there is still something to read.
func isSoft(err error) bool {
	return message.IsUnknownCharset(err) || message.IsUnknownEncoding(err)
}

// trimMbox removes blank lines and a mailbox separator before the header.
func trimMbox(raw []byte) []byte {
	raw = bytes.TrimLeft(raw, "\r\n")
	if !bytes.HasPrefix(raw, []byte("From ")) && !bytes.HasPrefix(raw, []byte(">From ")) {
		return raw
	}
	_, rest, _ := bytes.Cut(raw, []byte("\n"))
	return rest
}

// hasMailField tells a header from a text whose first line holds a colon.
func hasMailField(h message.Header) bool {
	return slices.ContainsFunc([]string{
		"From", "To", "Subject", "Date", "Message-Id", "Received", "Mime-Version", "Content-Type", "Reply-To", "Sender", "Return-Path",
	}, h.Has)
}

// compose makes the event of a mail that could be read.
func compose(h head, b body, raw []byte, env Envelope) Mail {
	m := Mail{id: h.id(), print: printsOf(raw, env, h.id()), letter: letterOf(h, b, env), html: b.otherText()}
	m.details = details{
		From: h.sender(env), Date: oneLine(h.Get("Date"), 100), MessageID: oneLine(h.Get("Message-Id"), 250),
		Body: b.text(), Attachments: b.fileNames(),
	}
	e := engine.Event{Action: engine.Trigger, Source: h.source(env), Timestamp: h.date(), SentAt: h.date(), RelayedAt: h.relayedAt(), Mended: b.notes}
	if m.details.Body == "" && b.broken {
		e.Unparsed = true
		m.details.Body = excerpt(afterHeader(raw))
	}
	var cut bool
	if m.details.Body, cut = cutRunes(m.details.Body, maxBody); cut {
		e.Mended = append(e.Mended, fmt.Sprintf("the text is cut at %d characters", maxBody))
	}
	if e.Summary, cut = summary(h.subject(), m.details.Body, e.Source); cut {
		e.Mended = append(e.Mended, fmt.Sprintf("summary cut at %d characters", engine.MaxSummary))
	}
	why := quiet(h, env)
	if m.answersOurs = why == "" && h.answersOurs(); m.answersOurs {
		why = "it answers one of our own mails"
	}
	if why != "" {
		e.Test = true
		e.Mended = append(e.Mended, "pages nobody: "+why)
	}
	e.Recordings = b.recordings(raw)
	m.event = e
	return m
}

// summary is the subject, or the first line that says something.
func summary(subject, text, source string) (string, bool) {
	if s := oneLine(subject, len(subject)+1); s != "" {
		return cutRunes(s, engine.MaxSummary)
	}
	for line := range strings.Lines(text) {
		if s := oneLine(line, len(line)+1); s != "" {
			return cutRunes(s, engine.MaxSummary)
		}
	}
	return cutRunes("mail without a subject from "+source, engine.MaxSummary)
}

// sane keeps times that can be stored and shown.
func sane(at time.Time) time.Time {
	at = at.UTC()
	if at.Year() < 1970 || at.Year() > 9999 {
		return time.Time{}
	}
	return at
}
