package view

// passkeySpec is one button that asks the browser for a passkey.
type passkeySpec struct {
	Do    string // the browser's verb: create, get
	Post  string // where the answer goes; the challenge comes from Post + "/begin"
	Label string
	Main  bool // the button that most people here want
	// Hidden are further fields of the form.
	Hidden []Field
}

// passkeyObstacle says why there are no passkeys here, and what to do.
func passkeyObstacle(p PasskeyPlace) string {
	switch p.Obstacle {
	case "no_address":
		return "Browsers make passkeys for a host by its name, and this box has no public address yet: an admin sets it under Settings."
	case "no_name":
		return "Browsers make passkeys for a full DNS name only, and the public address of this box is " + p.Host + ": an admin gives it a name and a certificate, and sets that address under Settings."
	case "no_tls":
		return "Browsers make passkeys over HTTPS only, and the public address of this box is " + p.Origin + ": an admin gives it a certificate, and sets the address with https under Settings."
	}
	return ""
}

func (s passkeySpec) class() string {
	if s.Main {
		return "button primary"
	}
	return "button"
}

func secondStepTitle(app, passkey bool) string {
	switch {
	case app && passkey:
		return "Now a passkey or a code"
	case passkey:
		return "Now your passkey"
	}
	return "Now the code"
}

// codeButton is the one that most people want, unless they have a passkey.
func codeButton(passkey bool) string {
	if passkey {
		return "button"
	}
	return "button primary big"
}

// appLink leads to the app: a first second factor, or one beside a passkey.
func appLink(on bool) string {
	if on {
		return "Set up an app"
	}
	return "Set up a second factor"
}

func codeLabel(app, passkey bool) string {
	switch {
	case app:
		return "Code from your app, or a recovery code"
	case passkey:
		return "Or a recovery code"
	}
	return "A recovery code"
}
