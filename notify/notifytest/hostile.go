package notifytest

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"wakeman/notify"
)

// Hostile is text that broke somebody, somewhere.
func Hostile() map[string]string {
	return map[string]string{
		"NUL":                "Router\x00 down",
		"header injection":   "Router down\r\nBcc: victim@example.com\r\nX-Injected: yes\r\n\r\nnew body",
		"bare line feeds":    "Router down\nX-Injected: yes\n\n.\nMAIL FROM:<a@example.com>",
		"end of data":        "Router down\r\n.\r\nQUIT\r\n",
		"escape sequences":   "Router \x1b[31mdown\x1b]0;title\x07",
		"right to left":      "Router \u202enwod\u202c \u2067abc\u2069",
		"Hebrew":             "נתב ליבה נפל",
		"invisible":          "Rou\u200bter\ufeff down\u00ad",
		"invalid UTF-8":      "Router \xff\xfe\xc0\xaf down",
		"lone surrogate":     "Router \xed\xa0\x80 down",
		"HTML":               `<script>alert(1)</script><img src=x onerror=alert(1)> down & "out"`,
		"template":           "{{.Secret}} ${jndi:ldap://x} {to} {text} {id} %s %n",
		"JSON":               `","ack_url":"https://evil.example/","x":"`,
		"encoded word":       "=?UTF-8?B?QmNjOiBhQGV4YW1wbGUuY29t?= =?x?q?y",
		"100 kB":             strings.Repeat("Router down ", 8500),
		"100 kB, one word":   strings.Repeat("A", 100_000),
		"100 kB, wide runes": strings.Repeat("路由器故障", 7000),
		"combining marks":    "Z" + strings.Repeat("\u0301", 5000),
		"emoji":              "🔥👨‍👩‍👧‍👦 down",
		"only space":         " \t\r\n\v\f ",
		"empty":              "",
	}
}

// maxSize is the most bytes one message may have on the wire: a carrier takes a
// few hundred KiB at the least, and an attacker writes the titles.
const maxSize = 256 << 10

func hostile(t *testing.T, s Suite, r Rig) {
	for name, words := range Hostile() {
		m := Page(1)
		m.Incidents[0].Title = words
		checkHostile(t, s, r, name, m)
	}
}

func hostileEverywhere(t *testing.T, s Suite, r Rig) {
	for name, words := range Hostile() {
		m := notify.Message{
			Kind: notify.Page, Recipient: words, Subject: words, Text: words, Zone: time.UTC,
			AckURL: "https://wakeman.example.net/a/1",
		}
		i := notify.Incident{
			ID: words, Title: words, Service: words, Severity: words, Urgency: words, Source: words,
			Details: words, WhyYou: words, URL: words, AckURL: words, Runbook: words,
		}
		m.Incidents = []notify.Incident{i, i, i}
		checkHostile(t, s, r, name, m)
		m.Kind, m.Incidents = notify.Notice, nil
		checkHostile(t, s, r, name+", notice", m)
	}
}

func checkHostile(t *testing.T, s Suite, r Rig, name string, m notify.Message) {
	t.Helper()
	before := len(r.Carrier.Received(t))
	o := send(t, s, r, delivery(r, "h0001", m))
	if o.Status != s.Good {
		t.Errorf("%s: outcome %+v", name, o)
		return
	}
	got := r.Carrier.Received(t)[before:]
	if len(got) != 1 {
		t.Errorf("%s: %d messages arrived", name, len(got))
		return
	}
	if problem := harmful(got[0]); problem != "" {
		t.Errorf("%s: %s", name, problem)
	}
	if !strings.Contains(flat(got[0].Words), m.AckURL) {
		t.Errorf("%s: the link is lost in %.300q", name, got[0].Words)
	}
}

// harmful says what is wrong with a message as it arrived, or "".
func harmful(m Received) string {
	for h := range m.Header {
		if h == "X-Injected" || h == "Bcc" {
			return "a header was injected: " + h
		}
	}
	html := strings.ToLower(m.HTML)
	switch {
	case len(m.Recipients) > 1:
		return fmt.Sprintf("it went to %q", m.Recipients)
	case !utf8.ValidString(m.Words):
		return "the words are not UTF-8"
	case strings.ContainsAny(m.Words, "\x00\x1b\x07\u202e\u2067\u200b\ufeff"):
		return fmt.Sprintf("a control character arrived: %.200q", m.Words)
	case strings.Contains(html, "<script"), strings.Contains(html, "<img"), strings.Contains(html, "javascript:"):
		return "HTML was not escaped"
	case m.Size > maxSize:
		return fmt.Sprintf("it has %d bytes on the wire", m.Size)
	}
	return ""
}

func links(t *testing.T, s Suite, r Rig) {
	for n, link := range []string{
		"javascript:alert(1)", "data:text/html,x", "//evil.example/", "/relative", "https://user:pass@evil.example/",
		"https://x.example/\r\nX-Injected: yes", "https://x.example/\"><script>", "ftp://x.example/", "https:///nohost", "https://x.example/\u202eabc",
	} {
		m := Page(1)
		m.AckURL, m.AckPostURL, m.ListURL, m.Incidents[0].URL, m.Incidents[0].Runbook = link, link, link, link, link
		if o := send(t, s, r, delivery(r, "l0001", m)); !o.OK() {
			t.Errorf("%q: %+v", link, o)
		}
		got := r.Carrier.Received(t)[n]
		if problem := harmful(got); problem != "" {
			t.Errorf("%q: %s", link, problem)
		}
		for _, part := range []string{"javascript:", "data:text", "evil.example", "ftp:", "href=\"/relative"} {
			if strings.Contains(got.Words+got.HTML, part) {
				t.Errorf("%q arrived: %.300q", link, got.Words+got.HTML)
			}
		}
	}
}
