package notifytest

import (
	"testing"
	"testing/synctest"
	"time"

	"wakeman/notify"
	"wakeman/notify/notifytest/carrier"
)

// Pipe returns a listener in memory, whose Dial goes into a driver's Config.
func Pipe() *carrier.PipeListener { return carrier.Pipe() }

// Suite describes a driver to [Run].
type Suite struct {
	// Start makes a fresh driver and its carrier. It is called inside a bubble,
	// once for each test, and registers the carrier's Close with t.Cleanup.
	Start func(t *testing.T) Rig
	// Good is what an accepted message reports: Delivered or Accepted.
	Good notify.Status
	// Timeout is the longest an attempt may take.
	Timeout time.Duration
	// Bad are addresses that can never work; nothing is sent to them.
	Bad []notify.Address
	// Retry and Permanent are answers of the carrier, by name, beyond those that
	// hold for every protocol.
	Retry, Permanent map[string]carrier.Fault
	// Asked is a fault whose answer asks to be left alone for two minutes; its
	// zero value says that the protocol has no such thing.
	Asked carrier.Fault
	// Names is how many incidents of a large bundle must be named at least, not
	// only counted.
	Names int
}

// Rig is one driver with its carrier.
type Rig struct {
	Driver  notify.Driver
	To      notify.Address
	Carrier Carrier
	// Secrets must not appear in a reason.
	Secrets []string
}

// Carrier is a fake carrier as the suite sees it.
type Carrier interface {
	Fault(...carrier.Fault)
	Always(carrier.Fault)
	// Received is every message that arrived, taken or not.
	Received(t *testing.T) []Received
	// Written counts the bytes of endless answers that the driver read.
	Written() int64
}

// Received is a message as its reader and its wire see it.
type Received struct {
	// ID is the delivery id found on the wire.
	ID string
	// Words is everything a person is shown, decoded.
	Words string
	// HTML is the part that a program will read as HTML, or "".
	HTML string
	// Header is the protocol's, with canonical names.
	Header map[string][]string
	// Recipients is who it went to, for protocols with an envelope.
	Recipients []string
	// Size is its length on the wire in bytes.
	Size  int
	Taken bool
}

// Run holds a driver to the contract.
func Run(t *testing.T, s Suite) {
	for name, test := range map[string]func(*testing.T, Suite, Rig){
		"a page is accepted, with its delivery id on the wire":     accepted,
		"the delivery id is the same over all attempts":            sameID,
		"every kind of message has words":                          kinds,
		"what, where, since when and the link are said":            essentials,
		"a page that may be a repeat says so in words":             duplicate,
		"every incident of a bundle is named or counted":           bundle,
		"hostile text arrives as harmless text":                    hostile,
		"hostile text in every field at once":                      hostileEverywhere,
		"links that are not web links are left out":                links,
		"a carrier that hangs is worth a retry, in time":           faulty(carrier.Hang()),
		"a carrier that resets is worth a retry":                   faulty(carrier.Reset()),
		"a carrier that drips its answer is worth a retry":         faulty(carrier.Slow()),
		"a carrier whose answer has no end is worth a retry":       faulty(carrier.Huge()),
		"a carrier that answers garbage is worth a retry":          faulty(carrier.Garbage()),
		"a message whose receipt is lost is worth a retry":         faulty(carrier.Lost()),
		"a carrier that is gone is worth a retry":                  gone,
		"a wish to be left alone is passed on":                     asked,
		"an end of the context stops an attempt at once":           cancelled,
		"an ended context sends nothing":                           cancelledBefore,
		"attempts at the same time do not mix":                     concurrent,
		"an address that can not work is permanent and never sent": badAddress,
	} {
		t.Run(name, func(t *testing.T) { s.inBubble(t, test) })
	}
	for name, f := range s.Retry {
		t.Run("worth a retry: "+name, func(t *testing.T) { s.inBubble(t, faulty(f)) })
	}
	for name, f := range s.Permanent {
		t.Run("permanent: "+name, func(t *testing.T) { s.inBubble(t, refused(f)) })
	}
}

func (s Suite) inBubble(t *testing.T, test func(*testing.T, Suite, Rig)) {
	synctest.Test(t, func(t *testing.T) { test(t, s, s.Start(t)) })
}

// HTTPRetry are the answers of an HTTP carrier that are worth a retry.
func HTTPRetry() map[string]carrier.Fault {
	return map[string]carrier.Fault{
		"408": carrier.Answer(408, ""), "425": carrier.Answer(425, ""), "429": carrier.Answer(429, "slow down"),
		"500": carrier.Answer(500, "oops"), "502": carrier.Answer(502, "<html>"), "503": carrier.Answer(503, ""),
		"504": carrier.Answer(504, ""), "507": carrier.Answer(507, ""),
	}
}

// HTTPPermanent are the answers of an HTTP carrier that stay the same.
func HTTPPermanent() map[string]carrier.Fault {
	return map[string]carrier.Fault{
		"301": carrier.Answer(301, ""), "302": carrier.Answer(302, ""), "307": carrier.Answer(307, ""),
		"400": carrier.Answer(400, "bad"), "401": carrier.Answer(401, ""), "403": carrier.Answer(403, ""),
		"404": carrier.Answer(404, ""), "410": carrier.Answer(410, ""), "422": carrier.Answer(422, ""),
	}
}
