package hooks

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"strings"
)

// errTooLarge is a body over the limit, as sent or once decompressed.
var errTooLarge = errors.New("the body is too large")

// readBody reads r's body up to limit bytes and undoes gzip, within the same
// limit, so that a small bomb can not become a large body.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, errTooLarge
	}
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(strings.TrimSpace(r.Header.Get("Content-Encoding")), "gzip") {
		return raw, nil
	}
	return inflate(raw, limit)
}

// inflate undoes gzip. What is not gzip after all is kept as it came: the
// decoder may still read it.
func inflate(raw []byte, limit int64) ([]byte, error) {
	zr, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return raw, nil //nolint:nilerr // a wrong header must not lose the event
	}
	flat, err := io.ReadAll(io.LimitReader(zr, limit+1))
	if int64(len(flat)) > limit {
		return nil, errTooLarge
	}
	if err != nil && len(flat) == 0 {
		return raw, nil //nolint:nilerr // as above
	}
	return flat, nil
}
