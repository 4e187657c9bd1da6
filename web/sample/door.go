package sample

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"wakeman/web/hooks"
	"wakeman/web/mailgate"
)

// posted sends a request to the doors for HTTP.
func (in *intake) posted(ctx context.Context, text string) error {
	r, err := in.trial.request(ctx, text)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	hooks.Routes(mux, in, hooks.Options{
		Remote: func(*http.Request) string { return in.trial.Remote }, Fetch: nothingToFetch,
	})
	w := &answer{header: http.Header{}}
	mux.ServeHTTP(w, r)
	if w.status >= 300 {
		return fmt.Errorf("the door answered the sample with %d: %s", w.status, strings.TrimSpace(w.body.String()))
	}
	return nil
}

// nothingToFetch: Amazon signs with keys that the box has not, so there is no
// signature to be checked.
func nothingToFetch(context.Context, string) ([]byte, error) {
	return nil, errors.New("this is a test, which Amazon did not sign")
}

// request is a sample as a request: a line with the method and the address, the
// headers, an empty line, and the body without its last line break.
func (t Trial) request(ctx context.Context, text string) (*http.Request, error) {
	head, body, _ := strings.Cut(t.filled(text), "\n\n")
	body = strings.TrimSuffix(body, "\n")
	first, headers, _ := strings.Cut(head, "\n")
	method, address, _ := strings.Cut(first, " ")
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("sample: %w", err)
	}
	for line := range strings.Lines(headers) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if value = t.signed(value, body); value != "" {
			r.Header.Set(name, value)
		}
	}
	return r, nil
}

// sampleSender is whom the sample of a mail says it is from.
const sampleSender = "nagios@test-nms.example.net"

// mailed hands a mail to the gateway.
func (in *intake) mailed(text string) error {
	gate := mailgate.New(mailgate.Options{Intake: in})
	envelope := mailgate.Envelope{From: sampleSender, Remote: in.trial.Remote}
	if from := in.trial.Sender.From; strings.Contains(from, "@") {
		envelope.From = from
		text = strings.Replace(text, "From: Nagios <"+sampleSender+">", "From: <"+from+">", 1)
	}
	return gate.Deliver([]byte(strings.ReplaceAll(text, "\n", "\r\n")), envelope, in.trial.Integration.Key+"@wakeman")
}

// answer keeps what a handler writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *answer) Header() http.Header { return w.header }

func (w *answer) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *answer) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}
