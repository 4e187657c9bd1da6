package view

import "time"

// PasskeyPlace is where browsers make and show passkeys for this box.
type PasskeyPlace struct {
	Host   string // "wakeman.example.net"; "" if there is no public address
	Origin string // "https://wakeman.example.net"
	// Obstacle is why there can be none: no_address, no_name, no_tls; "" for none.
	Obstacle string
	Offer    bool // the sign-in page offers the button: somebody has one
}

// PasskeyRow is one of one's own passkeys.
type PasskeyRow struct {
	ID      string
	Name    string
	Host    string // the host that it is for, where that is another one now
	Synced  bool   // its maker copies it to the person's other devices
	Created time.Time
	Used    time.Time // zero: never
}

// PasskeyFormPage adds a passkey, or renames one (ID is set); field "name".
type PasskeyFormPage struct {
	Form Form
	ID   string
	Name string // what it is called now
	// First: with it come recovery codes, and the password alone opens nothing.
	First bool
}
