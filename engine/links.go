package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// Links makes the addresses in pages. The acknowledge link needs no sign-in: it
// names a delivery, so it is good for the incidents of one message and for its
// recipient, and carries a MAC, so it cannot be guessed.
type Links struct {
	// Base is the public address without a trailing slash, or "" when none is
	// set; then pages carry no links.
	Base func() string
	// Mail is the domain at which answers to pages are taken; nil or "": none are.
	Mail func() string
	// Key signs; it is the store's and never leaves it.
	Key []byte
}

func (l Links) base() string {
	if l.Base == nil {
		return ""
	}
	return l.Base()
}

// List is the page of open incidents.
func (l Links) List() string { return l.at("/incidents") }

// Incident is an incident's page.
func (l Links) Incident(number uint64) string { return l.at("/incidents/" + IncidentID(number)) }

// Ack is the page with the button that acknowledges what a delivery carries.
func (l Links) Ack(delivery string) string { return l.at("/a/" + l.Token(delivery)) }

func (l Links) at(path string) string {
	if base := l.base(); base != "" {
		return base + path
	}
	return ""
}

// Token is the secret part of an acknowledge link.
func (l Links) Token(delivery string) string {
	mac := hmac.New(sha256.New, l.Key)
	mac.Write([]byte("acknowledge\x00" + delivery))
	sum := base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:20])
	return delivery + "-" + strings.ToLower(sum)
}

// Verify gives the delivery of a token, in constant time.
func (l Links) Verify(token string) (delivery string, ok bool) {
	delivery, _, found := strings.Cut(token, "-")
	return delivery, found && hmac.Equal([]byte(token), []byte(l.Token(delivery)))
}
