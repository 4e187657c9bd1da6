package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// forgery is a request as another site makes a browser send it.
type forgery struct {
	name   string
	header map[string]string
}

func forgeries() []forgery {
	return []forgery{
		{"another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}},
		{"another site, by its kind alone", map[string]string{"Sec-Fetch-Site": "cross-site"}},
		{"a neighbour on the same domain", map[string]string{"Sec-Fetch-Site": "same-site"}},
		{"another site, from an old browser", map[string]string{"Origin": "https://evil.example"}},
		{"a page without an origin", map[string]string{"Origin": "null"}},
		{"a host that begins like ours", map[string]string{"Origin": "https://127.0.0.1.evil.example"}},
	}
}

// forged sends every change of the pages from other sites with the owner's
// cookie: all must be refused. The API is asked with the cookie alone: it takes
// cookies only to look. Acknowledge links need no cookie, and so are taken from
// anywhere (a push service's own site sends them).
func (b *box) forged(ctx context.Context, all []target, owner visitor) (asks int, faults []string, err error) {
	for _, t := range all {
		if t.method == http.MethodGet || strings.HasPrefix(t.path, "/a/") {
			continue
		}
		tries := forgeries()
		switch t.door {
		case "pages":
		case "api":
			tries = append(tries, forgery{"our own page", map[string]string{"Sec-Fetch-Site": "same-origin"}})
		default:
			continue
		}
		for _, f := range tries {
			res, err := b.ask(ctx, asked{method: t.method, path: t.path, by: owner, header: f.header})
			if err != nil {
				return asks, faults, err
			}
			asks++
			if !refused(t.door, res.StatusCode) {
				faults = append(faults, fmt.Sprintf("%s from %s is answered with %d", t.route, f.name, res.StatusCode))
			}
		}
	}
	return asks, faults, nil
}

func refused(door string, status int) bool {
	return status == http.StatusForbidden || door == "api" && status == http.StatusUnauthorized
}
