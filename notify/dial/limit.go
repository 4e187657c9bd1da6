package dial

import "net"

// Limit returns conn, from which at most n bytes can be read; then reading
// fails with [ErrReplyTooLong]. It bounds the memory that a server of a protocol
// made of lines can take.
func Limit(conn net.Conn, n int64) net.Conn { return &limited{Conn: conn, left: n} }

type limited struct {
	net.Conn
	left int64
}

// Read reads from the connection until the limit.
func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, ErrReplyTooLong
	}
	if int64(len(p)) > l.left {
		p = p[:l.left]
	}
	n, err := l.Conn.Read(p)
	l.left -= int64(n)
	return n, err
}
