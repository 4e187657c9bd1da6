package ui

import (
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// refused puts why a change of configuration was refused beside the fields of
// its form, and gives the status to answer with. field names the form's field
// that a problem belongs to; "" for the form as a whole. ok is false for what is
// no fault of the form's.
func refused(f *view.Form, err error, field func(config.Problem) string) (status int, ok bool) {
	if f.Errors == nil {
		f.Errors = map[string]string{}
	}
	if failure, is := errors.AsType[*engine.Failure](err); is {
		switch failure.Code {
		case engine.Invalid, engine.Conflict:
		default:
			return 0, false
		}
		say(f, failure.Field, failure.Message)
		return statusOf(err), true
	}
	problems, is := errors.AsType[config.Problems](err)
	for _, p := range problems {
		say(f, field(p), p.Message)
	}
	return http.StatusBadRequest, is
}

func say(f *view.Form, field, message string) {
	switch message = sentence(message); {
	case field == "" && f.Problem == "":
		f.Problem = message
	case field == "":
		f.Problem += " " + message
	case f.Errors[field] == "":
		f.Errors[field] = message
	}
}

// changed refuses to overwrite what somebody else changed since a form was
// drawn: seen is [config.Version] of what it showed.
func changed(now any, seen string) error {
	if config.Version(now) == seen {
		return nil
	}
	return engine.Fail(engine.Conflict, "Somebody else has changed this since you opened it. What you typed is kept; open the page anew in another tab to compare")
}
