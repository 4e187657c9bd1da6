package openid

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Claims is what a provider says of somebody.
type Claims struct {
	Issuer  string
	Subject string // who it is at the provider, for ever; at most 255 bytes
	Email   string
	// Verified: the provider has made sure that the address is theirs. Missing is
	// no.
	Verified bool
	Name     string
	Zone     string // an IANA time zone, or ""
	// MFA: they showed several factors at the provider (amr "mfa", RFC 8176).
	MFA bool
	// Since is how long before the token was made they last proved who they are,
	// by the provider's own clock; Known is false when it does not say.
	Since time.Duration
	Known bool
}

// profile is the claims as they are written.
type profile struct {
	Email    string   `json:"email"`
	Verified truth    `json:"email_verified"`
	Name     string   `json:"name"`
	Zone     string   `json:"zoneinfo"`
	Methods  words    `json:"amr"`
	AuthTime *float64 `json:"auth_time"`
	Party    string   `json:"azp"`
}

// truth is a boolean that some providers write as text. Whatever else is there is
// false.
type truth bool

// UnmarshalJSON never fails.
func (t *truth) UnmarshalJSON(b []byte) error {
	*t = string(b) == "true" || string(b) == `"true"`
	return nil
}

// read turns a token into claims.
func read(id *oidc.IDToken, issuer, client string) (Claims, error) {
	var p profile
	if err := id.Claims(&p); err != nil {
		return Claims{}, refuse("what the provider says can not be read", err)
	}
	switch {
	case p.Party != "" && p.Party != client, p.Party == "" && len(id.Audience) > 1:
		return Claims{}, refuse("what the provider says was said to somebody else", fmt.Errorf("azp %q, aud %q", p.Party, id.Audience))
	case id.Subject == "" || len(id.Subject) > 255 || strings.ContainsFunc(id.Subject, func(c rune) bool { return c < ' ' || c == 0x7f }):
		return Claims{}, refuse("the provider does not say who it is", errors.New("sub is missing or no name"))
	}
	c := Claims{
		Issuer: issuer, Subject: id.Subject, Email: p.Email, Verified: bool(p.Verified), Name: p.Name, Zone: p.Zone, MFA: slices.Contains(p.Methods, "mfa"),
	}
	if p.AuthTime != nil && !id.IssuedAt.IsZero() {
		c.Since, c.Known = id.IssuedAt.Sub(time.Unix(int64(*p.AuthTime), 0)), true
	}
	return c, nil
}

// words is a list that some providers write as one text.
type words []string

// UnmarshalJSON takes a list of texts, or a text with blanks; whatever else is
// there is nothing.
func (w *words) UnmarshalJSON(b []byte) error {
	var list []string
	var line string
	if json.Unmarshal(b, &list) != nil && json.Unmarshal(b, &line) == nil {
		list = strings.Fields(line)
	}
	*w = list
	return nil
}
