package hooks

import (
	"encoding/json"
	"net/url"
	"strings"

	"wakeman/engine"
)

const (
	maxLinks = 50
	maxURL   = 2048 // bytes; longer ones break in mail and SMS
)

// webAddress gives s back if it is an absolute http or https address, else
// nothing: an alert must not become a link that runs code, nor one that leads
// into our own pages.
func webAddress(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > maxURL {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return ""
	}
	if scheme := strings.ToLower(u.Scheme); scheme != "http" && scheme != "https" {
		return ""
	}
	return s
}

// address reads a field that holds a web address.
func (m *mender) address(name string, t text) string {
	at := webAddress(string(t))
	if at == "" && strings.TrimSpace(string(t)) != "" {
		m.note("%s is not an http or https address: left out", name)
	}
	return at
}

// wireLink is a link or an image, in any of the shapes that are sent.
type wireLink struct {
	Type text `json:"type"` // Events v1 contexts: link or image
	Href text `json:"href"`
	Text text `json:"text"`
	Src  text `json:"src"`
	Alt  text `json:"alt"`
}

// items reads a list of links; a single one, or a bare address, is a list of
// one.
func (m *mender) items(name string, raw json.RawMessage) []wireLink {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		list = []json.RawMessage{raw}
	}
	if len(list) > maxLinks {
		m.note("%d %s: only the first %d are shown", len(list), name, maxLinks)
		list = list[:maxLinks]
	}
	out := make([]wireLink, 0, len(list))
	for _, one := range list {
		out = append(out, readItem(one))
	}
	return out
}

func readItem(raw json.RawMessage) wireLink {
	var l wireLink
	if err := json.Unmarshal(raw, &l); err == nil {
		return l
	}
	var bare text
	if err := json.Unmarshal(raw, &bare); err != nil {
		return wireLink{}
	}
	return wireLink{Href: bare, Src: bare}
}

func (m *mender) links(raw json.RawMessage) []engine.Link {
	var out []engine.Link
	for _, l := range m.items("links", raw) {
		out = m.appendLink(out, l)
	}
	return out
}

func (m *mender) images(raw json.RawMessage) []engine.Image {
	var out []engine.Image
	for _, l := range m.items("images", raw) {
		out = m.appendImage(out, l)
	}
	return out
}

func (m *mender) appendLink(to []engine.Link, l wireLink) []engine.Link {
	href := m.address("a link", l.Href)
	if href == "" {
		return to
	}
	return append(to, engine.Link{Href: href, Text: m.line("link text", l.Text, engine.MaxField)})
}

func (m *mender) appendImage(to []engine.Image, l wireLink) []engine.Image {
	src := m.address("an image", l.Src)
	if src == "" {
		return to
	}
	image := engine.Image{Src: src, Alt: m.line("image text", l.Alt, engine.MaxField)}
	if l.Href != l.Src {
		image.Href = m.address("an image's link", l.Href)
	}
	return append(to, image)
}
