package email

import (
	"bytes"
	"fmt"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"wakeman/notify"
	"wakeman/notify/text"
)

// Headers that other rooms and people's filters look at.
const (
	headerDelivery  = "X-Wakeman-Delivery"
	headerAutomatic = "Auto-Submitted" // RFC 3834 section 5: answered by no machine
)

// maxReferences keeps the header of a large bundle readable.
const maxReferences = 10

// compose writes the message.
func (d *driver) compose(dl notify.Delivery, to *mail.Address) (*gomail.Msg, error) {
	l := newLetter(dl)
	var page bytes.Buffer
	if err := d.page.Execute(&page, l); err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	// As values, not as text to be parsed again: a name may hold a quotation
	// mark, and a local part a space.
	msg.FromMailAddress(&mail.Address{Name: text.Line(d.from.Name), Address: d.from.Address})
	msg.AddToMailAddress(&mail.Address{Name: text.Cut(l.Recipient, 100), Address: to.Address})
	d.setHeaders(msg, dl, l)
	msg.SetBodyString(gomail.TypeTextPlain, plain(l))
	msg.AddAlternativeString(gomail.TypeTextHTML, page.String())
	return msg, nil
}

func (d *driver) setHeaders(msg *gomail.Msg, dl notify.Delivery, l letter) {
	msg.Subject(l.Subject)
	msg.SetDateWithValue(time.Now())
	msg.SetMessageIDWithValue(word(dl.ID) + ".wakeman@" + domain(d.Config.From))
	msg.SetGenHeader(headerAutomatic, "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetGenHeader(headerDelivery, word(dl.ID))
	if answer, err := mail.ParseAddress(dl.Message.AnswerTo); err == nil {
		msg.SetGenHeader("Reply-To", "<"+answer.Address+">")
	}
	if text.High(dl.Message) {
		msg.SetImportance(gomail.ImportanceHigh)
	}
	if roots := threads(dl.Message, domain(d.Config.From)); len(roots) > 0 {
		msg.SetGenHeader(gomail.HeaderReferences, strings.Join(roots, " "))
		msg.SetGenHeader(gomail.HeaderInReplyTo, roots[len(roots)-1])
	}
}

// threads are the made-up messages that all mail about an incident answers, the
// worst incident last: that is where a reader threads it.
func threads(m notify.Message, domain string) []string {
	var roots []string
	for _, i := range text.Worst(m.Incidents) {
		if id := word(i.ID); id != "" && len(roots) < maxReferences {
			roots = append([]string{"<incident." + id + ".wakeman@" + domain + ">"}, roots...)
		}
	}
	return roots
}

// word leaves the letters and digits of an id.
func word(s string) string {
	return text.Cut(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, s), 64)
}
