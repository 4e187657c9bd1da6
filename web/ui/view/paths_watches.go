package view

import "net/url"

// PathWatches lists every host that is looked at.
const PathWatches = "/watches"

// NewWatch is the form that adds a watch, and where it is posted.
func NewWatch(service string) string { return ServicePath(service) + "/watches/new" }

// WatchPath is the page of one watch.
func WatchPath(service, id string) string {
	return ServicePath(service) + "/watches/" + url.PathEscape(id)
}

// WatchEdit is the form that changes a watch, and where it is posted.
func WatchEdit(service, id string) string { return WatchPath(service, id) + "/edit" }

// WatchDelete asks before a watch is deleted, and is where that is posted.
func WatchDelete(service, id string) string { return WatchPath(service, id) + "/delete" }

// WatchLook is where a look at once is asked for.
func WatchLook(service, id string) string { return WatchPath(service, id) + "/look" }
