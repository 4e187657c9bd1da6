package mailgate

import "bytes"

// qualify gives a sender without a domain one, in the n bytes of b that were
// just read, and returns the new n: MAIL FROM:<tower 7> becomes
// MAIL FROM:<"tower 7"@localhost>. Routers send what somebody typed into the
// field "from"; the big mail servers take it, and the library does not. An
// alert is not worth losing for a name that nobody will ever answer to.
func qualify(b []byte, n int) int {
	line, _, whole := bytes.Cut(b[:n], []byte("\n"))
	if !whole || len(line) < 10 || !bytes.EqualFold(line[:10], []byte("MAIL FROM:")) {
		return n
	}
	open, end := bytes.IndexByte(line, '<'), bytes.IndexByte(line, '>')
	if open < 0 || end <= open+1 || bytes.ContainsAny(line[open+1:end], "@\"\\") {
		return n
	}
	const before, after = `"`, `"@localhost`
	if n+len(before)+len(after) > len(b) {
		return n
	}
	name := bytes.TrimSpace(line[open+1 : end])
	fixed := bytes.Join([][]byte{b[:open+1], []byte(before), name, []byte(after), b[end:n]}, nil)
	return copy(b, fixed)
}
