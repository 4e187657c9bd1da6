package view

import "strconv"

// PathHandoffs is the list of handoffs; field "schedule" narrows it down.
const PathHandoffs = "/handoffs"

// HandoffPath is the page of one handoff.
func HandoffPath(number uint64) string { return PathHandoffs + "/" + strconv.FormatUint(number, 10) }

// HandoffNote is where the note of who left is posted.
func HandoffNote(number uint64) string { return HandoffPath(number) + "/note" }

// HandoffConfirm is where who took over says that they have read it.
func HandoffConfirm(number uint64) string { return HandoffPath(number) + "/confirm" }
