package engine

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
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

// Answer does what somebody answered to a page by mail: acknowledges, or resolves,
// what the page told of. token is that of the address, from the author of the mail.
// What is acknowledged or resolved already is left alone.
//
// Errors are a Failure, with a sentence for whoever wrote the mail: NotFound for a
// token that is not ours, Forbidden for one that is too old or another's, Conflict
// if all it told of is over and has begun anew; Unavailable.
func (e *Engine) Answer(ctx context.Context, token, from string, resolve bool) error {
	id, ok := e.links.verifyAnswer(token)
	if !ok {
		return Fail(NotFound, "the address of this answer is not one of ours")
	}
	now := e.clock()
	return e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		link, err := readAckLink(tx, id, now)
		if err != nil {
			return nil, err
		}
		if why := link.refusesAnswer(tx.Config(), from); why != "" {
			return nil, Fail(Forbidden, "%s", why)
		}
		actor := Actor{Kind: ByPerson, ID: link.UserID, Name: link.UserName, Via: "mail answer"}
		if link.Awake() {
			return outsideIncidents(), tx.Apply(awake(link.Delivery, actor, now))
		}
		return answer(tx, link, actor, resolve, now)
	})
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

func answer(tx Tx, link AckLink, actor Actor, resolve bool, now time.Time) (touched []uint64, err error) {
	for _, it := range link.Incidents {
		if it.Stale || !resolve && it.Incident.Status != Triggered {
			continue
		}
		if _, err := act(tx, it.Incident.Number, actor, now, []Act{{Acknowledge: !resolve, Resolve: resolve}}); err != nil {
			return nil, err
		}
		touched = append(touched, it.Incident.Number)
	}
	anew := func(it AckItem) bool { return it.Stale && it.Incident.Status == Triggered }
	if len(touched) == 0 && slices.ContainsFunc(link.Incidents, anew) {
		return nil, Fail(Conflict, "it was resolved and has begun anew since this page: answer the newest one")
	}
	return touched, nil
}
