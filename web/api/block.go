package api

import "wakeman/engine/people"

// blockWire is a network or an account that is kept from signing in, or a
// sign-in that somebody should look at.
type blockWire struct {
	ID           string           `json:"id"`
	Type         people.BlockKind `json:"type" enum:"net,account,alarm"`
	Network      *string          `json:"network"` // of an alarm, the address that got in
	User         *reference       `json:"user"`
	Failures     int              `json:"failures"`
	Strikes      int              `json:"strikes"` // how often the network was blocked
	Since        *string          `json:"since"`
	BlockedUntil *string          `json:"blocked_until"` // null: it may be tried now
}

// unblockOrder says who may try again.
type unblockOrder struct {
	What string `json:"what" need:"yes" doc:"an address, a network, an e-mail address, the id of a block, or --all"`
}

func (v view) block(b people.Block) blockWire {
	w := blockWire{ID: b.Key, Type: b.Kind, Network: text(b.Net), Failures: b.Failures, Strikes: b.Strikes, Since: stamp(b.Since), BlockedUntil: stamp(b.Blocked)}
	if b.User != "" {
		ref := v.userRef(b.User)
		w.User = &ref
	}
	return w
}

func (s *server) listBlocks(c *call) (any, error) {
	return paged(c, "blocks", s.access.Blocks(), c.block)
}

// unblock gives what was forgotten.
func (s *server) unblock(c *call) (any, error) {
	var w unblockOrder
	if err := readOrder(c.Request, "", &w); err != nil {
		return nil, err
	}
	gone, err := s.access.Unblock(c.Context(), w.What, c.who.Actor("api"))
	if err != nil {
		return nil, err
	}
	return map[string][]blockWire{"blocks": each(gone, c.block)}, nil
}
