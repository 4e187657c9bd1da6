package people

import "time"

// Passkey is a key pair that a person's phone, computer or security key keeps
// for this box (WebAuthn level 3). Only the public half is here: whoever reads
// it can sign in with nothing.
type Passkey struct {
	ID   string `json:"id"`
	User string `json:"user"` // User.ID; also the user handle that the device keeps
	Name string `json:"name"` // what its owner calls it
	// RPID is the host that it is for, "wakeman.example.net". Browsers offer it
	// nowhere else, also not when the box moves to another name.
	RPID       string `json:"rp_id"`
	Credential string `json:"credential"` // the credential id, base64url without padding
	PublicKey  []byte `json:"public_key"` // COSE_Key (RFC 9052)
	// SignCount is the newest signature counter; 0 for devices that have none.
	SignCount uint32 `json:"sign_count"`
	// Synced: its maker copies it to the person's other devices (the BE flag).
	// It never changes.
	Synced     bool      `json:"synced"`
	Transports []string  `json:"transports,omitempty"` // hints for the browser: "internal", "usb" …
	CreatedAt  time.Time `json:"created_at"`
	UsedAt     time.Time `json:"used_at,omitzero"` // zero: never
}

// Factors is all that a person shows beside or instead of the password. Second
// is there whenever a passkey is: it has the recovery codes.
type Factors struct {
	Second   SecondFactor
	Passkeys []Passkey
}
