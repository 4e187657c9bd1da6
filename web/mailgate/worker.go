package mailgate

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"wakeman/engine"
)

// parse reads a mail on one of a few workers, for a bounded time, and safe
// from a panic: mail parsers have been made to take minutes before. Whatever
// happens, an event comes out.
func (s *Server) parse(raw []byte, env Envelope) Mail {
	m, err := s.bounded(func() Mail { return s.understand(raw, env) })
	if err != nil {
		return unparsed(raw, env, err)
	}
	return m
}

// taught is the mail as the rules of an integration read it. Rules that take too
// long read nothing: the mail stays what it was.
func (s *Server) taught(m Mail, rules []engine.MailRule) Mail {
	if len(rules) == 0 {
		return m
	}
	again, err := s.bounded(func() Mail { return m.ByRules(rules) })
	if err != nil {
		m.event.Mended = append(slices.Clone(m.event.Mended), "the mail rules were not asked: "+err.Error())
		return m
	}
	return again
}

// bounded does work on one of the workers. What takes longer goes on there, and
// its result is thrown away.
func (s *Server) bounded(work func() Mail) (Mail, error) {
	late := time.NewTimer(parseTimeout)
	defer late.Stop()
	select {
	case s.workers <- struct{}{}:
	case <-late.C:
		return Mail{}, errors.New("too many mails at once to read this one")
	}
	type result struct {
		Mail
		err error
	}
	done := make(chan result, 1)
	go func() {
		defer func() { <-s.workers }()
		m, err := s.guard(work)
		done <- result{m, err}
	}()
	select {
	case r := <-done:
		return r.Mail, r.err
	case <-late.C:
		return Mail{}, fmt.Errorf("reading it took longer than %v", parseTimeout)
	}
}

// guard turns a panic into an error.
func (s *Server) guard(work func() Mail) (m Mail, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.o.Log.Error("mail parser panicked", "panic", p)
			err = errors.New("the parser failed on it")
		}
	}()
	return work(), nil
}
