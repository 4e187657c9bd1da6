package people

import "time"

// Credential is what a person signs in with.
type Credential struct {
	User      string    `json:"user"` // User.ID
	Hash      string    `json:"hash"` // Argon2id, encoded with its parameters
	ChangedAt time.Time `json:"changed_at"`
}

// Session is one signed-in browser. Only the hash of its secret is kept.
type Session struct {
	Hash      string    `json:"hash"` // hex SHA-256 of the cookie's value
	User      string    `json:"user"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"` // coarse: to five minutes
	ExpiresAt time.Time `json:"expires_at"`
	Remote    string    `json:"remote"`
	Agent     string    `json:"agent"`
}

// Scope is what an API key may do.
type Scope string

// The scopes of an API key.
const (
	ReadScope Scope = "read" // GET only
	FullScope Scope = "full"
)

// Token is an API key. Only its hash is kept; Hint is what people recognise it
// by.
type Token struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Hash      string    `json:"hash"` // hex SHA-256 of the whole key
	Hint      string    `json:"hint"` // prefix and last four characters
	Scope     Scope     `json:"scope"`
	User      string    `json:"user,omitempty"` // whose it is; "" for the account's
	CreatedBy string    `json:"created_by"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at,omitzero"` // zero: never
	UsedAt    time.Time `json:"used_at,omitzero"`    // coarse: to an hour
}
