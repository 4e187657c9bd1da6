package engine

import (
	"context"
	"slices"
	"strings"
	"time"

	"wakeman/engine/people"
	"wakeman/notify"
)

// leaseLimit is how many due pages one transaction looks at: a storm's worth,
// so that they become one message a person and not several.
const leaseLimit = 20000

// Lease takes the deliveries that are due, each marked as being sent before it
// leaves this function, with its message as things stand now. room says how
// many more each channel can take. next is when something will be due; zero if
// nothing will.
//
// It is the [notify.Queue] of the dispatcher.
func (e *Engine) Lease(ctx context.Context, room map[notify.Channel]int) (leased []notify.Delivery, next time.Time, err error) {
	now := e.clock()
	first, err := e.look(now)
	if err != nil || !first.due {
		return nil, first.next, err
	}
	away := e.away(now)
	err = e.update(ctx, Urgent, func(tx Tx) ([]uint64, error) {
		l := &lease{tx: tx, now: now, room: cloneRoom(room), links: e.links, cfg: tx.Config(), away: away}
		err := l.run()
		leased = l.out
		return l.touched, err
	})
	if err != nil {
		return nil, time.Time{}, err
	}
	e.looked.Store(now.UnixNano())
	then, err := e.look(now)
	if err != nil { // what is leased must go out all the same
		return leased, now.Add(time.Second), nil
	}
	return leased, then.next, nil
}

// away reports whether pages may be overdue because nobody looked for them. A
// page that waits for a carrier's room is late too, and is still true.
func (e *Engine) away(now time.Time) bool {
	return now.Sub(time.Unix(0, e.looked.Load())) > tooLate
}

// outlook is whether anything is due now, and when the next is.
type outlook struct {
	due  bool
	next time.Time
}

// look asks cheaply what is due. A box that is held does not look.
func (e *Engine) look(now time.Time) (outlook, error) {
	held := false
	var next time.Time
	err := e.store.View(func(r Reader) (err error) {
		held = r.Hold() != ""
		next, err = nextPage(r, now)
		return err
	})
	if err != nil || held {
		return outlook{}, err
	}
	o := outlook{due: !next.IsZero() && !next.After(now), next: next}
	if !o.due {
		e.looked.Store(now.UnixNano())
	}
	return o, nil
}

// nextPage is when a message can next be handed over, whatever room there is;
// zero if there is none. Methods with a message under way are left out: their
// outcome makes the dispatcher look again.
func nextPage(r Reader, now time.Time) (next time.Time, err error) {
	if _, next, err = r.NextDue(); err != nil {
		return next, err
	}
	methods, err := r.PendingMethods()
	for _, m := range methods {
		busy, err := r.Busy(m.User, m.Method)
		if err != nil {
			return next, err
		}
		if busy {
			continue
		}
		at, err := whenToSend(r, m, now)
		if err != nil {
			return next, err
		}
		next = earlier(next, at)
	}
	return next, err
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func cloneRoom(room map[notify.Channel]int) map[notify.Channel]int {
	c := make(map[notify.Channel]int, len(room))
	for k, v := range room {
		c[k] = v
	}
	return c
}

// lease is one run of Lease inside its transaction.
type lease struct {
	tx      Tx
	cfg     *Config
	now     time.Time
	links   Links
	room    map[notify.Channel]int
	out     []notify.Delivery
	touched []uint64
	away    bool // nobody looked for so long that what is due may be stale
	// busy are the methods with a message under way. A person gets one message
	// by one method at a time: what comes meanwhile is bundled into the next,
	// and a crash leaves one uncertain message, not many.
	busy map[methodKey]bool
}

// methodKey is one person's contact method.
type methodKey struct{ user, method string }

func (l *lease) run() error {
	if l.tx.Hold() != "" {
		return nil
	}
	if l.away {
		if err := l.rebuildLate(); err != nil {
			return err
		}
	}
	if err := l.again(); err != nil {
		return err
	}
	methods, err := l.tx.PendingMethods()
	if err != nil {
		return err
	}
	// Who has waited longest goes first when there is not room for all.
	slices.SortStableFunc(methods, func(a, b PendingMethod) int { return a.At.Compare(b.At) })
	for _, m := range methods {
		if m.At.After(l.now) {
			continue
		}
		if err := l.group(m); err != nil {
			return err
		}
	}
	return nil
}

// again leases deliveries that wait for another attempt, and those whose lease
// ran out.
func (l *lease) again() error {
	l.busy = map[methodKey]bool{}
	due, err := l.tx.DueDeliveries(l.now, leaseLimit)
	if err != nil {
		return err
	}
	for _, d := range due {
		free, err := l.free(methodKey{d.User, d.Method}, notify.Channel(d.Channel), d.State == Sending)
		if err != nil {
			return err
		}
		if !free {
			continue
		}
		if err := l.retry(d); err != nil {
			return err
		}
	}
	return nil
}

// free reports whether a message can be handed over now. A method that no
// longer exists has no channel, and only waits to be reported as gone; so does
// one whose channel nobody serves. held says that the message under way by this
// method is this one, whose lease ran out.
func (l *lease) free(m methodKey, channel notify.Channel, held bool) (bool, error) {
	room, served := l.room[channel]
	if l.busy[m] || served && room <= 0 {
		return false, nil
	}
	if held {
		return true, nil
	}
	busy, err := l.tx.Busy(m.user, m.method)
	return !busy, err
}

func (l *lease) retry(d Delivery) error {
	if d.overdue(l.now) {
		return l.tx.Apply(Changes{Deliveries: []Delivery{d.givenUp(l.now)}})
	}
	if d.useless(l.now) {
		d.Reason = tooLateWords
		return l.tx.Apply(Changes{Deliveries: []Delivery{d.cancelled(l.now)}})
	}
	if d.State == Sending {
		d.Uncertain = true
	}
	pages, err := l.wanted(d.Items)
	if err != nil {
		return err
	}
	pages, items, err := l.items(pages)
	if err != nil {
		return err
	}
	if len(d.Items) > 0 && len(pages) == 0 {
		return l.tx.Apply(Changes{Deliveries: []Delivery{d.cancelled(l.now)}})
	}
	// Only these, so that its outcome is told to no incident it says nothing about.
	d.Items = items
	return l.send(d, d.Items)
}

// wanted are the pages of these items that still stand.
func (l *lease) wanted(items []Item) ([]Page, error) {
	var still []Page
	for _, it := range items {
		pages, err := l.tx.Pages(it.Incident)
		if err != nil {
			return nil, err
		}
		for _, p := range pages {
			if p.Key() == it.PageKey {
				still = append(still, p)
			}
		}
	}
	return still, nil
}

// group sends the due pages of one person by one method as one message, but for
// those that the bundle window holds back. Pages of a method that is busy are
// not even read: in a storm there are many, and each commit asks again.
func (l *lease) group(m PendingMethod) error {
	method, _ := l.method(Page{User: m.User, Method: m.Method})
	channel := method.Type
	free, err := l.free(methodKey{m.User, m.Method}, channel, false)
	if err != nil || !free {
		return err
	}
	w, err := openWindow(l.tx, m, l.now)
	if err != nil {
		return err
	}
	pages, err := w.due(l.tx, m, l.now)
	if err != nil || len(pages) == 0 {
		return err
	}
	d := Delivery{
		ID: newDeliveryID(), Kind: notify.Page, User: pages[0].User, Method: pages[0].Method,
		Label: method.Label, Channel: string(channel), Address: method.Address, CreatedAt: l.now,
	}
	out := Changes{Reach: []Reach{w.reach(m, pages, l.now)}}
	if pages, err = l.gather(&d, pages, &out); err != nil {
		return err
	}
	if pages, d.Items, err = l.items(pages); err != nil || len(pages) == 0 {
		return err
	}
	for i := range pages {
		pages[i].Delivery = d.ID
		d.Uncertain = d.Uncertain || pages[i].Uncertain
	}
	out.Pages = pages
	if err := l.tx.Apply(out); err != nil {
		return err
	}
	return l.send(d, d.Items)
}

// gather adds the pages of messages that wait for another attempt by the same
// method: a carrier that comes back after an hour hands over one message, not a
// heap of them. The new message has an id of its own, because a carrier that
// remembers ids would take it for what it has already.
func (l *lease) gather(d *Delivery, pages []Page, out *Changes) ([]Page, error) {
	waiting, err := l.tx.Waiting(d.User, d.Method)
	if err != nil {
		return nil, err
	}
	for _, w := range waiting {
		if len(w.Items) == 0 {
			continue // a text of its own
		}
		still, err := l.wanted(w.Items)
		if err != nil {
			return nil, err
		}
		pages = append(pages, still...)
		d.Uncertain = d.Uncertain || w.Uncertain && len(still) > 0
		out.Deliveries = append(out.Deliveries, w.cancelled(l.now))
	}
	return pages, nil
}

func (d Delivery) cancelled(now time.Time) Delivery {
	d.State, d.FinishedAt, d.NextAt, d.LeasedAt = Cancelled, now, time.Time{}, time.Time{}
	return d
}

func (l *lease) method(p Page) (people.ContactMethod, bool) {
	u, ok := l.cfg.Users[p.User]
	if !ok || u.Disabled {
		return people.ContactMethod{}, false
	}
	return u.Method(p.Method)
}

// items are what a message with these pages is about. Pages of a service that
// was made a sandbox since are left out, and taken back.
func (l *lease) items(pages []Page) (loud []Page, items []Item, err error) {
	var quiet []uint64
	for _, p := range pages {
		in, _, err := l.tx.Incident(p.Incident)
		if err != nil {
			return nil, nil, err
		}
		if l.cfg.service(in.Service).Sandbox {
			quiet = append(quiet, p.Incident)
			continue
		}
		loud = append(loud, p)
		items = append(items, Item{PageKey: p.Key(), Generation: in.Generation, Step: p.Step, Why: p.Why})
	}
	return loud, items, l.rebuild(quiet)
}

// send marks a delivery as under way and composes its message.
func (l *lease) send(d Delivery, items []Item) error {
	d.Attempts++
	d.State, d.LeasedAt, d.NextAt = Sending, l.now, time.Time{}
	if _, served := l.room[notify.Channel(d.Channel)]; served {
		l.room[notify.Channel(d.Channel)]--
	}
	l.busy[methodKey{d.User, d.Method}] = true
	msg, err := compose(l.tx, l.links, d, items)
	if err != nil {
		return err
	}
	l.out = append(l.out, notify.Delivery{ID: d.ID, Attempt: d.Attempts, To: l.address(d), Message: msg})
	return l.tx.Apply(Changes{Deliveries: []Delivery{d}})
}

// address is where the method points now; empty if it is gone, which the
// dispatcher reports as a permanent failure.
func (l *lease) address(d Delivery) notify.Address {
	if d.Kind == notify.Notice { // also to who has left, and to an address of before
		return notify.Address{Channel: notify.Channel(d.Channel), Value: d.Address}
	}
	if d.Kind == notify.Handoff && d.Method == "" && !l.cfg.Users[d.User].Disabled {
		return notify.Address{Channel: notify.Channel(d.Channel), Value: d.Address}
	}
	if d.Kind == notify.Invitation { // an address that is theirs no more must not get it
		if u := l.cfg.Users[d.User]; !u.Disabled && strings.EqualFold(u.Email, d.Address) {
			return notify.Address{Channel: notify.Channel(d.Channel), Value: d.Address}
		}
		return notify.Address{}
	}
	m, ok := l.method(Page{User: d.User, Method: d.Method})
	if !ok || d.Kind == notify.Page && l.cfg.Spares(l.cfg.Users[d.User], m) {
		return notify.Address{} // an address that somebody mistyped since
	}
	return m.To()
}
