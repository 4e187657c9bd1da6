package auth

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// What the keys of blocks begin with.
const (
	netBlock     = "net "
	accountBlock = "account "
	alarmBlock   = "alarm "
)

// slowFailures is how many failures make an account's delay worth remembering
// over a restart, and worth showing: from then on it is 16 seconds and more.
const slowFailures = 5

// worth is the block of a key if it is worth keeping. Accounts that nobody has
// are not: guessing at them is harmless, and their names may be passwords.
func (t *throttle) worth(key string, now time.Time, owners owners) (b people.Block, ok bool) {
	switch {
	case strings.HasPrefix(key, netBlock):
		text := strings.TrimPrefix(key, netBlock)
		net, err := netip.ParsePrefix(text)
		if err != nil {
			return b, false
		}
		c := t.nets.get(net, now)
		return c.block(key, people.NetBlock, text, ""), c.strikes > 0
	case strings.HasPrefix(key, accountBlock):
		account := strings.TrimPrefix(key, accountBlock)
		c := t.accounts.get(account, now)
		_, net, _ := strings.Cut(account, " ")
		user := owners.of(account)
		return c.block(key, people.AccountBlock, net, user), c.failures >= slowFailures && user != ""
	}
	b, ok = t.alarms[key]
	return b, ok && now.Before(b.Until)
}

// notable are all blocks worth keeping.
func (t *throttle) notable(now time.Time, owners owners) (list []people.Block) {
	var keys []string
	for net := range t.nets {
		keys = append(keys, netBlock+net.String())
	}
	for account := range t.accounts {
		keys = append(keys, accountBlock+account)
	}
	for key := range t.alarms {
		keys = append(keys, key)
	}
	for _, key := range keys {
		if b, worth := t.worth(key, now, owners); worth {
			list = append(list, b)
		}
	}
	return list
}

func (c count) block(key string, kind people.BlockKind, net, user string) people.Block {
	return people.Block{
		Key: key, Kind: kind, Net: net, User: user, Failures: c.failures, Strikes: c.strikes,
		Since: c.since.UTC().Round(0), Blocked: c.blocked.UTC().Round(0), Until: c.until.UTC().Round(0),
	}
}

// changes is what has to be written so that the store has what is notable.
func (t *throttle) changes(now time.Time, owners owners) (put []people.Block, forget []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key := range t.dirty {
		b, worth := t.worth(key, now, owners)
		switch {
		case worth:
			put = append(put, b)
			t.kept[key] = true
		case t.kept[key]:
			forget = append(forget, key)
			delete(t.kept, key)
		}
	}
	clear(t.dirty)
	if len(t.kept) <= maxCounters {
		return put, forget
	}
	for key := range t.kept { // what was forgotten by age, or to make room
		if _, worth := t.worth(key, now, owners); !worth {
			forget = append(forget, key)
			delete(t.kept, key)
		}
	}
	return put, forget
}

// keepBlocks writes what the throttle must not forget. It goes on when the
// visitor hangs up. A store that takes nothing costs memory over a restart, not
// the answer.
func (a *Auth) keepBlocks(ctx context.Context) {
	a.keeping.Lock() // one after the other, so that the newest is written last
	defer a.keeping.Unlock()
	put, forget := a.throttle.changes(time.Now(), a.owners())
	if len(put)+len(forget) == 0 {
		return
	}
	if err := a.store.ChangeBlocks(context.WithoutCancel(ctx), put, forget, nil); err != nil {
		a.log.Error("blocked sign-ins were not stored; a restart would forget them", "err", err)
	}
}

// owners are the users (User.ID) by the key of their account.
type owners map[string]string

func (a *Auth) owners() owners {
	users := a.store.Config().Users
	list := make(owners, len(users))
	for id, u := range users {
		list[accountKey(u.Email)] = id
	}
	return list
}

// of is whom a key under which an account is counted means, "" for nobody.
func (o owners) of(account string) string {
	account, _, _ = strings.Cut(strings.TrimPrefix(account, "code:"), " ")
	return o[account]
}

// load reads what was kept before a restart, and where people signed in from.
func (a *Auth) load() {
	blocks, err := a.store.Blocks()
	if err != nil {
		a.log.Error("blocked sign-ins could not be read", "err", err)
	}
	for _, b := range blocks {
		a.throttle.restore(b)
	}
	sessions, err := a.store.Sessions("")
	if err != nil {
		a.log.Error("sessions could not be read", "err", err)
	}
	users := a.store.Config().Users
	for _, s := range sessions {
		addr, err := netip.ParseAddr(s.Remote)
		if u, known := users[s.User]; known && err == nil {
			for _, key := range []string{accountKey(u.Email), codeKey(u.Email)} {
				a.throttle.known[pairKey(key, addr)] = count{until: s.SeenAt.Add(knownAge)}
			}
		}
	}
}

func (t *throttle) restore(b people.Block) {
	c := count{failures: b.Failures, strikes: b.Strikes, since: b.Since, blocked: b.Blocked, until: b.Until}
	t.kept[b.Key] = true
	t.touch(b.Key) // forgotten in the store when it has aged meanwhile
	switch b.Kind {
	case people.NetBlock:
		if net, err := netip.ParsePrefix(b.Net); err == nil {
			t.nets[net] = c
		}
	case people.AccountBlock:
		t.accounts[strings.TrimPrefix(b.Key, accountBlock)] = c
	case people.AlarmBlock:
		t.alarms[b.Key] = b
	}
}

// Blocks lists the networks that are blocked now, the accounts that are slowed
// down noticeably, and the sign-ins that succeeded after many failures; newest
// first.
func (a *Auth) Blocks() []people.Block {
	now := time.Now()
	a.throttle.mu.Lock()
	defer a.throttle.mu.Unlock()
	var list []people.Block
	for _, b := range a.throttle.notable(now, a.owners()) {
		if b.Kind == people.AlarmBlock || now.Before(b.Blocked) || b.Kind == people.AccountBlock {
			list = append(list, b)
		}
	}
	sortBlocks(list)
	return list
}

// Alarms are the sign-ins that succeeded after many failures and that nobody
// has looked at yet, newest first. They are forgotten after a week. Every page
// of an admin asks for them.
func (a *Auth) Alarms() (list []people.Block) {
	now := time.Now()
	a.throttle.mu.Lock()
	defer a.throttle.mu.Unlock()
	for _, b := range a.throttle.alarms {
		if now.Before(b.Until) {
			list = append(list, b)
		}
	}
	sortBlocks(list)
	return list
}

func sortBlocks(list []people.Block) {
	slices.SortFunc(list, func(a, b people.Block) int {
		return cmp.Or(b.Since.Compare(a.Since), strings.Compare(a.Key, b.Key))
	})
}

// alarm notes a success after many failures.
func (a *Auth) alarm(r *http.Request, u people.User, how success) {
	now := time.Now().UTC().Round(0)
	from := Remote(r)
	b := people.Block{
		Key: alarmBlock + engine.NewID(), Kind: people.AlarmBlock, Net: from, User: u.ID, Failures: how.failures,
		Since: now, Until: now.Add(strikeAge),
	}
	a.throttle.mu.Lock()
	a.throttle.alarms[b.Key] = b
	a.throttle.touch(b.Key)
	a.throttle.mu.Unlock()
	a.log.Warn("a sign-in succeeded after many failures", "user", u.ID, "from", from, "failures", how.failures)
	a.audit(r.Context(), engine.AuditRow{
		At: now, Actor: person(u), Action: "signin.after_failures", Object: u.ID,
		Detail: u.Email + " from " + from + ", after failures from there or at the account",
	})
	a.tellBox(context.WithoutCancel(r.Context()), signInAlarm(u, from, how))
}

// signInAlarm does not name the account in its key alone: each address that got
// in is something of its own to look into.
func signInAlarm(u people.User, from string, how success) engine.Alarm {
	tries := "many failures from that address"
	if how.failures > 0 {
		tries = fmt.Sprintf("%d failures", how.failures)
	}
	return engine.Alarm{
		Key: "sign-in after failures " + u.ID + " " + from, Urgency: people.Low,
		Title: "Somebody signed in as " + u.Name + " after many failures",
		Details: u.Email + " was signed in to from " + from + " after " + tries + ". Ask " + u.Name + " whether it was them. " +
			"If not: end their sessions and set a new password (People, or: wakeman user passwd " + u.Email + "), and look at the audit log for what was done since.",
	}
}

// audit writes a line that belongs to no change of a record. It goes on when the
// visitor hangs up.
func (a *Auth) audit(ctx context.Context, row engine.AuditRow) {
	if row.At.IsZero() {
		row.At = time.Now().UTC().Round(0)
	}
	if err := a.store.ChangeBlocks(context.WithoutCancel(ctx), nil, nil, &row); err != nil {
		a.log.Error("a line of the audit log was not written", "action", row.Action, "object", row.Object, "err", err)
	}
}
