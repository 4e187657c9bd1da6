package hook_test

import (
	"fmt"
	"strings"
	"testing"

	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/notify/hook"
	"wakeman/notify/notifytest"
	"wakeman/notify/notifytest/carrier"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestWebhookPassesTheSuite(t *testing.T) {
	notifytest.Run(t, notifytest.Suite{
		Start:     start,
		Good:      notify.Delivered,
		Timeout:   dial.Timeout,
		Retry:     notifytest.HTTPRetry(),
		Permanent: notifytest.HTTPPermanent(),
		Asked:     carrier.Answer(429, "").RetryAfter("120"),
		Names:     100,
		Bad: []notify.Address{
			{Value: ""},
			{Value: "pager"},
			{Value: "ftp://pager.example.net/"},
			{Value: "http://"},
			{Value: "http://pager.example.net/\r\nX-Injected: yes"},
			{Value: "file:///etc/passwd"},
			{Value: "http://[::1"},
		},
	})
}

func start(t *testing.T) notifytest.Rig {
	c, ln := notifytest.StartHTTP(t, read)
	d, err := hook.New(hook.Config{Dial: ln.Dial})
	if err != nil {
		t.Fatal(err)
	}
	return notifytest.Rig{
		Driver: d, Carrier: c, Secrets: []string{"t0ps3cret", "hunter2"},
		To: notify.Address{Channel: notify.Webhook, Value: "http://me:hunter2@pager.example.net/page?token=t0ps3cret", Secret: secret},
	}
}

// read is the receiver: it verifies both signatures, and shows a person the
// subject and the text, and what it makes of the incidents.
func read(t *testing.T, c carrier.Call) notifytest.Received {
	t.Helper()
	if err := c.Verify(secret, c.At); err != nil {
		t.Errorf("signature: %v", err)
	}
	w, err := c.Webhook()
	if err != nil {
		t.Fatal(err)
	}
	if id := c.Header.Get("webhook-id"); id != w.ID {
		t.Errorf("webhook-id %q, id %q", id, w.ID)
	}
	var b strings.Builder
	fmt.Fprintln(&b, w.Subject, w.Text, w.Recipient)
	for _, i := range w.Incidents {
		fmt.Fprintln(&b, i.Title, i.Service, i.Source, i.Severity, i.Details, i.URL, i.AckURL)
	}
	return notifytest.Received{ID: w.ID, Words: b.String()}
}
