package api

import (
	"fmt"
	"strconv"
	"strings"
)

// Bounds of PagerDuty's classic pagination (developer-docs, REST-API
// "Pagination").
const (
	defaultLimit = 25
	maxLimit     = 100
	maxReach     = 10_000 // offset + limit
)

// paging is which part of a list is wanted.
type paging struct {
	limit, offset int
	total         bool // the length of the whole list is wanted too
}

// paging reads limit, offset and total. A limit above 100 counts as 100, one of
// 0 as not given.
func (q query) paging() (p paging, err error) {
	if p.limit, err = q.count("limit"); err != nil {
		return p, err
	}
	if p.offset, err = q.count("offset"); err != nil {
		return p, err
	}
	if p.total, err = q.flag("total"); err != nil {
		return p, err
	}
	if p.limit == 0 {
		p.limit = defaultLimit
	}
	p.limit = min(p.limit, maxLimit)
	if p.offset+p.limit > maxReach {
		return p, invalid(fmt.Sprintf("offset: offset and limit together are more than %d", maxReach))
	}
	return p, nil
}

// count is a whole number, 0 when it is not given. Large ones are cut, so that
// sums of them do not overflow.
func (q query) count(name string) (int, error) {
	v := q.text(name)
	if v == "" {
		return 0, nil
	}
	digits := strings.Trim(v, "0123456789") == ""
	n, err := strconv.Atoi(v)
	switch {
	case !digits:
		return 0, invalid(fmt.Sprintf("%s: %s is not a whole number of at least 0", name, quote(v)))
	case err != nil || n > maxReach+1:
		return maxReach + 1, nil
	}
	return n, nil
}

// pageWire is the paging part of a list.
type pageWire struct {
	Limit  int  `json:"limit"`
	Offset int  `json:"offset"`
	More   bool `json:"more"`
	Total  *int `json:"total"` // null unless total=true
}

// listWire is {"<name>":[…],"limit":…}.
type listWire map[string]any

func newList(name string, items any, w pageWire) listWire {
	return listWire{name: items, "limit": w.Limit, "offset": w.Offset, "more": w.More, "total": w.Total}
}

// cut is the wanted part of a whole list.
func cut[T any](p paging, all []T) ([]T, pageWire) {
	w := pageWire{Limit: p.limit, Offset: p.offset}
	if p.total {
		n := len(all)
		w.Total = &n
	}
	first := min(p.offset, len(all))
	last := min(first+p.limit, len(all))
	w.More = last < len(all)
	return all[first:last], w
}

// paged answers a list that is at hand as a whole, mapping only the wanted part.
func paged[T, W any](c *call, name string, all []T, wire func(T) W) (any, error) {
	p, err := c.q.paging()
	if err != nil {
		return nil, err
	}
	part, w := cut(p, all)
	return newList(name, each(part, wire), w), nil
}

// each maps a list; the result is never nil, so that it is [] on the wire.
func each[T, W any](list []T, wire func(T) W) []W {
	mapped := make([]W, len(list))
	for i, v := range list {
		mapped[i] = wire(v)
	}
	return mapped
}

// listed is the list, or an empty one.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
