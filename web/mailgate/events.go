package mailgate

import (
	"net/mail"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/web/mailgate/reading"
)

const (
	maxFields  = 200     // header fields that readers see
	maxExtract = 2 << 10 // runes of the text beside each of several events
)

// letterOf is the mail as readers see it.
func letterOf(h head, b body, env Envelope) reading.Letter {
	l := reading.Letter{
		Header: h.fields(), From: h.source(env), Subject: oneLine(h.subject(), engine.MaxSummary), Text: b.text(),
		Date: h.localDate(), MessageID: strings.TrimSpace(h.Get("Message-Id")),
	}
	for _, f := range b.files {
		l.Attachments = append(l.Attachments, reading.Attachment{Name: f.name, Type: f.kind})
	}
	return l
}

// fields are the header's, decoded, by their canonical names.
func (h head) fields() map[string][]string {
	list := map[string][]string{}
	n := 0
	for all := h.Fields(); all.Next() && n < maxFields; n++ {
		text, _ := all.Text()
		name := textproto.CanonicalMIMEHeaderKey(all.Key())
		list[name] = append(list[name], oneLine(text, engine.MaxField))
	}
	return list
}

// localDate is the mail's own date in its own zone, zero if there is none.
func (h head) localDate() time.Time {
	if h.date().IsZero() {
		return time.Time{}
	}
	at, err := mail.ParseDate(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return at
}

// Letter is the mail as readers see it.
func (m Mail) Letter() reading.Letter { return m.letter }

// Read is the mail with what the first of the readers made of it that knows it. If
// none knows its plain text, but for the one that goes by common words, they are
// asked with its HTML: there are senders whose plain text says that one should look
// at the HTML.
// Of a mail that could not be read they are not asked.
func (m Mail) Read(readers []reading.Reader) Mail {
	if m.event.Unparsed {
		return m
	}
	events, by, ok := reading.Read(m.letter, readers)
	if again := m.letter; m.html != "" && (!ok || by.Name == "plain") {
		again.Text = m.html
		if better, reader, known := reading.Read(again, readers); known && reader.Name != "plain" {
			events, by, ok = better, reader, true
			m.letter = again
			m.details.Body, _ = cutRunes(m.html, maxBody)
		}
	}
	if ok {
		m.read, m.details.Sender, m.several = events, by.Name, by.Several
	}
	return m
}

// ByRules is the mail with what the first of an integration's rules made of it that
// applies; if none does, it is as it was.
func (m Mail) ByRules(rules []engine.MailRule) Mail {
	if len(rules) == 0 {
		return m
	}
	return m.Read(reading.Taught(rules))
}

// ReadBy is who knew the mail: a reader, or a rule; "" for nobody.
func (m Mail) ReadBy() string { return m.details.Sender }

// Events are a mail's events for one recipient: see [Mail.For]. If a reader knew
// the mail, they are the reader's, in the order in which they happened. The suffix
// is the dedup key all the same: whoever wrote it into the address has decided what
// belongs together. Only of a sender whose mails may tell of several things it is
// put before their own keys, because one of them that is up must not close another
// that is down; also where this mail tells of one, so that a later one ends it.
func (m Mail) Events(key, suffix, to string) []engine.Event {
	if len(m.read) == 0 {
		return []engine.Event{m.For(key, suffix, to)}
	}
	d := m.details
	d.To = to
	several := len(m.read) > 1
	if several {
		d.Body, _ = cutRunes(d.Body, maxExtract)
	}
	text := d.json()
	events := make([]engine.Event, 0, len(m.read))
	for i, e := range m.read {
		e.Mended = append(slices.Clone(m.event.Mended), e.Mended...)
		e.Test, e.Details, e.RelayedAt = m.event.Test, text, m.event.RelayedAt
		if i == 0 {
			e.Recordings = m.event.Recordings
		}
		e.Key = m.keyOf(&e, i, key, readable(suffix))
		events = append(events, e)
	}
	return events
}

// keyOf is the key of the i-th event. One that has none stands for this mail.
func (m Mail) keyOf(e *engine.Event, i int, key, suffix string) string {
	own := e.Key
	if own == "" {
		own, e.Copy = m.ownKey(i, key), m.copyOf(i, suffix, e.Class)
	}
	together := !m.several && e.Class != reading.ClassVoicemail // two callers are never one
	switch {
	case strings.TrimSpace(suffix) == "":
		if e.Unsure {
			e.OwnKey, e.Copy = m.ownKey(i, key), m.copyOf(i, "", e.Class)
		}
		return own
	case together:
		if e.Unsure { // it may not speak for all that the suffix collects
			e.Unsure, e.Action = false, engine.Trigger
		}
		e.Copy = engine.Copy{}
		return suffixKey(suffix, e)
	case own == "":
		return ""
	}
	return digest(suffix, own)
}

// ownKey is the key of the i-th event for this mail alone; "" if the mail does not say
// which one it is.
func (m Mail) ownKey(i int, key string) string {
	switch {
	case m.id == "":
		return ""
	case i > 0:
		return digest(key, m.id, strconv.Itoa(i))
	}
	return digest(key, m.id)
}
