package dial

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"time"
)

// Limits of one call. A carrier that needs more is not working.
const (
	// Timeout bounds a call from the look-up of the name to the last byte of
	// the reply.
	Timeout = 10 * time.Second
	// MaxReply is the longest reply body that is read, in bytes.
	MaxReply = 64 << 10
	// maxHeader is the longest reply header that is read, in bytes.
	maxHeader = 64 << 10
)

// ErrReplyTooLong is returned for a reply of more than [MaxReply] bytes.
var ErrReplyTooLong = errors.New("the reply is longer than 64 KiB")

// Client returns the HTTP client of a driver. It connects by dial, verifies TLS
// (1.2 or newer) against roots (nil: the system's), and follows no redirect: the
// address that was checked and shown to the user is the one that is called.
//
// Connections are not kept: pages are rare, a connection that died in between
// would cost the page its first attempt, and a change of the allow list takes
// effect at once.
func Client(dial Func, roots *x509.CertPool) *http.Client {
	return &http.Client{
		Timeout: Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
		Transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            webOnly(dial),
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
			TLSHandshakeTimeout:    connectTimeout,
			MaxResponseHeaderBytes: maxHeader,
			DisableKeepAlives:      true,
			DisableCompression:     true, // a small body may unpack to a large one
		},
	}
}

// Reply is what a carrier answered.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte // at most [MaxReply] bytes
}

// Do makes one exchange. A reply whose body does not end within [MaxReply]
// bytes, or in time, is an error: it did not come from a working carrier.
func Do(c *http.Client, req *http.Request) (Reply, error) {
	res, err := c.Do(req)
	if err != nil {
		return Reply{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, MaxReply+1))
	if err != nil {
		return Reply{}, err
	}
	if len(body) > MaxReply {
		return Reply{}, ErrReplyTooLong
	}
	return Reply{Status: res.StatusCode, Header: res.Header, Body: body}, nil
}
