package view

// ServiceFormPage makes or changes a service. The fields are named as in the
// configuration file: name, description, runbook, escalation_policy, team,
// urgency, ack_timeout, auto_resolve, flap_window, sandbox, disabled; and seen.
type ServiceFormPage struct {
	Service  Ref // as it is stored; empty for a new one
	Form     Form
	Seen     string // the version the form shows; empty for a new one
	Policies []Option
	Teams    []Option // none: there are no teams
}

// ServiceDeletePage asks before a service is deleted.
type ServiceDeletePage struct {
	Service      Ref
	Open         int // open incidents, which forbid it
	Integrations []Integration
	Heartbeats   []Heartbeat
	Watches      []Watch
	Seen         string
	Problem      string // why it was not done
}

// IntegrationFormPage adds or renames an integration; fields name, type and seen.
type IntegrationFormPage struct {
	Service Ref
	ID      string // empty for a new one
	Name    string // as it is stored
	Form    Form
	Seen    string
	Types   []KindGroup // empty when renaming
	Topics  bool        // what is signed is a matter of topics, not of a secret
	Stored  bool        // there is a secret
}

// KindGroup are types of integration under a heading.
type KindGroup struct {
	Label string
	Kinds []Kind
}

// Kind is a type of integration that can be chosen.
type Kind struct {
	Name  string // as in a file: "alertmanager"
	Label string
	Hint  string // one line; may be empty
}

// IntegrationPage is one way into a service.
type IntegrationPage struct {
	Integration
	Service Ref
	Setup   []Sender    // how senders are pointed at it; nil where the viewer may not see the key
	Test    *TestResult // of the test event that was just sent; nil: none was
	// TestForm has the field from of a test: whom the sample of a mail is from.
	TestForm Form
	// Newest is the last that came in; nil: nothing did. Refused is what was turned
	// away lately although it showed this key.
	Newest  *EventRow
	Refused []Refusal
	// Sandbox: a test event goes the whole way, and pages nobody all the same.
	Sandbox  bool
	Disabled bool
	// Mail is whose mail it takes; nil: it is not for mail.
	Mail *MailTaken
	// MailRules is how many mail rules it has; nil: it is not for mail.
	MailRules *int
	// Signing is what its sender signs; nil: it can not.
	Signing *Signing
	// Taught tells whether a mapping reads its posts; nil: their format is known.
	Taught *bool
	// Watchdog is its id if an alert that always fires can come by it; else empty.
	Watchdog string
	// Guessed is the public address when no setting says it; empty: one does.
	Guessed string
}

// MailTaken is whose mail an integration takes.
type MailTaken struct {
	Lines []string // sentences
}

// Signing is what an integration's sender signs.
type Signing struct {
	Lines []string // sentences
}

// signedHelp is the hint at a secret that no page shows.
func signedHelp(stored bool) string {
	if stored {
		return "One is stored. Leave this empty to keep it."
	}
	return "None is stored: posts need no signature."
}

// TestResult is what the event log has of a test event.
type TestResult struct {
	Event EventRow
	Notes []string // sentences, beside why it became what it is; hostile
}
