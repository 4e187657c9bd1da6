package carrier

import "time"

// Fault is how a carrier treats one call. The zero value is no fault.
type Fault struct {
	kind       kind
	code       int
	text       string
	retryAfter string
	stage      Stage
	delay      time.Duration
}

type kind int

const (
	none kind = iota
	answer
	hang
	reset
	slow
	huge
	garbage
	lost
)

// Stage is the point of an SMTP dialogue at which [Answer] and [Hang] strike.
// HTTP carriers take no notice of it.
type Stage string

// The stages, in order. A fault without one strikes at the connection, an
// Answer without one at RCPT.
const (
	AtConnect Stage = "connect"
	AtAuth    Stage = "auth"
	AtMail    Stage = "mail"
	AtRcpt    Stage = "rcpt"
	AtData    Stage = "data" // the reply after the message
)

// Answer replies with an HTTP status or SMTP code, and a text.
func Answer(code int, text string) Fault { return Fault{kind: answer, code: code, text: text} }

// RetryAfter makes an HTTP answer carry that header.
func (f Fault) RetryAfter(value string) Fault { f.retryAfter = value; return f }

// At moves the fault to a stage of the SMTP dialogue.
func (f Fault) At(s Stage) Fault { f.stage = s; return f }

// Hang takes the call and never answers.
func Hang() Fault { return Fault{kind: hang} }

// Reset closes the connection instead of answering; over TCP with an RST.
func Reset() Fault { return Fault{kind: reset} }

// Slow answers one byte a second, without end.
func Slow() Fault { return Fault{kind: slow} }

// Huge answers success with a reply that has no end.
func Huge() Fault { return Fault{kind: huge} }

// Garbage answers with bytes that are not the protocol.
func Garbage() Fault { return Fault{kind: garbage} }

// Lost takes the message, records it as taken, and breaks the connection
// before saying so: what a crash or a cut line does at the worst moment.
func Lost() Fault { return Fault{kind: lost} }

// Delay takes the message after a pause.
func Delay(d time.Duration) Fault { return Fault{delay: d} }

// faults is the programme of a carrier: single faults first, in order, then the
// standing one.
type faults struct {
	next     []Fault
	standing Fault
}

func (p *faults) pop() Fault {
	if len(p.next) == 0 {
		return p.standing
	}
	f := p.next[0]
	p.next = p.next[1:]
	return f
}
