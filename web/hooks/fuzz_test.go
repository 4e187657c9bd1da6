package hooks

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"wakeman/engine"
)

// seeds are all example bodies, the honest and the hostile.
func seeds(tb testing.TB) [][]byte {
	tb.Helper()
	var out [][]byte
	for _, pattern := range []string{"senders", "hostile"} {
		files, err := filepath.Glob(filepath.Join("testdata", pattern, "*"))
		if err != nil || len(files) == 0 {
			tb.Fatalf("no examples in testdata/%s: %v", pattern, err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				tb.Fatal(err)
			}
			out = append(out, []byte(strings.ReplaceAll(string(raw), "KEY", testKey)))
		}
	}
	return out
}

func bare(body []byte) Request {
	return Request{Method: "POST", Header: http.Header{}, Body: body, Remote: "192.0.2.1", Received: time.Unix(1786548208, 0)}
}

// fuzz holds a decoder to what everybody behind it relies on.
func fuzz(f *testing.F, decode Decoder) {
	for _, body := range seeds(f) {
		f.Add(body, "")
		f.Add(body, testKey)
	}
	f.Fuzz(func(t *testing.T, body []byte, key string) {
		r := bare(body)
		if key != "" {
			r.Path = map[string]string{"key": key}
		}
		d, err := decode(r)
		if err != nil {
			if inv, ok := err.(*Invalid); !ok || len(inv.Errors) == 0 || inv.Errors[0] == "" {
				t.Fatalf("an error that names nothing: %#v", err)
			}
			return
		}
		if !plausibleKey(d.Key) || len(d.Events) == 0 {
			t.Fatalf("accepted with key %q and %d events", d.Key, len(d.Events))
		}
		for _, e := range d.Events {
			checkEvent(t, e)
		}
		if again, _ := decode(r); !reflect.DeepEqual(d, again) {
			t.Fatalf("not the same twice: %+v, %+v", d, again)
		}
	})
}

func checkEvent(t *testing.T, e engine.Event) {
	t.Helper()
	switch e.Action {
	case engine.Trigger, engine.Change:
		if e.Summary == "" {
			t.Fatalf("%s without a summary", e.Action)
		}
	case engine.Acknowledge, engine.Resolve:
		if e.Key == "" || e.Severity != "" {
			t.Fatalf("%s of key %q with severity %q", e.Action, e.Key, e.Severity)
		}
	default:
		t.Fatalf("action %q", e.Action)
	}
	checkLine(t, "summary", e.Summary, engine.MaxSummary)
	for name, s := range map[string]string{"source": e.Source, "component": e.Component, "group": e.Group, "class": e.Class, "client": e.Client} {
		checkLine(t, name, s, engine.MaxField)
	}
	if n := utf8.RuneCountInString(e.Key); n > engine.MaxKey || !utf8.ValidString(e.Key) || strings.ContainsRune(e.Key, 0) || (e.Key != "" && strings.TrimSpace(e.Key) == "") {
		t.Fatalf("key of %d runes: %q", n, e.Key)
	}
	if e.Details != nil && (!json.Valid(e.Details) || depth(e.Details) > maxDepth || !utf8.Valid(e.Details)) {
		t.Fatalf("details %s", e.Details)
	}
	for _, at := range append(addresses(e), e.ClientURL) {
		if at != "" && !strings.HasPrefix(strings.ToLower(at), "http") {
			t.Fatalf("address %q", at)
		}
	}
	if e.Severity != "" && e.Severity.Rank() == 0 {
		t.Fatalf("severity %q", e.Severity)
	}
	if _, err := json.Marshal(e); err != nil {
		t.Fatalf("can not be stored: %v", err)
	}
}

func addresses(e engine.Event) []string {
	var out []string
	for _, l := range e.Links {
		out = append(out, l.Href)
	}
	for _, i := range e.Images {
		out = append(out, i.Src, i.Href)
	}
	return out
}

func checkLine(t *testing.T, name, s string, limit int) {
	t.Helper()
	if utf8.RuneCountInString(s) > limit || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		t.Fatalf("%s is not one printable line of %d runes: %q", name, limit, s)
	}
}

func FuzzDecodeV2(f *testing.F)     { fuzz(f, DecodeV2) }
func FuzzDecodeV1(f *testing.F)     { fuzz(f, DecodeV1) }
func FuzzDecodeVendor(f *testing.F) { fuzz(f, DecodeVendor) }
func FuzzDecodeChange(f *testing.F) { fuzz(f, DecodeChange) }
func FuzzDecodeNagios(f *testing.F) { fuzz(f, DecodeNagios) }
