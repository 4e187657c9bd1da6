package hooks

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"wakeman/engine"
)

const (
	// largeBody is how much is kept of a post whose key is right: room for a group of
	// some five thousand alerts. Alertmanager and Grafana cut nothing off a group by
	// default, drop it at any 4xx, and a tower with two thousand subscribers is one.
	largeBody = 4 << 20
	// maxLarge is how many bodies over the usual bound are in memory at once.
	maxLarge = 4
	// roomWithin is how long a large one waits for its turn, when senders wait 10 s.
	roomWithin = 4 * time.Second
	// heardOut is how much is read on of a body that is cut, and thrown away: a
	// sender that is answered while it still writes may take that for a failure.
	heardOut = 32 << 20
)

// errTooLarge is a body over the limit, as sent or once decompressed, of somebody
// whom nobody knows.
var errTooLarge = errors.New("the body is too large")

// arrived is what came of a request's body.
type arrived struct {
	body []byte
	cut  bool   // there was more of it, which nobody has
	key  string // of an integration; known only if the body is a large one
}

// receive reads a body. Strangers get no more than the usual bound; so does a post
// whose key stands only behind it. done is called when the post has been dealt with.
func (d door) receive(r *http.Request) (a arrived, done func(), err error) {
	in := inflow{from: r.Body, gzip: strings.EqualFold(strings.TrimSpace(r.Header.Get("Content-Encoding")), "gzip")}
	done = func() {}
	body, more, err := in.upTo(d.o.MaxBody)
	if err != nil || !more {
		return arrived{body: body}, done, err
	}
	key, known := d.knownKey(r, body)
	if !known || d.small {
		return a, done, errTooLarge
	}
	if done, err = d.o.room.enter(r.Context()); err != nil {
		return a, done, err
	}
	if body, more, err = in.upTo(max(largeBody, d.o.MaxBody)); err == nil && more {
		_, _ = io.CopyN(io.Discard, r.Body, heardOut) // whatever comes of it, the post is taken
	}
	return arrived{body: body, cut: more, key: key}, done, err
}

// inflow is a body that is read as far as its sender may send.
type inflow struct {
	from io.Reader
	gzip bool
	raw  bytes.Buffer
}

// upTo is the body up to so many bytes, as sent and once decompressed, so that a
// small bomb can not become a large body; and whether there is more of it.
func (in *inflow) upTo(limit int64) (body []byte, more bool, err error) {
	_, err = io.CopyN(&in.raw, in.from, limit+1-int64(in.raw.Len()))
	_, stopped := errors.AsType[*http.MaxBytesError](err) // by whoever serves this
	if err != nil && !stopped && !errors.Is(err, io.EOF) {
		return nil, false, err
	}
	body, more = in.raw.Bytes(), stopped
	if int64(len(body)) > limit {
		body, more = body[:limit], true
	}
	if in.gzip {
		flat, longer := inflate(body, limit)
		return flat, more || longer, nil
	}
	return body, more, nil
}

// inflate undoes gzip, up to limit bytes. What is not gzip after all is kept as it
// came: the decoder may still read it.
func inflate(raw []byte, limit int64) (flat []byte, more bool) {
	zr, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return raw, false // a wrong header must not lose the event
	}
	flat, err = io.ReadAll(io.LimitReader(zr, limit+1))
	if int64(len(flat)) > limit {
		return flat[:limit], true
	}
	if err != nil && len(flat) == 0 {
		return raw, false // as above
	}
	return flat, false
}

// room is where large bodies are: so many at once, whoever sends them.
type room chan struct{}

// enter waits for a place, and gives the way out. Its error asks the sender to come
// back: nothing of the post is lost, since nothing was taken.
func (x room) enter(ctx context.Context) (leave func(), err error) {
	timer := time.NewTimer(roomWithin)
	defer timer.Stop()
	select {
	case x <- struct{}{}:
		return func() { <-x }, nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = engine.Fail(engine.Unavailable, "too many large posts at once")
	}
	return func() {}, err
}

// knownKey finds the key of a post by what has come of it so far.
func (d door) knownKey(r *http.Request, start []byte) (key string, known bool) {
	req, _ := d.request(r, nil) // if its header can not be looked up, the store fails, and the post with it
	var m mender
	for _, key := range []string{req.Path["key"], d.keyIn(m.utf8(start)), outerKey(req), req.Bearer} {
		if _, known := d.in.Integration(key); known && key != "" {
			return key, true
		}
	}
	return "", false
}

// keyIn is the key in the beginning of a body, if it is certain.
func (d door) keyIn(start []byte) string {
	if d.keyField == "" {
		return ""
	}
	if key := salvage(start, d.keyField); key != "" {
		return strings.TrimSpace(key)
	}
	_, rest, found := bytes.Cut(append([]byte("&"), start...), []byte("&"+d.keyField+"="))
	value, _, ended := bytes.Cut(rest, []byte("&"))
	if !found || !ended {
		return ""
	}
	return strings.TrimSpace(string(value))
}
