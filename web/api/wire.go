package api

import (
	"cmp"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/heard"
)

// view is what a mapping needs beside the record itself. Its methods are pure.
type view struct {
	cfg     *engine.Config
	link    links
	include map[string]bool         // include[]: what is written whole and not as a reference
	states  map[string]serviceState // of the services, when include[] names them
	marks   map[string]heard.Mark   // of the integrations that are written whole
	now     time.Time
	// Who looks.
	me       string // User.ID, "" for an account's key
	role     people.Role
	readOnly bool
}

// reference names a resource. Whole resources begin with the same fields.
type reference struct {
	ID      string  `json:"id"`
	Type    string  `json:"type"` // service_reference; service for the whole one
	Summary string  `json:"summary"`
	Self    *string `json:"self"`     // the resource in this API
	HTMLURL *string `json:"html_url"` // its page
}

// whole is the reference of a resource as the head of the resource itself.
func (r reference) whole(kind string) reference {
	r.Type = kind
	return r
}

// links makes addresses below the public one.
type links struct{ base string }

// at is a reference to a resource that has a page of its own.
func (l links) at(kind, path, id, summary string) reference {
	page := l.base + pagePath(path) + "/" + id
	return l.inside(kind, path+"/"+id, id, summary).with(&page)
}

// pagePath is where the pages have what the API has at a path.
func pagePath(path string) string {
	switch path {
	case "/users":
		return "/people"
	case "/escalation_policies":
		return "/policies"
	}
	return path
}

// inside is a reference to a resource that has no page.
func (l links) inside(kind, path, id, summary string) reference {
	self := l.base + "/api" + path
	return reference{ID: id, Type: kind, Summary: summary, Self: &self}
}

func (r reference) with(page *string) reference {
	r.HTMLURL = page
	return r
}

// stamp is a time as PagerDuty writes it, in UTC and whole seconds; null for
// the zero time.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := t.UTC().Format(time.RFC3339)
	return &text
}

// local is a time with the offset of a zone.
func local(t time.Time, zone *time.Location) *string {
	if t.IsZero() {
		return nil
	}
	text := t.In(zone).Format(time.RFC3339)
	return &text
}

// seconds is a duration in whole seconds; null for 0, which is off.
func seconds(d time.Duration) *int {
	if d <= 0 {
		return nil
	}
	n := int((d + time.Second - 1) / time.Second)
	return &n
}

// minutes rounds up: a delay of seconds is not none.
func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }

// text is null for nothing.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// byName lists the values of a configuration map by name, then id.
func byName[T any](all map[string]T, key func(T) (name, id string)) []T {
	list := make([]T, 0, len(all))
	for _, v := range all {
		list = append(list, v)
	}
	slices.SortFunc(list, func(a, b T) int {
		aName, aID := key(a)
		bName, bID := key(b)
		return cmp.Or(cmp.Compare(aName, bName), cmp.Compare(aID, bID))
	})
	return list
}
