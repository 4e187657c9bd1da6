package people

import "time"

// Invitation lets one person set their password, once, without signing in. Only
// the hash of its secret is kept. A person has at most one: a new one ends the
// one before.
type Invitation struct {
	User      string    `json:"user"` // User.ID
	Hash      string    `json:"hash"` // hex SHA-256 of the secret in the link
	CreatedBy string    `json:"created_by"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	// Mail is the delivery that brings the link, "" when whoever made it hands it over.
	Mail string `json:"mail,omitempty"`
}
