package view

import "time"

// ProviderState is the OpenID provider on one's own security page.
type ProviderState struct {
	Name  string // what the provider is called; empty: there is none
	Links []LinkRow
}

// LinkRow is an account at a provider that signs a person in.
type LinkRow struct {
	ID         string
	Email      string // at the provider when it was linked; may be empty
	Provider   string // its address
	Since      time.Time
	UnlinkPath string
}

// ProviderPage sets the OpenID provider up. The form's fields are those of a
// configuration file below settings.oidc; "on" switches it on.
type ProviderPage struct {
	Form   Form
	Seen   string
	Stored bool   // a client secret is stored; it is never shown
	Return string // the address to register at the provider
	Public bool   // that address is by the public one of the settings
	// Tested is what a test said: the level, and a sentence. Empty: none was made.
	Tested     string
	TestedWell bool
}

// CarryOnPage leads to the provider with a form that is kept meanwhile.
type CarryOnPage struct {
	Provider string
	Path     string
}
