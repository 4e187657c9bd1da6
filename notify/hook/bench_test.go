package hook_test

import (
	"net"
	"net/netip"
	"testing"

	"wakeman/notify"
	"wakeman/notify/hook"
	"wakeman/notify/notifytest"
	"wakeman/notify/notifytest/carrier"
)

// What one page costs over TCP: look-up, guard, connection, signature, reply.
func BenchmarkPageOverTCP(b *testing.B) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	c := carrier.NewHTTP(ln)
	defer c.Close()
	d, err := hook.New(hook.Config{Allow: func() []netip.Prefix {
		return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	}})
	if err != nil {
		b.Fatal(err)
	}
	dl := notify.Delivery{ID: "d1", Attempt: 1, To: notify.Address{Value: c.URL(), Secret: secret}, Message: notifytest.Page(1)}
	b.ReportAllocs()
	for b.Loop() {
		if o := d.Send(b.Context(), dl); !o.OK() {
			b.Fatalf("%+v", o)
		}
	}
}
