package view

import (
	"strconv"
	"strings"
)

// count is a number with its noun: "1 incident", "2 incidents".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number groups thousands with commas: 12,345.
func number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// stateWord is the word beside the shape.
func stateWord(s State) string {
	if s == Quiet {
		return "Kept quiet"
	}
	return capital(string(s))
}

// channelWord is a channel in a sentence: "SMS", "call".
func channelWord(channel string) string {
	switch channel {
	case "sms":
		return "SMS"
	case "email":
		return "mail"
	case "voice":
		return "call"
	}
	return channel
}

func toldWord(r ToldResult) string {
	switch r {
	case ToldWaiting:
		return "waits for its turn"
	case ToldSending:
		return "being sent"
	case ToldAccepted:
		return "carrier has it"
	case ToldDelivered:
		return "delivered"
	case ToldRetry:
		return "did not go through, trying again"
	case ToldFailed:
		return "failed"
	case ToldCancelled:
		return "not needed any more"
	}
	return string(r)
}

func toldLevel(r ToldResult) Level {
	switch r {
	case ToldDelivered, ToldAccepted:
		return Good
	case ToldRetry:
		return Warning
	case ToldFailed:
		return Bad
	}
	return ""
}

// outcomeWord says what became of an event.
func outcomeWord(o EventOutcome) string {
	switch o {
	case EventOpened:
		return "Opened an incident"
	case EventAppended:
		return "Counted on an open incident"
	case EventAcknowledged:
		return "Acknowledged"
	case EventResolved:
		return "Resolved"
	case EventReopened:
		return "Reopened an incident"
	case EventQuiet:
		return "Kept quiet"
	case EventChange:
		return "Noted as a change"
	case EventTest:
		return "Test, paged nobody"
	case EventUnparsed:
		return "Could not be read, opened an incident"
	case EventSuppressed:
		return "Suppressed by a rule"
	case EventDropped:
		return "Dropped by a rule"
	case EventUnmatched:
		return "Matched nothing open"
	case EventRefused:
		return "Refused"
	case EventQuarantined:
		return "In quarantine"
	}
	return capital(string(o))
}

// outcomeState gives an outcome the shape and colour of the state it led to.
func outcomeState(o EventOutcome) State {
	switch o {
	case EventOpened, EventReopened, EventUnparsed, EventRefused, EventQuarantined:
		return Triggered
	case EventAcknowledged:
		return Acknowledged
	case EventResolved:
		return Resolved
	}
	return Quiet
}

func outcomeOptions() []Option {
	all := []EventOutcome{
		EventOpened, EventAppended, EventAcknowledged, EventResolved, EventReopened, EventSuppressed, EventDropped, EventQuiet,
		EventChange, EventTest, EventUnparsed, EventUnmatched, EventQuarantined, EventRefused,
	}
	options := make([]Option, len(all))
	for i, o := range all {
		options[i] = Option{Value: string(o), Label: outcomeWord(o)}
	}
	return options
}

func reachWord(s ReachState) string {
	switch s {
	case Reachable:
		return "Reachable"
	case Doubtful:
		return "Reachable?"
	case Unreachable:
		return "Cannot be reached"
	}
	return "Not known to be reachable"
}

func reachLevel(s ReachState) Level {
	switch s {
	case Reachable:
		return Good
	case Doubtful:
		return Warning
	case Unreachable:
		return Bad
	}
	return ""
}

// configureCommands are the three lines that change the configuration by file.
func configureCommands() string {
	return "wakeman export > wakeman.yaml   # then edit it\nwakeman plan wakeman.yaml\nwakeman apply wakeman.yaml"
}
