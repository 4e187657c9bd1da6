package dial_test

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/notify/notifytest/carrier"
)

// call makes one exchange with a carrier on TCP and says what came of it.
func call(t *testing.T, c *http.Client, url string) notify.Outcome {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	reply, err := dial.Do(c, req)
	if err != nil {
		return dial.Failed(err, "t0ps3cret")
	}
	return dial.Judge(reply, notify.Delivered, time.Now())
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

func TestRedirectIsNotFollowed(t *testing.T) {
	target := carrier.NewHTTP(listen(t))
	defer target.Close()
	c := carrier.NewHTTP(listen(t))
	defer c.Close()
	c.Respond(func(carrier.Call) (int, http.Header, string) {
		return 307, http.Header{"Location": {target.URL()}}, ""
	})
	o := call(t, dial.Client(dial.NewGuard(allow("127.0.0.0/8")).Dial, nil), c.URL())
	if o.Status != notify.Permanent || !strings.Contains(o.Reason, "redirects are not followed") {
		t.Errorf("outcome %+v", o)
	}
	if n := len(target.Calls()); n != 0 {
		t.Errorf("the target was called %d times", n)
	}
}

func TestProxyOfTheEnvironmentIsNotUsed(t *testing.T) {
	proxy := carrier.NewHTTP(listen(t))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL())
	t.Setenv("http_proxy", proxy.URL())
	var asked string
	c := dial.Client(func(_ context.Context, _, address string) (net.Conn, error) {
		asked = address
		return nil, net.ErrClosed
	}, nil)
	call(t, c, "http://pager.example.net/page")
	if asked != "pager.example.net:80" {
		t.Errorf("called %q", asked)
	}
}

func TestReasonsSayWhatWentWrongAndNotWhereTo(t *testing.T) {
	authority, err := carrier.NewAuthority("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	secure := carrier.NewHTTP(tls.NewListener(listen(t), authority.Server()))
	defer secure.Close()
	clear := carrier.NewHTTP(listen(t))
	defer clear.Close()
	closed := listen(t)
	closed.Close()
	garbage := carrier.NewHTTP(listen(t))
	defer garbage.Close()
	garbage.Always(carrier.Garbage())
	reset := carrier.NewHTTP(listen(t))
	defer reset.Close()
	reset.Always(carrier.Reset())

	https := func(url string) string { return strings.Replace(url, "http:", "https:", 1) }
	for name, c := range map[string]struct{ url, want string }{
		"certificate of a stranger": {https(secure.URL()), "the server's certificate is not trusted"},
		"no TLS on that port":       {https(clear.URL()), "the server does not speak TLS on this port"},
		"nobody listens":            {"http://" + closed.Addr().String(), "no connection to 127.0.0.1:"},
		"garbage":                   {garbage.URL(), "the answer is not HTTP"},
		"reset":                     {reset.URL(), "the connection broke: "},
		"no such name":              {"http://nowhere.invalid", "name look-up failed: "},
	} {
		o := call(t, dial.Client(dial.NewGuard(allow("127.0.0.0/8")).Dial, nil), c.url+"/page?token=t0ps3cret")
		if o.Status != notify.Retry || !strings.HasPrefix(o.Reason, c.want) || strings.Contains(o.Reason, "t0ps3cret") || strings.Contains(o.Reason, "page") {
			t.Errorf("%s: %+v", name, o)
		}
	}
	if o := call(t, dial.Client(dial.NewGuard(allow("127.0.0.0/8")).Dial, authority.Pool), https(secure.URL())); !o.OK() {
		t.Errorf("a certificate that is trusted: %+v", o)
	}
}

func TestOldTLSIsNotSpoken(t *testing.T) {
	authority, err := carrier.NewAuthority("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	config := authority.Server()
	config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	c := carrier.NewHTTP(tls.NewListener(listen(t), config))
	defer c.Close()
	o := call(t, dial.Client(dial.NewGuard(allow("127.0.0.0/8")).Dial, authority.Pool), strings.Replace(c.URL(), "http:", "https:", 1))
	if o.Status != notify.Retry || len(c.Calls()) != 0 {
		t.Errorf("outcome %+v", o)
	}
}

func TestRefusalReachesTheOutcomeThroughTheClient(t *testing.T) {
	c := carrier.NewHTTP(listen(t))
	defer c.Close()
	o := call(t, dial.Client(dial.NewGuard(nil).Dial, nil), c.URL())
	want := `refused to call 127.0.0.1: add "127.0.0.0/8" to settings.outgoing_allow (or start with --outgoing-allow)`
	if o.Status != notify.Permanent || o.Reason != want || len(c.Calls()) != 0 {
		t.Errorf("outcome %+v", o)
	}
}

func TestEveryStatusHasAnOutcome(t *testing.T) {
	for code := 100; code < 700; code++ {
		want := notify.Permanent
		switch {
		case code >= 200 && code < 300:
			want = notify.Delivered
		case code < 200, code >= 500, code == 408, code == 425, code == 429:
			want = notify.Retry
		}
		if got := dial.Judge(dial.Reply{Status: code}, notify.Delivered, time.Now()); got.Status != want || got.Reason == "" {
			t.Errorf("%d: %+v, want %s", code, got, want)
		}
	}
}

func TestRedactLeavesNothingOfASecret(t *testing.T) {
	for _, c := range []struct {
		s       string
		secrets []string
		want    string
	}{
		{"key abcdef wrong", []string{"abc", "abcdef"}, "key [secret] wrong"},
		{"AGFiY2RlZg== and abcdef", []string{"\x00abcdef", "abcdef"}, "[secret] and [secret]"},
		{"a%26b%3Dc", []string{"a&b=c"}, "[secret]"},
		{"two\r\nlines\x00", nil, "two lines"},
		{"ab", []string{"", " ", "ab"}, "ab"}, // two letters are no secret, and would spoil every word
	} {
		if got := dial.Redact(c.s, c.secrets...); got != c.want {
			t.Errorf("%q: %q, want %q", c.s, got, c.want)
		}
	}
	if got := dial.Redact(strings.Repeat("x", 100_000)); len(got) > 300 {
		t.Errorf("%d bytes", len(got))
	}
}
