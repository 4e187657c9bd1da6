package hooks

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

var errNotObject = errors.New("the body is not a JSON object")

// decodeObject reads a JSON object, mending what senders that build JSON by
// gluing strings together get wrong: byte order marks, Latin-1 bytes, NUL at
// the end, line breaks inside strings, backslashes that escape nothing. It
// takes time and memory in proportion to the body.
func (m *mender) decodeObject(body []byte, into any) error {
	clean, err := m.json(body)
	if err != nil {
		return err
	}
	if clean[0] != '{' || json.Unmarshal(clean, into) != nil {
		return errNotObject
	}
	return nil
}

// json makes valid JSON of a body, mended as [mender.decodeObject] says.
func (m *mender) json(body []byte) (json.RawMessage, error) {
	clean := m.utf8(body)
	if len(clean) == 0 {
		return nil, errors.New("the body is empty")
	}
	var valid json.RawMessage
	err := json.Unmarshal(clean, &valid)
	if err == nil {
		return clean, nil
	}
	mended := mendStrings(clean)
	if json.Unmarshal(mended, &valid) != nil {
		return nil, fmt.Errorf("JSON parse error: %w", err)
	}
	m.note("line breaks or stray backslashes inside strings mended")
	return mended, nil
}

// utf8 makes text of a body: without byte order mark, blanks and NUL around
// it, from UTF-16 if its mark says so, and with bytes that are not UTF-8 read as
// Windows-1252, which is what they are when they come from an old script.
func (m *mender) utf8(body []byte) []byte {
	switch {
	case bytes.HasPrefix(body, []byte{0xef, 0xbb, 0xbf}):
		body = body[3:]
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		body = fromUTF16(body[2:], binary.LittleEndian)
		m.note("the body was UTF-16")
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		body = fromUTF16(body[2:], binary.BigEndian)
		m.note("the body was UTF-16")
	}
	body = bytes.Trim(body, " \t\r\n\x00")
	if utf8.Valid(body) {
		return body
	}
	m.note("bytes that are not UTF-8 read as Latin-1")
	return fromLatin1(body)
}

func fromUTF16(body []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, 0, len(body)/2)
	for ; len(body) >= 2; body = body[2:] {
		units = append(units, order.Uint16(body))
	}
	return []byte(string(utf16.Decode(units)))
}

// fromLatin1 turns only the bytes that are not part of valid UTF-8: half the
// systems that send Latin-1 send it inside a UTF-8 template.
func fromLatin1(body []byte) []byte {
	out := make([]byte, 0, len(body)+len(body)/8)
	for len(body) > 0 {
		r, size := utf8.DecodeRune(body)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(body[0])
		}
		out = utf8.AppendRune(out, r)
		body = body[size:]
	}
	return out
}

// mendStrings escapes control characters inside JSON strings and doubles
// backslashes that escape nothing. What is outside strings stays.
func mendStrings(body []byte) []byte {
	out := make([]byte, 0, len(body)+len(body)/8)
	inside := false
	for i := 0; i < len(body); i++ {
		c := body[i]
		switch {
		case c == '"':
			inside = !inside
			out = append(out, c)
		case inside && c == '\\':
			n := escapeLen(body[i:])
			if n == 1 {
				out = append(out, '\\')
			}
			out = append(out, body[i:i+n]...)
			i += n - 1
		case inside && c < 0x20:
			out = appendControl(out, c)
		default:
			out = append(out, c)
		}
	}
	return out
}

func appendControl(out []byte, c byte) []byte {
	switch c {
	case '\n':
		return append(out, `\n`...)
	case '\r':
		return append(out, `\r`...)
	case '\t':
		return append(out, `\t`...)
	}
	return fmt.Appendf(out, `\u%04x`, c)
}

// escapeLen is the length of the escape that b begins with, or 1 if its
// backslash escapes nothing.
func escapeLen(b []byte) int {
	if len(b) < 2 {
		return 1
	}
	if bytes.IndexByte([]byte(`"\/bfnrt`), b[1]) >= 0 {
		return 2
	}
	if b[1] == 'u' && len(b) >= 6 && allHex(b[2:6]) {
		return 6
	}
	return 1
}

func allHex(b []byte) bool {
	for _, c := range b {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return false
		}
	}
	return true
}

// depth is how deep valid JSON is nested: 0 for a scalar.
func depth(raw []byte) int {
	deepest, now, inside := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case inside && c == '\\':
			i++
		case c == '"':
			inside = !inside
		case inside:
		case c == '{' || c == '[':
			now++
			deepest = max(deepest, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return deepest
}

// withoutNUL removes escaped NUL characters from valid JSON, which terminals,
// databases and SMS gateways choke on.
func withoutNUL(raw json.RawMessage) (json.RawMessage, bool) {
	nul := []byte(`\u0000`)
	if !bytes.Contains(raw, nul) {
		return raw, false
	}
	out := make([]byte, 0, len(raw))
	found := false
	for i := 0; i < len(raw); i++ {
		switch {
		case raw[i] != '\\':
			out = append(out, raw[i])
		case bytes.HasPrefix(raw[i:], nul):
			i += len(nul) - 1
			found = true
		default: // an escape: its second byte is not the start of another
			out = append(out, raw[i], raw[i+1])
			i++
		}
	}
	return out, found
}
