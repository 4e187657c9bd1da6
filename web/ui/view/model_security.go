package view

import "time"

// SecurityPage is how one signs in, and from where one is signed in.
type SecurityPage struct {
	Password Form // fields "old", "password"
	Factor   FactorState
	Passkeys []PasskeyRow
	Provider ProviderState
	Urge     bool // this person may change everything, with only a password
	Sessions []SessionRow
	Keys     []KeyRow
}

// FactorState is what a person needs beside the password.
type FactorState struct {
	On        bool // something: an app, a passkey, or recovery codes alone
	App       bool // an authenticator app
	Since     time.Time
	CodesLeft int // recovery codes that still work
}

// SessionRow is one signed-in browser.
type SessionRow struct {
	ID      string
	Browser string // "Firefox on Android"; never empty
	Where   string // its address
	Began   time.Time
	Seen    time.Time // coarse: to five minutes
	Here    bool      // this one
}

// KeyRow is one API key.
type KeyRow struct {
	ID         string
	Name       string
	Hint       string          // "wk_…a1b2"
	Scope      string          // read, full, ingest, wallboard
	Owner      string          // whose, and who made it; empty where it is one's own
	To         *IntegrationRef // where a key of scope ingest delivers; nil for others
	Created    time.Time
	Expires    time.Time // zero: never
	Used       time.Time // zero: never; coarse: to an hour
	Over       bool      // it has expired
	RevokePath string
}

// PersonSessionsPage is where somebody else is signed in.
type PersonSessionsPage struct {
	Person   Ref
	Sessions []SessionRow
	Factor   FactorState
	May      bool // the viewer may end them
}

// EnrolPage shows a secret to an authenticator app; field "code".
type EnrolPage struct {
	Form   Form
	Secret string // in groups of four
	QR     QR
}

// QR is a QR code as one path in a square of Size units, quiet zone included.
type QR struct {
	Size int
	Path string
}

// CodesPage shows recovery codes, once.
type CodesPage struct {
	Codes []string
	Made  time.Time
	Until time.Time // then they are shown no longer
}

// IntegrationRef names an integration with its service; ID is empty when it is
// gone.
type IntegrationRef struct {
	ID      string
	Service string // its id
	Name    string // "Core network / LibreNMS"
}

// KeyFormPage makes an API key of one's own; fields "name", "scope", "life".
type KeyFormPage struct {
	Form Form
	Role string // what a full key may do
}

// KeyMadePage shows an API key, once.
type KeyMadePage struct {
	Name   string
	Secret string
	Scope  string // as of a KeyRow
	Base   string // address of the box, for the example
	To     *IntegrationRef
	Kept   string // where "I have copied it" is POSTed
}

// AccountKeyPage makes a key that belongs to nobody; fields "scope", "name",
// "integration", "life".
type AccountKeyPage struct {
	Form         Form
	Integrations []Option // by id
}

// KeysPage is every API key.
type KeysPage struct{ Rows []KeyRow }

// BlocksPage is what the throttle of sign-ins does now.
type BlocksPage struct {
	Form   Form // field "what"
	Rows   []BlockRow
	Alarms []BlockRow
}

// BlockRow is one blocked network, slowed account, or sign-in to look at.
type BlockRow struct {
	Key   string
	Title string // "198.51.100.66", "Ana Fernández"
	Words string // what happened and what it means
	Since time.Time
	Until time.Time // no sign-in before; zero: it may be tried now
	Do    string    // the button: "Unblock"
}

// SignInCodePage asks for the code after the password; field "code".
type SignInCodePage struct {
	Form    Form
	Next    string
	Wait    time.Duration
	App     bool // the person has an authenticator app
	Passkey bool // a passkey does as well
}

// ReauthPage asks for the password again; fields "password", "code".
type ReauthPage struct {
	Form    Form
	Wait    time.Duration
	Code    bool // a code of the app does as well
	Passkey bool // so does a passkey
	// Provider is the name of the OpenID provider that can prove it as well; empty:
	// none can.
	Provider string
	// NoPassword: this person has none.
	NoPassword bool
	Next       string // where it leads
	// Carry is a form that was sent too late, and is sent again afterwards: its
	// fields, URL-encoded. Empty: Next is a page.
	Carry string
}
