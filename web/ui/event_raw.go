package ui

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxRawShown is how much of a raw body a page shows as text, in bytes; a hex
// dump takes five times the room.
const (
	maxRawShown = 64 << 10
	maxHexShown = 16 << 10
)

// rawText is a body as a page shows it: text as text, anything else as a hex
// dump. Characters that are not seen, or that turn the order of what is seen
// around, are written out: a body must not look like another.
func rawText(body []byte) (text string, binary, cut bool) {
	if isBinary(body[:min(len(body), maxRawShown)]) {
		return hex.Dump(body[:min(len(body), maxHexShown)]), true, len(body) > maxHexShown
	}
	cut = len(body) > maxRawShown
	body = body[:min(len(body), maxRawShown)]
	var b strings.Builder
	for len(body) > 0 {
		c, size := utf8.DecodeRune(body)
		switch {
		case c == utf8.RuneError && size == 1:
			if !cut || utf8.FullRune(body) { // else the cut went through a character
				fmt.Fprintf(&b, `\x%02x`, body[0])
			}
		case unseen(c):
			fmt.Fprintf(&b, `\u{%04X}`, c)
		default:
			b.WriteRune(c)
		}
		body = body[size:]
	}
	return b.String(), false, cut
}

// isBinary: a NUL, or more than a tenth that is not text.
func isBinary(body []byte) bool {
	strange, total := 0, 0
	for rest := body; len(rest) > 0; total++ {
		c, size := utf8.DecodeRune(rest)
		switch {
		case c == 0:
			return true
		case c == utf8.RuneError && size == 1, c < ' ' && c != '\n' && c != '\r' && c != '\t':
			strange++
		}
		rest = rest[size:]
	}
	return strange*10 > total
}

// unseen are control characters but line ends and tabs, and the marks that
// change the direction of text (Unicode UAX 9) or take no room.
func unseen(c rune) bool {
	switch {
	case c == '\n', c == '\r', c == '\t':
		return false
	case c < ' ', c >= 0x7f && c <= 0x9f:
		return true
	case c == 0x061c, c >= 0x200b && c <= 0x200f, c >= 0x202a && c <= 0x202e, c >= 0x2060 && c <= 0x2069, c == 0xfeff:
		return true
	}
	return false
}
