package view

import "net/url"

// PathNewService is the form (GET) and the deed (POST).
const PathNewService = PathServices + "/new"

// ServiceEdit is the form that changes a service, and where it is posted.
func ServiceEdit(id string) string { return ServicePath(id) + "/edit" }

// ServiceDelete asks before a service is deleted, and is where that is posted.
func ServiceDelete(id string) string { return ServicePath(id) + "/delete" }

// NewIntegration is the form that adds an integration, and where it is posted.
func NewIntegration(service string) string { return ServicePath(service) + "/integrations/new" }

// IntegrationPath is the page of one integration.
func IntegrationPath(service, id string) string {
	return ServicePath(service) + "/integrations/" + url.PathEscape(id)
}

// What can be done to an integration; see [IntegrationAction].
const (
	VerbRename = "rename"
	VerbRotate = "rotate"
	VerbDelete = "delete"
	VerbMail   = "mail"
	VerbTest   = "test" // POST only
	// VerbSigning is what the sender signs with.
	VerbSigning = "signing"
	// VerbSilence is how long its sender may be silent.
	VerbSilence = "silence"
	// VerbMapping is how the posts of a generic integration are read.
	VerbMapping = "mapping"
)

// QuarantinePath lists the mail of an integration that waits to be let in; of all
// of them, without one.
func QuarantinePath(id string) string {
	return ListPath(PathEvents, "integration", id, "outcome", string(EventQuarantined))
}

// TeachPath is where the format of a post of the event log is taught.
func TeachPath(service, integration, event string) string {
	return ListPath(IntegrationAction(service, integration, VerbMapping), "post", event)
}

// IntegrationAction is where a change of an integration is asked about (GET)
// and done (POST).
func IntegrationAction(service, id, verb string) string {
	return IntegrationPath(service, id) + "/" + verb
}
