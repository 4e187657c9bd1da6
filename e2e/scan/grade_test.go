package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// sound is an answer without a fault.
func sound() *http.Response {
	h := http.Header{}
	for name, value := range map[string]string{
		"Content-Security-Policy":      "default-src 'none'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp",
		"Permissions-Policy":           "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Cache-Control":                "no-store",
		"Strict-Transport-Security":    "max-age=31536000; includeSubDomains",
		"Content-Type":                 "text/html; charset=utf-8",
		"Set-Cookie":                   "__Host-wakeman=x; Path=/; HttpOnly; Secure; SameSite=Lax",
	} {
		h.Set(name, value)
	}
	return &http.Response{StatusCode: http.StatusOK, Header: h}
}

func TestAnAnswerWithEverythingHasTheBestGrade(t *testing.T) {
	points, faults := grade("/", sound(), setting{tls: true, hsts: true})
	if points != wanted || len(faults) > 0 || letter(points) != "A+" {
		t.Errorf("%d points, %v", points, faults)
	}
}

func TestAServerThatLacksOneHeaderIsFound(t *testing.T) {
	for name := range sound().Header {
		if name == "Content-Type" || name == "Set-Cookie" {
			continue
		}
		res := sound()
		res.Header.Del(name)
		if points, faults := grade("/", res, setting{tls: true, hsts: true}); len(faults) == 0 || points >= wanted {
			t.Errorf("without %s: %d points, %v", name, points, faults)
		}
	}
}

func TestAHeaderThatSaysTooLittleIsFound(t *testing.T) {
	base := sound().Header.Get("Content-Security-Policy")
	for name, values := range map[string][]string{
		"Content-Security-Policy": {
			base + "; style-src 'self' 'unsafe-inline'", base + "; img-src *", base + "; connect-src https:", base + "; script-src-elem 'unsafe-eval'",
			strings.Replace(base, "default-src 'none'", "default-src 'self'", 1), strings.Replace(base, "base-uri 'none'", "", 1),
			strings.Replace(base, "frame-ancestors 'none'", "frame-ancestors 'self'", 1), strings.Replace(base, "form-action 'self'", "", 1),
			strings.Replace(base, "form-action 'self'", "form-action 'self' https://*.example.net", 1),
		},
		"X-Frame-Options":              {"SAMEORIGIN"},
		"X-Content-Type-Options":       {"sniff"},
		"Referrer-Policy":              {"unsafe-url", "origin", "no-referrer-when-downgrade"},
		"Cross-Origin-Opener-Policy":   {"unsafe-none"},
		"Cross-Origin-Resource-Policy": {"cross-origin"},
		"Permissions-Policy":           {"camera=(self)", "camera=()"},
		"Cache-Control":                {"private", "max-age=60"},
		"Strict-Transport-Security":    {"max-age=31536000", "max-age=60; includeSubDomains"},
		"Content-Type":                 {"text/html"},
		"Set-Cookie": {
			"wakeman=x; Path=/; HttpOnly; Secure; SameSite=Lax", "__Host-wakeman=x; Path=/; Secure; SameSite=Lax", "__Host-wakeman=x; Path=/; HttpOnly; SameSite=Lax",
			"__Host-wakeman=x; Path=/; HttpOnly; Secure", "__Host-wakeman=x; Path=/; HttpOnly; Secure; SameSite=None", "__Host-wakeman=x; Path=/a; HttpOnly; Secure; SameSite=Lax",
			"__Host-wakeman=x; Path=/; Domain=example.net; HttpOnly; Secure; SameSite=Lax",
		},
		"Server":                      {"Go"},
		"Access-Control-Allow-Origin": {"*"},
	} {
		for _, value := range values {
			res := sound()
			res.Header.Set(name, value)
			if points, faults := grade("/", res, setting{tls: true, hsts: true}); len(faults) == 0 || points >= wanted {
				t.Errorf("%s: %s: %d points, %v", name, value, points, faults)
			}
		}
	}
}

func TestHowTheBoxIsReachedIsTakenIntoAccount(t *testing.T) {
	plain := sound()
	plain.Header.Del("Strict-Transport-Security")
	plain.Header.Set("Set-Cookie", "wakeman=x; Path=/; HttpOnly; SameSite=Lax")
	if _, faults := grade("/", plain, setting{}); len(faults) > 0 {
		t.Errorf("plain http: %v", faults)
	}
	if _, faults := grade("/", sound(), setting{tls: true}); len(faults) != 1 {
		t.Errorf("HSTS that nobody asked for: %v", faults)
	}
	if _, faults := grade("/a/secret", sound(), setting{tls: true, hsts: true}); len(faults) != 1 {
		t.Errorf("an acknowledge link in the referrer: %v", faults)
	}
	asset := sound()
	asset.Header.Set("Cache-Control", "public, max-age=31536000, immutable")
	if _, faults := grade("/assets/app-1.css", asset, setting{tls: true, hsts: true}); len(faults) > 0 {
		t.Errorf("a file with its hash in the name: %v", faults)
	}
	broken := sound()
	broken.StatusCode = http.StatusInternalServerError
	if points, _ := grade("/", broken, setting{tls: true, hsts: true}); points != 0 || letter(points) != "F" {
		t.Errorf("a panic: %d points", points)
	}
}

func TestAPolicyIsReadAsBrowsersReadIt(t *testing.T) {
	csp := directives("default-src 'none' ;; img-src 'self' data:; img-src *")
	if !slices.Equal(csp["img-src"], []string{"'self'", "data:"}) {
		t.Errorf("the second of two directives counts: %q", csp["img-src"])
	}
}
