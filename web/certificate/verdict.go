package certificate

import (
	"strconv"
	"strings"
	"time"
)

// Verdict is how well a certificate is.
type Verdict int

// The verdicts, in the order of their weight.
const (
	Good Verdict = iota
	Warning
	Bad
)

// How long before its end a certificate is a matter for people. Each mode renews
// by itself long before, or has somebody who should have.
const (
	warnBefore  = 14 * 24 * time.Hour
	alarmBefore = 3 * 24 * time.Hour
)

// Judge says in words how a certificate is at an instant: what is wrong before
// what it is. A certificate made for a few days, as private ACME servers do, is
// measured by its own life: a warning for its last sixth, an alarm for its last
// thirtieth (which for 90 days are the same 14 and 3 days).
func (s State) Judge(now time.Time) (Verdict, string) {
	verdict, words := s.judgeEnd(now)
	if s.Problem != "" {
		verdict, words = max(verdict, Warning), s.Problem+" "+words
	}
	if s.Fallback {
		verdict, words = Bad, "A certificate of the box's own making stands in: browsers warn of it. "+words
	}
	if len(s.Notes) > 0 {
		verdict, words = max(verdict, Warning), words+" "+strings.Join(s.Notes, " ")
	}
	return verdict, strings.Join(append([]string{words}, s.Remarks...), " ")
}

// Ending says how near the end of the certificate that is served is, and nothing
// else: what Judge says of it while there is one.
func (s State) Ending(now time.Time) Verdict {
	if s.Ends.IsZero() {
		return Good
	}
	verdict, _ := s.judgeEnd(now)
	return verdict
}

func (s State) judgeEnd(now time.Time) (Verdict, string) {
	if s.Ends.IsZero() {
		return Bad, "There is no certificate."
	}
	life, left := s.Ends.Sub(s.From), s.Ends.Sub(now)
	words := "For " + strings.Join(s.Names, ", ") + ", issued by " + s.Issuer + ", until " + s.Ends.Format("2006-01-02 15:04 MST")
	switch {
	case left <= 0:
		return Bad, "It has ended: every browser warns. " + words + "."
	case now.Before(s.From):
		return Bad, "It is not valid yet: is the clock of this box right? " + words + "."
	case left <= min(alarmBefore, life/30):
		return Bad, "It ends in " + span(left) + " and has not been renewed. " + words + "."
	case left <= min(warnBefore, life/6):
		return Warning, "It ends in " + span(left) + " and has not been renewed. " + words + "."
	}
	return Good, words + " (" + span(left) + ")."
}

// span is a length of time in its largest unit, rounded down.
func span(d time.Duration) string {
	day := 24 * time.Hour
	switch {
	case d >= 2*day:
		return strconv.Itoa(int(d/day)) + " days"
	case d >= 2*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + " hours"
	}
	return strconv.Itoa(int(d/time.Minute)) + " minutes"
}
