package openid

import (
	"errors"
	"io"
	"net/http"
)

// maxReply bounds what a provider may send, in bytes: key sets with chains of
// certificates are the longest.
const maxReply = 256 << 10

var errTooLong = errors.New("the reply is longer than 256 KiB")

// bound makes replies that are too long an error. The libraries read to the end.
type bound struct{ next http.RoundTripper }

func (b bound) RoundTrip(r *http.Request) (*http.Response, error) {
	next := b.next
	if next == nil {
		next = http.DefaultTransport
	}
	res, err := next.RoundTrip(r)
	if err == nil {
		res.Body = &boundBody{res.Body, maxReply}
	}
	return res, err
}

type boundBody struct {
	io.ReadCloser
	left int
}

func (b *boundBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left+1)])
	if b.left -= n; b.left < 0 {
		return 0, errTooLong
	}
	return n, err
}
