package view

import "time"

// BackupsPage is the copies that the box makes of itself. The form's fields are
// those of a configuration file below settings.backup, each in a field of text.
type BackupsPage struct {
	Form  Form
	Seen  string
	Fixed map[string]string // field: what the process was started with, "--backup-dir /backup"
	Demo  bool

	On       bool   // there is a directory
	Open     bool   // whoever finds a copy can read it
	SameDisk bool   // they lie on the file system of the store
	Dir      string // in force
	How      string // "One is made every day from 03:00 UTC on."
	Copies   []BackupRow
	Unlisted string // why they are not known; empty: they are
	Last     time.Time
	Failure  string // why the last try failed
	Failed   string // the newest failure, when it went well since
	FailedAt time.Time
	Began    time.Time // one is being made since; zero: none is
	Late     bool
}

// BackupRow is one copy.
type BackupRow struct {
	File, Size string
	At         time.Time
	Sealed     bool
	Verified   bool
	ByHand     bool
}

// ShippingPage is where the ends of the audit log go. The form's fields are
// "syslog" and "mail", an address on each line.
type ShippingPage struct {
	Form   Form
	Seen   string
	Fixed  map[string]string // "audit_ship"
	Broken string            // why nothing is signed
	NoMail bool              // no mail leaves the box
	Places []PlaceRow
}

// PlaceRow is one place.
type PlaceRow struct {
	Address   string
	OK, Tried time.Time // zero: never
	Problem   string
}

// NeverPage is the networks that the throttle of the sign-in never blocks. The
// form's field is "never_block", one on each line.
type NeverPage struct {
	Form  Form
	Seen  string
	Fixed map[string]string
	From  string // where the viewer comes from
}

// ReachedPage is how the box is reached. Nothing there can be changed on a page.
type ReachedPage struct {
	Rows        []ReachedRow
	Certificate *ReachedCertificate // nil: there is no TLS
}

// ReachedRow is one thing, and what changes it.
type ReachedRow struct {
	Name, Value string
	By          string // the flag, or where it is set
	Path        string // the page where it is set; empty: by the flag
}

// ReachedCertificate is what is served with TLS.
type ReachedCertificate struct {
	Level       Level
	Words       string
	Names       []string
	Issuer      string
	Ends        time.Time
	Fingerprint string
	Root        bool // there is a root to install
}
