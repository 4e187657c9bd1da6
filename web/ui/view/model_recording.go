package view

import (
	"strconv"
	"time"
)

// Recording is a caller's message, or another sound that came with a mail.
type Recording struct {
	Event  string // id of the raw event that holds it
	Number int    // which of it, from 1
	Name   string // of the file
	Caller string // may be empty; hostile
	At     time.Time
	Length time.Duration // 0: not known
	Plays  bool          // browsers play it; else there is the file alone
	Gone   bool          // its mail is kept no longer
}

// id is the player's on its page.
func (r Recording) id() string { return "recording-" + r.Event + "-" + strconv.Itoa(r.Number) }

// long is how long it is, as telephones show it: "0:27".
func (r Recording) long() string {
	seconds := int(r.Length.Round(time.Second) / time.Second)
	text := strconv.Itoa(seconds % 60)
	if len(text) < 2 {
		text = "0" + text
	}
	return strconv.Itoa(seconds/60) + ":" + text
}

func (r Recording) label() string {
	if r.Caller == "" {
		return "Recording " + r.Name
	}
	return "Recording of " + r.Caller
}
