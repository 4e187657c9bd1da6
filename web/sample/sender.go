package sample

import (
	"net/mail"
	"strings"

	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/mailgate"
)

// Sender is who a mail is from, as far as an integration asks before it takes one.
type Sender struct {
	engine.MailOrigin
	Remote string // the machine that brought its last mail; "": none has come yet
}

// Log is where the mails are that came.
type Log interface {
	Posts(q store.PostQuery) ([]engine.PostRow, uint64, error)
	Post(seq uint64) (p engine.PostRow, kept, found bool, err error)
}

// Bounds on how far back a sender is looked for.
const (
	mailsLookedAt = 50
	bytesLookedAt = 8 << 20
)

// SenderOf is what the last mail of an address told, and of no address that of the last
// mail at all. One that has not written to the integration lately is known by its
// address only; "" without any mail.
//
// Its error is an Invalid [engine.Failure] of the field "from" for what is no address.
func SenderOf(log Log, in engine.Integration, from string) (Sender, error) {
	from, err := addressOf(from)
	if err != nil || in.Type != "email" {
		return Sender{}, err
	}
	posts, _, err := log.Posts(store.PostQuery{Integration: in.ID, Limit: mailsLookedAt})
	if err != nil {
		return Sender{}, err
	}
	bytes := 0
	for _, row := range posts {
		if row.Via != "email" {
			continue
		}
		if bytes += row.Bytes; bytes > bytesLookedAt {
			break
		}
		p, kept, found, err := log.Post(row.Seq)
		if err != nil {
			return Sender{}, err
		}
		if !found || !kept {
			continue
		}
		env := mailgate.Envelope{From: strings.Trim(p.Raw.Header["MAIL FROM"], "<>"), Remote: p.Raw.Remote}
		seen := Sender{mailgate.Parse(p.Raw.Body, env).OriginIn(p.Raw), p.Raw.Remote}
		if from == "" && strings.Contains(seen.From, "@") || from != "" && strings.EqualFold(seen.From, from) {
			return seen, nil
		}
	}
	return Sender{MailOrigin: engine.MailOrigin{From: from}}, nil
}

func addressOf(from string) (string, error) {
	if from = strings.TrimSpace(from); from == "" {
		return "", nil
	}
	a, err := mail.ParseAddress(from)
	if err != nil || len(a.Address) > 320 {
		return "", &engine.Failure{Code: engine.Invalid, Field: "from", Message: "is no address of a mail; write it like ups@example.net"}
	}
	return a.Address, nil
}

// rights say what whose mail is taken would make of a mail from the sender. What can
// not be known of a mail that never came is not held against it, and said.
func (t Trial) rights() (notes []string) {
	rules := t.Integration.Mail
	switch {
	case t.Sender.From == "" && rules.IsZero():
		return nil
	case t.Sender.From == "":
		return []string{"whose mail is taken was not asked: say from which address the mail would be"}
	case rules.IsZero():
		return []string{"a mail from " + t.Sender.From + " would be taken, as everybody's is"}
	}
	asked := *rules
	if t.Sender.Remote == "" && len(asked.Networks) > 0 {
		asked.Networks = nil
		notes = append(notes, "no mail of this sender has come lately, so the networks could not be asked")
	}
	if t.Sender.Remote == "" && asked.Require != "" {
		notes = append(notes, strings.ToUpper(asked.Require)+" was not asked: that takes a mail of the sender")
	}
	open, resolve := mailgate.Rights(&asked, t.Sender.MailOrigin, t.Sender.Remote)
	would := "would wait in quarantine"
	if rules.Refuse {
		would = "would be refused with 550"
	}
	switch said := "a mail from " + t.Sender.From; {
	case open != "":
		return append([]string{said + " " + would + ": " + open}, notes...)
	case resolve != "":
		return append([]string{said + " would be taken, and its recoveries " + would + ": " + resolve}, notes...)
	default:
		return append([]string{said + " would be taken, and its recoveries too"}, notes...)
	}
}
