package config

import (
	"maps"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
)

type heartbeatEntry struct {
	name        text
	key         text // empty: the stored one, or a new one
	interval    time.Duration
	grace       time.Duration
	integration text
	paused      bool
}

func readBeat(m *mapping) heartbeatEntry {
	m.needs("name", "interval")
	h := heartbeatEntry{
		name: m.short("name"), key: m.short("key"), integration: m.short("integration"), paused: m.boolean("paused"),
		interval: m.duration("interval", engine.MinInterval),
	}
	h.grace = m.duration("grace", engine.DefaultGrace(h.interval))
	if h.interval < engine.MinInterval || h.interval > engine.MaxInterval {
		m.fail(m.get("interval").place, "must be from %s to %s", FormatDuration(engine.MinInterval), "366d")
	}
	if h.grace > engine.MaxInterval {
		m.fail(m.get("grace").place, "must be at most 366d")
	}
	if h.key.s != "" && h.key.s != Kept && !isKey(h.key.s) {
		m.fail(h.key.place, "must have %d to %d letters and digits", minKey, maxKey)
	}
	return h
}

// readHeartbeats reads those of a service; nil when the file leaves them alone.
func readHeartbeats(m *mapping, integrations []integrationEntry) *[]heartbeatEntry {
	all := readIfGiven(m, "heartbeats", readBeat)
	m.unique("heartbeat", namesOf(orNone(all), func(h heartbeatEntry) text { return h.name }))
	known := newNames("no integration of this service is called", namesOf(integrations, func(i integrationEntry) text { return i.name }))
	for _, h := range orNone(all) {
		m.check(h.integration, known)
	}
	return all
}

// resolveHeartbeats puts the heartbeats of a service in place: those of the file,
// else those that are stored.
func (x *resolver) resolveHeartbeats(service string, e serviceEntry) {
	if e.heartbeats == nil {
		for id, h := range x.old.Heartbeats {
			if h.Service != service || x.next.Heartbeats[id].ID != "" {
				continue
			}
			if x.next.Integrations[h.Integration].Service != service {
				h.Integration = ""
			}
			x.next.Heartbeats[id] = h
		}
		return
	}
	for _, entry := range *e.heartbeats {
		x.beatOf(service, entry)
	}
}

func (x *resolver) beatOf(service string, e heartbeatEntry) {
	old := x.storedHeartbeat(service, e)
	h := engine.Heartbeat{
		ID: old.ID, Service: service, Name: e.name.s, Key: x.kept(e.key.place, e.key.s, old.Key), Interval: e.interval, Grace: e.grace,
		Paused: e.paused, CreatedAt: old.CreatedAt,
	}
	if e.key.s == "" {
		h.Key = old.Key
	}
	if h.ID == "" {
		h.ID = x.newID(HeartbeatID)
	}
	if h.Key == "" {
		h.Key = x.newID(IntegrationKey)
	}
	for id, in := range x.next.Integrations {
		if in.Service == service && e.integration.s != "" && fold(in.Name) == fold(e.integration.s) {
			h.Integration = id
		}
	}
	x.next.Heartbeats[h.ID] = h
}

// storedHeartbeat is the one with the key, or else the one of that name in the
// service.
func (x *resolver) storedHeartbeat(service string, e heartbeatEntry) engine.Heartbeat {
	for _, id := range slices.Sorted(maps.Keys(x.old.Heartbeats)) {
		if h := x.old.Heartbeats[id]; e.key.s != "" && h.Key == e.key.s {
			return h
		}
	}
	for _, id := range slices.Sorted(maps.Keys(x.old.Heartbeats)) {
		h := x.old.Heartbeats[id]
		if h.Service == service && fold(h.Name) == fold(e.name.s) && !x.namesKey(h.Key) {
			return h
		}
	}
	return engine.Heartbeat{}
}

// namesKey reports whether the file gives a key to one of its heartbeats: that
// one belongs to the entry with the key.
func (x *resolver) namesKey(key string) bool {
	return slices.ContainsFunc(x.services.entries, func(s serviceEntry) bool {
		return slices.ContainsFunc(orNone(s.heartbeats), func(h heartbeatEntry) bool { return h.key.s == key })
	})
}

// checkOneDoor refuses a heartbeat that has the key of another, or of an
// integration: mail to it could be either.
func (x *resolver) checkOneDoor() {
	taken := map[string]bool{}
	for _, in := range x.next.Integrations {
		taken[strings.ToLower(in.Key)] = true
	}
	for _, h := range sortedByName(x.next.Heartbeats, func(h engine.Heartbeat) string { return h.Name }) {
		key := strings.ToLower(h.Key)
		if taken[key] {
			x.fail(x.services.place, "the heartbeat %q has the key of another heartbeat, or of an integration", h.Name)
		}
		taken[key] = true
	}
}

func beatTree(h engine.Heartbeat, integration engine.Integration) tree {
	r := newRecord(h.Name)
	r.text("name", h.Name)
	r.word("interval", FormatDuration(h.Interval), "")
	r.word("grace", FormatDuration(h.Grace), FormatDuration(engine.DefaultGrace(h.Interval)))
	if integration.ID != "" {
		r.add("integration", tree{text: integration.Name, id: integration.ID})
	}
	r.flag("paused", h.Paused)
	r.hidden("key", h.Key, ingress)
	return r.flow()
}

func (v view) heartbeats(service string) (all []tree) {
	for _, h := range sortedByName(v.Heartbeats, func(h engine.Heartbeat) string { return h.Name }) {
		if h.Service == service {
			all = append(all, beatTree(h, v.Integrations[h.Integration]))
		}
	}
	return all
}

// dropBeats takes away the heartbeats of services that a change takes away, and
// unties those whose integration is gone: the silence that follows is told.
func dropBeats(next *engine.Config) {
	for id, h := range next.Heartbeats {
		if _, there := next.Services[h.Service]; !there {
			delete(next.Heartbeats, id)
		} else if h.Integration != "" && next.Integrations[h.Integration].Service != h.Service {
			h.Integration = ""
			next.Heartbeats[id] = h
		}
	}
}
