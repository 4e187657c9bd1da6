package view

import "strconv"

func (v ServiceFormPage) title() string {
	if v.Service.ID == "" {
		return "New service"
	}
	return "Edit service"
}

func (v ServiceFormPage) action() string {
	if v.Service.ID == "" {
		return PathNewService
	}
	return ServiceEdit(v.Service.ID)
}

func (v ServiceFormPage) button() string {
	if v.Service.ID == "" {
		return "Make the service"
	}
	return "Save"
}

func (v ServiceFormPage) back() string {
	if v.Service.ID == "" {
		return PathServices
	}
	return ServicePath(v.Service.ID)
}

func urgencyRules() []Option {
	return []Option{
		{"high", "Always high"},
		{"low", "Always low"},
		{"severity_based", "By severity: low for warning and info, else high"},
	}
}

// openForbids is why a service with open incidents can not be deleted: nothing
// could resolve them by itself any more.
func openForbids(n int) string {
	return count(n, "incident of it is", "incidents of it are") + " open, and without it no recovery could come in for them. Resolve them first."
}

func (v IntegrationFormPage) title() string {
	if v.ID == "" {
		return "Add an integration"
	}
	return "Rename integration"
}

func (v IntegrationFormPage) action() string {
	if v.ID == "" {
		return NewIntegration(v.Service.ID)
	}
	return IntegrationAction(v.Service.ID, v.ID, VerbRename)
}

func (v IntegrationFormPage) button() string {
	if v.ID == "" {
		return "Add it and show its key"
	}
	return "Rename it"
}

func (v IntegrationFormPage) back() string {
	if v.ID == "" {
		return ServicePath(v.Service.ID)
	}
	return IntegrationPath(v.Service.ID, v.ID)
}

// openWord leads from a service to the page of one of its integrations.
func openWord(i Integration) string {
	if i.Address == "" {
		return "Open"
	}
	return "Set up a sender, send a test event"
}

// testPromise says what a test event does, and that it wakes nobody.
func testPromise(v IntegrationPage) string {
	what := "Wakeman sends itself what this sender would send, through the same door, and you see what becomes of it. "
	switch {
	case v.Sandbox && v.Disabled:
		return what + "The service is disabled: the event is kept in the event log, opens no incident and pages nobody."
	case v.Sandbox:
		return what + "The service is a sandbox, so it goes the whole way: it opens an incident, or is counted on the one that the last test opened. It pages nobody."
	}
	return what + "It is marked as a test: it opens no incident and it pages nobody. It does not tell whether your sender reaches the box; send one from there, too."
}

func senderID(n int) string { return "sender-" + strconv.Itoa(n) }

func senderPartID(n, i int) string { return senderID(n) + "-field-" + strconv.Itoa(i) }

func senderTextID(n, i int) string { return senderID(n) + "-text-" + strconv.Itoa(i) }
