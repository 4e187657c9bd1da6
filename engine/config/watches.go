package config

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
)

type watchEntry struct {
	name         text
	host         string
	interval     time.Duration
	retries      int
	ping, paused bool
	open, closed []int
	pages        []engine.PageCheck
}

// maxCertificateDays is how early the end of a certificate may be told.
const maxCertificateDays = 365

func readWatch(m *mapping) watchEntry {
	m.needs("host")
	w := watchEntry{
		name: m.short("name"), host: m.watched("host"), retries: m.number("retries", engine.DefaultRetries, 0, engine.MaxRetries),
		interval: m.duration("interval", engine.DefaultWatchInterval), ping: m.boolean("ping"), paused: m.boolean("paused"),
		open: m.ports("open_ports"), closed: m.ports("closed_ports"), pages: readAll(m.report, m.get("http"), readPageCheck),
	}
	if w.name.s == "" {
		w.name = text{place: m.get("name").place, s: w.host}
	}
	if w.interval < engine.MinWatchInterval || w.interval > engine.MaxWatchInterval {
		m.fail(m.get("interval").place, "must be from %s to %s", FormatDuration(engine.MinWatchInterval), FormatDuration(engine.MaxWatchInterval))
	}
	if n := len(w.pages); n > engine.MaxWatchPages {
		m.fail(m.get("http").place, "has %d pages; a watch looks at %d at most", n, engine.MaxWatchPages)
	}
	for i, p := range w.pages {
		same := func(o engine.PageCheck) bool {
			return p.URL != "" && o.URL == p.URL && o.Statuses() == p.Statuses() && o.Text == p.Text
		}
		if slices.ContainsFunc(w.pages[:i], same) {
			m.fail(place{m.line, m.column, fmt.Sprintf("%s[%d].url", m.get("http").path, i)}, "is there twice, with the same wishes")
		}
	}
	for _, port := range w.closed {
		if slices.Contains(w.open, port) {
			m.fail(m.get("closed_ports").place, "port %d can not be open and closed", port)
		}
	}
	if !m.looks() {
		m.fail(m.place, "must look at something: give it ping, open_ports, closed_ports or http")
	}
	return w
}

// looks reports whether a watch says what to look at, well or not.
func (m *mapping) looks() bool {
	for _, name := range []string{"open_ports", "closed_ports", "http"} {
		if v := m.fields[name]; v.given() && len(m.list(v)) > 0 {
			return true
		}
	}
	v := m.fields["ping"]
	return v.given() && word(v.node) != "false"
}

// watched reads a host: an address, or a name.
func (m *mapping) watched(name string) string {
	t := m.short(name)
	if host, ok := ParseHost(t.s); ok {
		return host
	}
	if t.s != "" {
		m.fail(t.place, "%q is no host; write an address or a name, such as 192.0.2.10 or edge-1.example.net", t.s)
	}
	return ""
}

// ParseHost reads an IP address, or the name of a host.
func ParseHost(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.String(), a.Zone() == ""
	}
	numbers := !strings.ContainsFunc(s, func(c rune) bool { return c != '.' && (c < '0' || c > '9') }) // 192.0.2.300 is no name
	return s, isHost(s) && !numbers
}

// ports reads a list of TCP ports, and sorts it.
func (m *mapping) ports(name string) []int {
	var all []int
	list := m.get(name)
	for _, v := range m.list(list) {
		t := trim(m.text(v, maxName, false))
		port, err := strconv.Atoi(t.s)
		if err != nil || port < 1 || port > 65535 {
			m.fail(t.place, "%q is no port; they go from 1 to 65535", t.s)
			continue
		}
		all = append(all, port)
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) > engine.MaxWatchPorts {
		m.fail(list.place, "has %d ports; a watch looks at %d of each kind at most", len(all), engine.MaxWatchPorts)
	}
	return all
}

func readPageCheck(m *mapping) engine.PageCheck {
	m.needs("url")
	url := m.webURL("url")
	p := engine.PageCheck{URL: url.s, Text: m.short("text").s, Days: m.number("certificate_days", 0, 0, maxCertificateDays)}
	if url.s != "" && hidesSecret(url.s, false) {
		m.fail(url.place, "must not hold a user or a password: whoever may see the watch sees it")
	}
	p.AnyCertificate = m.boolean("any_certificate")
	for field, asked := range map[string]bool{"certificate_days": p.Days > 0, "any_certificate": p.AnyCertificate} {
		if asked && strings.HasPrefix(strings.ToLower(url.s), "http:") {
			m.fail(m.get(field).place, "needs a URL that begins with https://")
		}
	}
	var ok bool
	if t := m.short("status"); t.s != "" {
		if p.From, p.To, ok = ParseStatuses(t.s); !ok {
			m.fail(t.place, "%q is not like 200-299 or 401", t.s)
		}
	}
	return p
}

// ParseStatuses reads a range of HTTP statuses, or one. The usual one, 200-299,
// is 0 to 0.
func ParseStatuses(s string) (from, to int, ok bool) {
	first, last, isRange := strings.Cut(strings.TrimSpace(s), "-")
	if !isRange {
		last = first
	}
	from, errFrom := strconv.Atoi(strings.TrimSpace(first))
	to, errTo := strconv.Atoi(strings.TrimSpace(last))
	if errFrom != nil || errTo != nil || from < 100 || to > 599 || from > to {
		return 0, 0, false
	}
	if from == 200 && to == 299 {
		return 0, 0, true
	}
	return from, to, true
}

// readWatches reads those of a service; nil when the file leaves them alone.
func readWatches(m *mapping) *[]watchEntry {
	all := readIfGiven(m, "watches", readWatch)
	m.unique("watch", namesOf(orNone(all), func(w watchEntry) text { return w.name }))
	return all
}

// resolveWatches puts the watches of all services in place: those of the file,
// else those that are stored. ids are the services of the entries.
func (x *resolver) resolveWatches(ids []string) {
	x.next.Watches = make(map[string]engine.Watch, len(x.old.Watches))
	for i, e := range x.services.entries {
		if e.watches == nil {
			for id, w := range x.old.Watches {
				if w.Service == ids[i] {
					x.next.Watches[id] = w
				}
			}
			continue
		}
		for _, entry := range *e.watches {
			x.watchOf(ids[i], entry)
		}
	}
}

func (x *resolver) watchOf(service string, e watchEntry) {
	old := x.storedWatch(service, e.name.s)
	w := engine.Watch{
		ID: old.ID, Service: service, Name: e.name.s, Host: e.host, Interval: e.interval, Retries: e.retries, Ping: e.ping,
		Open: e.open, Closed: e.closed, Pages: e.pages, Paused: e.paused, CreatedAt: old.CreatedAt,
	}
	if w.ID == "" {
		w.ID = x.newID(WatchID)
	}
	x.next.Watches[w.ID] = w
}

// storedWatch is the one of that name in the service.
func (x *resolver) storedWatch(service, name string) engine.Watch {
	for _, id := range slices.Sorted(maps.Keys(x.old.Watches)) {
		if w := x.old.Watches[id]; w.Service == service && fold(w.Name) == fold(name) {
			return w
		}
	}
	return engine.Watch{}
}

func watchTree(w engine.Watch) tree {
	r := newRecord(w.Name)
	r.text("name", w.Name)
	r.text("host", w.Host)
	r.word("interval", FormatDuration(w.Interval), FormatDuration(engine.DefaultWatchInterval))
	r.word("retries", strconv.Itoa(w.Retries), strconv.Itoa(engine.DefaultRetries))
	r.flag("ping", w.Ping)
	r.list("open_ports", numbers(w.Open), false).oneLine()
	r.list("closed_ports", numbers(w.Closed), false).oneLine()
	pages := make([]tree, len(w.Pages))
	for i, p := range w.Pages {
		pages[i] = pageTree(p)
	}
	r.list("http", pages, false)
	r.flag("paused", w.Paused)
	return r.flow()
}

func pageTree(p engine.PageCheck) tree {
	r := newRecord("")
	r.text("url", p.URL)
	r.word("status", p.Statuses(), "")
	r.text("text", p.Text)
	r.word("certificate_days", strconv.Itoa(p.Days), "0")
	r.flag("any_certificate", p.AnyCertificate)
	return r.flow()
}

func numbers(list []int) []tree {
	all := make([]tree, len(list))
	for i, n := range list {
		all[i] = tree{text: strconv.Itoa(n), style: plain}
	}
	return all
}

func (v view) watches(service string) (all []tree) {
	for _, w := range sortedByName(v.Watches, func(w engine.Watch) string { return w.Name }) {
		if w.Service == service {
			all = append(all, watchTree(w))
		}
	}
	return all
}

// dropWatches takes away the watches of services that a change takes away.
func dropWatches(next *engine.Config) {
	for id, w := range next.Watches {
		if _, there := next.Services[w.Service]; !there {
			delete(next.Watches, id)
		}
	}
}
