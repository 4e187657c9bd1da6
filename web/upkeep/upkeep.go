// Package upkeep is what the box does to keep itself, as pages and the API see
// it: the copies it makes of its store, and where the ends of its audit log go.
// It holds values and what may be asked of them; main does the work.
package upkeep

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"wakeman/engine"
)

// Fixed are the settings that the process was started with, by their field in a
// file ("dir"), each as it would be written on the command line ("--backup-dir
// /backup"). They win over what is stored.
type Fixed map[string]string

// Copy is a backup that lies in the directory.
type Copy struct {
	File string // its name, without the directory
	Size int64  // in bytes
	At   time.Time
	// Sealed: it is encrypted.
	Sealed bool
	// Verified: this box made it and read every record of it then, and it is as
	// long as it was. False also for a file that only looks like one of its own.
	Verified bool
	ByHand   bool // somebody asked for it
}

// Backups is how copies of the store are made, and how that goes.
type Backups struct {
	Settings engine.BackupSettings // in force
	Fixed    Fixed
	Copies   []Copy    // newest first
	Unlisted string    // why Copies are not known; empty: they are
	Last     time.Time // of the newest that succeeded; zero: none is known
	Failure  string    // why the last try failed; empty: it did not
	FailedAt time.Time
	Failed   string    // the newest failure there ever was, also when it went well since
	Began    time.Time // one is being made since; zero: none is
	// SameDisk: the copies lie on the file system of the store. False also where that
	// is not known yet.
	SameDisk bool
}

// On reports whether copies are made at all.
func (b Backups) On() bool { return b.Settings.Dir != "" }

// Open reports whether whoever finds a copy can read it.
func (b Backups) Open() bool { return b.On() && len(b.Settings.Recipients) == 0 }

// Late reports whether the newest copy is older than it should be at a time. A
// box that never made one is given a day.
func (b Backups) Late(now, started time.Time) bool {
	last := b.Last
	if last.IsZero() {
		last = started
	}
	return b.On() && now.Sub(last) > b.Settings.Every+25*time.Hour
}

// Backuper makes copies of the store.
type Backuper interface {
	// Backups is how it goes. It never waits for a disk that does not answer.
	Backups(ctx context.Context) Backups
	// Health is the same without the list: nothing is read for it.
	Health() Backups
	// BackUp makes a copy now, for somebody. It waits a while; a copy that takes
	// longer goes on by itself (Began is set then).
	BackUp(ctx context.Context, actor engine.Actor) (Backups, error)
	// TryDirectory reports why copies could not be put into a directory, as an
	// [engine.Failure] of the field dir, with a sentence. Empty is no directory, and no error.
	TryDirectory(ctx context.Context, dir string) error
}

// Place is somewhere the ends of the audit log are sent to.
type Place struct {
	Address string    // as in the settings
	OK      time.Time // when one was last sent there without an error; zero: never
	Tried   time.Time // when one was last tried; zero: never
	Problem string    // of the last try; empty: none
}

// Shipping is how the ends of the audit log leave the box.
type Shipping struct {
	To     []string // in force, where something is signed
	Fixed  Fixed
	Places []Place // in the order of To
	Rows   uint64  // the number of the newest row that got everywhere; 0: none since the start
	Broken string  // why nothing is signed; empty: it is
}

// Well reports whether the last end got everywhere.
func (s Shipping) Well() bool {
	return s.Broken == "" && !slices.ContainsFunc(s.Places, func(p Place) bool { return p.Problem != "" || p.OK.IsZero() })
}

// Shipper sends the ends of the audit log.
type Shipper interface {
	Shipping() Shipping
	// Ship sends the end now, for somebody; what went wrong is in Places.
	Ship(ctx context.Context, actor engine.Actor) (Shipping, error)
}

// Reach is how this box is reached: what the process was started with.
type Reach struct {
	HTTP, HTTPS, Mail string // where it listens; empty: nowhere
	// PublicURL is the address in messages, and Setting whether that is the one of
	// the settings.
	PublicURL      string
	Setting        bool
	Data           string   // the data directory
	TLS            string   // where the certificate comes from: lan, acme, files; empty: there is no TLS
	HSTS           bool     // browsers are told to insist on it
	TrustedProxies []string // whose X-Forwarded-For is believed
	MailAnswers    bool     // pages by mail can be answered by mail

	// UnlistedProxies are neighbours that forward requests, and are not believed.
	UnlistedProxies []UnlistedProxy
}

// UnlistedProxy is an address, loopback or private, that sends X-Forwarded-For or
// Forwarded and is in no --trusted-proxy: whoever comes through it counts as it.
type UnlistedProxy struct {
	Network netip.Prefix // it alone, as the flag takes it
	At      time.Time    // when it last did
}

// Keeper is all of it.
type Keeper interface {
	Backuper
	Shipper
	// NeverBlock are the networks that the process was started with, nil for none.
	NeverBlock() Fixed
	Reach() Reach
}
