package mailgate

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/web/mailgate/reading"
)

const (
	// copyFor is how long the same mail is the same mail. A server whose connection broke
	// before our answer tries again after half an hour at the latest (RFC 5321, section
	// 4.5.4.1), and its queue may be run a little later.
	copyFor = 45 * time.Minute
	// copyOfVoicemailFor is short: the next caller who says nothing for as long is another.
	copyOfVoicemailFor = 10 * time.Minute
)

// prints are digests of a mail. A mail that is sent again is the same but for what
// the servers on its way add, and its date if a device made it anew.
type prints struct {
	exact string // of all of it
	loose string // without its date and what servers add
}

// printsOf are those of a mail. One that says which one it is needs none.
func printsOf(raw []byte, env Envelope, id string) prints {
	if id != "" {
		return prints{id, id}
	}
	header, rest := splitHeader(raw)
	loose := sha256.New()
	for field := range fieldsOf(header) {
		if name, _, _ := bytes.Cut(field, []byte(":")); !isTrace(string(bytes.TrimSpace(name))) {
			loose.Write(field)
		}
	}
	loose.Write([]byte{0})
	loose.Write(rest)
	exact := sha256.Sum256(raw)
	return prints{exact: digest(env.From, string(exact[:])), loose: digest(env.From, string(loose.Sum(nil)))}
}

// splitHeader cuts a mail at its first blank line, which goes with the header.
func splitHeader(raw []byte) (header, rest []byte) {
	at := 0
	for line := range bytes.Lines(raw) {
		at += len(line)
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
	}
	return raw[:at], raw[at:]
}

// fieldsOf are the fields of a header, each with the lines that it is continued on.
func fieldsOf(header []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		start, at := 0, 0
		for line := range bytes.Lines(header) {
			if at > start && line[0] != ' ' && line[0] != '\t' {
				if !yield(header[start:at]) {
					return
				}
				start = at
			}
			at += len(line)
		}
		if start < at {
			yield(header[start:at])
		}
	}
}

// isTrace knows the fields that servers add on a mail's way, and its date.
func isTrace(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "arc-") || slices.Contains([]string{
		"date", "received", "return-path", "delivered-to", "x-original-to", "envelope-to", "delivery-date", "received-spf", "authentication-results", "dkim-signature",
	}, name)
}

// copyOf is by what the i-th event of a mail is known when the mail comes again. Of a
// voicemail nothing may differ.
func (m Mail) copyOf(i int, suffix, class string) engine.Copy {
	c := engine.Copy{Print: m.print.loose, For: copyFor}
	if class == reading.ClassVoicemail {
		c = engine.Copy{Print: m.print.exact, For: copyOfVoicemailFor}
	}
	c.Print = digest(c.Print, suffix, strconv.Itoa(i))
	return c
}
