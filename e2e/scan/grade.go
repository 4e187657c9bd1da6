package main

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// wanted is what the best grade demands: A+ begins at 100, and what is beyond it
// is reached only with every protection there is.
const wanted = 150

// setting is how the box was reached, as far as headers depend on it.
type setting struct {
	tls, hsts bool
}

// fault is what is wrong with an answer, and what it costs.
type fault struct {
	points int
	words  string
}

func (f fault) String() string { return f.words }

// grade judges the headers of one answer to a path. It begins at 100, as
// Mozilla's Observatory does (its grader's charts are where the costs come
// from); bonuses count only from 90 upwards.
func grade(path string, res *http.Response, how setting) (points int, faults []fault) {
	h := res.Header
	for _, judge := range []func(string, http.Header, setting) []fault{
		policyFaults, framingFaults, isolationFaults, sniffingFaults, cacheFaults, transportFaults, chattyFaults,
	} {
		faults = append(faults, judge(path, h, how)...)
	}
	for _, c := range res.Cookies() {
		faults = append(faults, cookieFaults(c, how)...)
	}
	if res.StatusCode >= 500 {
		faults = append(faults, fault{100, fmt.Sprintf("answered with %d", res.StatusCode)})
	}
	points = 100
	for _, f := range faults {
		points -= f.points
	}
	if points >= 90 {
		points += bonus(h)
	}
	return max(0, points), faults
}

// bonus is what goes beyond the ordinary: a policy that begins with nothing,
// framing ruled out there too, a private referrer, isolation from other origins.
func bonus(h http.Header) (points int) {
	csp := directives(h.Get("Content-Security-Policy"))
	for _, extra := range []struct {
		points int
		met    bool
	}{
		{10, slices.Equal(csp["default-src"], []string{"'none'"})},
		{5, slices.Equal(csp["frame-ancestors"], []string{"'none'"})},
		{5, privateReferrer(h.Get("Referrer-Policy"))},
		{10, h.Get("Cross-Origin-Resource-Policy") == "same-origin"},
		{10, h.Get("Cross-Origin-Opener-Policy") == "same-origin"},
		{10, h.Get("Cross-Origin-Embedder-Policy") == "require-corp"},
	} {
		if extra.met {
			points += extra.points
		}
	}
	return points
}

// directives reads a content security policy (CSP level 3, section 2.2.1).
func directives(policy string) map[string][]string {
	all := map[string][]string{}
	for part := range strings.SplitSeq(policy, ";") {
		if words := strings.Fields(part); len(words) > 0 {
			if _, twice := all[words[0]]; !twice {
				all[words[0]] = words[1:]
			}
		}
	}
	return all
}

// closedDirectives are those that must say no by themselves: default-src, and
// what it does not cover.
func closedDirectives() []string { return []string{"default-src", "base-uri", "frame-ancestors"} }

func policyFaults(_ string, h http.Header, _ setting) (faults []fault) {
	if len(h.Values("Content-Security-Policy")) != 1 {
		return []fault{{25, "no content security policy, or several"}}
	}
	csp := directives(h.Get("Content-Security-Policy"))
	for _, name := range closedDirectives() {
		if !slices.Equal(csp[name], []string{"'none'"}) {
			faults = append(faults, fault{20, fmt.Sprintf("content security policy: %s is %q, want 'none'", name, csp[name])})
		}
	}
	if !slices.Contains(csp["form-action"], "'self'") {
		faults = append(faults, fault{20, "content security policy: form-action lets forms post anywhere"})
	}
	for name, sources := range csp {
		for _, source := range sources {
			if !soundSource(name, source) {
				faults = append(faults, fault{20, fmt.Sprintf("content security policy: %s allows %s", name, source)})
			}
		}
	}
	return faults
}

// soundSource takes this box, nothing, and for forms (which lead to a provider of
// identities) one other origin by name. Data pictures would do no harm; there
// are none.
func soundSource(directive, source string) bool {
	switch {
	case source == "'self'" || source == "'none'":
		return true
	case directive == "form-action":
		return strings.HasPrefix(source, "https://") && !strings.Contains(source, "*")
	}
	return false
}

func framingFaults(_ string, h http.Header, _ setting) (faults []fault) {
	if h.Get("X-Frame-Options") != "DENY" {
		faults = append(faults, fault{20, fmt.Sprintf("X-Frame-Options is %q, want DENY", h.Get("X-Frame-Options"))})
	}
	return faults
}

func isolationFaults(path string, h http.Header, _ setting) (faults []fault) {
	for name, want := range map[string]string{
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp",
	} {
		if h.Get(name) != want {
			faults = append(faults, fault{10, fmt.Sprintf("%s is %q, want %s", name, h.Get(name), want)})
		}
	}
	switch got := h.Get("Referrer-Policy"); {
	case !privateReferrer(got):
		faults = append(faults, fault{5, fmt.Sprintf("Referrer-Policy is %q, want same-origin or no-referrer", got)})
	case strings.HasPrefix(path, "/a/") && got != "no-referrer":
		faults = append(faults, fault{5, "the path is a secret and goes into the referrer"})
	}
	for _, name := range []string{"camera", "microphone", "geolocation", "usb", "payment", "display-capture"} {
		if !strings.Contains(h.Get("Permissions-Policy"), name+"=()") {
			faults = append(faults, fault{5, "Permissions-Policy does not switch " + name + " off"})
		}
	}
	return faults
}

func privateReferrer(policy string) bool { return policy == "no-referrer" || policy == "same-origin" }

func sniffingFaults(_ string, h http.Header, _ setting) (faults []fault) {
	if h.Get("X-Content-Type-Options") != "nosniff" {
		faults = append(faults, fault{5, fmt.Sprintf("X-Content-Type-Options is %q, want nosniff", h.Get("X-Content-Type-Options"))})
	}
	kind := h.Get("Content-Type")
	if strings.HasPrefix(kind, "text/") && !strings.Contains(strings.ToLower(kind), "charset=utf-8") && !strings.HasPrefix(kind, "text/event-stream") {
		faults = append(faults, fault{5, fmt.Sprintf("Content-Type is %q and names no charset", kind)})
	}
	return faults
}

// cacheFaults: only files under an address with their hash may be kept.
func cacheFaults(path string, h http.Header, _ setting) []fault {
	if strings.HasPrefix(path, "/assets/") || strings.Contains(h.Get("Cache-Control"), "no-store") {
		return nil
	}
	return []fault{{20, fmt.Sprintf("Cache-Control is %q, want no-store", h.Get("Cache-Control"))}}
}

// transportFaults: HSTS where it was asked for, and nowhere else (RFC 6797, 7.2).
func transportFaults(_ string, h http.Header, how setting) []fault {
	hsts := h.Get("Strict-Transport-Security")
	switch {
	case !how.tls || !how.hsts:
		if hsts != "" {
			return []fault{{20, "Strict-Transport-Security was not asked for, and would lock out whoever has a certificate of their own making"}}
		}
		return nil
	case !strings.Contains(hsts, "includeSubDomains") || seconds(hsts) < 31536000:
		return []fault{{20, fmt.Sprintf("Strict-Transport-Security is %q, want a year with subdomains", hsts)}}
	}
	return nil
}

func seconds(hsts string) int {
	for part := range strings.SplitSeq(hsts, ";") {
		if n, ok := strings.CutPrefix(strings.TrimSpace(part), "max-age="); ok {
			age, _ := strconv.Atoi(strings.Trim(n, `"`))
			return age
		}
	}
	return 0
}

// chattyFaults: no answer tells strangers what it was made with.
func chattyFaults(_ string, h http.Header, _ setting) (faults []fault) {
	for _, name := range []string{"Server", "X-Powered-By", "X-Aspnet-Version", "Access-Control-Allow-Origin"} {
		if h.Get(name) != "" {
			faults = append(faults, fault{5, fmt.Sprintf("%s: %s", name, h.Get(name))})
		}
	}
	return faults
}

func cookieFaults(c *http.Cookie, how setting) (faults []fault) {
	wrong := func(points int, words string) {
		faults = append(faults, fault{points, "cookie " + c.Name + ": " + words})
	}
	if !c.HttpOnly {
		wrong(30, "scripts can read it (HttpOnly)")
	}
	if c.SameSite != http.SameSiteLaxMode && c.SameSite != http.SameSiteStrictMode {
		wrong(20, "other sites send it along (SameSite)")
	}
	if c.Domain != "" {
		wrong(20, "goes to other hosts (Domain)")
	}
	if how.tls && !c.Secure {
		wrong(40, "goes over plain http (Secure)")
	}
	if how.tls && (!strings.HasPrefix(c.Name, "__Host-") || c.Path != "/") {
		wrong(20, "its name does not bind it to this host (__Host-)")
	}
	return faults
}

// letter is the grade of some points.
func letter(points int) string {
	for _, g := range []struct {
		from int
		name string
	}{{100, "A+"}, {90, "A"}, {80, "B"}, {65, "C"}, {50, "D"}} {
		if points >= g.from {
			return g.name
		}
	}
	return "F"
}
