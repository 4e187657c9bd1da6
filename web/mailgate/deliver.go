package mailgate

import (
	"errors"

	"wakeman/engine"
)

// Deliver hands in a mail of the box's own for one of its addresses: read, and
// submitted, as one that was brought by SMTP. The DNS is not asked about its sender.
// Its error is what a sender would be told.
func (s *Server) Deliver(raw []byte, env Envelope, to string) error {
	n := &session{s: s, conn: &conn{s: s, ip: env.Remote}, helo: env.Helo}
	r, ok := s.recipient(to)
	if !ok || r.answer != "" {
		return errors.New("mailgate: no integration has the address")
	}
	m := s.parse(raw, env)
	m.origin = engine.MailOrigin{From: oneLine(m.sender(), engine.MaxField)}
	return n.submit(letter{from: env.From, to: []recipient{r}}, m, raw)
}
