package people

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Identity links an account at an OpenID provider to a person. The provider
// promises never to give Subject to somebody else (OpenID Connect Core 1.0,
// section 5.7), which no e-mail address can promise.
type Identity struct {
	Issuer   string    `json:"issuer"`
	Subject  string    `json:"subject"`
	User     string    `json:"user"`            // User.ID
	Email    string    `json:"email,omitempty"` // at the provider when it was linked, for people to recognise it by
	LinkedAt time.Time `json:"linked_at"`
}

// ID names the link to people and in forms.
func (i Identity) ID() string {
	sum := sha256.Sum256([]byte(i.Issuer + "\x00" + i.Subject))
	return hex.EncodeToString(sum[:8])
}
