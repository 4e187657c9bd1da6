package hook_test

import (
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"wakeman/notify"
	"wakeman/notify/hook"
	"wakeman/notify/notifytest/carrier"
)

func TestPageOverRealTCPCarriesBothSignatures(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := carrier.NewHTTP(ln)
	defer c.Close()
	driver, err := hook.New(hook.Config{Allow: func() []netip.Prefix {
		return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "pass phrase", "whsec_not base64!"} {
		o := driver.Send(t.Context(), notify.Delivery{
			ID: "d1", Attempt: 1,
			To:      notify.Address{Channel: notify.Webhook, Value: c.URL() + "/page?token=t0ps3cret", Secret: secret},
			Message: notify.Message{Kind: notify.Page, Incidents: []notify.Incident{{Number: 7, Title: "Core router down"}}, Zone: time.UTC},
		})
		if o.Status != notify.Delivered {
			t.Fatalf("outcome %+v", o)
		}
		calls := c.Calls()
		call := calls[len(calls)-1]
		if strings.Contains(secret, "!") {
			continue // the receiver of a broken secret takes its bytes, as the next test shows
		}
		if err := call.Verify(secret, time.Now()); err != nil {
			t.Errorf("%s: %v", secret, err)
		}
		if call.Header.Get("webhook-id") != "d1" {
			t.Errorf("webhook-id %q", call.Header.Get("webhook-id"))
		}
	}
}

func TestPrivateReceiverIsRefusedWithTheSentence(t *testing.T) {
	driver, err := hook.New(hook.Config{})
	if err != nil {
		t.Fatal(err)
	}
	o := driver.Send(t.Context(), notify.Delivery{ID: "d1", To: notify.Address{Value: "http://127.0.0.1:8080/page"}})
	want := `refused to call 127.0.0.1: add "127.0.0.0/8" to settings.outgoing_allow (or start with --outgoing-allow)`
	if o.Status != notify.Permanent || o.Reason != want {
		t.Errorf("got %+v", o)
	}
}
