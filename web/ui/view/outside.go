package view

import (
	"net/url"
	"strings"
)

// Outside returns the address of a link from an event if it may become a link:
// absolute, http or https, with a host, without credentials and without control
// characters. Everything else (javascript:, data:, relative addresses) is
// refused, and pages show it as text.
func Outside(href string) (string, bool) {
	href = strings.TrimSpace(href)
	if strings.ContainsFunc(href, func(r rune) bool { return r < 0x20 || r == 0x7f || r == '\\' }) {
		return "", false
	}
	u, err := url.Parse(href)
	if err != nil || u.Host == "" || u.User != nil {
		return "", false
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	return u.String(), true
}

// host is the host of an outside link, to say where it leads.
func host(href string) string {
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	return u.Host
}

func (l OutsideLink) label() string {
	if strings.TrimSpace(l.Text) == "" {
		return l.Href
	}
	return l.Text
}
