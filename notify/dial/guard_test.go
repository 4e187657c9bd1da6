package dial_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"wakeman/notify/dial"
)

func allow(prefixes ...string) func() []netip.Prefix {
	var list []netip.Prefix
	for _, p := range prefixes {
		list = append(list, netip.MustParsePrefix(p))
	}
	return func() []netip.Prefix { return list }
}

func TestGuardRefusesWhatIsNotPublicAndSaysWhatToAdd(t *testing.T) {
	guard := dial.NewGuard(nil)
	for ip, add := range map[string]string{
		"127.0.0.1":                "127.0.0.0/8",
		"127.9.9.9":                "127.0.0.0/8",
		"10.1.2.3":                 "10.1.2.0/24",
		"172.16.0.1":               "172.16.0.0/24",
		"172.31.255.255":           "172.31.255.0/24",
		"192.168.1.20":             "192.168.1.0/24",
		"100.64.7.7":               "100.64.7.0/24",
		"100.127.255.255":          "100.127.255.0/24",
		"169.254.169.254":          "169.254.169.254/32",
		"198.18.0.1":               "198.18.0.0/24",
		"::1":                      "::1/128",
		"fe80::1":                  "fe80::/64",
		"fe80::1%eth0":             "fe80::/64",
		"fd12:3456:789a:1::5":      "fd12:3456:789a:1::/64",
		"::ffff:192.168.1.20":      "192.168.1.0/24",
		"::ffff:127.0.0.1":         "127.0.0.0/8",
		"64:ff9b::10.0.0.1":        "10.0.0.0/24",
		"2002:7f00:1::":            "127.0.0.0/8",
		"::192.168.1.20":           "192.168.1.0/24",
		"64:ff9b:1::192.168.1.200": "64:ff9b:1::/96",
	} {
		err := guard.Check(netip.MustParseAddr(ip))
		if err == nil {
			t.Errorf("%s may be called", ip)
			continue
		}
		if want := `add "` + add + `" to settings.outgoing_allow (or start with --outgoing-allow)`; !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q does not say %q", ip, err, want)
		}
		// What it says must work.
		if err := dial.NewGuard(allow(add)).Check(netip.MustParseAddr(ip)); err != nil {
			t.Errorf("%s after adding %s: %v", ip, add, err)
		}
	}
}

func TestGuardRefusalReadsAsDocumented(t *testing.T) {
	err := dial.NewGuard(nil).Check(netip.MustParseAddr("192.168.1.20"))
	want := `refused to call 192.168.1.20: add "192.168.1.0/24" to settings.outgoing_allow (or start with --outgoing-allow)`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestGuardNeverCallsMulticastOrUnspecified(t *testing.T) {
	guard := dial.NewGuard(allow("0.0.0.0/0", "::/0"))
	for _, ip := range []string{"0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "::", "ff02::1", "::ffff:224.0.0.1", "64:ff9b::224.0.0.1"} {
		if err := guard.Check(netip.MustParseAddr(ip)); err == nil {
			t.Errorf("%s may be called", ip)
		} else if strings.Contains(err.Error(), "outgoing_allow") {
			t.Errorf("%s: %q proposes an entry that would not help", ip, err)
		}
	}
	if err := guard.Check(netip.Addr{}); err == nil {
		t.Error("an invalid address may be called")
	}
}

func TestGuardLeavesPublicAddressesAlone(t *testing.T) {
	guard := dial.NewGuard(nil)
	for _, ip := range []string{"1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "169.253.0.1", "223.255.255.255", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"} {
		if err := guard.Check(netip.MustParseAddr(ip)); err != nil {
			t.Errorf("%s: %v", ip, err)
		}
	}
}

func TestGuardAllowsOnlyTheNamedRange(t *testing.T) {
	guard := dial.NewGuard(allow("192.168.1.0/24", "::ffff:10.0.0.0/104"))
	for ip, want := range map[string]bool{
		"192.168.1.1": true, "192.168.2.1": false, "::ffff:192.168.1.9": true, "10.9.9.9": true, "127.0.0.1": false,
	} {
		if got := guard.Check(netip.MustParseAddr(ip)) == nil; got != want {
			t.Errorf("%s allowed: %v, want %v", ip, got, want)
		}
	}
}

func TestDialChecksTheResolvedAddressOnEachConnection(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	var list []netip.Prefix
	guard := dial.NewGuard(func() []netip.Prefix { return list })
	_, port, _ := net.SplitHostPort(ln.Addr().String())

	for _, host := range []string{"127.0.0.1", "localhost", "0x7f.1", "::ffff:127.0.0.1", "2130706433"} {
		conn, err := guard.Dial(context.Background(), "tcp", net.JoinHostPort(host, port))
		if err == nil {
			conn.Close()
			t.Errorf("%s was called", host)
		}
	}
	_, err = guard.Dial(context.Background(), "tcp", net.JoinHostPort("localhost", port))
	var refused *dial.Refused
	if !errors.As(err, &refused) {
		t.Errorf("localhost: %v is not a refusal", err)
	}

	list = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} // while running
	conn, err := guard.Dial(context.Background(), "tcp", ln.Addr().String())
	if err != nil {
		t.Fatalf("after the range was allowed: %v", err)
	}
	conn.Close()
}

func TestDialRefusesOtherNetworks(t *testing.T) {
	for _, network := range []string{"unix", "udp"} {
		if _, err := dial.NewGuard(allow("0.0.0.0/0")).Dial(context.Background(), network, "/run/wakeman.sock"); err == nil {
			t.Errorf("%s was dialled", network)
		}
	}
}

func FuzzGuardNeverPassesLoopback(f *testing.F) {
	f.Add("127.0.0.1")
	f.Add("::ffff:127.0.0.1")
	f.Add("fe80::1%25eth0")
	guard := dial.NewGuard(nil)
	f.Fuzz(func(t *testing.T, s string) {
		ip, err := netip.ParseAddr(s)
		if err != nil {
			return
		}
		u := ip.Unmap()
		if guard.Check(ip) == nil && (u.IsLoopback() || u.IsPrivate() || u.IsLinkLocalUnicast() || u.IsMulticast() || u.IsUnspecified()) {
			t.Errorf("%s may be called", ip)
		}
	})
}
