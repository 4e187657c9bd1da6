package api

import (
	"cmp"
	"slices"

	"wakeman/engine"
	"wakeman/store"
)

// entry reads one entry of a timeline.
func (s *server) entry(in engine.Incident, seq uint64) (engine.Entry, bool, error) {
	if seq < 1 || seq > in.Entries {
		return engine.Entry{}, false, nil
	}
	entries, err := s.store.Timeline(in.Number, int(in.Entries-seq)+1)
	if err != nil {
		return engine.Entry{}, false, err
	}
	// Entries written since shift the newest, so look rather than count; with
	// more of them than were asked for, ask again.
	i := slices.IndexFunc(entries, func(e engine.Entry) bool { return e.Seq == seq })
	if i >= 0 {
		return entries[i], true, nil
	}
	now, found, err := s.store.Incident(in.Number)
	if err != nil || !found || now.Entries == in.Entries {
		return engine.Entry{}, false, err
	}
	return s.entry(now, seq)
}

func (s *server) getLogEntry(c *call) (any, error) {
	number, seq, ok := parseEntryID(c.PathValue("id"))
	if !ok {
		return nil, absent("log entry")
	}
	in, found, err := s.store.Incident(number)
	if err != nil {
		return nil, err
	}
	var e engine.Entry
	if found {
		e, found, err = s.entry(in, seq)
	}
	if err == nil && !found {
		err = absent("log entry")
	}
	return map[string]logEntryWire{"log_entry": c.logEntry(e, in)}, err
}

// listIncidentLogEntries is one incident's timeline, newest first.
func (s *server) listIncidentLogEntries(c *call) (any, error) {
	in, err := s.incidentOf(c)
	if err != nil {
		return nil, err
	}
	f, err := c.q.entries()
	if err != nil {
		return nil, err
	}
	entries, err := s.store.Timeline(in.Number, maxReach)
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e engine.Entry) bool { return !f.wants(e) })
	slices.Reverse(entries)
	return paged(c, "log_entries", entries, func(e engine.Entry) logEntryWire { return c.logEntry(e, in) })
}

// The log of everything is put together from the timelines of incidents,
// because there is no index of entries by time: of the newest incidents up to
// the end of the window, and of every open one.
const (
	logIncidents = 200 // resolved or not
	logOpen      = 200
)

func (s *server) listLogEntries(c *call) (any, error) {
	p, err := c.q.paging()
	if err != nil {
		return nil, err
	}
	f, err := c.q.entries()
	if err != nil {
		return nil, err
	}
	incidents, err := s.loggedIncidents(f, c)
	if err != nil {
		return nil, err
	}
	most := maxReach
	if f.to.IsZero() && !f.overview && !p.total {
		most = p.offset + p.limit + 1 // no more of one timeline can be on the page
	}
	var entries []engine.Entry
	for number := range incidents {
		timeline, err := s.store.Timeline(number, most)
		if err != nil {
			return nil, err
		}
		entries = append(entries, slices.DeleteFunc(timeline, func(e engine.Entry) bool { return !f.wants(e) })...)
	}
	slices.SortFunc(entries, func(a, b engine.Entry) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Incident, a.Incident), cmp.Compare(b.Seq, a.Seq))
	})
	return paged(c, "log_entries", entries, func(e engine.Entry) logEntryWire { return c.logEntry(e, incidents[e.Incident]) })
}

func (s *server) loggedIncidents(f filter, c *call) (map[uint64]engine.Incident, error) {
	incidents := map[uint64]engine.Incident{}
	for _, q := range []store.IncidentQuery{
		{Until: f.until(c.now.Add(1)), Limit: logIncidents},
		{Until: f.until(c.now.Add(1)), Limit: logOpen, Statuses: []engine.Status{engine.Triggered, engine.Acked}},
	} {
		list, err := s.store.Incidents(q)
		if err != nil {
			return nil, err
		}
		for _, in := range list.Incidents {
			incidents[in.Number] = in
		}
	}
	return incidents, nil
}
