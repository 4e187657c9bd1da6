package mailgate

import (
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/web/mailgate/origin"
)

// proved adds to a mail what the DNS says of its sender. It waits for that a few
// seconds at most, before the mail is stored: an integration may keep out what does
// not hold. An answer to a page is not asked about.
func (n *session) proved(l letter, m Mail, raw []byte, cut bool) Mail {
	author, _ := m.author()
	var r origin.Results
	if slices.ContainsFunc(l.to, func(r recipient) bool { return r.answer == "" }) {
		r = n.s.origin.Check(origin.Mail{Remote: n.conn.ip, Helo: n.helo, Envelope: l.from, Author: author, Raw: raw, Cut: cut}, time.Now())
	}
	m.origin = engine.MailOrigin{From: oneLine(m.sender(), engine.MaxField), SPF: r.SPF, DKIM: r.DKIM, DMARC: r.DMARC}
	m.proof = r.Words()
	return m
}

// withOrigin gives each event what is known of the mail.
func (m Mail) withOrigin(events []engine.Event) []engine.Event {
	for i := range events {
		o := m.origin
		events[i].Mail = &o
	}
	return events
}
