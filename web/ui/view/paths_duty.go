package view

import (
	"net/url"
	"strconv"
	"time"
)

// ShiftTake is where somebody takes on-call now: the form (GET) and the deed (POST).
func ShiftTake(schedule string) string { return SchedulePath(schedule) + "/take" }

// ShiftBack asks before an override is given back (GET), and does it (POST).
func ShiftBack(schedule, override string) string {
	return SchedulePath(schedule) + "/give-back/" + url.PathEscape(override)
}

// SwapNew is the form that asks who takes a shift (GET), and where it is posted.
func SwapNew(schedule string) string { return SchedulePath(schedule) + "/swaps/new" }

// SwapNewFor is the form for one shift; user is whose, "" for the viewer's own.
func SwapNewFor(schedule, user string, start, end time.Time) string {
	return ListPath(SwapNew(schedule), "user", user, "from", strconv.FormatInt(start.Unix(), 10), "till", strconv.FormatInt(end.Unix(), 10))
}

// SwapPath is the page of one request.
func SwapPath(schedule, id string) string {
	return SchedulePath(schedule) + "/swaps/" + url.PathEscape(id)
}

// What can be done with a request; see [SwapAction].
const (
	SwapTake     = "take"
	SwapDecline  = "decline"
	SwapWithdraw = "withdraw"
)

// SwapAction is where an answer to a request is posted.
func SwapAction(schedule, id, deed string) string { return SwapPath(schedule, id) + "/" + deed }
