package engine

import (
	"slices"
	"time"
)

// Recording is a sound that came with a mail: a caller's message. Its bytes are in
// the raw event, and nowhere else.
type Recording struct {
	Post     uint64        `json:"post,omitempty"` // the raw event that holds it
	Number   int           `json:"number"`         // which of it, from 1
	Name     string        `json:"name"`           // of the file, harmless
	Type     string        `json:"type,omitempty"` // as the mail calls it; hostile
	Size     int           `json:"size"`           // bytes
	Length   time.Duration `json:"length,omitempty"`
	Playable bool          `json:"playable,omitempty"` // by browsers, converted if need be
}

// maxRecordings is how many of the newest are kept beside an alert.
const maxRecordings = 20

// withRecordings adds what came with a post to the recordings of an alert, oldest
// first. An older one is not replaced: two callers are two messages, also where an
// event rule made one alert of them.
func withRecordings(have, more []Recording, post uint64) []Recording {
	if len(more) == 0 {
		return have
	}
	all := slices.Clip(have)
	for _, r := range more {
		r.Post = post
		all = append(all, r)
	}
	return all[max(0, len(all)-maxRecordings):]
}
