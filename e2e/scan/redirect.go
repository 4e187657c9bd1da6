package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// elsewhere is the host that a stranger wants to lead to.
const elsewhere = "evil.example"

// leads are addresses that look like a page of ours to somebody: to a prefix
// test, to a browser (WHATWG URL: a backslash is a slash, tabs and line ends are
// dropped), to a proxy that decodes once more, to a mail program.
func leads() []string {
	return []string{
		"//evil.example", "///evil.example", "////evil.example/..", `\\evil.example`, `/\evil.example`, `\/evil.example`, `/\/evil.example`,
		"https://evil.example", "http:evil.example", "https:/evil.example", "HTTPS://EVIL.EXAMPLE", "javascript:alert(document.domain)", "JaVaScRiPt:alert(1)",
		"data:text/html,<script>alert(1)</script>", "vbscript:x", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "\x00//evil.example",
		"/%2f/evil.example", "/%5cevil.example", "%2f%2fevil.example", "/..//evil.example", "/.//evil.example", "//evil.example%2f@127.0.0.1", "https://127.0.0.1@evil.example",
		"/incidents\r\nX-Injected: yes", "/incidents%0d%0aX-Injected:%20yes", "/incidents\r\n\r\n<script>alert(1)</script>", "//[::1]@evil.example", "/@evil.example", "@evil.example",
		".evil.example", ":80@evil.example", "//evil。example", "/\u2028/evil.example", "?next=//evil.example", "#//evil.example",
	}
}

// parameters are names under which programs take an address.
func parameters() []string {
	return []string{"next", "return", "return_to", "back", "to", "url", "redirect", "redirect_uri", "continue", "from", "path", "page", "state"}
}

// leaves reports whether a browser that is at base and follows to ends up at
// another host, or runs something.
func leaves(base, to string) bool {
	cleaned := strings.Map(func(c rune) rune {
		if c == '\t' || c == '\n' || c == '\r' {
			return -1
		}
		if c == '\\' {
			return '/'
		}
		return c
	}, strings.Trim(to, " \x00\t\r\n"))
	if strings.HasPrefix(cleaned, "//") { // any number of slashes begins a host
		cleaned = "//" + strings.TrimLeft(cleaned, "/")
	}
	at, err := url.Parse(base)
	if err != nil {
		return true
	}
	u, err := at.Parse(cleaned)
	if err != nil {
		return strings.HasPrefix(cleaned, "//") || strings.Contains(strings.ToLower(cleaned), "script:")
	}
	return u.Host != at.Host || u.Scheme != at.Scheme
}

// redirectFaults is what is wrong with an answer to a request whose parameters
// led elsewhere.
func redirectFaults(base, asked string, res answer) (faults []string) {
	if to := res.Header.Get("Location"); to != "" && leaves(base, to) {
		faults = append(faults, fmt.Sprintf("%s redirects to %q", asked, to))
	}
	for name := range res.Header {
		if strings.EqualFold(name, "X-Injected") || strings.EqualFold(name, "Refresh") {
			faults = append(faults, fmt.Sprintf("%s: a header was put in: %s", asked, name))
		}
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		return faults
	}
	for _, l := range links(res.text) {
		if strings.HasPrefix(l.to, "http-equiv:") || strings.Contains(strings.ToLower(l.to), elsewhere) && leaves(base, l.to) || strings.HasPrefix(strings.ToLower(strings.TrimSpace(l.to)), "javascript:") {
			faults = append(faults, fmt.Sprintf("%s has <%s %s=%q>", asked, l.element, l.attribute, l.to))
		}
	}
	return faults
}

// redirects asks every page with every address under every name, as a stranger
// and as the owner, signs in with each, and asks for the address itself: servers
// that tidy paths up redirect to what is left of them.
func (b *box) redirects(ctx context.Context, all []target, owner visitor) (asks int, faults []string) {
	judge := func(what string, a asked) {
		asks++
		res, err := b.ask(ctx, a)
		if err != nil { // an answer that cannot be read is one that something was put into
			faults = append(faults, fmt.Sprintf("%s: %v", what, err))
			return
		}
		faults = append(faults, redirectFaults(b.base, what, res)...)
	}
	for _, to := range leads() {
		values := url.Values{}
		for _, name := range parameters() {
			values.Set(name, to)
		}
		for _, t := range pagesOf(all) {
			for _, by := range []visitor{{name: "stranger"}, owner} {
				judge(fmt.Sprintf("%s with %q", t.route, to), asked{method: "GET", path: t.path + "?" + values.Encode(), by: by})
			}
		}
		judge(fmt.Sprintf("signing in with %q", to), signingIn("viewer", nil, to))
		if strings.HasPrefix(to, "/") && !strings.ContainsFunc(to, func(c rune) bool { return c <= ' ' || c == 0x7f }) {
			judge("the path "+to, asked{method: "GET", path: to})
		}
	}
	return asks, faults
}

func pagesOf(all []target) (list []target) {
	for _, t := range all {
		if t.door == "pages" && t.method == http.MethodGet && !slices.ContainsFunc(list, func(o target) bool { return o.path == t.path }) {
			list = append(list, t)
		}
	}
	return list
}
