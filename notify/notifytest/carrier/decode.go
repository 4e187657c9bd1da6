package carrier

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Webhook is a posted webhook as its receiver reads it.
type Webhook struct {
	ID             string            `json:"id"`
	Type           string            `json:"type"`
	Attempt        int               `json:"attempt"`
	MayBeDuplicate bool              `json:"may_be_duplicate"`
	Recipient      string            `json:"recipient"`
	Subject        string            `json:"subject"`
	Text           string            `json:"text"`
	Incidents      []WebhookIncident `json:"incidents"`
	Omitted        int               `json:"omitted"`
	AckURL         string            `json:"ack_url"`
	ListURL        string            `json:"list_url"`
}

// WebhookIncident is one incident in a [Webhook].
type WebhookIncident struct {
	ID       string `json:"id"`
	Number   uint64 `json:"number"`
	Title    string `json:"title"`
	Service  string `json:"service"`
	Severity string `json:"severity"`
	Urgency  string `json:"urgency"`
	Source   string `json:"source"`
	Since    string `json:"since"`
	Level    int    `json:"level"`
	Details  string `json:"details"`
	URL      string `json:"url"`
	AckURL   string `json:"ack_url"`
}

// Webhook reads the call as a webhook.
func (c Call) Webhook() (Webhook, error) {
	var w Webhook
	if err := json.Unmarshal(c.Body, &w); err != nil {
		return w, fmt.Errorf("webhook body: %w", err)
	}
	return w, nil
}

// Verify checks both signatures of a webhook as a receiver would that was given
// the secret, and that its time lies within five minutes of now.
func (c Call) Verify(secret string, now time.Time) error {
	key := []byte(secret)
	if b, ok := strings.CutPrefix(secret, "whsec_"); ok {
		var err error
		if key, err = base64.StdEncoding.DecodeString(b); err != nil {
			return fmt.Errorf("secret: %w", err)
		}
	}
	id, stamp := c.Header.Get("webhook-id"), c.Header.Get("webhook-timestamp")
	unix, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(unix, 0)).Abs() > 5*time.Minute {
		return fmt.Errorf("webhook-timestamp %q is not within five minutes of now", stamp)
	}
	h := hmac.New(sha256.New, key)
	fmt.Fprintf(h, "%s.%s.%s", id, stamp, c.Body)
	if !hmac.Equal([]byte(c.Header.Get("webhook-signature")), []byte("v1,"+base64.StdEncoding.EncodeToString(h.Sum(nil)))) {
		return errors.New("webhook-signature does not match")
	}
	h = hmac.New(sha256.New, key)
	h.Write(c.Body)
	if !hmac.Equal([]byte(c.Header.Get("X-PagerDuty-Signature")), []byte("v1="+hex.EncodeToString(h.Sum(nil)))) {
		return errors.New("X-PagerDuty-Signature does not match")
	}
	return nil
}

// Ntfy is a publish as an ntfy server reads it
// (https://docs.ntfy.sh/publish/#publish-as-json).
type Ntfy struct {
	Topic      string       `json:"topic"`
	SequenceID string       `json:"sequence_id"`
	Title      string       `json:"title"`
	Message    string       `json:"message"`
	Priority   int          `json:"priority"`
	Tags       []string     `json:"tags"`
	Click      string       `json:"click"`
	Actions    []NtfyAction `json:"actions"`
}

// NtfyAction is a button of an [Ntfy] notification.
type NtfyAction struct {
	Action string `json:"action"`
	Label  string `json:"label"`
	URL    string `json:"url"`
	Method string `json:"method"`
	Clear  bool   `json:"clear"`
}

// Ntfy reads the call as an ntfy publish, and refuses what a server would: a
// topic or a priority out of range, more than three actions, an action without
// its label or URL, and a message of more than 4096 bytes, which a server turns
// into an attachment that a locked phone does not show.
func (c Call) Ntfy() (Ntfy, error) {
	var n Ntfy
	if err := json.Unmarshal(c.Body, &n); err != nil {
		return n, fmt.Errorf("ntfy publish: %w", err)
	}
	topic := regexp.MustCompile(`^[-_A-Za-z0-9]{1,64}$`)
	switch {
	case !topic.MatchString(n.Topic):
		return n, fmt.Errorf("ntfy publish: topic %q", n.Topic)
	case n.Priority < 0 || n.Priority > 5:
		return n, fmt.Errorf("ntfy publish: priority %d", n.Priority)
	case n.SequenceID != "" && !topic.MatchString(n.SequenceID):
		return n, fmt.Errorf("ntfy publish: sequence_id %q", n.SequenceID)
	case len(n.Actions) > 3:
		return n, fmt.Errorf("ntfy publish: %d actions", len(n.Actions))
	case len(n.Message) > 4096:
		return n, fmt.Errorf("ntfy publish: message of %d bytes", len(n.Message))
	}
	for _, a := range n.Actions {
		if a.Label == "" || a.URL == "" || (a.Action != "http" && a.Action != "view") {
			return n, fmt.Errorf("ntfy publish: action %+v", a)
		}
	}
	return n, nil
}

// respond answers as an ntfy server where the call is a publish to its root,
// and with a plain OK elsewhere.
func respond(c Call) (int, http.Header, string) {
	var probe struct {
		Topic *string `json:"topic"`
	}
	if c.Method != http.MethodPost || !strings.HasSuffix(c.Path, "/") || json.Unmarshal(c.Body, &probe) != nil || probe.Topic == nil {
		return http.StatusOK, http.Header{"Content-Type": {"text/plain"}}, "OK\n"
	}
	header := http.Header{"Content-Type": {"application/json"}}
	n, err := c.Ntfy()
	if err != nil {
		raw, _ := json.Marshal(map[string]any{"code": 40001, "http": 400, "error": err.Error()})
		return http.StatusBadRequest, header, string(raw)
	}
	raw, _ := json.Marshal(map[string]any{
		"id": "msg" + n.SequenceID, "time": c.At.Unix(), "event": "message", "topic": n.Topic, "message": n.Message,
	})
	return http.StatusOK, header, string(raw)
}
