package mailgate

import (
	"cmp"
	"net/netip"
	"strings"

	"wakeman/engine"
)

// sender is who a mail says it is from: its author, or else the envelope.
func (m Mail) sender() string {
	if m.letter.From != "" {
		return m.letter.From
	}
	return m.event.Source
}

// judge marks the events whose sender may not do what they ask, by the
// integration's settings. If none is left that may, and the settings want mail
// refused, the error is why. Test traffic has no effect and needs no right.
func judge(rules *engine.MailIntake, from engine.MailOrigin, remote string, events []engine.Event) ([]engine.Event, error) {
	if rules.IsZero() {
		return events, nil
	}
	open, resolve := Rights(rules, from, remote)
	judged := make([]engine.Event, len(events))
	held := 0
	for i, e := range events {
		if e.Unsure && open == "" && resolve != "" { // who may only open is heard as one who does
			e = e.Trouble()
		}
		if why := reasonFor(e, open, resolve); why != "" {
			e.Quarantine = oneLine("from "+from.From+": "+why, 500)
			held++
		}
		judged[i] = e
	}
	if held > 0 && held == len(events) && rules.Refuse {
		return judged, engine.Fail(engine.Forbidden, "%s", judged[0].Quarantine)
	}
	return judged, nil
}

// Rights say why a sender's problems, and its recoveries, have no effect by an
// integration's settings; "": they have. remote is the machine that brings the mail.
func Rights(rules *engine.MailIntake, from engine.MailOrigin, remote string) (open, resolve string) {
	ip, _ := netip.ParseAddr(remote) // what is no address is in no network
	open, resolve = rules.Judge(from.From, ip)
	if why := rules.Unproven(from); why != "" {
		open, resolve = cmp.Or(open, why), cmp.Or(resolve, why)
	}
	return open, resolve
}

// OriginIn is whom a mail that came once is from, with what was found out of that when
// it came.
func (m Mail) OriginIn(raw engine.Raw) engine.MailOrigin {
	found := func(check string) string {
		word, _, _ := strings.Cut(raw.Header[check], ":")
		if word, _, _ = strings.Cut(word, " "); word == "not" {
			return "" // not checked
		}
		return word
	}
	return engine.MailOrigin{From: oneLine(m.sender(), engine.MaxField), SPF: found("SPF"), DKIM: found("DKIM"), DMARC: found("DMARC")}
}

// Judged marks the events of a mail that came once as its integration would today, by
// what was found out of its sender when it came.
func (m Mail) Judged(rules *engine.MailIntake, raw engine.Raw, events []engine.Event) []engine.Event {
	if rules.IsZero() {
		return events
	}
	kept := *rules
	kept.Refuse = false // what was refused is in the log as if it had been held
	judged, err := judge(&kept, m.OriginIn(raw), raw.Remote, events)
	if err != nil {
		return events
	}
	return judged
}

func reasonFor(e engine.Event, open, resolve string) string {
	switch {
	case e.Test:
		return ""
	case e.Action == engine.Resolve, e.Action == engine.Acknowledge:
		return resolve
	}
	return open
}
