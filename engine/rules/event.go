package rules

import (
	"encoding/json"
	"strings"
	"time"
)

// Event is an event as conditions see it. The words are those of PagerDuty's
// common event format where it has one.
type Event struct {
	Action    string `expr:"action"` // trigger, acknowledge, resolve
	Key       string `expr:"key"`    // the dedup key as the sender gave it; "" for none
	Summary   string `expr:"summary"`
	Source    string `expr:"source"`
	Severity  string `expr:"severity"` // "" if the sender did not say
	Component string `expr:"component"`
	Group     string `expr:"group"`
	Class     string `expr:"class"`
	Client    string `expr:"client"`
	// Details are the sender's custom details: any JSON value, mostly an object. An
	// empty object if there are none.
	Details any `expr:"details"`

	Mail Mail `expr:"mail"` // of the mail it came by; all empty if it came otherwise

	Via         string `expr:"via"`         // the door it came through: events_api_v2, email …
	Integration string `expr:"integration"` // the integration's name
	Service     string `expr:"service"`     // the service's name, after routing
}

// Mail is whom a mail says it is from, and what the DNS says to that: pass, fail, none,
// softfail, neutral, temperror, permerror, or "" where it was not asked.
type Mail struct {
	From  string `expr:"from"`
	SPF   string `expr:"spf"`
	DKIM  string `expr:"dkim"`
	DMARC string `expr:"dmarc"`
}

// MaxDetails bounds the details that conditions see, in bytes of JSON: the bound
// of what is kept beside an alert.
const MaxDetails = 32 << 10

// Details reads custom details for [Event]. Those that are too long or broken are
// a value of which every use fails, so that it shows which rules needed them.
func Details(raw json.RawMessage) any {
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return map[string]any{}
	case len(raw) > MaxDetails:
		return tooLong{}
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return tooLong{}
	}
	return v
}

// TooLong stands for details that are not looked at, as those that [Details] could not
// read.
func TooLong() any { return tooLong{} }

// tooLong stands for details that are not looked at: it has no fields.
type tooLong struct{}

// moment is the time as conditions see it.
type moment struct {
	Hour    int    `expr:"hour"` // 0 to 23
	Minute  int    `expr:"minute"`
	Weekday string `expr:"weekday"` // mon … sun
	Day     int    `expr:"day"`     // of the month
	Month   int    `expr:"month"`
}

func momentOf(t time.Time) moment {
	return moment{t.Hour(), t.Minute(), strings.ToLower(t.Weekday().String()[:3]), t.Day(), int(t.Month())}
}

// env is all that an expression can name.
type env struct {
	Event Event             `expr:"event"`
	Vars  map[string]string `expr:"vars"`
	Now   moment            `expr:"now"`
}
