package api

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"time"
)

// Logs are paged by a cursor (developer-docs, REST-API "Pagination"): what is added meanwhile moves nothing, and no page is
// dearer than the first.

// cursorWire is the paging part of such a list.
type cursorWire struct {
	Limit      int     `json:"limit"`
	NextCursor *string `json:"next_cursor"` // null: there is no more
}

// page is which part of a list is wanted: what comes after the cursor, "" for the beginning.
type page struct {
	limit int
	after string
}

func (q query) page() (p page, err error) {
	if p.limit, err = q.count("limit"); err != nil {
		return p, err
	}
	if p.limit == 0 {
		p.limit = defaultLimit
	}
	p.limit = min(p.limit, maxLimit)
	text, err := base64.RawURLEncoding.DecodeString(q.text("cursor"))
	if err != nil {
		return p, badCursor(q.text("cursor"))
	}
	p.after = string(text)
	return p, nil
}

func badCursor(text string) error {
	return invalid(fmt.Sprintf("cursor: %s is not the next_cursor of an answer", quote(text)))
}

// number is a cursor that is a number; 0 is the beginning.
func (p page) number() (uint64, error) {
	if p.after == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(p.after, 10, 64)
	if err != nil {
		return 0, badCursor(p.after)
	}
	return n, nil
}

// instant is a cursor that is a time; zero is the beginning.
func (p page) instant() (time.Time, error) {
	if p.after == "" {
		return time.Time{}, nil
	}
	n, err := strconv.ParseInt(p.after, 10, 64)
	if err != nil {
		return time.Time{}, badCursor(p.after)
	}
	return time.Unix(0, n).UTC(), nil
}

// leafed is {"<name>":[…],"limit":…,"next_cursor":…}; next is "" at the end.
func leafed(name string, items any, p page, next string) listWire {
	w := listWire{name: items, "limit": p.limit, "next_cursor": nil}
	if next != "" {
		w["next_cursor"] = base64.RawURLEncoding.EncodeToString([]byte(next))
	}
	return w
}

// numbered is a cursor of a number; 0 is the end.
func numbered(n uint64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}
