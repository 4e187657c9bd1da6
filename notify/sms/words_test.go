package sms

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"wakeman/notify"
)

func incident(title string) notify.Incident {
	return notify.Incident{
		Number: 17, Title: title, Service: "Core network", Severity: "critical", Source: "edge-1",
		Since: time.Date(2026, 11, 2, 2, 12, 0, 0, time.UTC),
	}
}

func TestTextReadsWellAtThreeAtNight(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	page := func(titles ...string) notify.Message {
		m := notify.Message{Kind: notify.Page, Zone: zone, AckURL: "https://w.example.net/a/k3"}
		for _, title := range titles {
			m.Incidents = append(m.Incidents, incident(title))
		}
		return m
	}
	repeat := page("Router down")
	repeat.MayBeDuplicate = true
	held := page("Router down")
	held.Incidents[0].HeldSince = time.Date(2026, 11, 1, 21, 5, 0, 0, time.UTC)
	noLink := page("Router down")
	noLink.AckURL = ""
	many := page("Router down", "Mail queue long", "Tower 3 has no power", "Fibre cut", "DNS slow")
	many.Omitted = 9
	for name, c := range map[string]struct {
		m     notify.Message
		limit int
		want  string
	}{
		"one incident": {
			page("Router down"), 300,
			"CRITICAL #17 Router down. Core network, edge-1. Since Mon 2 Nov 03:12 CET. https://w.example.net/a/k3",
		},
		"a short limit keeps the essential and the link": {
			page("Router down"), 75,
			"CRITICAL #17 Router down. Core network, edge-1. https://w.example.net/a/k3",
		},
		"a long title is cut, the link is not": {
			page(strings.Repeat("Router down ", 20)), 100,
			"CRITICAL #17 Router down Router down Router down Router down Router do... https://w.example.net/a/k3",
		},
		"kept quiet until now": {
			held, 300,
			"CRITICAL #17 Router down. Core network, edge-1. Held since Sun 1 Nov 22:05 CET. Since Mon 2 Nov 03:12 CET. https://w.example.net/a/k3",
		},
		"kept quiet until now, in little room": {
			held, 106,
			"CRITICAL #17 Router down. Core network, edge-1. Held since Sun 1 Nov 22:05 CET. https://w.example.net/a/k3",
		},
		"kept quiet until now, without room": {
			held, 80,
			"CRITICAL #17 Router down. Core network, edge-1. https://w.example.net/a/k3",
		},
		"may be a repeat": {
			repeat, 300,
			"CRITICAL #17 Router down. Core network, edge-1. Since Mon 2 Nov 03:12 CET. May have reached you already. https://w.example.net/a/k3",
		},
		"no link to give": {
			noLink, 300,
			"CRITICAL #17 Router down. Core network, edge-1. Since Mon 2 Nov 03:12 CET.",
		},
		"two incidents": {
			page("Router down", "Mail queue long"), 300,
			"2 incidents: Router down; Mail queue long https://w.example.net/a/k3",
		},
		"more than fit": {
			many, 100,
			"14 incidents: Router down; Mail queue long; and 12 more https://w.example.net/a/k3",
		},
		"test": {
			notify.Message{Kind: notify.Test, Subject: "Test page", Text: "You asked\nto be woken."},
			300,
			"Test page. You asked to be woken.",
		},
	} {
		if got := write(c.m, c.limit); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, c.want)
		}
	}
}

func TestTextIsNeverTooLongAndEndsWithItsLink(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := notify.Message{
			Kind:           notify.Page,
			MayBeDuplicate: rapid.Bool().Draw(t, "duplicate"),
			Omitted:        rapid.IntRange(0, 2000).Draw(t, "omitted"),
			AckURL:         "https://w.example.net/" + rapid.StringMatching("[a-z0-9]{1,30}").Draw(t, "link"),
		}
		for _, title := range rapid.SliceOfN(rapid.String(), 0, 12).Draw(t, "titles") {
			m.Incidents = append(m.Incidents, incident(title))
		}
		limit := rapid.IntRange(140, 400).Draw(t, "limit")
		s := write(m, limit)
		if n := utf8.RuneCountInString(s); n > limit {
			t.Fatalf("%d runes, more than %d: %s", n, limit, s)
		}
		if !strings.HasSuffix(s, m.AckURL) || !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n\x00") {
			t.Fatalf("not one line that ends with the link: %q", s)
		}
	})
}

// Whatever a template and the values hold, each place gets back the value it
// was given, and a second pass never happens.
func FuzzExpansion(f *testing.F) {
	f.Add("+12025550123", "Router down", "d1")
	f.Add("{text}", "{id}{to}", "{text}")
	f.Add(`"`, `\"},"x":"`, "%7Bto%7D")
	f.Add("&to=1", "a=b&c d+e%20#", "\x00\xff")
	f.Fuzz(func(t *testing.T, to, words, id string) {
		v := values{to, words, id}
		u, err := url.Parse(v.intoURL("https://sms.example.net/s/{id}?to={to}&text={text}&id={id}"))
		if err != nil || u.Host != "sms.example.net" || u.Fragment != "" || u.Scheme != "https" {
			t.Fatalf("%v: %v", u, err)
		}
		q, err := url.ParseQuery(u.RawQuery)
		if err != nil || len(q) != 3 || q.Get("to") != to || q.Get("text") != words || q.Get("id") != id {
			t.Fatalf("query %q: %v", u.RawQuery, err)
		}
		q, err = url.ParseQuery(v.into("to={to}&text={text}&id={id}", escaper(typeForm)))
		if err != nil || len(q) != 3 || q.Get("text") != words {
			t.Fatalf("form: %v", err)
		}
		var body map[string]string
		filled := v.into(`{"to":"{to}","text":"{text}"}`, escaper(typeJSON))
		if err := json.Unmarshal([]byte(filled), &body); err != nil || len(body) != 2 {
			t.Fatalf("JSON %q: %v", filled, err)
		}
		if utf8.ValidString(words) && body["text"] != words {
			t.Fatalf("JSON text %q, want %q", body["text"], words)
		}
		if err := checkFilled(typeXML, v.into(`<a to="{to}">{text}</a>`, escaper(typeXML)), "x"); err != nil {
			t.Fatal(err)
		}
	})
}

// Whatever an admin types, Validate answers, and what it passes can be built.
func FuzzValidate(f *testing.F) {
	f.Add("https://sms.example.net/?to={to}", "Authorization", "Bearer x", "application/json", `{"text":"{text}"}`, "200-299", "x")
	f.Add("http://{to}/", "A", "\n", "text/xml", "<a>{text}", "1-9999", "(")
	f.Fuzz(func(t *testing.T, u, name, value, contentType, body, status, pattern string) {
		c := Config{
			URL: u, Headers: map[string]string{name: value}, ContentType: contentType, Body: body,
			SuccessStatus: status, SuccessMatch: pattern, ProviderID: pattern,
		}
		valid := c.Validate() == nil
		d, err := New(c)
		if valid != (err == nil) {
			t.Fatalf("Validate says %v, New %v", valid, err)
		}
		if !valid {
			return
		}
		req, err := d.(*driver).request(t.Context(), values{"+12025550123", "Router \"down\" & out", "d1"})
		if err != nil || strings.Contains(req.URL.Host, "1202555") {
			t.Fatalf("a request of a valid configuration: %v, %v", req, err)
		}
	})
}
