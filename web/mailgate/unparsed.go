package mailgate

import (
	"bytes"
	"strings"
	"time"

	"wakeman/engine"
)

const (
	maxExcerpt   = 8 << 10 // bytes of an unreadable mail shown in the details
	parseTimeout = 5 * time.Second
)

// unparsed makes an event of bytes that are not a mail. It uses nothing that
// can fail.
func unparsed(raw []byte, env Envelope, cause error) Mail {
	source := sourceOf(env)
	text := excerpt(raw)
	s, _ := summary(scanField(raw, "Subject"), text, source)
	id := scanField(raw, "Message-Id")
	return Mail{
		details: details{From: source, Body: text, Error: oneLine(cause.Error(), 500)},
		event: engine.Event{
			Action: engine.Trigger, Unparsed: true, Source: source, Summary: s,
			Mended: []string{"the mail can not be read: " + oneLine(cause.Error(), 200)},
		},
		id: id, print: printsOf(raw, env, id),
	}
}

// excerpt is the beginning of raw bytes as text.
func excerpt(raw []byte) string {
	return lines(string(raw[:min(len(raw), maxExcerpt)]))
}

// scanField finds a header field by looking for a line that begins with its
// name, before the first blank line.
func scanField(raw []byte, name string) string {
	raw = raw[:min(len(raw), maxHeader)]
	for line := range bytes.Lines(raw) {
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			return ""
		}
		if field, value, ok := strings.Cut(text, ":"); ok && strings.EqualFold(strings.TrimSpace(field), name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// afterHeader is what follows the first blank line.
func afterHeader(raw []byte) []byte {
	for _, blank := range []string{"\r\n\r\n", "\n\n"} {
		if _, rest, ok := bytes.Cut(raw, []byte(blank)); ok {
			return rest
		}
	}
	return raw
}
