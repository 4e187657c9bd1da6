package hooks

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"wakeman/engine"
)

func TestAnyContentTypeIsRead(t *testing.T) {
	for _, ct := range []string{"", "application/json", "text/plain; charset=UTF-8", "application/x-www-form-urlencoded", "nonsense;;;", "multipart/form-data; boundary=x"} {
		e, _ := accepted(t, "/v2/enqueue", trigger(`{"summary":"s","source":"h","severity":"error"}`), "Content-Type", ct)
		if e.Summary != "s" || e.Unparsed {
			t.Errorf("%q: %+v", ct, e)
		}
	}
}

func TestBrokenBytesAreMended(t *testing.T) {
	good := trigger(`{"summary":"Störung Nürnberg","source":"h","severity":"error"}`)
	tests := []struct{ name, body string }{
		{"byte order mark", "\xef\xbb\xbf" + good},
		{"blank lines around", "\r\n\r\n" + good + "\n\n"},
		{"NUL at the end", good + "\x00"},
		{"Latin-1", strings.NewReplacer("ö", "\xf6", "ü", "\xfc").Replace(good)},
		{"half Latin-1", strings.Replace(good, "ö", "\xf6", 1)},
		{"UTF-16", "\xff\xfe" + utf16LE(good)},
	}
	for _, tt := range tests {
		e, _ := accepted(t, "/v2/enqueue", tt.body)
		if e.Summary != "Störung Nürnberg" || e.Unparsed {
			t.Errorf("%s: summary %q, unparsed %v", tt.name, e.Summary, e.Unparsed)
		}
		if strings.Contains(tt.name, "Latin-1") != mendedBy(e, "Latin-1") {
			t.Errorf("%s: mended %q", tt.name, e.Mended)
		}
	}
}

func utf16LE(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func TestGluedJSONIsMended(t *testing.T) {
	tests := []struct{ name, payload, summary string }{
		{"line break in a string", "{\"summary\":\"disk\nfull\",\"source\":\"h\"}", "disk full"},
		{"tab in a string", "{\"summary\":\"disk\tfull\",\"source\":\"h\"}", "disk full"},
		{"Windows path", `{"summary":"C:\data is full","source":"h"}`, `C:\data is full`},
		{"NUL in a string", "{\"summary\":\"disk\x00full\"}", "diskfull"},
		{"escaped NUL", `{"summary":"disk\u0000full"}`, "diskfull"},
	}
	for _, tt := range tests {
		e, _ := accepted(t, "/v2/enqueue", trigger(tt.payload))
		if e.Summary != tt.summary || e.Unparsed || len(e.Mended) == 0 {
			t.Errorf("%s: summary %q, unparsed %v, mended %q", tt.name, e.Summary, e.Unparsed, e.Mended)
		}
	}
}

func TestAGzippedBodyIsRead(t *testing.T) {
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	fmt.Fprint(zw, trigger(`{"summary":"zipped"}`))
	zw.Close()
	e, _ := accepted(t, "/v2/enqueue", b.String(), "Content-Encoding", "gzip")
	if e.Summary != "zipped" {
		t.Errorf("summary %q", e.Summary)
	}
	e, _ = accepted(t, "/v2/enqueue", trigger(`{"summary":"not zipped"}`), "Content-Encoding", "gzip")
	if e.Summary != "not zipped" {
		t.Errorf("summary %q", e.Summary)
	}
}

func TestAGzipBombIsRefused(t *testing.T) {
	var b bytes.Buffer
	zw := gzip.NewWriter(&b)
	for range 100 {
		zw.Write(make([]byte, 1<<20))
	}
	zw.Close()
	in := &intake{}
	bomb := b.String()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if a := post(t, in, "/v2/enqueue", bomb, "Content-Encoding", "gzip"); a.code != 413 || len(in.refusals) != 1 {
		t.Errorf("answer %d, %d refusals; want 413, 1", a.code, len(in.refusals))
	}
	runtime.ReadMemStats(&after)
	if grown := (after.TotalAlloc - before.TotalAlloc) >> 20; grown > 16 {
		t.Errorf("100 MiB in a bomb took %d MiB of memory", grown)
	}
}

func TestATriggerWithoutItsRequiredFieldsStillPages(t *testing.T) {
	tests := []struct{ name, body, summary, note string }{
		{"no payload", `{"routing_key":"` + testKey + `","event_action":"trigger"}`, noSummary, "summary was missing"},
		{"empty payload", trigger(`{}`), noSummary, "source was missing"},
		{"blank summary", trigger(`{"summary":"  ","source":"h","severity":"error"}`), noSummary, "summary was missing"},
		{"no severity", trigger(`{"summary":"s","source":"h"}`), "s", "severity was missing"},
		{"payload is text", trigger(`"tower 7 is down"`), "tower 7 is down", "payload was not an object"},
		{"payload is a list", trigger(`[1,2]`), noSummary, "payload was not an object"},
		{"no action", `{"routing_key":"` + testKey + `","payload":{"summary":"s"}}`, "s", "event_action was missing"},
		{"summary is a number", trigger(`{"summary":42,"source":"h","severity":"info"}`), "42", ""},
		{"summary is an object", trigger(`{"summary":{"a":1},"source":"h","severity":"info"}`), `{"a":1}`, ""},
	}
	for _, tt := range tests {
		e, _ := accepted(t, "/v2/enqueue", tt.body)
		if e.Action != engine.Trigger || e.Summary != tt.summary {
			t.Errorf("%s: %s %q", tt.name, e.Action, e.Summary)
		}
		if tt.note != "" && !mendedBy(e, tt.note) {
			t.Errorf("%s: mended %q, want %q", tt.name, e.Mended, tt.note)
		}
	}
}

func TestAcknowledgeAndResolveNeedNoPayload(t *testing.T) {
	for _, action := range []engine.Action{engine.Acknowledge, engine.Resolve} {
		body := fmt.Sprintf(`{"routing_key":%q,"event_action":%q,"dedup_key":"k"}`, testKey, action)
		e, a := accepted(t, "/v2/enqueue", body)
		if e.Action != action || e.Key != "k" || a.DedupKey != "k" || len(e.Mended) != 0 {
			t.Errorf("%s: %+v", action, e)
		}
	}
}

func TestAResolveThatStillSaysCriticalIsAResolve(t *testing.T) {
	e, _ := accepted(t, "/v2/enqueue", `{"routing_key":"`+testKey+`","event_action":"resolve","dedup_key":"k",
		"payload":{"summary":"CPU CRITICAL","source":"h","severity":"critical"}}`)
	if e.Action != engine.Resolve || e.Severity != "" {
		t.Errorf("%s, severity %q; want a resolve without severity", e.Action, e.Severity)
	}
}

func TestActionsAreReadInAnyCase(t *testing.T) {
	e, _ := accepted(t, "/v2/enqueue", `{"routing_key":" `+testKey+` ","event_action":" Trigger ","payload":{"summary":"s"}}`)
	if e.Action != engine.Trigger {
		t.Errorf("%+v", e)
	}
}

func TestTheKeyMayComeInAHeader(t *testing.T) {
	e, _ := accepted(t, "/v2/enqueue", `{"event_action":"trigger","payload":{"summary":"s"}}`, "X-Routing-Key", testKey)
	if e.Summary != "s" {
		t.Errorf("%+v", e)
	}
}

func TestSeveritiesByAnyName(t *testing.T) {
	tests := map[string]engine.Severity{
		`"critical"`: engine.Critical, `"CRITICAL"`: engine.Critical, `"Disaster"`: engine.Critical, `"P1"`: engine.Critical, `"page"`: engine.Critical,
		`"error"`: engine.Error, `"High"`: engine.Error, `"major"`: engine.Error, `4`: engine.Error, `"4"`: engine.Error,
		`"Warning"`: engine.Warning, `"Average"`: engine.Warning, `"P3"`: engine.Warning, `2`: engine.Warning,
		`"info"`: engine.Info, `"ok"`: engine.Info, `"Not classified"`: engine.Info, `"P5"`: engine.Info,
		`5`: engine.Critical, `""`: "", `null`: "", `"purple"`: "", `0`: "", `1`: "", `4.5`: "", `true`: "", `["critical"]`: "", `1e400`: "",
	}
	for word, want := range tests {
		e, _ := accepted(t, "/v2/enqueue", trigger(`{"summary":"s","source":"h","severity":`+word+`}`))
		if e.Severity != want {
			t.Errorf("severity %s read as %q, want %q", word, e.Severity, want)
		}
		if e.Severity == "" && len(e.Mended) == 0 {
			t.Errorf("severity %s left out without a note", word)
		}
	}
}

func TestDetailsOfAnyTypeAreKept(t *testing.T) {
	for _, details := range []string{
		`"plain text"`, `["a",{"b":1}]`, `{"0":"first","2":"third"}`, `17`, `true`,
		`{"big":12345678901234567890123,"exp":0.25E-1}`, `{"groupKey":9007199254740993}`,
	} {
		e, _ := accepted(t, "/v2/enqueue", trigger(`{"summary":"s","custom_details":`+details+`}`))
		if string(e.Details) != details {
			t.Errorf("details %s became %s", details, e.Details)
		}
	}
	if e, _ := accepted(t, "/v2/enqueue", trigger(`{"summary":"s","custom_details":null}`)); e.Details != nil {
		t.Errorf("null details became %s", e.Details)
	}
}

func TestNULInDetailsIsRemoved(t *testing.T) {
	e, _ := accepted(t, "/v2/enqueue", trigger(`{"summary":"s","custom_details":{"a":"x\u0000y","b":"back\\u0000slash"}}`))
	if string(e.Details) != `{"a":"xy","b":"back\\u0000slash"}` {
		t.Errorf("details %s", e.Details)
	}
}

func TestALongSummaryIsCutAndMarked(t *testing.T) {
	e, _ := accepted(t, "/v2/enqueue", trigger(`{"summary":"`+strings.Repeat("ü", 1025)+`"}`))
	if n := utf8.RuneCountInString(e.Summary); n != engine.MaxSummary || !strings.HasSuffix(e.Summary, "…") {
		t.Errorf("summary of %d runes", n)
	}
	if !mendedBy(e, "summary cut at 1024") {
		t.Errorf("mended %q", e.Mended)
	}
	if e, _ = accepted(t, "/v2/enqueue", trigger(`{"summary":"`+strings.Repeat("ü", 1024)+`"}`)); mendedBy(e, "cut") {
		t.Errorf("1,024 characters are allowed, mended %q", e.Mended)
	}
}

func TestALongKeyIsHashedNotCut(t *testing.T) {
	long := strings.Repeat("k", 300)
	body := func(key string) string {
		return `{"routing_key":"` + testKey + `","event_action":"trigger","dedup_key":"` + key + `","payload":{"summary":"s"}}`
	}
	one, a := accepted(t, "/v2/enqueue", body(long+"1"))
	two, _ := accepted(t, "/v2/enqueue", body(long+"2"))
	again, _ := accepted(t, "/v2/enqueue", body(long+"1"))
	if one.Key == two.Key || one.Key != again.Key || len(one.Key) > engine.MaxKey {
		t.Errorf("keys %q and %q, again %q", one.Key, two.Key, again.Key)
	}
	if strings.Trim(one.Key, "0123456789abcdefghijklmnopqrstuvwxyz") != "" || a.DedupKey != one.Key || !mendedBy(one, "hash") {
		t.Errorf("key %q, answered %q, mended %q", one.Key, a.DedupKey, one.Mended)
	}
	if e, _ := accepted(t, "/v2/enqueue", body(strings.Repeat("k", 255))); e.Key != strings.Repeat("k", 255) {
		t.Errorf("255 characters are allowed, key %q", e.Key)
	}
}

func TestTimestampsInAllForms(t *testing.T) {
	want := time.Date(2026, 8, 12, 15, 23, 28, 0, time.UTC)
	tests := map[string]time.Time{
		`"2026-08-12T15:23:28Z"`: want, `"2026-08-12T17:23:28+02:00"`: want, `"2026-08-12T15:23:28.000+0000"`: want,
		`"2026-08-12T15:23:28+0000"`: want, `"2026-08-12 15:23:28 UTC"`: want, `"2026-08-12 15:23:28"`: want,
		`"2026-08-12T15:23:28"`: want, `"2026.08.12 15:23:28"`: want, `1786548208`: want, `"1786548208"`: want,
		`1786548208000`: want, `1786548208.0`: want, `"2026-08-12 10:23:28 -0500"`: want, `"2026-08-12 15:23:28 +0000 UTC"`: want,
		`"2026-08-12T15:23:28.123456789Z"`: want.Add(123456789),
		`"0001-01-01T00:00:00Z"`:           {}, `""`: {}, `null`: {}, `"yesterday"`: {}, `0`: {}, `17`: {}, `{}`: {}, `"9999999-01-01"`: {}, `1e99999`: {},
	}
	for word, at := range tests {
		e, _ := accepted(t, "/v2/enqueue", trigger(`{"summary":"s","source":"h","severity":"info","timestamp":`+word+`}`))
		if !e.Timestamp.Equal(at) || e.Timestamp.Location() != time.UTC {
			t.Errorf("timestamp %s read as %v, want %v", word, e.Timestamp, at)
		}
	}
	e, _ := accepted(t, "/v2/enqueue", trigger(`{"summary":"s","timestamp":"2026-08-12 15:23:28"}`))
	if !mendedBy(e, "without a zone") {
		t.Errorf("mended %q, want a word on the missing zone", e.Mended)
	}
}

func TestOnlyWebAddressesBecomeLinks(t *testing.T) {
	e, _ := accepted(t, "/v2/enqueue", `{"routing_key":"`+testKey+`","event_action":"trigger","payload":{"summary":"s"},
		"client":"NMS","client_url":"javascript:alert(1)",
		"links":[{"href":"https://nms.example.net/a?b=c","text":"Graph"},{"href":"javascript:alert(1)","text":"x"},{"href":"?orgId=1"},
			{"href":"//evil.example.net"},{"href":"data:text/html,x"},{"href":" HTTP://nms.example.net/ "},"http://bare.example.net/",{"href":7},null,[]],
		"images":[{"src":"https://nms.example.net/g.png","href":"vbscript:x","alt":"graph"},{"src":"file:///etc/passwd"}]}`)
	var hrefs []string
	for _, l := range e.Links {
		hrefs = append(hrefs, l.Href)
	}
	if got := strings.Join(hrefs, " "); got != "https://nms.example.net/a?b=c HTTP://nms.example.net/ http://bare.example.net/" {
		t.Errorf("links %q", got)
	}
	if len(e.Images) != 1 || e.Images[0].Href != "" || e.Images[0].Alt != "graph" || e.ClientURL != "" || e.Client != "NMS" {
		t.Errorf("images %+v, client %q %q", e.Images, e.Client, e.ClientURL)
	}
	if !mendedBy(e, "not an http or https address") {
		t.Errorf("mended %q", e.Mended)
	}
}

func TestAnUnreadableBodyWithAKnownKeyOpensAnIncident(t *testing.T) {
	gluedUp := `{"routing_key":"` + testKey + `","event_action":"trigger","dedup_key":"1234","payload":{"summary":"disk "C:" is full","source":"srv1","severity":"high"}}`
	e, a := accepted(t, "/v2/enqueue", gluedUp)
	if a.code != 202 || !e.Unparsed || e.Action != engine.Trigger {
		t.Fatalf("answer %d, event %+v", a.code, e)
	}
	if e.Key != "1234" || e.Summary != `disk "C:" is full` || e.Source != "srv1" {
		t.Errorf("key %q, summary %q, source %q: what is certain was not used", e.Key, e.Summary, e.Source)
	}
	if strings.Contains(string(e.Details), testKey) || !json.Valid(e.Details) {
		t.Errorf("details %s", e.Details)
	}
	resolved, _ := accepted(t, "/v2/enqueue", strings.Replace(gluedUp, "trigger", "resolve", 1))
	if resolved.Action != engine.Resolve || resolved.Key != "1234" {
		t.Errorf("the resolve that broke the same way: %+v", resolved)
	}
}

func TestAnUncertainKeyIsNotUsed(t *testing.T) {
	e, _ := accepted(t, "/v2/enqueue", `{"routing_key":"`+testKey+`","event_action":"resolve","dedup_key":"disk "C:"","payload":{"summary":"s"}}`)
	if e.Action != engine.Trigger || strings.HasPrefix(e.Key, "disk") || e.Key == "" {
		t.Errorf("a key cut at a stray quote was used: %+v", e)
	}
}

func TestPlainTextToAKnownKeyOpensAnIncident(t *testing.T) {
	for _, body := range []string{"tower 7 is down", "", "\x00\x01\x02\xff", "[1,2", `"text"`, "null", strings.Repeat("[", 100_000)} {
		for _, header := range []string{"", testKey} {
			path := "/v2/enqueue"
			if header == "" {
				path = "/integration/" + testKey + "/enqueue"
			}
			e, _ := accepted(t, path, body, "X-Routing-Key", header)
			if !e.Unparsed || e.Action != engine.Trigger || e.Summary == "" || e.Key == "" || !json.Valid(e.Details) {
				t.Errorf("%.20q: %+v", body, e)
			}
			again, _ := accepted(t, path, body, "X-Routing-Key", header)
			if again.Key != e.Key {
				t.Errorf("%.20q: the same bytes again have another key", body)
			}
		}
	}
}

func TestUnknownJSONAtTheVendorsAddressIsKeptWhole(t *testing.T) {
	e, _ := accepted(t, "/integration/"+testKey+"/enqueue", `{"title":"OLT 3 lost power","rack":{"unit":12}}`)
	if e.Unparsed || e.Action != engine.Trigger || e.Summary != "OLT 3 lost power" || string(e.Details) != `{"title":"OLT 3 lost power","rack":{"unit":12}}` {
		t.Errorf("%+v", e)
	}
	if !mendedBy(e, "not an Events API v2 event") {
		t.Errorf("mended %q", e.Mended)
	}
}

func TestTheVendorsPathDecidesWhoseEventItIs(t *testing.T) {
	in := &intake{}
	post(t, in, "/integration/"+testKey+"/enqueue", strings.ReplaceAll(trigger(`{"summary":"s"}`), testKey, "somebody-else"))
	if len(in.posts) != 1 || in.posts[0].Key != testKey {
		t.Errorf("posts %+v", in.posts)
	}
}

func TestChangeEventsOpenNothing(t *testing.T) {
	e, a := accepted(t, "/v2/change/enqueue", `{"routing_key":"`+testKey+`","payload":{"summary":"Firmware 7.15 on tower-7","source":"ansible","timestamp":"2026-08-12T15:23:28Z","custom_details":{"by":"eve"}},
		"links":[{"href":"https://git.example.net/1","text":"diff"}]}`)
	if a.code != 202 || e.Action != engine.Change || e.Summary != "Firmware 7.15 on tower-7" || e.Source != "ansible" ||
		e.Timestamp.IsZero() || len(e.Links) != 1 || e.Severity != "" {
		t.Errorf("answer %d, event %+v", a.code, e)
	}
}

func TestDeepDetailsAreKeptAsText(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat("}", 100)
	e, _ := accepted(t, "/v2/enqueue", trigger(`{"summary":"s","custom_details":`+deep+`}`))
	var s string
	if err := json.Unmarshal(e.Details, &s); err != nil || s != deep {
		t.Errorf("details %.40s: %v", e.Details, err)
	}
}
