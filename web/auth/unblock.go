package auth

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// AllBlocks unblocks everything; see [Auth.Unblock].
const AllBlocks = "--all"

// Unblock forgets failures, strikes and alarms: of an address (with the networks
// it is in), a network, an e-mail address, one [people.Block] by its Key, or
// [AllBlocks]. It gives what was forgotten; NotFound when that is nothing.
func (a *Auth) Unblock(ctx context.Context, what string, actor engine.Actor) ([]people.Block, error) {
	a.keeping.Lock()
	defer a.keeping.Unlock()
	means := a.meaning(strings.TrimSpace(what))
	gone, keys := a.throttle.forgetBlocks(means, time.Now(), a.owners())
	if len(gone) == 0 {
		return nil, engine.Fail(engine.NotFound, "nothing is blocked or slowed down for %s", clip(what, 100))
	}
	row := engine.AuditRow{At: time.Now().UTC().Round(0), Actor: actor, Action: "signin.unblock", Object: clip(what, 100)}
	if what == AllBlocks {
		row.Object = "everything"
	}
	return gone, a.store.ChangeBlocks(ctx, nil, keys, &row)
}

// meaning tells which blocks somebody means by what they typed.
func (a *Auth) meaning(what string) func(people.Block) bool {
	if u, known := a.store.Config().ByEmail(what); known {
		return func(b people.Block) bool { return b.Kind == people.AccountBlock && b.User == u.ID }
	}
	addr, err := netip.ParseAddr(what)
	addr = addr.Unmap().WithZone("")
	return func(b people.Block) bool {
		if what == AllBlocks || b.Key == what || b.Kind == people.NetBlock && b.Net == what {
			return true
		}
		net, errNet := netip.ParsePrefix(b.Net)
		return err == nil && errNet == nil && b.Kind == people.NetBlock && net.Contains(addr)
	}
}

func (t *throttle) forgetBlocks(means func(people.Block) bool, now time.Time, owners owners) (gone []people.Block, keys []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, b := range t.notable(now, owners) {
		if !means(b) {
			continue
		}
		key := b.Key
		gone, keys = append(gone, b), append(keys, key)
		delete(t.kept, key)
		delete(t.alarms, key)
		delete(t.accounts, strings.TrimPrefix(key, accountBlock))
		if net, err := netip.ParsePrefix(b.Net); err == nil && b.Kind == people.NetBlock {
			delete(t.nets, net)
		}
	}
	slices.Sort(keys)
	return gone, keys
}
