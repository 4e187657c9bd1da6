package engine

import (
	"slices"
	"time"
)

// window is the bundle window of one person's method: what they were told last,
// while that holds back what comes next. The zero window holds nothing back.
//
// Nothing is written when a page is held: it is due, and goes as soon as the
// window is over or lets it through. In a storm thousands wait at once.
type window struct {
	last Reach
	end  time.Time
}

func (w window) open() bool { return !w.end.IsZero() }

// openWindow is the window that is open now. It is over early when the person
// has dealt with everything they were told.
func openWindow(r Reader, m PendingMethod, now time.Time) (window, error) {
	length := r.Config().Settings.BundleWindow
	last, ok, err := r.Reach(m.User, m.Method)
	// A message of the future was sent before the clock was stepped back.
	if err != nil || !ok || length <= 0 || !last.At.Add(length).After(now) || last.At.After(now) {
		return window{}, err
	}
	waits, err := anyTriggered(r, last.Incidents)
	if err != nil || !waits {
		return window{}, err
	}
	return window{last: last, end: last.At.Add(length)}, nil
}

func anyTriggered(r Reader, incidents []uint64) (bool, error) {
	for _, n := range incidents {
		in, ok, err := r.Incident(n)
		if err != nil || ok && in.Status == Triggered {
			return err == nil, err
		}
	}
	return false, nil
}

// due are the pages that may go now: all that are due, or, while the window is
// open, those of incidents that the person was told about already. An incident
// is never held back by itself.
func (w window) due(r Reader, m PendingMethod, now time.Time) ([]Page, error) {
	if !w.open() {
		return r.DuePagesOf(m.User, m.Method, now, leaseLimit)
	}
	pages, err := w.again(r, m)
	return slices.DeleteFunc(pages, func(p Page) bool { return p.NotBefore.After(now) }), err
}

// again are the pages by this method, due or not, of the incidents told last.
func (w window) again(r Reader, m PendingMethod) ([]Page, error) {
	var found []Page
	for _, n := range w.last.Incidents {
		pages, err := r.Pages(n)
		if err != nil {
			return nil, err
		}
		for _, p := range pages {
			if p.User == m.User && p.Method == m.Method && p.Delivery == "" {
				found = append(found, p)
			}
		}
	}
	return found, nil
}

// reach is what is to be remembered once these pages have gone. A page that an
// open window let through does not prolong it, or what waits for its end would
// wait for ever.
func (w window) reach(m PendingMethod, pages []Page, now time.Time) Reach {
	reach := Reach{User: m.User, Method: m.Method, At: now, Incidents: incidentsOf(pages)}
	if !w.open() {
		return reach
	}
	rest := slices.DeleteFunc(slices.Clone(w.last.Incidents), func(n uint64) bool { return slices.Contains(reach.Incidents, n) })
	reach.At, reach.Incidents = w.last.At, firstOf(append(reach.Incidents, rest...), maxReach)
	return reach
}

// whenToSend is when the method's next message may go.
func whenToSend(r Reader, m PendingMethod, now time.Time) (time.Time, error) {
	if m.At.After(now) {
		return m.At, nil
	}
	w, err := openWindow(r, m, now)
	if err != nil || !w.open() {
		return m.At, err
	}
	at := w.end
	pages, err := w.again(r, m)
	for _, p := range pages {
		at = earlier(at, p.NotBefore)
	}
	return at, err
}

// HeldUntil is when a page will go if nothing happens before: when it is due, or
// at the end of the bundle window that holds it back.
func HeldUntil(r Reader, p Page, now time.Time) (time.Time, error) {
	w, err := openWindow(r, PendingMethod{User: p.User, Method: p.Method}, now)
	if err != nil || !w.open() || p.NotBefore.After(w.end) || slices.Contains(w.last.Incidents, p.Incident) {
		return p.NotBefore, err
	}
	return w.end, nil
}

// maxReach bounds the incidents remembered for bundling.
const maxReach = 20

func incidentsOf(pages []Page) []uint64 {
	var numbers []uint64
	for _, p := range firstOf(pages, maxReach) {
		numbers = append(numbers, p.Incident)
	}
	return numbers
}

func firstOf[T any](list []T, n int) []T { return list[:min(len(list), n)] }
