package config

import (
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Bounds on text, in characters. An e-mail address is as long as RFC 5321
// §4.5.3.1.3 lets a path be.
const (
	maxName    = 255
	maxProse   = 4096
	maxAddress = 2048
	maxEmail   = 254
)

// short reads one line of text; "" when the field is not given.
func (m *mapping) short(name string) text {
	t := trim(m.text(m.get(name), maxName, false))
	if t.s != "" && !strings.ContainsFunc(t.s, seen) {
		m.fail(t.place, "has nothing in it that can be seen")
	}
	return t
}

func trim(t text) text {
	t.s = strings.TrimSpace(t.s)
	return t
}

// address reads a URL, a number or a secret: one longer line.
func (m *mapping) address(name string) text { return m.text(m.get(name), maxAddress, false) }

// prose reads text that may have several lines.
func (m *mapping) prose(name string) string { return m.text(m.get(name), maxProse, true).s }

// needs reports fields that are not there, or empty.
func (m *mapping) needs(names ...string) {
	for _, name := range names {
		if v := m.get(name); !v.given() || isEmpty(v) {
			m.fail(v.place, "is missing")
		}
	}
}

func isEmpty(v value) bool {
	s, ok := scalar(v.node)
	return ok && strings.TrimSpace(s) == ""
}

// choice reads one of a few words; absent gives fallback.
func (m *mapping) choice(name, fallback string, words ...string) string {
	return m.longChoice(name, fallback, oneOf(words), words)
}

// longChoice is a choice of more words than a sentence can list: where says where
// they stand.
func (m *mapping) longChoice(name, fallback, where string, words []string) string {
	t := m.short(name)
	if t.s == "" {
		return fallback
	}
	if !slices.Contains(words, t.s) {
		m.fail(t.place, "must be %s, not %q%s", where, t.s, didYouMean(t.s, words))
		return fallback
	}
	return t.s
}

func (m *mapping) boolean(name string) bool {
	t := m.short(name)
	if t.s != "" && t.s != "true" && t.s != "false" {
		m.fail(t.place, "must be true or false, not %q", t.s)
	}
	return t.s == "true"
}

// number reads an integer between low and high; absent gives fallback.
func (m *mapping) number(name string, fallback, low, high int) int {
	t := m.short(name)
	if t.s == "" {
		return fallback
	}
	n, err := strconv.Atoi(t.s)
	if err != nil || n < low || n > high {
		m.fail(t.place, "must be a whole number from %d to %d, not %q", low, high, t.s)
		return fallback
	}
	return n
}

// duration reads a length of time; absent gives fallback.
func (m *mapping) duration(name string, fallback time.Duration) time.Duration {
	t := m.short(name)
	if t.s == "" {
		return fallback
	}
	d, err := ParseDuration(t.s)
	if err != nil {
		m.fail(t.place, "%v", err)
		return fallback
	}
	return d
}

// timeout is a duration that may also be switched off, with "off" or 0s.
func (m *mapping) timeout(name string, fallback time.Duration) time.Duration {
	if v, given := m.fields[name]; given && v.given() && word(v.node) == "off" {
		m.get(name)
		return 0
	}
	return m.duration(name, fallback)
}

// zone reads an IANA time zone. "Local" is refused: it is another zone on
// another box.
func (m *mapping) zone(name string) text {
	t := m.short(name)
	if t.s == "" {
		return t
	}
	if _, err := time.LoadLocation(t.s); err != nil || t.s == "Local" {
		m.fail(t.place, "%q is not a time zone; write it like America/Chicago or UTC", t.s)
		return text{place: t.place}
	}
	return t
}

// email reads an address without a display name.
func (m *mapping) email(name string) text { return m.emailValue(m.get(name)) }

func (m *mapping) emailValue(v value) text {
	t := trim(m.text(v, maxEmail, false))
	if t.s != "" && !isEmail(t.s) {
		m.fail(t.place, "%q is not an e-mail address", t.s)
		return text{place: t.place}
	}
	return t
}

func isEmail(s string) bool {
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || len(s) > maxEmail {
		return false
	}
	local, domain, found := cutLast(s, "@")
	return found && local != "" && isHost(domain)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// isHost reports whether s can be a host or domain name: labels of letters,
// digits, hyphens and underscores (LAN names have them), at most 253 bytes.
// Letters beyond ASCII are let pass: mail to them needs RFC 6531 servers, which
// exist.
func isHost(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		bad := strings.ContainsFunc(label, func(c rune) bool {
			return c < 0x80 && c != '-' && c != '_' && !isAlnum(c)
		})
		if label == "" || len(label) > 63 || bad || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
	}
	return true
}

func isAlnum(c rune) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
