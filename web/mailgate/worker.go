package mailgate

import (
	"errors"
	"fmt"
	"time"
)

// parse reads a mail on one of a few workers, for a bounded time, and safe
// from a panic: mail parsers have been made to take minutes before. Whatever
// happens, an event comes out.
func (s *Server) parse(raw []byte, env Envelope) Mail {
	late := time.NewTimer(parseTimeout)
	defer late.Stop()
	select {
	case s.workers <- struct{}{}:
	case <-late.C:
		return unparsed(raw, env, errors.New("too many mails at once to read this one"))
	}
	done := make(chan Mail, 1)
	go func() {
		defer func() { <-s.workers }()
		done <- s.guard(s.understand, raw, env)
	}()
	select {
	case m := <-done:
		return m
	case <-late.C:
		return unparsed(raw, env, fmt.Errorf("reading it took longer than %v", parseTimeout))
	}
}

// guard turns a panic into an unparsed mail.
func (s *Server) guard(parse func([]byte, Envelope) Mail, raw []byte, env Envelope) (m Mail) {
	defer func() {
		if p := recover(); p != nil {
			s.o.Log.Error("mail parser panicked", "panic", p)
			m = unparsed(raw, env, errors.New("the parser failed on it"))
		}
	}()
	return parse(raw, env)
}

// understand reads a mail, and what it means if a reader knows it.
func (s *Server) understand(raw []byte, env Envelope) Mail {
	return Parse(raw, env).Read(s.readers)
}
