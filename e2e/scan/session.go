package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// signIn signs a person in, as a browser that may have a cookie already.
func (b *box) signIn(ctx context.Context, role string, before *http.Cookie) (visitor, error) {
	res, err := b.ask(ctx, signingIn(role, before, ""))
	if err != nil {
		return visitor{}, err
	}
	for _, c := range res.Cookies() {
		if strings.HasSuffix(c.Name, "wakeman") && c.MaxAge > 0 {
			return visitor{role, c}, nil
		}
	}
	return visitor{}, fmt.Errorf("%s cannot sign in: %d", role, res.StatusCode)
}

// signingIn is the form; next is where it wants to be led.
func signingIn(role string, before *http.Cookie, next string) asked {
	form := url.Values{"email": {role + "@example.net"}, "password": {password}, "next": {next}}
	return asked{method: "POST", path: "/signin", by: visitor{cookie: before}, form: form.Encode(), header: map[string]string{"Sec-Fetch-Site": "same-origin"}}
}

// seesIncidents reports whether a visitor is let in.
func (b *box) seesIncidents(ctx context.Context, by visitor) (bool, error) {
	res, err := b.ask(ctx, asked{method: "GET", path: "/incidents", by: by})
	return err == nil && res.StatusCode == http.StatusOK, err
}

// sessionFaults tries to choose somebody's session for them, and to go on with
// one that has ended.
func (b *box) sessionFaults(ctx context.Context) (faults []string, err error) {
	chosen := &http.Cookie{Name: "__Host-wakeman", Value: strings.Repeat("A", 43)}
	first, err := b.signIn(ctx, "viewer", chosen)
	if err != nil {
		return nil, err
	}
	if first.cookie.Value == chosen.Value {
		faults = append(faults, "a session that a stranger chose is taken")
	}
	second, err := b.signIn(ctx, "viewer", first.cookie)
	if err != nil {
		return nil, err
	}
	if second.cookie.Value == first.cookie.Value {
		faults = append(faults, "signing in keeps the session's secret")
	}
	out, err := b.ask(ctx, asked{method: "POST", path: "/signout", by: second, header: map[string]string{"Sec-Fetch-Site": "same-origin"}})
	if err != nil {
		return nil, err
	}
	if out.StatusCode != http.StatusSeeOther {
		faults = append(faults, fmt.Sprintf("signing out is answered with %d", out.StatusCode))
	}
	for name, v := range map[string]visitor{
		"a session that a stranger chose":                         {cookie: chosen},
		"a session after the browser signed in anew":              first,
		"a session after its owner signed out":                    second,
		"a session's cookie under the name that plain http takes": {cookie: &http.Cookie{Name: "wakeman", Value: second.cookie.Value}},
	} {
		in, err := b.seesIncidents(ctx, v)
		if err != nil {
			return nil, err
		}
		if in {
			faults = append(faults, name+" lets in")
		}
	}
	return faults, nil
}
