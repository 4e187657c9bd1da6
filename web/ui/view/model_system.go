package view

import "time"

// HealthPage is how the box itself does.
type HealthPage struct {
	Checks   []Check // store, clock, queue, deliveries, backup …
	Hold     *Hold   // paging is on hold; nil: it is not
	Refusals []Refusal
	Carriers []Carrier
	Started  time.Time
	Facts    []Field // version, commit, data file, addresses
}

// Check is one thing that is looked after. Words says how it is, and for
// anything but Good why and what to do.
type Check struct {
	Name  string // "Store"
	Level Level
	Words string
	At    time.Time // when it was last known; zero: not said
	Path  string    // where more is said; empty: nowhere
	More  string    // the words of the link
}

// Hold is why paging does not run: a restored copy must not page beside its twin.
type Hold struct {
	Since  time.Time
	Reason string // "This data was restored from a backup of 14 Mar 02:00."
	Open   int    // incidents that would page once started
	Can    bool   // the viewer may start paging
}

// Refusal is something that was not taken in, with the answer its sender got.
type Refusal struct {
	At     time.Time
	From   string // address or integration; hostile
	What   string // "POST /v2/enqueue", "mail to …"; hostile
	Answer string // "401", "552"
	Why    string // a sentence: what to change
	Count  int    // how often the same was refused; 0 and 1 are not shown
}

// InstallPage is how a device learns to trust the box.
type InstallPage struct {
	There       bool // there is a root of the box's own; else nothing is to be done
	Standing    bool // it only stands in for a certificate that is on its way
	Name        string
	Covers      []string // names and networks it can vouch for
	Ends        time.Time
	Fingerprint string // SHA-256, pairs of digits with colons between
}

// SignInPage is the sign-in form; fields "email", "password".
type SignInPage struct {
	Form Form
	Next string // path to go to afterwards, one of ours; empty: home
	// Wait is how long sign-in is slowed down for this address; 0: not at all.
	Wait time.Duration
	// Provider is the name of the OpenID provider that signs people in, too; empty:
	// there is none.
	Provider string
}

// SetupPage is the first-run form; fields "token", "name", "email",
// "password", "time_zone".
type SetupPage struct {
	Form  Form
	Zones []string // IANA names, sorted
	// TokenFile is where the token can be read on the box.
	TokenFile string
	Expires   time.Time // when the token ends; zero: not said
}

// ConfirmPage asks before something that can not be taken back.
type ConfirmPage struct {
	Title    string   // "Start paging?"
	Text     string   // what happens, in a sentence
	Effects  []string // what else: "3 open incidents page 2 people at once"
	PostPath string
	Hidden   []Field // hidden fields of the form
	Yes      string  // the button: "Start paging"
	NoPath   string  // where "Keep it as it is" leads
}

// ErrorPage is what went wrong, for people. What and Do may be empty: the
// page then says what the status usually means.
type ErrorPage struct {
	Status    int // 400, 403, 404, 409, 429, 500, 503
	What      string
	Do        string
	RequestID string // to find it in the log
	Retry     time.Duration
}
