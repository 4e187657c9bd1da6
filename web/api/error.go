package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"wakeman/engine"
)

// PagerDuty's error codes, as far as they are used here (developer-docs,
// REST-API "Errors").
const (
	codeResolved     = 1001 // the incident is already resolved
	codeNoRequester  = 1008 // From names nobody
	codeBadSnooze    = 1013
	codeInternal     = 2000
	codeInvalid      = 2001
	codeAuthFailed   = 2006
	codeAccessDenied = 2010
	codeTimeout      = 2016
	codeNotFound     = 2100
)

// problem is an error as clients get it.
type problem struct {
	status  int
	code    int
	message string
	errors  []string // one sentence each, naming the field
	retry   time.Duration
	allow   string
	cause   error
}

// Error gives the message and the sentences, for the log.
func (p *problem) Error() string {
	text := p.message
	for _, e := range p.errors {
		text += ": " + e
	}
	if p.cause != nil {
		text += ": " + p.cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (p *problem) Unwrap() error { return p.cause }

// errorWire is {"error":{"message","code","errors"}}.
type errorWire struct {
	Error errorBody `json:"error"`
}

type errorBody struct {
	Message string   `json:"message"`
	Code    int      `json:"code"`
	Errors  []string `json:"errors"`
}

func (p problem) body() errorWire {
	return errorWire{errorBody{Message: p.message, Code: p.code, Errors: listed(p.errors)}}
}

// invalid is a 400 that names what is wrong.
func invalid(sentences ...string) *problem {
	return &problem{status: http.StatusBadRequest, code: codeInvalid, message: "Invalid Input Provided", errors: sentences}
}

// absent is a 404 that names what there is not.
func absent(what string) *problem {
	return &problem{status: http.StatusNotFound, code: codeNotFound, message: "Not Found", errors: []string{"there is no such " + what}}
}

// problemOf turns any error into one for clients. What is not meant for them
// becomes an internal error without details.
func problemOf(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	if f, ok := errors.AsType[*engine.Failure](err); ok {
		return problemOfFailure(f)
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &problem{status: http.StatusServiceUnavailable, code: codeTimeout, message: "Request Timeout", retry: time.Second, cause: err}
	}
	return &problem{status: http.StatusInternalServerError, code: codeInternal, message: "Internal Error", cause: err}
}

// ofIncident is what PagerDuty says where an incident can not be changed because
// of what it is by now.
func ofIncident(err error) error {
	if f, ok := errors.AsType[*engine.Failure](err); ok && f.Code == engine.Conflict {
		return &problem{status: http.StatusBadRequest, code: codeResolved, message: "Incident Already Resolved", errors: []string{f.Message}, cause: f.Cause}
	}
	return err
}

func problemOfFailure(f *engine.Failure) *problem {
	sentence := f.Message
	if f.Field != "" {
		sentence = f.Field + ": " + sentence
	}
	p := &problem{errors: []string{sentence}, cause: f.Cause}
	switch f.Code {
	case engine.Invalid:
		p.status, p.code, p.message = http.StatusBadRequest, codeInvalid, "Invalid Input Provided"
		if f.Field == "duration" {
			p.code = codeBadSnooze
		}
	case engine.NotFound, engine.UnknownKey:
		p.status, p.code, p.message = http.StatusNotFound, codeNotFound, "Not Found"
	case engine.Conflict:
		p.status, p.code, p.message = http.StatusConflict, codeInvalid, "Conflict"
		if f.Retry > 0 { // asked for too often
			p.status, p.message, p.retry = http.StatusTooManyRequests, "Too Many Requests", f.Retry
		}
	case engine.Forbidden:
		p.status, p.code, p.message = http.StatusForbidden, codeAccessDenied, "Access Denied"
	case engine.Unavailable:
		p.status, p.code, p.message = http.StatusServiceUnavailable, codeInternal, "Service Unavailable"
		p.retry = max(f.Retry, time.Second)
	default:
		p.status, p.code, p.message, p.errors = http.StatusInternalServerError, codeInternal, "Internal Error", nil
	}
	return p
}
