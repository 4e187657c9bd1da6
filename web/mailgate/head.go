package mailgate

import (
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-message"

	"wakeman/engine"
)

const (
	maxAddresses = 4 << 10 // bytes of an address field that are parsed
	maxReceived  = 50      // more hops than any real mail has: a loop
)

// DeliveryHeader is the header field that Wakeman's own mails carry. A mail
// that has it came from us, and is on its way round.
const DeliveryHeader = "X-Wakeman-Delivery"

// head reads header fields forgivingly.
type head struct{ message.Header }

// subject decodes the subject (RFC 2047, any charset). What can not be decoded
// is shown as it is.
func (h head) subject() string {
	s, _ := h.Text("Subject")
	return readable(s)
}

// address is the author's, from From, Sender or Reply-To.
func (h head) address() string {
	for _, field := range []string{"From", "Sender", "Reply-To"} {
		v := h.Get(field)
		if v == "" || len(v) > maxAddresses {
			continue
		}
		if list, err := mail.ParseAddressList(v); err == nil && len(list) > 0 {
			return oneLine(list[0].Address, engine.MaxField)
		}
		if at := looseAddress(v); at != "" {
			return at
		}
	}
	return ""
}

// looseAddress finds an address in a field that has none by the rules: between
// angle brackets, or the first word with an @.
func looseAddress(v string) string {
	if _, rest, ok := strings.Cut(v, "<"); ok {
		if at, _, ok := strings.Cut(rest, ">"); ok && strings.TrimSpace(at) != "" {
			return oneLine(at, engine.MaxField)
		}
	}
	for _, word := range strings.Fields(v) {
		if strings.Contains(word, "@") {
			return oneLine(strings.Trim(word, `<>",;()`), engine.MaxField)
		}
	}
	return ""
}

// source is the best guess at who sent the mail: its author, else the
// envelope, else the machine that brought it.
func (h head) source(env Envelope) string {
	if at := h.address(); at != "" {
		return at
	}
	return sourceOf(env)
}

func sourceOf(env Envelope) string {
	if env.From != "" {
		return oneLine(env.From, engine.MaxField)
	}
	return oneLine(env.Remote, engine.MaxField)
}

// sender is the author as written, with the name.
func (h head) sender(env Envelope) string {
	s, _ := h.Text("From")
	if s = oneLine(s, engine.MaxField); s != "" {
		return s
	}
	return sourceOf(env)
}

// date is the mail's own date, for show; zero if there is none.
func (h head) date() time.Time {
	v := h.Get("Date")
	if len(v) > 200 {
		return time.Time{}
	}
	at, err := mail.ParseDate(v)
	if err != nil {
		return time.Time{}
	}
	return sane(at)
}

// relayedAt is when the first machine that relayed the mail had it: the oldest time
// behind the semicolon of a Received field (RFC 5321, section 4.4). Zero if none
// says so.
func (h head) relayedAt() (first time.Time) {
	for i, field := range h.Values("Received") {
		at := strings.LastIndexByte(field, ';')
		if at < 0 || i >= maxReceived || len(field)-at > 200 {
			continue
		}
		stamp, err := mail.ParseDate(strings.TrimSpace(field[at+1:]))
		if stamp = sane(stamp); err != nil || stamp.IsZero() {
			continue
		}
		if first.IsZero() || stamp.Before(first) {
			first = stamp
		}
	}
	return first
}

// id tells a mail from any other, if it says who it is.
func (h head) id() string {
	id := strings.TrimSpace(h.Get("Message-Id"))
	if id == "" {
		return ""
	}
	return digest(id, h.Get("Date"), h.Get("Subject"))
}

// quiet says why a mail must not page anybody, if it must not: it came round
// in a loop, or it is a machine's answer to a mail. A mail that a machine made
// of its own accord (auto-generated, RFC 3834) is what this door is for.
func quiet(h head, env Envelope) string {
	switch {
	case h.Has(DeliveryHeader), isOurs(h.Get("Message-Id")): // a list or a helpdesk may take the header off
		return "this is one of our own mails coming back"
	case len(h.Values("Received")) > maxReceived:
		return "it went through too many hops: a mail loop"
	case h.isAutoReply():
		return "it is an automatic reply"
	case h.isAutomatic(env) && hasAutoSubject(h.subject()):
		return "it is an automatic reply, by its subject"
	case h.isBounce(env):
		return "it is a bounce"
	}
	return ""
}

// answersOurs reports whether a mail answers one of our own, by whichever program: a
// helpdesk that writes a ticket of each page answers each, and is paged for that.
func (h head) answersOurs() bool {
	for _, name := range []string{"In-Reply-To", "References"} {
		field := h.Get(name)
		if slices.ContainsFunc(strings.Fields(field[:min(len(field), maxAddresses)]), isOurs) {
			return true
		}
	}
	return false
}

// isOurs knows the Message-IDs of our own mails, in any case: <d17.wakeman@example.net>.
func isOurs(id string) bool {
	local, _, ok := strings.Cut(strings.ToLower(strings.Trim(strings.TrimSpace(id), "<>")), "@")
	return ok && strings.HasSuffix(local, ".wakeman")
}

func (h head) isAutoReply() bool {
	auto := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted")))
	return strings.HasPrefix(auto, "auto-replied") ||
		strings.EqualFold(strings.TrimSpace(h.Get("Precedence")), "auto_reply") ||
		h.Has("X-Autoreply") || h.Has("X-Autorespond")
}

// isAutomatic reports whether a mail says in any way that a machine made it, as
// alarms do, too.
func (h head) isAutomatic(env Envelope) bool {
	field := func(name string) string { return strings.ToLower(strings.TrimSpace(h.Get(name))) }
	return env.From == "" || field("Auto-Submitted") != "" && field("Auto-Submitted") != "no" || h.Has("X-Auto-Response-Suppress") ||
		slices.Contains([]string{"bulk", "junk", "list", "auto_reply"}, field("Precedence"))
}

// hasAutoSubject knows the subjects of automatic replies: a whole phrase, with a colon
// or nothing behind it. "Out of office printer is DOWN" is none. It does not know Domino's
// "AUTO:", which may as well be the name of what reports.
func hasAutoSubject(subject string) bool {
	subject = strings.ToLower(strings.TrimSpace(subject))
	return slices.ContainsFunc(autoPhrases(), func(phrase string) bool {
		rest, ok := strings.CutPrefix(subject, phrase)
		rest = strings.TrimLeft(rest, " \u00a0")
		return ok && (strings.HasPrefix(rest, ":") || strings.Trim(rest, ".!") == "")
	})
}

// looksAutomatic is wider: a subject that begins with such a phrase, whatever follows.
func looksAutomatic(subject string) bool {
	subject = strings.ToLower(strings.TrimSpace(subject))
	return strings.HasPrefix(subject, "auto:") || slices.ContainsFunc(autoPhrases(), func(phrase string) bool { return strings.HasPrefix(subject, phrase) })
}

func autoPhrases() []string {
	return []string{
		"automatic reply", "auto-reply", "autoreply", "auto reply", "auto response", "autoresponse",
		"out of office autoreply", "out of office reply", "out of office", "out of the office", "i am out of the office", "i am out of office",
		"automatische antwort", "automatische abwesenheitsnotiz", "abwesenheitsnotiz", "abwesenheitsassistent", "abwesenheitsmeldung", "abwesenheitsbenachrichtigung", "abwesenheit", "abwesend",
		"autosvar", "réponse automatique", "respuesta automática", "risposta automatica", "automatisch antwoord", "autoodpowiedź",
	}
}

// isBounce wants more than the null sender, also beside "auto-generated": there are
// devices and scripts that send their alarms so. It wants the form of a bounce, or
// the subject of one.
func (h head) isBounce(env Envelope) bool {
	if env.From != "" {
		return false
	}
	auto := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted")))
	if auto != "" && auto != "no" && (h.Has("X-Failed-Recipients") || hasBounceSubject(h.subject())) {
		return true
	}
	kind, params, err := h.ContentType()
	if err == nil && kind == "multipart/report" {
		switch strings.ToLower(params["report-type"]) {
		case "delivery-status", "disposition-notification", "":
			return true
		}
	}
	local, _, _ := strings.Cut(h.address(), "@")
	return strings.EqualFold(local, "mailer-daemon") || strings.EqualFold(local, "postmaster") && hasBounceSubject(h.subject())
}

func hasBounceSubject(subject string) bool {
	subject = strings.ToLower(strings.TrimSpace(subject))
	return slices.ContainsFunc([]string{
		"undeliverable", "undelivered mail", "delivery status notification", "delivery failure", "delivery failed", "delivery report", "mail delivery failed", "mail delivery failure",
		"mail delivery system", "returned mail", "failure notice", "message could not be delivered", "warning: could not send message", "unzustellbar", "mail undeliverable", "message undeliverable",
	}, func(begins string) bool { return strings.HasPrefix(subject, begins) })
}
