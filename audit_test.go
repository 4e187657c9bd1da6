package main

import (
	"context"
	"crypto/ed25519"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wakeman/notify"
	"wakeman/store"
)

func testKey(t testing.TB) ed25519.PrivateKey {
	t.Helper()
	key, err := auditKey(filepath.Join(t.TempDir(), "audit.key"))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func end(seq uint64) store.AuditHead {
	return store.AuditHead{Instance: "BOX", Seq: seq, Hash: strings.Repeat("ab", 32), At: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
}

func TestASignedEndIsGenuineUntilAnyOfItChanges(t *testing.T) {
	key := testKey(t)
	signed := sign(key, end(7))
	public, err := parsePublicKey(publicKey(key))
	if err != nil || !signed.genuine(public) {
		t.Fatalf("its own key does not know it (%v)", err)
	}
	for name, change := range map[string]func(*signedHead){
		"the box":       func(h *signedHead) { h.Instance = "OTHER" },
		"the number":    func(h *signedHead) { h.Seq++ },
		"the hash":      func(h *signedHead) { h.Hash = strings.Repeat("ac", 32) },
		"the time":      func(h *signedHead) { h.At = h.At.Add(time.Second) },
		"the signature": func(h *signedHead) { h.Signature = "AAAA" + h.Signature[4:] },
	} {
		forged := signed
		if change(&forged); forged.genuine(public) {
			t.Errorf("%s was changed, and nobody noticed", name)
		}
	}
	if other := testKey(t); signed.genuine(other.Public().(ed25519.PublicKey)) {
		t.Error("another box's key says it is genuine")
	}
}

func TestTheKeyIsMadeOnceAndKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "audit.key")
	first, err := auditKey(file)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := auditKey(file); err != nil || !again.Equal(first) {
		t.Errorf("the second time it is another key (%v)", err)
	}
}

func TestEndsAreFoundInWhatASyslogServerKept(t *testing.T) {
	key := testKey(t)
	kept := "Mar  2 08:00:00 box wakeman[1]: started\n" +
		"Mar  2 09:00:00 box wakeman - audit - " + sign(key, end(1)).line() + "\n" +
		"{not one}\n" + sign(key, end(2)).line() + "\r\n"
	heads := readHeads([]byte(kept))
	if len(heads) != 2 || heads[0].Seq != 1 || heads[1].Seq != 2 {
		t.Errorf("found %+v", heads)
	}
}

func FuzzReadHeads(f *testing.F) {
	f.Add([]byte(sign(testKey(f), end(1)).line()))
	f.Add([]byte("{{{\n{\"signature\":\"x\"}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		key := testKey(t).Public().(ed25519.PublicKey)
		for _, h := range readHeads(text) {
			if h.genuine(key) {
				t.Error("a line that was never signed is genuine")
			}
		}
	})
}

func TestTheEndLeavesTheBoxWhenItHasGrown(t *testing.T) {
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer tcp.Close() //nolint:errcheck // the test is over
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer udp.Close() //nolint:errcheck // the test is over
	places, err := shipPlaces("--audit-ship", []string{"syslog+tcp://" + tcp.Addr().String(), "syslog://" + udp.LocalAddr().String(), "mailto:audit@example.net"})
	if err != nil {
		t.Fatal(err)
	}
	byTCP := make(chan string, 1)
	go func() {
		conn, err := tcp.Accept()
		if err != nil {
			return
		}
		text, _ := io.ReadAll(conn)
		byTCP <- string(text)
	}()
	mails := &mailbox{}
	s := &auditShip{
		key: testKey(t), file: filepath.Join(t.TempDir(), headsFile), places: func() ([]*url.URL, error) { return places, nil }, call: (&net.Dialer{}).DialContext,
		head: func() (store.AuditHead, error) { return end(3), nil }, mail: func() notify.Driver { return mails },
	}
	if _, grown, err := s.ship(t.Context()); err != nil || !grown {
		t.Fatal(grown, err)
	}
	packet := make([]byte, 2000)
	n, _, err := udp.ReadFrom(packet)
	if err != nil {
		t.Fatal(err)
	}
	public, _ := parsePublicKey(publicKey(s.key))
	for way, text := range map[string]string{"TCP": <-byTCP, "UDP": string(packet[:n]), "mail": mails.text} {
		heads := readHeads([]byte(text))
		if len(heads) != 1 || heads[0].Seq != 3 || !heads[0].genuine(public) {
			t.Errorf("by %s came %q", way, text)
		}
	}
	if !strings.HasPrefix(string(packet), "<109>1 2026-03-02T08:00:00Z ") {
		t.Errorf("no message of RFC 5424: %s", packet[:n])
	}
	if _, grown, err := s.ship(t.Context()); err != nil || grown {
		t.Errorf("it was sent again though nothing is new (%v)", err)
	}
}

// mailbox takes mails.
type mailbox struct{ text string }

func (m *mailbox) Send(_ context.Context, d notify.Delivery) notify.Outcome {
	m.text = d.Message.Text
	return notify.Outcome{Status: notify.Accepted}
}

func TestAPlaceThatCanNotBeReachedGetsTheNextOne(t *testing.T) {
	places, _ := shipPlaces("--audit-ship", []string{"mailto:audit@example.net"})
	var driver notify.Driver
	s := &auditShip{
		key: testKey(t), file: filepath.Join(t.TempDir(), headsFile), places: func() ([]*url.URL, error) { return places, nil }, call: (&net.Dialer{}).DialContext,
		head: func() (store.AuditHead, error) { return end(3), nil }, mail: func() notify.Driver { return driver },
	}
	if _, _, err := s.ship(t.Context()); err == nil || !strings.Contains(err.Error(), "settings.mail") {
		t.Errorf("without a mail server: %v", err)
	}
	driver = &mailbox{}
	if _, grown, err := s.ship(t.Context()); err != nil || !grown {
		t.Errorf("with one: %v, %v", grown, err)
	}
}

func TestARestartForgetsNotHowShippingGoes(t *testing.T) {
	dir, set := t.TempDir(), []string{"mailto:audit@example.net", "mailto:gone@example.net"}
	starts := func(driver notify.Driver) *auditShip {
		s := &auditShip{
			key: testKey(t), file: filepath.Join(dir, headsFile), book: filepath.Join(dir, shipBookFile), log: slog.New(slog.DiscardHandler),
			places: func() ([]*url.URL, error) { return shipPlaces("--audit-ship", set) }, call: (&net.Dialer{}).DialContext,
			head: func() (store.AuditHead, error) { return end(3), nil }, mail: func() notify.Driver { return driver },
		}
		s.remember()
		return s
	}
	first := starts(&mailbox{})
	_, _, err := first.ship(t.Context())
	if first.late(err, time.Now()) || err != nil {
		t.Fatal(err)
	}
	sent := first.Shipping().Places[0].OK
	again := starts(nil)
	if p := again.Shipping().Places; sent.IsZero() || !p[0].OK.Equal(sent) || p[0].Problem != "" {
		t.Errorf("after a restart it says %+v, want %s", p, sent)
	}
	_, _, err = again.ship(t.Context())
	began := time.Now()
	if again.late(err, began) || err == nil {
		t.Errorf("without a mail server: %v", err)
	}
	set = set[:1]
	third := starts(nil)
	if p := third.Shipping().Places[0]; !p.OK.Equal(sent) || !strings.Contains(p.Problem, "settings.mail") {
		t.Errorf("after another it says %+v", p)
	}
	if !third.late(err, began.Add(shipPatience)) {
		t.Error("a box that is restarted each day never tells that nothing leaves it")
	}
	if text, err := os.ReadFile(filepath.Join(dir, shipBookFile)); err != nil || strings.Contains(string(text), "gone@") {
		t.Errorf("a place that is not set any more stays: %s, %v", text, err)
	}
	if err := os.WriteFile(filepath.Join(dir, shipBookFile), []byte("{broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if p := starts(nil).Shipping().Places[0]; !p.OK.IsZero() {
		t.Errorf("what can not be read says %+v", p)
	}
}

func TestPlacesThatAreNoneAreRefused(t *testing.T) {
	for _, text := range []string{"loghost", "syslog://loghost", "http://192.0.2.1/", "mailto:nobody", "syslog+tcp://:514:1", "::"} {
		if _, err := shipPlaces("--audit-ship", []string{text}); err == nil || !strings.Contains(err.Error(), "--audit-ship") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
