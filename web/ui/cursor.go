package ui

import (
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/store"
)

// cursor is a place in a list that goes through several queries, one after the
// other. It is written "12", or "1-12" for the second query.
type cursor struct {
	phase  int
	before uint64 // incident number; 0 is the beginning
}

// parseCursor reads what an address says. Anything else is the beginning.
func parseCursor(text string) cursor {
	head, tail, two := strings.Cut(text, "-")
	if !two {
		head, tail = "0", text
	}
	phase, err := strconv.ParseUint(head, 10, 8)
	if err != nil {
		return cursor{}
	}
	before, err := strconv.ParseUint(tail, 10, 64)
	if err != nil {
		return cursor{}
	}
	return cursor{int(phase), before}
}

func (c cursor) String() string {
	if c.phase == 0 {
		return strconv.FormatUint(c.before, 10)
	}
	return strconv.Itoa(c.phase) + "-" + strconv.FormatUint(c.before, 10)
}

// listed is one page of queries that follow each other, and the cursor of the
// page after it; "" at the end.
func (u *ui) listed(phases []store.IncidentQuery, at cursor, limit int) (list []engine.Incident, next string, err error) {
	for ; at.phase < len(phases); at = (cursor{at.phase + 1, 0}) {
		q := phases[at.phase]
		q.Before, q.Limit = at.before, max(1, limit-len(list))
		found, err := u.Store.Incidents(q)
		if err != nil {
			return nil, "", err
		}
		if len(list) == limit { // full: is there anything on the next page?
			if len(found.Incidents) > 0 || found.More {
				return list, at.String(), nil
			}
			continue
		}
		list = append(list, found.Incidents...)
		if found.More {
			return list, cursor{at.phase, found.Next}.String(), nil
		}
	}
	return list, "", nil
}
