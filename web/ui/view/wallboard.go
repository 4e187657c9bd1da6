package view

import (
	"net/url"
	"strconv"
)

// PathWallboard is the screen on the wall.
const PathWallboard = "/wallboard"

// WallboardEnter is the link that lets a screen in.
func WallboardEnter(key string) string { return PathWallboard + "/enter/" + url.PathEscape(key) }

// WallboardPage is what a wall shows: who is on call, and the worst of what is open.
type WallboardPage struct {
	OnCall       []OnCallLine
	Rows         []IncidentRow // worst first
	Triggered    int
	Acknowledged int
	More         int // open incidents that are not among the rows
}

// wallOffset is how many seconds the clock on the wall is ahead of UTC.
func wallOffset(p Page) string {
	_, seconds := p.In(p.Now).Zone()
	return strconv.Itoa(seconds)
}
