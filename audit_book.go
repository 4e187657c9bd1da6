package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"wakeman/web/upkeep"
)

// shipBookFile is where the box writes down how sending the ends of its audit log
// goes. Like [bookFile] it is beside the store: a backup that is restored elsewhere
// has sent nothing.
const shipBookFile = "audit.shipped.json"

// shipBook is how it went at each place, by its address, and since when one of them
// has not got the end; zero: all have.
type shipBook struct {
	Places map[string]bookedPlace `json:"places"`
	Since  time.Time              `json:"since,omitzero"`
}

type bookedPlace struct {
	OK      time.Time `json:"ok,omitzero"`
	Tried   time.Time `json:"tried,omitzero"`
	Problem string    `json:"problem,omitempty"`
}

// remember takes up what was written down. What can not be read is forgotten: the
// next try, within the hour, says anew how it goes.
func (s *auditShip) remember() {
	var b shipBook
	text, err := os.ReadFile(s.book)
	if err != nil || json.Unmarshal(text, &b) != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.since, s.went = b.Since, map[string]upkeep.Place{}
	for address, p := range b.Places {
		s.went[address] = upkeep.Place{OK: p.OK, Tried: p.Tried, Problem: p.Problem}
	}
}

// write puts down how it goes, of the places that are still set. It replaces the
// file, or leaves the old one: shipping itself does not depend on it.
func (s *auditShip) write() {
	if s.book == "" {
		return
	}
	b := shipBook{Places: map[string]bookedPlace{}}
	for _, p := range s.Shipping().Places {
		if !p.Tried.IsZero() {
			b.Places[p.Address] = bookedPlace{p.OK, p.Tried, p.Problem}
		}
	}
	s.mu.Lock()
	b.Since = s.since
	s.mu.Unlock()
	text, err := json.Marshal(b)
	if err == nil {
		err = replaceFile(s.book, text)
	}
	if err != nil {
		s.log.Warn("how shipping the audit log goes was not written down", "err", err)
	}
}

// replaceFile writes a file beside the store, whole or not at all.
func replaceFile(path string, text []byte) error {
	part := path + ".part"
	if err := os.WriteFile(part, text, 0o600); err != nil {
		return err
	}
	return os.Rename(part, filepath.Clean(path))
}
