package enginetest_test

import (
	"errors"
	"fmt"
	"path/filepath"

	"wakeman/engine"
	"wakeman/engine/enginetest"
	"wakeman/notify"
	"wakeman/store"
)

// fail keeps the first thing that went wrong where no error can be returned.
func (s *simulation) fail(err error) {
	if s.failure == nil && err != nil {
		s.failure = err
	}
}

// committed looks at the pages that a commit made, at once: who is meant may be
// another question a moment later.
func (s *simulation) committed(numbers []uint64) {
	for _, n := range numbers {
		if n == 0 {
			continue
		}
		s.touched[n] = true
		s.fail(s.db.View(func(r engine.Reader) error { return s.newPages(r, n) }))
	}
}

func (s *simulation) newPages(r engine.Reader, n uint64) error {
	in, ok, err := r.Incident(n)
	if err != nil || !ok {
		return fmt.Errorf("incident %d was changed and is not there: %w", n, err)
	}
	pages, err := r.Pages(n)
	if err != nil {
		return err
	}
	for _, p := range pages {
		if p.Seq <= s.pages[n] {
			continue
		}
		if p.Seq > in.LastPage {
			return fmt.Errorf("incident %d has page %d and counts %d", n, p.Seq, in.LastPage)
		}
		if err := enginetest.RightPerson(r.Config(), in, p, s.acks[n], s.assigned[n], s.Now()); err != nil {
			return err
		}
	}
	s.pages[n], s.acks[n] = in.LastPage, nil
	for _, a := range in.Acks {
		s.acks[n] = append(s.acks[n], a.By.ID)
	}
	return nil
}

// sending looks at a message as a carrier is handed it.
func (s *simulation) sending(m enginetest.Sent) {
	s.messages = append(s.messages, m.Delivery)
	var about []uint64
	for _, in := range m.Message.Incidents {
		about = append(about, in.Number)
	}
	s.story.add(s.Now(), "PAGE  %s %s %v attempt %d, may be a duplicate %v", m.Message.Recipient, m.To.Channel, about, m.Attempt, m.Message.MayBeDuplicate)
	s.fail(s.db.View(func(r engine.Reader) error {
		return errors.Join(enginetest.StillTrue(r, m.Delivery), s.noSilentDuplicate(r, m.Delivery))
	}))
}

// noSilentDuplicate: what may have been taken before is sent again only if it
// says so, and only if a fault has hidden the outcome.
func (s *simulation) noSilentDuplicate(r engine.Reader, m notify.Delivery) error {
	d, ok, err := r.Delivery(m.ID)
	if err != nil || !ok || d.State != engine.Sending || d.Attempts != m.Attempt {
		return fmt.Errorf("message %s is handed over and is not stored as being sent: %+v, %w", m.ID, d, err)
	}
	taken := false
	for _, it := range d.Items {
		taken = taken || s.taken[it.PageKey]
	}
	switch {
	case m.Message.MayBeDuplicate && !s.unknown[d.User+d.Method]:
		return fmt.Errorf("message %s says it may be a duplicate, but every outcome was recorded", m.ID)
	case !m.Message.MayBeDuplicate && taken:
		return fmt.Errorf("message %s is sent again without a word: %v", m.ID, d.Items)
	}
	return nil
}

// handedOver notes that a carrier may have a message and nobody will know.
func (s *simulation) handedOver(m notify.Delivery) {
	s.doubt(m)
	s.take(m)
}

// doubt notes that a message to a person by a method may be called lost.
func (s *simulation) doubt(m notify.Delivery) {
	s.stored(m, func(d engine.Delivery) { s.unknown[d.User+d.Method] = true })
}

// take notes that a carrier has the pages of a message.
func (s *simulation) take(m notify.Delivery) {
	s.stored(m, func(d engine.Delivery) {
		for _, it := range d.Items {
			s.taken[it.PageKey] = true
		}
	})
}

func (s *simulation) stored(m notify.Delivery, do func(engine.Delivery)) {
	s.fail(s.db.View(func(r engine.Reader) error {
		d, _, err := r.Delivery(m.ID)
		do(d)
		return err
	}))
}

// onePerMethod: a crash leaves at most one message of each person and method of
// which nobody knows.
func (s *simulation) onePerMethod() error {
	return s.db.View(func(r engine.Reader) error {
		open, err := r.DueDeliveries(s.Now().AddDate(50, 0, 0), 1000)
		seen := map[string]bool{}
		for _, d := range open {
			if d.State != engine.Sending {
				continue
			}
			if id := d.User + d.Method; seen[id] {
				return fmt.Errorf("two messages to %s by %s were under way in the crash", d.User, d.Method)
			}
			seen[d.User+d.Method] = true
		}
		return err
	})
}

// settled holds whenever nothing more is to be done at an instant.
func (s *simulation) settled() error {
	s.model.At(s.Now())
	if s.lost {
		return nil // it is about to crash
	}
	err := s.db.View(func(r engine.Reader) error { return enginetest.OnTime(r, s.Now(), s.Room()) })
	if s.held != nil {
		err = errors.Join(err, s.heldLaws())
	}
	return err
}

// checkTouched holds the laws for every incident that changed since the last
// time.
func (s *simulation) checkTouched() error {
	for n := range s.touched {
		if err := s.checkIncident(n); err != nil {
			return err
		}
	}
	clear(s.touched)
	return nil
}

func (s *simulation) checkIncident(n uint64) error {
	c, found, err := s.db.Case(n)
	if err != nil || !found {
		return fmt.Errorf("incident %d: found %v, %w", n, found, err)
	}
	var compared error
	if s.held == nil {
		compared = s.model.Compare(c.Incident)
	}
	return errors.Join(
		compared,
		enginetest.Accounted(c.Incident, s.db.Config().Services[c.Incident.Service], c.Timers, c.Pages),
		enginetest.Silent(c.Incident, c.Timers, c.Pages),
		enginetest.Counted(c.Incident, c.Alerts),
	)
}

// finalCheck looks at everything there is, and at the file itself.
func (s *simulation) finalCheck() error {
	n := uint64(1)
	for ; ; n++ {
		_, found, err := s.db.Incident(n)
		if err != nil {
			return err
		}
		if !found {
			break
		}
		if err := s.checkWhole(n); err != nil {
			return err
		}
	}
	if s.held == nil && int(n-1) != s.model.Len() {
		return fmt.Errorf("there are %d incidents, want %d", n-1, s.model.Len())
	}
	if err := s.db.Close(); err != nil {
		return err
	}
	report, err := store.Check(s.ctx, filepath.Join(s.dir, store.FileName))
	return errors.Join(err, report.Err())
}

func (s *simulation) checkWhole(n uint64) error {
	if err := s.checkIncident(n); err != nil {
		return err
	}
	in, _, err := s.db.Incident(n)
	if err != nil {
		return err
	}
	entries, err := s.db.Timeline(n, 1_000_000)
	if err != nil {
		return err
	}
	if s.held != nil {
		return enginetest.Contiguous(in, entries)
	}
	alerts, err := s.db.Alerts(n)
	if err != nil {
		return err
	}
	var count uint64
	for _, a := range alerts {
		count += a.Count
	}
	if want := s.model.Triggers(n); count != want {
		return fmt.Errorf("incident %d counts %d triggers, sent were %d", n, count, want)
	}
	return enginetest.Contiguous(in, entries)
}

// quietDown ends the faults, so that the end can be looked at.
func (s *simulation) quietDown() {
	clear(s.carriers)
	s.story.add(s.Now(), "CARRIERS work again")
}
