package ui

import (
	"strings"

	"wakeman/engine"
	"wakeman/web/readiness"
	"wakeman/web/ui/view"
)

// newest is the last that came in by an integration; nil: nothing did.
func (u *ui) newest(cfg *engine.Config, in engine.Integration) (*view.EventRow, error) {
	p, found, err := readiness.LastPost(u.Store, in.ID)
	if err != nil || !found {
		return nil, err
	}
	if len(p.Events) == 0 {
		p.Events = []engine.EventRow{emptyPost()}
	}
	row := eventRow(cfg, p, 0)
	return &row, nil
}

// refusedWith are what was refused of whoever showed this key, the newest first,
// at most three. A refusal names only the end of a key.
func (u *ui) refusedWith(key string) ([]view.Refusal, error) {
	all, err := u.refusals()
	var own []view.Refusal
	for _, r := range all {
		if len(key) >= 16 && len(own) < 3 && strings.HasSuffix(r.What, "key ending …"+key[len(key)-4:]) {
			own = append(own, r)
		}
	}
	return own, err
}
