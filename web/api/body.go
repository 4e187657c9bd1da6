package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"strings"
)

// readBody reads a JSON object: the one under key, or the whole body where a
// client sends it unwrapped, as go-pagerduty does in places.
func readBody(r *http.Request, key string, into any) error {
	raw, err := io.ReadAll(r.Body)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return &problem{
			status: http.StatusRequestEntityTooLarge, code: codeInvalid, message: "Request Entity Too Large",
			errors: []string{fmt.Sprintf("the body is larger than %d bytes", maxBody)},
		}
	}
	if err != nil {
		return invalid("the body could not be read to its end")
	}
	return decodeBody(raw, key, into)
}

// decodeBody is readBody for bytes at hand.
func decodeBody(raw []byte, key string, into any) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		return invalid("the body is empty, and not a JSON object")
	}
	var outer map[string]json.RawMessage
	if err := json.Unmarshal(raw, &outer); err != nil {
		return badJSON("", err)
	}
	if inner, ok := outer[key]; ok && !isNull(inner) {
		raw = inner
	} else {
		key = ""
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return badJSON(key, err)
	}
	return nil
}

func isNull(raw json.RawMessage) bool { return string(bytes.TrimSpace(raw)) == "null" }

// badJSON names the field that has the wrong type, or the place that is no
// JSON. The decoder's own words, which name Go types, stay inside.
func badJSON(key string, err error) *problem {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		field := strings.Trim(key+"."+wrong.Field, ".")
		if field == "" {
			return invalid("the body is a " + wrong.Value + ", and not a JSON object")
		}
		return invalid(field + ": a " + wrong.Value + " does not fit here")
	}
	if broken, ok := errors.AsType[*json.SyntaxError](err); ok {
		return invalid(fmt.Sprintf("the body is not JSON: error at byte %d", broken.Offset))
	}
	return invalid("the body is not JSON")
}

// addressOf is the address in a From header, which may carry a name.
func addressOf(header string) string {
	if a, err := mail.ParseAddress(header); err == nil {
		return a.Address
	}
	return strings.TrimSpace(header)
}
