package hooks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
)

// source is a kind of sender with a format of its own, taken at
// /hooks/{name}/{key}, and at /hooks/{name} where a header stands for the key.
type source struct {
	name string // of its engine.Kind
	// paths are further ways behind /hooks/{name}/{key} that the sender appends by
	// itself: "/api/v2/alerts".
	paths []string
	// lists tells that a post is a list of alerts that say all about themselves: of one
	// that was cut those that are whole are read.
	lists bool
	// get lets it send by GET with a query, for senders that can do nothing else.
	get bool
	// decode makes events of a post. It gets a post that may be anything. Its error
	// says why the post can not be read: then the door makes one unparsed event of
	// it, so that nothing is lost. No events and no error mean that the post says
	// nothing that concerns anybody; it is kept in the event log.
	//
	// One post may hold many alerts: each gets a mender of its own from
	// [mender.alert], and one that can not be read becomes an unparsed event beside
	// its neighbours.
	decode func(m *mender, r Request) ([]engine.Event, error)
	// bodyKey finds the key in a post that has none outside; nil: it is never there.
	bodyKey func(r Request) string
	// verify checks the signature over the raw bytes by the integration's secret. It
	// is asked only if the integration has one. nil: the sender does not sign.
	verify func(r Request, secret string) error
	// attest checks a signature for which no secret is shared, and does what the
	// sender asks for in return: the only thing about a source that may call out. What
	// it finds is the request's Attested. nil: there is nothing of the kind.
	attest func(ctx context.Context, r Request, fetch Fetch) (Attested, error)
	// accept is how the sender wants to be answered; nil: 202 with JSON.
	accept func(d Decoded, r engine.Receipt) (status int, body any)
}

// sources are all senders with formats of their own, one file each.
func sources() []source {
	return []source{
		sourceGeneric(),
		sourceAlertmanager(),
		sourceGrafana(),
		sourceZabbix(),
		sourceLibreNMS(),
		sourceIcinga2(),
		sourceNagiosCommand(),
		sourceCheckmk(),
		sourcePRTG(),
		sourceUptimeKuma(),
		sourceUISP(),
		sourceRouterOS(),
		sourceHealthchecks(),
		sourceSNS(), sourceEventBridge(), sourceSnyk(), sourceSonarQube(), sourceSplunk(), sourceElastic(), sourceElastAlert(),
		sourceJenkins(), sourceGitHub(), sourceGitLab(), sourceWazuh(), sourceSumoLogic(), sourceDatadog(), sourceSlack(),
		sourceAdtran(), sourceEcoStruxure(),
	}
}

// routes adds the source's addresses to mux.
func (s source) routes(mux *http.ServeMux, in Intake, o Options) {
	d := door{via: s.name, decode: s.Decode, accept: s.accept, badKey: badHookKey, in: in, o: o, source: &s}
	if s.bodyKey != nil {
		d.keyField = "routing_key"
	}
	if d.accept == nil {
		d.accept = acceptedV2
	}
	methods := []string{"POST", "PUT"}
	if s.get {
		methods = append(methods, "GET")
	}
	base := "/hooks/" + s.name
	for _, path := range append([]string{"", "/{key}"}, prefixed("/{key}", s.paths)...) {
		for _, method := range methods {
			mux.Handle(method+" "+base+path, d.at(base+path))
			mux.Handle(method+" "+base+path+"/{$}", d.at(base+path))
		}
		if s.get { // whoever only looks whether a link is alive reports nothing
			mux.HandleFunc("HEAD "+base+path, notByHEAD)
			mux.HandleFunc("HEAD "+base+path+"/{$}", notByHEAD)
		}
	}
}

func notByHEAD(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Allow", "GET, POST, PUT")
	w.WriteHeader(http.StatusMethodNotAllowed)
}

func prefixed(prefix string, list []string) []string {
	out := slices.Clone(list)
	for i := range out {
		out[i] = prefix + out[i]
	}
	return out
}

func badHookKey(string) string {
	return "No integration has this key: the address is copied from the integration's page"
}

// Decode reads a post of the source. Whatever it is, with a key it is an event.
func (s source) Decode(r Request) (Decoded, error) {
	var m mender
	key := r.Path["key"]
	if key == "" && s.bodyKey != nil {
		key = s.bodyKey(r)
	}
	if key == "" {
		key = outerKey(r)
	}
	if !plausibleKey(key) {
		return Decoded{}, missing("key")
	}
	events, err := s.decode(&m, r)
	if err != nil {
		if len(r.Body) == 0 { // what could not be read is what was asked
			r.Body = []byte(r.Query.Encode())
		}
		events = []engine.Event{m.unparsed(r, key, err)}
	}
	hideKey(events, key)
	return Decoded{Key: key, Events: events}, nil
}

// hideKey takes the integration's key out of what many may read, where a sender
// writes it into the body.
func hideKey(events []engine.Event, key string) {
	if len(key) < 16 {
		return
	}
	shown := "…" + key[len(key)-4:]
	for i := range events {
		e := &events[i]
		e.Summary = strings.ReplaceAll(e.Summary, key, shown)
		e.Details = hideKeyIn(e.Details, key, shown)
	}
}

// hideKeyIn does so in JSON. Where the key begins inside an escape, what is left is
// no JSON, with which the event could not be stored: it is kept as text.
func hideKeyIn(details json.RawMessage, key, shown string) json.RawMessage {
	hidden := bytes.ReplaceAll(details, []byte(key), []byte(shown))
	if bytes.Equal(hidden, details) || json.Valid(hidden) {
		return hidden
	}
	return asJSON(string(hidden))
}

// errOther is a body that is readable, but not what this source sends.
var errOther = errors.New("the body is not in this sender's format")

// alert begins an event of a post that has several: what was mended of the whole
// is said beside each.
func (m *mender) alert() *mender { return &mender{notes: slices.Clone(m.notes)} }

// oneUnparsed makes an unparsed event of a part of a post, beside its readable
// neighbours.
func (m *mender) oneUnparsed(r Request, part json.RawMessage, cause error) engine.Event {
	r.Body = part
	return m.unparsed(r, outerKey(r), cause)
}
