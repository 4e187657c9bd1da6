package config

import (
	"net/url"
	"strings"
)

// Elsewhere reports whether what is sent to the URL now reaches another server
// than by the URL before. A stored secret must not be had by sending it to a
// server of one's own, so with a new address it is written again. Nothing is
// sent to what is no URL: it is refused as that. Braces of a gateway's
// placeholders are no matter.
func Elsewhere(now, before string) bool {
	plain := strings.NewReplacer("{", "", "}", "")
	to, err := url.Parse(plain.Replace(now))
	if err != nil || to.Host == "" {
		return false
	}
	from, err := url.Parse(plain.Replace(before))
	return err != nil || to.Scheme != from.Scheme || !strings.EqualFold(to.Host, from.Host)
}

// MailPort is the port of a submission server when nobody says one, for tls,
// starttls or none: RFC 8314, section 3.3, and RFC 6409.
func MailPort(tls string) int {
	switch tls {
	case "tls":
		return 465
	case "starttls":
		return 587
	}
	return 25
}

// Hidden is what may be shown of an address that can carry a secret: all of it,
// or [Kept] where it has a user or a query, in which gateways take passwords.
func Hidden(address string) string {
	if hidesSecret(address, true) {
		return HiddenSecret(address)
	}
	return address
}

// HiddenSecret is [Kept] for a secret, and "" for none.
func HiddenSecret(secret string) string {
	if secret == "" {
		return ""
	}
	return Kept
}

// HeaderIsPublic reports whether an HTTP header's value can be no secret. Any
// other is taken for one: each gateway hides its password in another.
func HeaderIsPublic(name string) bool { return headerSecrecy(name) == public }
