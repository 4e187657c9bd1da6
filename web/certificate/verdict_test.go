package certificate_test

import (
	"strings"
	"testing"
	"time"

	"wakeman/web/certificate"
)

func TestACertificateIsAMatterForPeopleBeforeItsEnd(t *testing.T) {
	ends := time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	for _, c := range []struct {
		life, left time.Duration
		want       certificate.Verdict
		words      string
	}{
		{365 * day, 100 * day, certificate.Good, "(100 days)"},
		{365 * day, 14*day + time.Second, certificate.Good, ""},
		{365 * day, 14 * day, certificate.Warning, "ends in 14 days"},
		{90 * day, 14 * day, certificate.Warning, "has not been renewed"},
		{90 * day, 3*day + time.Second, certificate.Warning, ""},
		{90 * day, 3 * day, certificate.Bad, "ends in 3 days"},
		{365 * day, 0, certificate.Bad, "has ended"},
		{365 * day, -time.Hour, certificate.Bad, "has ended"},
		{365 * day, 366 * day, certificate.Bad, "clock"},
		// Private ACME servers make them for a day: eight hours before the end they are renewed.
		{day, 9 * time.Hour, certificate.Good, ""},
		{day, 4 * time.Hour, certificate.Warning, "ends in 4 hours"},
		{day, 30 * time.Minute, certificate.Bad, "30 minutes"},
	} {
		s := certificate.State{Mode: certificate.ModeFiles, Names: []string{"wakeman.example.net"}, Issuer: "Example CA", From: ends.Add(-c.life), Ends: ends}
		got, words := s.Judge(ends.Add(-c.left))
		if got != c.want || !strings.Contains(words, c.words) || !strings.Contains(words, "wakeman.example.net, issued by Example CA, until 2026-06-30 12:00 UTC") {
			t.Errorf("made for %v, %v left: %v %q, want %v with %q", c.life, c.left, got, words, c.want, c.words)
		}
	}
}

func TestWhatStandsInIsAlwaysBadAndATroubleAtLeastAWarning(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	s := certificate.State{From: now.Add(-time.Hour), Ends: now.AddDate(0, 2, 0), Problem: "The server does not answer."}
	if v, words := s.Judge(now); v != certificate.Warning || !strings.HasPrefix(words, "The server does not answer.") {
		t.Error(v, words)
	}
	s.Fallback = true
	if v, words := s.Judge(now); v != certificate.Bad || !strings.Contains(words, "stands in") {
		t.Error(v, words)
	}
	if v, _ := (certificate.State{}).Judge(now); v != certificate.Bad {
		t.Error("no certificate is", v)
	}
}

func TestBrowsersAreToldToInsistOnlyOnWhatTheyTrust(t *testing.T) {
	whole := certificate.State{Ends: time.Now().Add(time.Hour)}
	for name, c := range map[string]struct {
		change func(*certificate.State)
		want   bool
	}{
		"issued by somebody":   {func(*certificate.State) {}, true},
		"of its own making":    {func(s *certificate.State) { s.SelfMade = true }, false},
		"standing in":          {func(s *certificate.State) { s.Fallback = true }, false},
		"no certificate there": {func(s *certificate.State) { s.Ends = time.Time{} }, false},
	} {
		s := whole
		c.change(&s)
		if got := s.Insists(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestNamesAreReadAsCertificatesHaveThem(t *testing.T) {
	for text, want := range map[string]string{
		"Wakeman.Example.NET": "wakeman.example.net", "pager.": "pager", "[2001:DB8::1]": "2001:db8::1", "192.0.2.10": "192.0.2.10",
		"::ffff:192.0.2.1": "192.0.2.1", "my_box": "my_box",
		"": "", "https://a": "", "a:443": "", "*.example.net": "", "a b": "", "a..b": "", "-a": "", "bücher.example": "",
	} {
		got, err := certificate.ParseName(text)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q gives %q, %v; want %q", text, got, err, want)
		}
	}
	for text, want := range map[string]string{"https://wakeman.example.net:8443/x": "wakeman.example.net", "http://[2001:db8::1]": "2001:db8::1", "": "", "x": ""} {
		if got := certificate.HostOf(text); got != want {
			t.Errorf("host of %q is %q, want %q", text, got, want)
		}
	}
}
