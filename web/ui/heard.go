package ui

import (
	"fmt"
	"strings"

	"wakeman/engine"
	"wakeman/web/heard"
	"wakeman/web/ui/view"
)

// marks are how all integrations do, by id.
func (u *ui) marks(cfg *engine.Config) (map[string]heard.Mark, error) {
	return heard.Marks(u.Store, cfg, u.Now())
}

// newest is the last that came in by an integration; nil: nothing did.
func (u *ui) newest(cfg *engine.Config, in engine.Integration) (*view.EventRow, error) {
	p, found, err := heard.LastPost(u.Store, in.ID)
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
		if end := heard.KeyEnd(engine.Refusal{Hint: r.What}); end != "" && len(key) >= 16 && len(own) < 3 && strings.HasSuffix(key, end) {
			own = append(own, r)
		}
	}
	return own, err
}

// marked puts how an integration does into what a page shows of it.
func (u *ui) marked(c *view.Integration, in engine.Integration, m heard.Mark) {
	c.Last, c.Refused, c.RefusedAt, c.SilentAfter = m.Last, int(m.Refused), m.RefusedAt, in.SilentAfter
	c.Problem = silentWords(in, m)
	if m.TurnedAway(u.Now()) {
		c.TurnedAway = "The last that came was refused: " + sentence(m.Reason)
	}
}

// silentWords says for how long a sender has been silent; "" if it has not been for
// too long.
func silentWords(in engine.Integration, m heard.Mark) string {
	switch {
	case m.Silent == 0:
		return ""
	case m.Last.IsZero():
		return fmt.Sprintf("Never heard in %s; it should be heard within %s.", view.Span(m.Silent), view.Span(in.SilentAfter))
	}
	return fmt.Sprintf("Silent for %s; it should be heard within %s.", view.Span(m.Silent), view.Span(in.SilentAfter))
}

// trouble is what is wrong with an integration, in sentences that name it.
func (u *ui) trouble(in engine.Integration, m heard.Mark) (list []string) {
	if words := silentWords(in, m); words != "" {
		list = append(list, in.Name+": "+words)
	}
	if m.TurnedAway(u.Now()) {
		list = append(list, in.Name+": refused, and nothing came since. "+sentence(m.Reason))
	}
	return list
}

// heardCheck says which integrations are silent for too long, or were turned away.
func (u *ui) heardCheck() (view.Check, error) {
	cfg := u.Store.Config()
	c := view.Check{Name: "Senders", Level: view.Good, Words: "Of no integration is the silence judged. Its page has how long it may be silent."}
	marks, err := u.marks(cfg)
	if err != nil {
		return c, err
	}
	judged, wrong := 0, 0
	var first engine.Integration
	for _, s := range cfg.ServicesByName() {
		for _, in := range cfg.IntegrationsOf(s.ID) {
			if in.SilentAfter > 0 {
				judged++
			}
			list := u.trouble(in, marks[in.ID])
			if len(list) == 0 {
				continue
			}
			if wrong++; wrong == 1 {
				first, c.Level, c.Words = in, view.Warning, s.Name+", "+list[0]
			}
			if marks[in.ID].Silent > 0 {
				c.Level = view.Bad
			}
		}
	}
	switch {
	case wrong > 0:
		c.Words += andMore(wrong - 1)
		c.Path, c.More = view.IntegrationPath(first.Service, first.ID), "Look at it"
	case judged > 0:
		c.Words = fmt.Sprintf("Integrations whose silence is judged: %d. All were heard in time.", judged)
	}
	return c, nil
}

// andMore leads to the page that has the rest.
func andMore(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" And %d more: see Services.", n)
}
