package engine

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"

	"wakeman/notify"
)

// AnswerPrefix begins the local part of the addresses that take answers to pages;
// behind it is the token.
const AnswerPrefix = "reply-"

// AnswerAddress is where an answer to a page by mail goes; "" if none is taken. It
// has a secret of its own: mail programs keep addresses, and this one must not open
// the acknowledge link.
func (l Links) AnswerAddress(delivery string) string {
	if l.Mail == nil || l.Mail() == "" {
		return ""
	}
	return AnswerPrefix + l.answerToken(delivery) + "@" + l.Mail()
}

// answerToken fits into a local part, which has 64 characters (RFC 5321 section
// 4.5.3.1.1), with 120 bits of the MAC.
func (l Links) answerToken(delivery string) string {
	mac := hmac.New(sha256.New, l.Key)
	mac.Write([]byte("answer\x00" + delivery))
	sum := base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:15])
	return delivery + "-" + strings.ToLower(sum)
}

func (l Links) verifyAnswer(token string) (delivery string, ok bool) {
	delivery, _, found := strings.Cut(token, "-")
	return delivery, found && hmac.Equal([]byte(token), []byte(l.answerToken(delivery)))
}

// MailAnswer is what somebody answered to pages by mail.
type MailAnswer struct {
	Tokens  []string // of the addresses that it came to: one for each page
	From    string   // its author's address
	Resolve bool     // else: acknowledge
}

// Answer does what somebody answered to pages by mail: acknowledges, or resolves,
// what they told of. What is acknowledged or resolved already is left alone.
//
// What can be done is done, though something else can not: the incidents it concerns
// and a mail to the author say so then, in the same transaction. Without an error all
// was done, or its author is told what was not.
//
// Errors are a Failure, with a sentence for whoever wrote the mail, and nothing was
// done: NotFound for a token that is not ours, Forbidden for one that is too old or
// another's, Conflict if all it told of is over and has begun anew; Unavailable.
func (e *Engine) Answer(ctx context.Context, a MailAnswer) error {
	now := e.clock()
	return e.update(ctx, Urgent, func(tx Tx) (touched []uint64, err error) {
		p := partly{tx: tx, MailAnswer: a, now: now}
		tokens := slices.Clone(a.Tokens)
		slices.Sort(tokens)
		for _, token := range slices.Compact(tokens) {
			if err := p.answer(e.links, token); err != nil {
				return nil, err
			}
		}
		return p.touched, p.tell()
	})
}

// partly is an answer to several pages, or to one that told of several incidents,
// while it is taken.
type partly struct {
	tx Tx
	MailAnswer
	now time.Time

	user    string   // whose pages they are, once one of them is
	touched []uint64 // incidents that were changed; 0: a test page
	done    []string // what was done, in sentences
	refused []string // and what not
	why     *Failure // the first reason
	notes   []answerNote
}

// answerNote is what an incident's timeline says of an answer that did nothing.
type answerNote struct {
	incident uint64
	text     string
}

// answer takes the answer to one page.
func (p *partly) answer(links Links, token string) error {
	id, ok := links.verifyAnswer(token)
	if !ok {
		p.refuse(Fail(NotFound, "the address of this answer is not one of ours"), "An address that you answered to")
		return nil
	}
	link, err := readAckLink(p.tx, id, p.now)
	if CodeOf(err) == NotFound {
		p.refuse(Fail(NotFound, "its message is no longer kept"), "A page that you answered")
		return nil
	}
	if err != nil {
		return err
	}
	if why := link.refusesAnswer(p.tx.Config(), p.From); why != "" { // whose page it was is not told
		p.refuse(Fail(Forbidden, "%s", why), "The page of "+p.clock(link.Delivery.CreatedAt))
		for _, it := range link.Incidents {
			p.note(it.Incident, why)
		}
		return nil
	}
	p.user = link.UserID
	actor := Actor{Kind: ByPerson, ID: link.UserID, Name: link.UserName, Via: "mail answer"}
	if link.Awake() {
		p.touched, p.done = append(p.touched, 0), append(p.done, "The test page: acknowledged.")
		return p.tx.Apply(awake(link.Delivery, actor, p.now))
	}
	for _, it := range link.Incidents {
		if err := p.item(it, actor); err != nil {
			return err
		}
	}
	return nil
}

// item takes the answer for one incident that a page told of.
func (p *partly) item(it AckItem, actor Actor) error {
	in := it.Incident
	name := fmt.Sprintf("#%d %s", in.Number, oneLine(in.Title, 200))
	switch {
	case it.Stale && in.Status == Triggered:
		why := "it was resolved and has begun anew since this page: answer the newest one"
		p.refuse(Fail(Conflict, "%s", why), name)
		p.note(in, why)
		return nil
	case it.Stale || !p.Resolve && in.Status != Triggered:
		p.done = append(p.done, name+": is "+string(in.Status)+" already.")
		return nil
	}
	did := map[bool]string{true: "resolved", false: "acknowledged"}[p.Resolve]
	p.touched, p.done = append(p.touched, in.Number), append(p.done, name+": "+did+".")
	_, err := act(p.tx, in.Number, actor, p.now, []Act{{Acknowledge: !p.Resolve, Resolve: p.Resolve}})
	return err
}

func (p *partly) refuse(why *Failure, what string) {
	p.why = cmp.Or(p.why, why)
	p.refused = append(p.refused, what+": nothing was done, because "+why.Message+".")
}

func (p *partly) note(in Incident, why string) {
	p.notes = append(p.notes, answerNote{in.Number, "An answer by mail from " + oneLine(p.From, 200) + " did nothing here: " + why + "."})
}

// clock is a time as the author reads it.
func (p *partly) clock(at time.Time) string {
	return at.In(p.tx.Config().Users[p.user].Location()).Format("15:04 MST on Mon 2 Jan")
}

// tell says what was not done. If nothing was, the sender's own mail server tells, and
// so it does where the box can send no mail: then nothing is done, because half of
// it behind somebody's back is worse than none.
func (p *partly) tell() error {
	switch {
	case len(p.refused) == 0:
		return nil
	case len(p.touched) == 0:
		return p.why
	case p.tx.Config().Settings.Mail == nil:
		return Fail(p.why.Code, "one of the pages can not be answered, and this box can not write to you which: answer them one by one")
	}
	for _, n := range p.notes {
		if err := noteAnswer(p.tx, n, p.now); err != nil {
			return err
		}
		p.touched = append(p.touched, n.incident)
	}
	text := strings.Join(append(append([]string{"A part of your answer by mail had no effect:", ""}, dashed(p.refused)...), "", "This was done:", ""), "\n") +
		"\n" + strings.Join(dashed(p.done), "\n")
	return p.tx.Apply(Changes{Deliveries: []Delivery{noticeOf(p.user, notify.Email, p.From, "A part of your answer did nothing", text, p.now)}})
}

func dashed(list []string) (lines []string) {
	for _, s := range list {
		lines = append(lines, "- "+s)
	}
	return lines
}

func noteAnswer(tx Tx, n answerNote, now time.Time) error {
	s, err := stateOf(tx, n.incident)
	if err != nil {
		return err
	}
	t := newTurn(s, System(), now)
	t.log(Entry{Type: AnnotateEntry, Text: n.text})
	return tx.Apply(t.changes())
}

// refusesAnswer is why an answer has no effect, "" if it has.
func (a AckLink) refusesAnswer(cfg *Config, from string) string {
	switch {
	case a.Revoked:
		return "whoever this page was for is no longer paged by this box"
	case a.Expired:
		return "the page is older than a day: sign in, or answer a newer one"
	}
	for _, m := range cfg.Users[a.UserID].ContactMethods {
		if m.Type == notify.Email && !m.Unconfirmed && strings.EqualFold(m.Address, from) {
			return ""
		}
	}
	return "the sender is not a confirmed address of whoever the page was for"
}
