package hooks

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
)

// door is one endpoint: how to read its requests and in which dialect to
// answer.
type door struct {
	via    string
	decode Decoder
	accept func(d Decoded, r engine.Receipt) (status int, body any)
	badKey func(key string) string // the sentence for a key nobody has

	in Intake
	o  Options

	// keyField is the field of a body that is the key; empty: it is never there.
	keyField string
	// small tells that what comes here can never page: it gets no more room than a
	// stranger's.
	small bool

	source *source // nil at the doors of PagerDuty's APIs
}

// at serves the door on a route. The route, with its wildcards, stands in the
// event log for the path, which may hold a key.
func (d door) at(route string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.serve(w, r, route)
	})
}

func (d door) serve(w http.ResponseWriter, r *http.Request, route string) {
	got, done, err := d.receive(r)
	defer done()
	if err != nil {
		d.unread(w, r, err)
		return
	}
	req, unknown := d.request(r, got.body)
	decoded, err := d.decoded(r.Context(), &req, got)
	if forged, is := errors.AsType[*forgery](err); is {
		d.forged(w, req, forged.why)
		return
	}
	if unknown != nil && decoded.Key == "" {
		d.unattributed(w, req, unknown)
		return
	}
	if err != nil {
		d.invalid(w, req, decoded.Key, err)
		return
	}
	post := engine.Post{Key: decoded.Key, Via: d.via, Events: decoded.Events, Raw: raw(req, route), Signed: d.checks(req) || req.Attested.Signed, Doubt: req.Attested.Doubt, Unchecked: req.Attested.Unchecked}
	receipt, err := d.in.Submit(r.Context(), post)
	if engine.CodeOf(err) == engine.UnknownKey {
		// Some senders can not leave their field for a key empty: then what stands
		// there means nothing, if the header is right.
		switch {
		case unknown != nil:
			d.unattributed(w, req, unknown)
			return
		case req.Bearer != "" && req.Bearer != decoded.Key:
			post.Key = req.Bearer
			receipt, err = d.in.Submit(r.Context(), post)
		}
	}
	if err != nil {
		d.refused(w, r.Context(), req, decoded.Key, err)
		return
	}
	status, answer := d.accept(decoded, receipt)
	reply(w, status, answer)
}

// pathKey is the key in an address. A blank that was pasted with it is not part of
// it, as in a body.
func pathKey(r *http.Request) string { return strings.TrimSpace(r.PathValue("key")) }

// forgery is a request that was not signed as it should be.
type forgery struct{ why error }

func (f *forgery) Error() string { return f.why.Error() }

// decoded checks who sent a request, and reads it.
func (d door) decoded(ctx context.Context, req *Request, got arrived) (Decoded, error) {
	wrong := d.verified(*req)
	if got.cut {
		return d.decodeCut(*req, got.key, wrong), nil
	}
	if wrong == nil && d.source != nil && d.source.attest != nil {
		req.Attested, wrong = d.source.attest(ctx, *req, d.o.Fetch)
	}
	if wrong != nil {
		return Decoded{}, &forgery{wrong}
	}
	return d.decode(*req)
}

// request is what the decoder sees. The error says that the sender's key could
// not be looked up, which matters only where there is no other.
func (d door) request(r *http.Request, body []byte) (req Request, unknown error) {
	req = Request{
		Method: r.Method, Path: map[string]string{}, Header: r.Header, Query: r.URL.Query(),
		Body: body, Remote: d.o.Remote(r), Received: time.Now().UTC(),
	}
	if key := pathKey(r); key != "" {
		req.Path["key"] = key
	}
	req.Bearer, unknown = d.o.EventKey(r)
	if d.source != nil {
		req.Integration = d.integration(req)
	}
	return req, unknown
}

// integration is whose post it is: of the keys that a post may have, in the order
// in which they count, the first that somebody has. Its mapping reads the post, and
// its secret signs it, so it must be the one that will get it.
func (d door) integration(req Request) engine.Integration {
	keys := []string{req.Path["key"]}
	if keys[0] == "" && d.source.bodyKey != nil {
		keys = append(keys, d.source.bodyKey(req))
	}
	for _, key := range append(keys, outerKey(req), req.Bearer) {
		if in, known := d.in.Integration(key); known && key != "" {
			return in
		}
	}
	return engine.Integration{}
}

// checks tells whether a signature is asked for, so that what comes further has one.
func (d door) checks(req Request) bool {
	return d.source != nil && d.source.verify != nil && req.Integration.Secret != ""
}

// verified checks who signed a request, where a signature is asked for.
func (d door) verified(req Request) error {
	if !d.checks(req) {
		return nil
	}
	return d.source.verify(req, req.Integration.Secret)
}

// forged answers a request whose signature is wrong: listed, with its reason, so
// that a mistyped secret is noticed.
func (d door) forged(w http.ResponseWriter, req Request, err error) {
	d.in.Refuse(engine.Refusal{Door: d.via, Remote: req.Remote, Reason: err.Error(), Hint: hint(outerKey(req))})
	reply(w, http.StatusForbidden, failure("forbidden", err.Error()))
}

// raw keeps the request for the event log, without what may be secret.
func raw(req Request, route string) engine.Raw {
	kept := map[string]string{}
	for _, name := range []string{"User-Agent", "Content-Encoding", "X-Request-Id"} {
		if v := req.Header.Get(name); v != "" {
			kept[name] = oneLine(v, 200)
		}
	}
	if m := req.Integration.Mapping; m != nil {
		for _, name := range m.Headers() {
			if v := req.Header.Get(name); v != "" {
				kept[name] = oneLine(v, 1000)
			}
		}
	}
	return engine.Raw{
		Query: maskedQuery(req),
		Body:  req.Body, ContentType: oneLine(req.Header.Get("Content-Type"), 200),
		Method: req.Method, Path: route, Remote: req.Remote, Header: kept,
	}
}

// maskedQuery is what the address said behind its question mark, without secrets.
func maskedQuery(req Request) string {
	shown := make(url.Values, len(req.Query))
	for name, values := range req.Query {
		for _, v := range values {
			switch foldName(name) {
			case "key", "token", "secret", "password", "apikey", "routingkey", "auth", "authorization":
				v = "…"
			}
			if key := outerKey(req); len(key) >= 16 {
				v = strings.ReplaceAll(v, key, "…"+key[len(key)-4:])
			}
			shown.Add(name, v)
		}
	}
	if s := shown.Encode(); len(s) <= maxQuery {
		return s
	}
	return ""
}

const maxQuery = 16 << 10 // bytes kept in the event log; servers take no longer address

// unread answers a request whose body did not arrive whole.
func (d door) unread(w http.ResponseWriter, r *http.Request, err error) {
	remote := d.o.Remote(r)
	if errors.Is(err, errTooLarge) {
		w.Header().Set("Connection", "close") // nobody reads the rest
		reason := fmt.Sprintf("the body is larger than %d bytes, and no integration has its key", d.o.MaxBody)
		d.in.Refuse(engine.Refusal{Door: d.via, Remote: remote, Reason: reason, Hint: hint(r.PathValue("key"))})
		reply(w, http.StatusRequestEntityTooLarge, invalidEvent(reason))
		return
	}
	d.o.Log.Info("event body not taken", "door", d.via, "remote", remote, "error", err)
	unavailable(w, err) // not 408: some senders throw the event away at any 4xx
}

// unattributed answers a request whose sender could not be looked up. It may be
// anybody's page, so it is not refused.
func (d door) unattributed(w http.ResponseWriter, req Request, err error) {
	d.o.Log.Error("a sender's key could not be looked up", "door", d.via, "remote", req.Remote, "error", err)
	unavailable(w, err)
}

// invalid answers what can never page.
func (d door) invalid(w http.ResponseWriter, req Request, key string, err error) {
	d.in.Refuse(engine.Refusal{Door: d.via, Remote: req.Remote, Reason: err.Error(), Hint: hint(key)})
	errs := []string{err.Error()}
	if inv, ok := errors.AsType[*Invalid](err); ok && len(inv.Errors) > 0 {
		errs = inv.Errors
	}
	reply(w, http.StatusBadRequest, invalidEvent(errs...))
}

// refused answers what the core did not take.
func (d door) refused(w http.ResponseWriter, ctx context.Context, req Request, key string, err error) {
	switch engine.CodeOf(err) {
	case engine.UnknownKey:
		d.invalid(w, req, key, &Invalid{Errors: []string{d.badKey(key)}})
	case engine.Invalid, engine.NotFound, engine.Conflict, engine.Forbidden:
		d.invalid(w, req, key, err)
	case engine.Unavailable:
		if req.Attested.Unchecked { // it may go on for long: somebody must be able to see it
			d.in.Refuse(engine.Refusal{Door: d.via, Remote: req.Remote, Reason: err.Error(), Hint: hint(outerKey(req))})
		}
		unavailable(w, err)
	default:
		if ctx.Err() == nil {
			d.o.Log.Error("event not stored", "door", d.via, "remote", req.Remote, "error", err)
		}
		reply(w, http.StatusInternalServerError, failure("internal error", "The event was not stored. Send it again."))
	}
}

// unavailable asks the sender to come back. Never 429: plain webhook senders
// retry nothing but 5xx.
func unavailable(w http.ResponseWriter, err error) {
	retry := 5 * time.Second
	if f, ok := errors.AsType[*engine.Failure](err); ok && f.Retry > 0 {
		retry = f.Retry
	}
	seconds := int64((retry + time.Second - 1) / time.Second)
	w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
	reply(w, http.StatusServiceUnavailable, failure("unavailable", "The event was not stored. Send it again later."))
}

// hint identifies a key without giving it away.
func hint(key string) string {
	if key == "" {
		return "no key"
	}
	if len(key) < 16 {
		return fmt.Sprintf("key of %d characters", len(key))
	}
	return "key ending …" + oneLine(key[len(key)-4:], 4)
}
