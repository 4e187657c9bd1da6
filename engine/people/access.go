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
	ProvenAt  time.Time `json:"proven_at,omitzero"` // when a password or code was last given
	Remote    string    `json:"remote"`
	Agent     string    `json:"agent"`
}

// ID names a session to people and in forms. The secret cannot be worked out
// from it.
func (s Session) ID() string { return s.Hash[:min(len(s.Hash), 16)] }

// Scope is what an API key may do.
type Scope string

// The scopes of an API key.
const (
	ReadScope Scope = "read" // GET only
	FullScope Scope = "full"
	// IngestScope delivers events to one integration, and opens nothing else.
	IngestScope Scope = "ingest"
	// WallboardScope shows the wallboard, and opens nothing else.
	WallboardScope Scope = "wallboard"
	// CalendarScope shows one calendar feed, and opens nothing else: the shifts of
	// its owner, or those of its schedule.
	CalendarScope Scope = "calendar"
)

// Narrow reports whether a key of the scope opens one door of its own and is
// nobody at any other: neither a reader of the API nor of pages.
func (s Scope) Narrow() bool { return s != ReadScope && s != FullScope }

// Token is an API key. Only its hash is kept; Hint is what people recognise it
// by.
type Token struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Hash  string `json:"hash"` // hex SHA-256 of the whole key
	Hint  string `json:"hint"` // prefix and last four characters
	Scope Scope  `json:"scope"`
	User  string `json:"user,omitempty"` // whose it is; "" for the account's
	// Integration is where a key of IngestScope delivers to: engine.Integration.ID.
	Integration string `json:"integration,omitempty"`
	// Schedule is what a key of CalendarScope shows: Schedule.ID; "" for the
	// shifts of User. User is who made it, and it ends when they leave.
	Schedule  string    `json:"schedule,omitempty"`
	CreatedBy string    `json:"created_by"`
	Maker     string    `json:"maker,omitempty"` // User.ID of CreatedBy; "" for what is no person
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at,omitzero"` // zero: never
	UsedAt    time.Time `json:"used_at,omitzero"`    // coarse: to an hour
}

// LeftBy reports whether a key is the account's and a person made it, by User.ID: it does not end when they leave, and they
// may know it.
func (t Token) LeftBy(user string) bool { return user != "" && t.User == "" && t.Maker == user }

// SecondFactor is what a person shows beside the password: an app that makes
// one-time passwords (TOTP, RFC 6238: SHA-1, six digits, 30 seconds), and codes
// on paper for the day the app is lost. Who has only passkeys has one without an
// app, for its codes. The zero value is none.
type SecondFactor struct {
	User      string    `json:"user"`                   // User.ID
	Secret    string    `json:"secret" secret:"sealed"` // base32 (RFC 4648) without padding, as it was shown; "" for no app
	CreatedAt time.Time `json:"created_at"`
	// LastStep is the newest time step whose code was taken; neither it nor an
	// older one is taken again (RFC 6238, section 5.2).
	LastStep int64          `json:"last_step"`
	Codes    []RecoveryCode `json:"codes"`
}

// RecoveryCode is one recovery code. It works once.
type RecoveryCode struct {
	Hash   string    `json:"hash"` // Argon2id, encoded with its parameters
	UsedAt time.Time `json:"used_at,omitzero"`
}

// App tells whether there is an authenticator app.
func (f SecondFactor) App() bool { return f.Secret != "" }

// CodesLeft is how many recovery codes still work.
func (f SecondFactor) CodesLeft() (n int) {
	for _, c := range f.Codes {
		if c.UsedAt.IsZero() {
			n++
		}
	}
	return n
}

// BlockKind is what a [Block] is about.
type BlockKind string

// The kinds of blocks.
const (
	NetBlock     BlockKind = "net"     // sign-ins from one network
	AccountBlock BlockKind = "account" // sign-ins to one account
	// AlarmBlock blocks nobody: it is a sign-in that succeeded after many
	// failures, which admins should look at.
	AlarmBlock BlockKind = "alarm"
)

// Block is what the throttle of sign-ins must remember over a restart.
type Block struct {
	Key      string    `json:"key"`
	Kind     BlockKind `json:"kind"`
	Net      string    `json:"net,omitempty"`  // 198.51.100.66/32; of an alarm, the address that got in
	User     string    `json:"user,omitempty"` // User.ID
	Failures int       `json:"failures"`
	Strikes  int       `json:"strikes,omitempty"` // how often the network was blocked
	Since    time.Time `json:"since"`
	Blocked  time.Time `json:"blocked,omitzero"` // no sign-in before then
	Until    time.Time `json:"until"`            // then it is forgotten
}
