package api

import (
	"slices"

	"wakeman/store"
)

// refusalWire is what was not let in, counted. Wakeman's own.
type refusalWire struct {
	Door    string  `json:"door" doc:"events_api_v2, smtp, sign_in, api …"`
	Remote  string  `json:"remote"`
	Reason  string  `json:"reason"`
	Hint    string  `json:"hint" doc:"what identifies the attempt, without secrets"`
	Count   uint64  `json:"count"`
	FirstAt *string `json:"first_at"`
	LastAt  *string `json:"last_at"`
}

// listRefusals lists the newest first.
func (s *server) listRefusals(c *call) (any, error) {
	rows, err := s.store.Refusals()
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b store.RefusalRow) int { return b.LastAt.Compare(a.LastAt) })
	return paged(c, "refusals", rows, func(r store.RefusalRow) refusalWire {
		return refusalWire{r.Door, r.Remote, r.Reason, r.Hint, r.Count, stamp(r.FirstAt), stamp(r.LastAt)}
	})
}
