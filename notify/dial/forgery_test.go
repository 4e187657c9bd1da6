package dial_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/miekg/dns"

	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/notify/notifytest/carrier"
)

// inside is a server of the box's own machine, which no page may reach, and the
// port it listens on.
func inside(t *testing.T) (*carrier.HTTP, string) {
	t.Helper()
	c := carrier.NewHTTP(listen(t))
	t.Cleanup(func() { _ = c.Close() })
	_, port, _ := strings.Cut(strings.TrimPrefix(c.URL(), "http://"), ":")
	return c, port
}

// Every way of writing an address of the box itself, or of what is beside it,
// that a resolver, a C library or a translator understands.
func TestNoSpellingOfAPrivateAddressIsCalled(t *testing.T) {
	server, port := inside(t)
	client := dial.Client(dial.NewGuard(nil).Dial, nil)
	for _, host := range []string{
		"127.0.0.1", "127.1", "127.0.1", "0x7f.0.0.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "127.000.000.001", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.",
		"0.0.0.0", "0", "00000000", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]",
		"[2002:7f00:1::]", "[::1%25lo]", "[fe80::1%25lo]", "169.254.169.254", "0xa9fea9fe", "2852039166", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]",
		"example.net@127.0.0.1", "user:word@localhost", "127.0.0.1%00.example.net", "①②⑦.⓪.⓪.①", "127。0。0。1", "10.0.0.1", "[fc00::1]", "255.255.255.255", "224.0.0.1", "[ff02::1]",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), dial.Timeout)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+host+":"+port+"/page", strings.NewReader("x"))
		if err == nil {
			if _, err = dial.Do(client, req); err == nil {
				t.Errorf("%s was called", host)
			}
		}
		cancel()
	}
	if n := len(server.Calls()); n > 0 {
		t.Errorf("the box called itself %d times", n)
	}
}

// names is a resolver whose server gives one list of addresses after the other,
// the last for good.
func names(t *testing.T, answers ...[]string) (*net.Resolver, *atomic.Int32) {
	t.Helper()
	var asked atomic.Int32
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &dns.Server{PacketConn: conn, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) {
		m := new(dns.Msg).SetReply(q)
		if q.Question[0].Qtype == dns.TypeA {
			n := int(asked.Add(1))
			for _, ip := range answers[min(n, len(answers))-1] {
				m.Answer = append(m.Answer, &dns.A{Hdr: dns.RR_Header{Name: q.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET}, A: net.ParseIP(ip)})
			}
		}
		_ = w.WriteMsg(m)
	})}
	go func() { _ = server.ActivateAndServe() }()
	t.Cleanup(func() { _ = server.Shutdown() })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}, &asked
}

// A name may mean something else each time it is asked. What counts is the
// address that is connected to, looked at when it is.
func TestANameThatChangesItsMeaningIsJudgedAtEachConnection(t *testing.T) {
	server, port := inside(t)
	resolver, asked := names(t, []string{"127.0.0.2"}, []string{"127.0.0.1"})
	guard := dial.NewGuard(allow("127.0.0.2/32")).Resolving(resolver)
	for i := range 3 {
		conn, err := guard.Dial(t.Context(), "tcp", net.JoinHostPort("rebind.example.net", port))
		if err == nil {
			conn.Close()
		}
		if _, refused := errors.AsType[*dial.Refused](err); refused != (i > 0) {
			t.Errorf("connection %d: %v", i, err)
		}
	}
	if n := len(server.Calls()); n > 0 || asked.Load() < 3 {
		t.Errorf("the box called itself %d times, the name was asked for %d times", n, asked.Load())
	}
}

func TestANameWithAPublicAndAPrivateAddressReachesOnlyThePublicOne(t *testing.T) {
	server, port := inside(t)
	resolver, _ := names(t, []string{"127.0.0.2", "127.0.0.1"})
	conn, err := dial.NewGuard(allow("127.0.0.2/32")).Resolving(resolver).Dial(t.Context(), "tcp", net.JoinHostPort("both.example.net", port))
	if err == nil {
		conn.Close()
		t.Error("it was called")
	}
	if n := len(server.Calls()); n > 0 {
		t.Errorf("the box called itself %d times", n)
	}
}

func TestTheBoxsOwnAddressIsGuardedAsLoopbackIs(t *testing.T) {
	own, beside := netip.MustParseAddr("203.0.113.5"), netip.MustParseAddr("203.0.113.6")
	guard := dial.NewGuard(nil).At(own)
	if err := guard.Check(own); err == nil || !strings.Contains(err.Error(), `add "203.0.113.5/32" to settings.outgoing_allow`) {
		t.Errorf("its own: %v", err)
	}
	if err := guard.Check(beside); err != nil {
		t.Errorf("its neighbour: %v", err)
	}
	if err := dial.NewGuard(allow("203.0.113.5/32")).At(own).Check(own); err != nil {
		t.Errorf("allowed: %v", err)
	}
}

func TestPortsOfOtherProtocolsAreNotCalledByHTTP(t *testing.T) {
	called := ""
	client := dial.Client(func(_ context.Context, _, address string) (net.Conn, error) {
		called = address
		return nil, net.ErrClosed
	}, nil)
	for port, want := range map[string]bool{"22": false, "25": false, "6379": false, "0025": false, "11211": false, "80": true, "443": true, "8080": true, "2586": true, "9000": true} {
		called = ""
		o := call(t, client, "http://gateway.example.net:"+port+"/page")
		if (called != "") != want {
			t.Errorf("port %s: called %q", port, called)
		}
		if !want && (o.Status != notify.Permanent || !strings.Contains(o.Reason, "belongs to another protocol")) {
			t.Errorf("port %s: %+v", port, o)
		}
	}
}
