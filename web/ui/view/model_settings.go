package view

// SettingsPage is the choices for the whole box. The names of the form's fields
// are those of a configuration file: "public_url", "mail.host" and so on; "mail",
// "push" and "sms" are the boxes that switch a carrier on. The people in
// "fallback" come as a field each.
type SettingsPage struct {
	Form   Form
	People []SettingsPerson
	Seen   string
	// Stored says which secrets there are. They are never shown: an empty field
	// keeps them.
	Stored map[string]bool
	// Facts are the same for those who may only read.
	Facts []Field
}

// SettingsPerson is somebody who could be the fallback contact.
type SettingsPerson struct {
	ID, Name string
	Note     string // why they would not do; empty: nothing against it
	Chosen   bool
}
