package view

import (
	"fmt"
	"time"
)

// In returns t in the page's zone.
func (c Clock) In(t time.Time) time.Time {
	if c.Zone == nil {
		return t.UTC()
	}
	return t.In(c.Zone)
}

// Exact is the whole truth about an instant: "Sat 14 Mar 2026 02:11:04 CDT".
func (c Clock) Exact(t time.Time) string { return c.In(t).Format("Mon 2 Jan 2006 15:04:05 MST") }

// Short is a wall-clock time with only as much date as it needs: "02:11" within
// twelve hours, "Sat 02:11" within six days, else "14 Mar 02:11", and with the
// year when it is another one.
func (c Clock) Short(t time.Time) string {
	local, now := c.In(t), c.In(c.Now)
	far := local.Sub(now).Abs()
	switch {
	case far < 12*time.Hour:
		return local.Format("15:04")
	case far < 6*24*time.Hour:
		return local.Format("Mon 15:04")
	case local.Year() == now.Year():
		return local.Format("2 Jan 15:04")
	}
	return local.Format("2 Jan 2006 15:04")
}

// ZoneName names the page's zone: "America/Chicago (CDT)".
func (c Clock) ZoneName() string {
	if c.Zone == nil || c.Zone == time.UTC {
		return "UTC"
	}
	return c.Zone.String() + " (" + c.In(c.Now).Format("MST") + ")"
}

// Age is how far an instant is from now, without a direction and short: "4 min", "now".
func (c Clock) Age(t time.Time) string {
	far := c.Now.Sub(t).Abs()
	if far < time.Minute {
		return "now"
	}
	return Span(far)
}

// Ago is how far an instant is from now: "4 min ago", "in 5 min", "just now".
func (c Clock) Ago(t time.Time) string {
	switch d := c.Now.Sub(t); {
	case d.Abs() < time.Minute && d >= 0:
		return "just now"
	case d < 0:
		return "in " + Span(-d)
	default:
		return Span(d) + " ago"
	}
}

// Span is a length of time as people say it, never more than two units; app.js
// has the same rules. Less than a minute is "less than 1 min".
func Span(d time.Duration) string {
	minutes := int(d / time.Minute)
	hours, days := minutes/60, minutes/(24*60)
	switch {
	case minutes < 1:
		return "less than 1 min"
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case hours < 6 && minutes%60 != 0:
		return fmt.Sprintf("%d h %d min", hours, minutes%60)
	case hours < 48:
		return fmt.Sprintf("%d h", hours)
	}
	return fmt.Sprintf("%d days", days)
}

// offset is the time since a beginning, as on a stopwatch: "0:00", "5:00", "1:05:00".
func offset(d time.Duration) string {
	seconds := int(d / time.Second)
	if seconds >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// took is a measured length of time, exact to what matters: "84 ms", "3.2 s".
func took(d time.Duration) string {
	switch {
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return Span(d)
}

func machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Answer is how long somebody took to answer, in seconds where those count:
// "14 s", "3 min".
func Answer(d time.Duration) string {
	if d < 2*time.Minute {
		return fmt.Sprintf("%d s", max(int(d.Round(time.Second)/time.Second), 0))
	}
	return Span(d)
}
