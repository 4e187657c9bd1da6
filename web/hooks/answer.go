package hooks

import (
	"encoding/json"
	"io"
	"net/http"

	"wakeman/engine"
)

// refusal is PagerDuty's answer to an event it does not take. The error object
// repeats it for go-pagerduty, which reads nothing else.
type refusal struct {
	Status  string    `json:"status"`
	Message string    `json:"message"`
	Errors  []string  `json:"errors,omitempty"`
	Error   errorBody `json:"error"`
}

type errorBody struct {
	Message string   `json:"message"`
	Errors  []string `json:"errors,omitempty"`
}

func invalidEvent(errs ...string) refusal {
	const message = "Event object is invalid"
	return refusal{
		Status: "invalid event", Message: message, Errors: errs,
		Error: errorBody{Message: message, Errors: errs},
	}
}

func failure(status, message string) refusal {
	return refusal{Status: status, Message: message, Error: errorBody{Message: message}}
}

// processed is PagerDuty's answer to an event it took.
type processed struct {
	Status      string `json:"status"`
	Message     string `json:"message"`
	DedupKey    string `json:"dedup_key,omitempty"`
	IncidentKey string `json:"incident_key,omitempty"`
}

func newProcessed() processed {
	return processed{Status: "success", Message: "Event processed"}
}

// keyInUse is the dedup key the sender may refer to from now on: the core's,
// which generates one where the sender gave none.
func keyInUse(d Decoded, r engine.Receipt) string {
	if len(r.Verdicts) > 0 && r.Verdicts[0].Key != "" {
		return r.Verdicts[0].Key
	}
	if len(d.Events) > 0 {
		return d.Events[0].Key
	}
	return ""
}

// plain is an answer that is no JSON.
type plain string

// reply writes JSON, or plain text. A failed write is the sender's loss of an answer, not of
// an event, so there is nothing to do about it.
func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Cache-Control", "no-store")
	if words, is := body.(plain); is {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, string(words))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
