package view

import (
	"net/url"
	"strconv"
)

// Addresses of pages (GET) that do not depend on anything.
const (
	PathHome      = "/"
	PathIncidents = "/incidents" // the same page as home, for filters
	PathOnCall    = "/oncall"
	PathServices  = "/services"
	PathEquipment = "/equipment"
	PathEvents    = "/events"
	PathPages     = "/deliveries"
	PathHealth    = "/health"
	PathMenu      = "/menu"
	PathSignIn    = "/signin"
	PathSignOut   = "/signout" // POST
	PathSetup     = "/setup"
	PathLive      = "/live" // server-sent events
	PathBulk      = "/incidents/bulk"
	// PathBulkUndo takes back what was done to several; query "all", packed, or "id", again and again.
	PathBulkUndo = "/incidents/bulk/undo"
	// PathInstall says how a device learns to trust the box; below it are the
	// root certificate as a file, and as a profile for Apple's telephones.
	PathInstall        = "/install-certificate"
	PathInstallRoot    = "/install-certificate/wakeman-root.crt"
	PathInstallPEM     = "/install-certificate/wakeman-root.pem"
	PathInstallProfile = "/install-certificate/wakeman.mobileconfig"
	// PathStartPaging is the confirmation (GET) and the deed (POST).
	PathStartPaging = "/health/start-paging"
)

// IncidentPath is the page of one incident.
func IncidentPath(id string) string { return PathIncidents + "/" + url.PathEscape(id) }

// The verbs an incident understands; see [IncidentAction].
const (
	VerbAcknowledge   = "acknowledge"
	VerbUnacknowledge = "unacknowledge"
	VerbResolve       = "resolve"
	VerbReopen        = "reopen"
	VerbSnooze        = "snooze" // field "for": a Go duration, "30m"
	VerbEscalate      = "escalate"
	VerbPriority      = "priority" // field "to": P1 … P5, or "none"
	VerbNote          = "note"     // field "text"
	VerbUndo          = "undo"     // one's own last acknowledge, snooze or resolve
)

// IncidentAction is where a change of an incident is POSTed. Every such form
// has a field "seen" with the state the viewer saw, so that of two people who
// act at once the second is told the truth.
func IncidentAction(id, verb string) string { return IncidentPath(id) + "/" + verb }

// ServicePath is the page of one service.
func ServicePath(id string) string { return PathServices + "/" + url.PathEscape(id) }

// EquipmentPath is the page of one piece of equipment. Browsers read the names
// "." and ".." in a path as directories, however they are written (WHATWG URL,
// section 4.1); these two are only found by a search.
func EquipmentPath(id string) string {
	if id == "." || id == ".." {
		return ListPath(PathEquipment, "q", id)
	}
	return PathEquipment + "/" + url.PathEscape(id)
}

// EventPath is the page of one event.
func EventPath(id string) string { return PathEvents + "/" + url.PathEscape(id) }

// RecordingPath is a recording of an event, as browsers play it; number is from 1.
func RecordingPath(event string, number int) string {
	return EventPath(event) + "/recordings/" + strconv.Itoa(number)
}

// RecordingFile is the recording as a file, as it came.
func RecordingFile(event string, number int) string { return RecordingPath(event, number) + "/file" }

// EventRelease lets an event in from quarantine.
func EventRelease(id string) string { return EventPath(id) + "/release" }

// ListPath is a list filtered by a query; empty values are left out.
func ListPath(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
