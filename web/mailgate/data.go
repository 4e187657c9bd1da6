package mailgate

import (
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/emersion/go-smtp"
)

const (
	// smallMail is how many bytes of a mail are read whatever else is going on.
	smallMail = 1 << 20
	// maxLine bounds a line, in bytes. A mail with a longer one is cut there.
	maxLine = 1 << 20
)

// Data reads a mail and stores it for each recipient. Of one that is too long the
// beginning is stored, before the rest is waited for: a UPS that attaches its whole
// log is no less on battery, and on a slow line the end may never come.
func (n *session) Data(r io.Reader) error {
	n.conn.setInMail(true)
	defer n.conn.setInMail(false)
	n.mu.Lock()
	l := n.letter
	n.mu.Unlock()
	raw, cut, err := n.s.read(r)
	if err != nil || len(l.to) == 0 {
		return n.unread(l, err)
	}
	mail := n.s.parse(raw, Envelope{From: l.from, Helo: n.helo, Remote: n.conn.ip})
	if cut {
		mail = mail.cutAt(len(raw))
	}
	err = n.submit(l, n.proved(l, mail, raw, cut), raw)
	if cut && err == nil {
		_, _ = io.Copy(io.Discard, r) // the answer is expected behind the end
	}
	return err
}

// read reads a mail as far as it is kept. Only a few may be large at a time; one
// that finds no room is cut where a large one begins, and does not wait.
func (s *Server) read(r io.Reader) (raw []byte, cut bool, err error) {
	most := min(smallMail, s.o.Keep)
	raw, cut, err = readTo(r, nil, most)
	if !cut || err != nil || s.o.Keep <= smallMail {
		return raw[:min(int64(len(raw)), most)], cut, err
	}
	select {
	case s.large <- struct{}{}:
		defer func() { <-s.large }()
		raw, cut, err = readTo(r, raw, s.o.Keep)
		return raw[:min(int64(len(raw)), s.o.Keep)], cut, err
	default:
		return raw[:most], true, nil
	}
}

// readTo appends to raw up to so many bytes in all and one more, which tells that
// there are more. What the library refuses as too long has more, too.
func readTo(r io.Reader, raw []byte, most int64) (_ []byte, cut bool, err error) {
	more, err := io.ReadAll(io.LimitReader(r, most+1-int64(len(raw))))
	raw = append(raw, more...)
	if errors.Is(err, smtp.ErrDataTooLarge) || errors.Is(err, smtp.ErrTooLongLine) {
		return raw, true, nil
	}
	return raw, int64(len(raw)) > most, err
}

// cutAt says of a mail that only so many bytes of it are kept.
func (m Mail) cutAt(kept int) Mail {
	note := fmt.Sprintf("the mail is cut: it is longer than the %d bytes that are kept", kept)
	m.event.Mended = append([]string{note}, m.event.Mended...)
	m.details.Cut = note
	return m
}

// unread answers a mail that did not arrive whole.
func (n *session) unread(l letter, err error) error {
	reason := "a mail broke off"
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
		reason = "a mail did not end in time: it must end with a line of one dot, and CRLF at the end of lines"
	}
	n.conn.refuse(reason, l.about())
	return reply(451, smtp.EnhancedCode{4, 4, 2}, "The mail broke off")
}
