package text_test

import (
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"wakeman/notify"
	"wakeman/notify/text"
)

func TestLineIsHarmless(t *testing.T) {
	for s, want := range map[string]string{
		"Router\x00 down":                   "Router down",
		"a\r\nBcc: x\r\n\r\nb":              "a Bcc: x b",
		" \t a \v b \u2028c\u00a0d ":        "a b c d",
		"\u202enwod\u202c":                  "nwod",
		"Rou\u200bter\ufeff":                "Router",
		"\xff\xfe":                          "\ufffd",
		"\x1b[31mred":                       "[31mred",
		"نتب می\u200cشود":                   "نتب می\u200cشود",
		"👨\u200d👩\u200d👧":                   "👨\u200d👩\u200d👧",
		"\U000e0041\U000e007ftag":           "tag",
		"<b>&amp; stays for the driver</b>": "<b>&amp; stays for the driver</b>",
	} {
		if got := text.Line(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestBlockKeepsLinesOnly(t *testing.T) {
	if got, want := text.Block("\n\na\r\nb\rc  \n\n\n\nd\x00\n\n"), "a\nb\nc\n\nd"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestCleanedTextHoldsNothingThatHidesOrBreaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := string(rapid.SliceOf(rapid.Byte()).Draw(t, "raw")) + rapid.String().Draw(t, "more")
		line, block := text.Line(raw), text.Block(raw)
		bad := func(r rune) bool {
			return unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r)
		}
		if !utf8.ValidString(line+block) || strings.ContainsFunc(line+block, bad) || strings.Contains(line, "\n") {
			t.Fatalf("%q gave %q and %q", raw, line, block)
		}
		if text.Line(line) != line || text.Block(block) != block {
			t.Fatalf("%q: cleaning again changes it", raw)
		}
	})
}

func TestCutNeverExceedsAndNeverSplits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		n := rapid.IntRange(-2, 40).Draw(t, "n")
		if got := text.Cut(s, n); utf8.RuneCountInString(got) > max(0, n) || !utf8.ValidString(got) {
			t.Fatalf("Cut(%q, %d) = %q", s, n, got)
		}
		if got := text.CutBytes(s, n); len(got) > max(0, n) || !utf8.ValidString(got) {
			t.Fatalf("CutBytes(%q, %d) = %q", s, n, got)
		}
		if text.Cut(s, 1000) != s || text.CutBytes(s, 4000) != s {
			t.Fatalf("%q was cut without need", s)
		}
	})
}

func TestWhenNamesTheRecipientsZone(t *testing.T) {
	at := time.Date(2026, 11, 2, 2, 12, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"Europe/Berlin":     "Mon 2 Nov 03:12 CET",
		"America/Chicago":   "Sun 1 Nov 20:12 CST",
		"America/Sao_Paulo": "Sun 1 Nov 23:12 UTC-03",
		"Asia/Kathmandu":    "Mon 2 Nov 07:57 UTC+0545",
		"UTC":               "Mon 2 Nov 02:12 UTC",
	} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := text.When(at, loc); got != want {
			t.Errorf("%s: %q, want %q", zone, got, want)
		}
	}
	if got := text.When(at, nil); got != "Mon 2 Nov 02:12 UTC" {
		t.Errorf("no zone: %q", got)
	}
	if got := text.When(time.Time{}, nil); got != "" {
		t.Errorf("no time: %q", got)
	}
}

func TestBundlePutsTheWorstFirstAndCountsTheRest(t *testing.T) {
	m := notify.Message{Omitted: 2, Incidents: []notify.Incident{
		{Title: "Disk at 80 %", Severity: "info"},
		{Title: "Slow", Severity: "warning", Urgency: "low"},
		{Title: "Odd", Severity: "catastrophic"},
		{Title: "Core router down", Severity: "critical"},
		{Title: "Loss", Severity: "warning", Urgency: "high"},
	}}
	for limit, want := range map[int]string{
		200: "7 incidents: Core router down; Odd; Loss; Slow; Disk at 80 %; and 2 more",
		70:  "7 incidents: Core router down; Odd; Loss; Slow; and 3 more",
		45:  "7 incidents: Core router down; and 6 more",
		35:  "7 incidents: Core ro...; and 6 more",
		20:  "7 incidents",
	} {
		if got := text.Bundle(m, limit); got != want {
			t.Errorf("%d:\ngot  %s\nwant %s", limit, got, want)
		}
	}
	if m.Incidents[0].Title != "Disk at 80 %" {
		t.Error("the message was changed")
	}
}

func TestListNamesOrCountsEveryIncident(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := notify.Message{Omitted: rapid.IntRange(0, 50).Draw(t, "omitted")}
		for range rapid.IntRange(0, 60).Draw(t, "incidents") {
			m.Incidents = append(m.Incidents, notify.Incident{Title: rapid.String().Draw(t, "title"), Service: "Core"})
		}
		lines := text.List(m, rapid.IntRange(0, 4000).Draw(t, "limit"))
		named := len(lines)
		if named > 0 && strings.HasPrefix(lines[named-1], "and ") && strings.HasSuffix(lines[named-1], " more") {
			named--
			if want := text.Total(m) - named; !strings.Contains(lines[named], " "+strconv.Itoa(want)+" ") {
				t.Fatalf("%d of %d named, and the last line is %q", named, text.Total(m), lines[named])
			}
		} else if named != text.Total(m) {
			t.Fatalf("%d lines for %d incidents", named, text.Total(m))
		}
	})
}

func TestLinkTakesPlainWebLinksOnly(t *testing.T) {
	for s, want := range map[string]bool{
		"https://w.example.net/a/1?x=y&z=%20#f": true, "http://192.0.2.1:8080/": true, "http://[2001:db8::1]/": true,
		"": false, "javascript:alert(1)": false, "//x.example/": false, "/a": false, "https:///a": false, "mailto:a@example.net": false,
		"https://u:p@x.example/": false, "https://x.example/ a": false, "https://x.example/\n": false, "https://x.example/\"": false,
		"https://x.example/<b>": false, "https://bücher.example/": false, "https://x.example/" + strings.Repeat("a", 3000): false,
	} {
		if got := text.Link(s) == s && s != ""; got != want {
			t.Errorf("%.60q: %v, want %v", s, got, want)
		}
	}
}
