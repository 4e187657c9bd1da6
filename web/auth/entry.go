package auth

import "time"

// entry is how somebody came in, where it was not by the password alone. The
// zero value is the password, given now.
type entry struct {
	by string // the provider's name
	// late is how long ago they proved who they are: a provider lets people in who
	// signed in to it in the morning. More than ProofLife may mean never.
	late time.Duration
}

// provenAt is when a session that begins now counts as proven; zero for never.
func (e entry) provenAt(now time.Time) time.Time {
	if e.late >= ProofLife {
		return time.Time{}
	}
	return now.Add(-e.late)
}

func (e entry) words() string {
	if e.by == "" {
		return ""
	}
	return ", through " + e.by
}
