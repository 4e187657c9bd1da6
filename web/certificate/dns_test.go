package certificate_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/libdns/libdns"

	"wakeman/web/certificate"
	"wakeman/web/certificate/certificatetest"
)

const secret = "c2VjcmV0IG9mIGEgem9uZQ=="

func serveZone(t *testing.T) *certificatetest.Zone {
	t.Helper()
	z := &certificatetest.Zone{Name: "example.net.", KeyName: "wakeman.", Algorithm: "hmac-sha256.", Secret: secret}
	if err := z.Serve(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := z.Close(); err != nil {
			t.Error(err)
		}
	})
	return z
}

func challenge(text string) []libdns.Record {
	return []libdns.Record{libdns.RR{Type: "TXT", Name: "_acme-challenge.pager", Data: text, TTL: time.Minute}}
}

func TestAZoneIsChangedBySignedUpdates(t *testing.T) {
	z := serveZone(t)
	d, err := certificate.ParseDNS("server=" + z.Addr() + ",zone=example.net,key=wakeman:hmac-sha256:" + secret)
	if err != nil {
		t.Fatal(err)
	}
	// Two names may be proven at once: neither may take the other's record away.
	for _, text := range []string{"first", "second"} {
		if _, err := d.AppendRecords(t.Context(), "example.net.", challenge(text)); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(z.Texts("_acme-challenge.pager.example.net."), " "); got != "first second" {
		t.Errorf("the zone has %q", got)
	}
	if _, err := d.DeleteRecords(t.Context(), "example.net.", challenge("first")); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(z.Texts("_acme-challenge.pager.example.net."), " "); got != "second" {
		t.Errorf("after deleting the first, the zone has %q", got)
	}
}

func TestARefusedUpdateSaysWhy(t *testing.T) {
	z := serveZone(t)
	for what, c := range map[string]struct{ settings, want string }{
		"another secret":    {"key=wakeman:hmac-sha256:b3RoZXI=", "NOTAUTH"},
		"another key":       {"key=nobody:hmac-sha256:" + secret, "NOTAUTH"},
		"another algorithm": {"key=wakeman:hmac-sha512:" + secret, "NOTAUTH"},
		"another zone":      {"zone=example.org,key=wakeman:hmac-sha256:" + secret, "NOTZONE"},
	} {
		d, err := certificate.ParseDNS("server=" + z.Addr() + "," + c.settings)
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.AppendRecords(t.Context(), "example.net.", challenge("x"))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), z.Addr()) {
			t.Errorf("%s: %v, want %s", what, err, c.want)
		}
	}
	if got := z.Written(); len(got) > 0 {
		t.Errorf("written all the same: %v", got)
	}
}

func TestAServerThatDoesNotAnswerIsNotWaitedForForEver(t *testing.T) {
	z := serveZone(t)
	d, err := certificate.ParseDNS("server=" + z.Addr() + ",key=wakeman:hmac-sha256:" + secret)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := d.AppendRecords(ctx, "example.net.", challenge("x")); err == nil {
		t.Error("it went on although nobody waits")
	}
}

func TestDNSSettingsNameWhatIsWrongAndNeverTheKey(t *testing.T) {
	good := "server=ns1.example.net,zone=example.net,key=wakeman:hmac-sha256:" + secret + ",wait=30s"
	d, err := certificate.ParseDNS(good)
	if err != nil || d.Server != "ns1.example.net:53" || d.Zone != "example.net." || d.KeyName != "wakeman." || d.Wait != 30*time.Second {
		t.Errorf("%+v, %v", d, err)
	}
	for text, want := range map[string]string{
		"":                                      "expected",
		"server=ns1.example.net":                "needed",
		"key=k:hmac-sha256:" + secret:           "needed",
		"server=a,key=" + secret:                "NAME:ALGORITHM:BASE64",
		"server=a,key=k:hmac-md5:" + secret:     "hmac-md5",
		"server=a,key=k:hmac-sha256:!" + secret: "base64",
		"server=a,key=k:hmac-sha256:":           "base64",
		"server=a,colour=red":                   "colour",
		"server=a,wait=soon":                    "soon",
	} {
		_, err := certificate.ParseDNS(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for server, want := range map[string]string{"192.0.2.53": "192.0.2.53:53", "[2001:db8::53]": "[2001:db8::53]:53", "ns:5353": "ns:5353"} {
		if d, err := certificate.ParseDNS("server=" + server + ",key=k:hmac-sha256:" + secret); err != nil || d.Server != want {
			t.Errorf("%s: %+v, %v", server, d, err)
		}
	}
}
