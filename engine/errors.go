package engine

import (
	"errors"
	"fmt"
	"time"
)

// Code is an error for machines.
type Code string

// The codes an engine error may carry.
const (
	// Invalid: the input is wrong; Field says where.
	Invalid Code = "invalid"
	// UnknownKey: no integration has this key.
	UnknownKey Code = "unknown_key"
	// NotFound: the thing named does not exist.
	NotFound Code = "not_found"
	// Conflict: the thing is not in a state that allows this.
	Conflict Code = "conflict"
	// Forbidden: the actor may not do this.
	Forbidden Code = "forbidden"
	// Unavailable: nothing is wrong with the input; try again later. Nothing
	// was stored.
	Unavailable Code = "unavailable"
)

// Failure is an error with a code for machines and a sentence for people. The
// cause, if any, is for the log only.
type Failure struct {
	Code    Code
	Message string
	Field   string        // the input's field, for Invalid
	Retry   time.Duration // when to come back, for Unavailable; where known, for Conflict
	// Incident is another incident, which the sentence names as the reason of a Conflict.
	Incident uint64
	Cause    error
}

// Error gives the sentence, the field and the cause.
func (f *Failure) Error() string {
	text := f.Message
	if f.Field != "" {
		text = f.Field + ": " + text
	}
	if f.Cause != nil {
		text += ": " + f.Cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Cause }

// Fail makes a Failure with a formatted sentence.
func Fail(code Code, format string, args ...any) *Failure {
	return &Failure{Code: code, Message: fmt.Sprintf(format, args...)}
}

// CodeOf is the code of err's Failure, or "" if it has none: an internal error.
func CodeOf(err error) Code {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f.Code
	}
	return ""
}

// Refusal is something that was turned away at a door: refusing is recorded,
// so that a sender with a wrong key is found before the night it matters.
type Refusal struct {
	Door   string // events_api_v2, smtp, sign_in, api …
	Remote string // address without port
	Reason string // one sentence
	Hint   string // what identifies the attempt, without secrets: "key ending …cdef"
}
