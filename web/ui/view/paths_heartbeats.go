package view

import "net/url"

// PathHeartbeats lists every heartbeat.
const PathHeartbeats = "/heartbeats"

// NewHeartbeat is the form that adds a heartbeat, and where it is posted.
func NewHeartbeat(service string) string { return ServicePath(service) + "/heartbeats/new" }

// HeartbeatPath is the page of one heartbeat.
func HeartbeatPath(service, id string) string {
	return ServicePath(service) + "/heartbeats/" + url.PathEscape(id)
}

// HeartbeatEdit is the form that changes a heartbeat, and where it is posted.
func HeartbeatEdit(service, id string) string { return HeartbeatPath(service, id) + "/edit" }

// HeartbeatDelete asks before a heartbeat is deleted, and is where that is posted.
func HeartbeatDelete(service, id string) string { return HeartbeatPath(service, id) + "/delete" }

// HeartbeatRotate asks before a heartbeat gets a new key, and is where that is posted.
func HeartbeatRotate(service, id string) string { return HeartbeatPath(service, id) + "/" + VerbRotate }
