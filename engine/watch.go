package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Watch is a host that is looked at again and again: whether it answers a ping,
// whether ports are open that must be and closed that must be, whether pages are
// served. What is not as it should be opens an incident of its service; its end
// resolves it.
type Watch struct {
	ID      string `json:"id"`
	Service string `json:"service"` // Service.ID
	Name    string `json:"name"`    // what is looked at: "edge-1"
	// Host is an IP address or a name, which is looked up at each look.
	Host     string        `json:"host"`
	Interval time.Duration `json:"interval"` // MinWatchInterval to MaxWatchInterval
	// Retries is how often something wrong must be seen again before it counts.
	Retries int         `json:"retries"`
	Ping    bool        `json:"ping,omitempty"`
	Open    []int       `json:"open_ports,omitempty"`   // TCP ports that must be open
	Closed  []int       `json:"closed_ports,omitempty"` // TCP ports that must be closed
	Pages   []PageCheck `json:"http,omitempty"`
	// Paused ones are not looked at.
	Paused    bool      `json:"paused,omitempty"`
	CreatedAt time.Time `json:"created_at,omitzero"`
}

// PageCheck is a page that must be served.
type PageCheck struct {
	URL string `json:"url"` // http or https, without a user
	// From and To are the statuses that are right, both included; 0: 200 to 299.
	From int    `json:"from,omitempty"`
	To   int    `json:"to,omitempty"`
	Text string `json:"text,omitempty"` // that it must contain; empty: any
	// Days is how many days its certificate must be good for; 0: it is not asked.
	Days int `json:"certificate_days,omitempty"`
	// AnyCertificate takes a certificate that nobody vouches for, or that has ended, as
	// the cards of power supplies and switches have. With Days its end counts.
	AnyCertificate bool `json:"any_certificate,omitempty"`
}

// Bounds of a watch.
const (
	MinWatchInterval = 10 * time.Second
	MaxWatchInterval = 24 * time.Hour
	MaxRetries       = 10
	MaxWatchPorts    = 64 // of each kind
	MaxWatchPages    = 8
)

// What a watch gets when the admin says nothing.
const (
	DefaultWatchInterval = time.Minute
	DefaultRetries       = 2
)

// Statuses is the range of statuses that are right, as a file says it: "200-299",
// or "404"; empty for the usual one.
func (p PageCheck) Statuses() string {
	switch {
	case p.From == 0 || p.From == 200 && p.To == 299:
		return ""
	case p.From == p.To:
		return strconv.Itoa(p.From)
	}
	return fmt.Sprintf("%d-%d", p.From, p.To)
}

// Checks counts what a look looks at.
func (w Watch) Checks() int {
	n := len(w.Open) + len(w.Closed) + len(w.Pages)
	if w.Ping {
		n++
	}
	return n
}

// LooksLike reports whether two watches look at the same things of the same host:
// what one saw then is true of the other.
func (w Watch) LooksLike(o Watch) bool {
	return w.Host == o.Host && w.Ping == o.Ping && slices.Equal(w.Open, o.Open) && slices.Equal(w.Closed, o.Closed) && slices.Equal(w.Pages, o.Pages)
}

// WatchesOf lists the watches of a service by name.
func (c *Config) WatchesOf(service string) []Watch {
	var list []Watch
	for _, w := range c.Watches {
		if w.Service == service {
			list = append(list, w)
		}
	}
	slices.SortFunc(list, func(a, b Watch) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return list
}

// Watching reports whether a watch is looked at: neither it nor its service is off.
func (c *Config) Watching(w Watch) bool {
	s, there := c.Services[w.Service]
	return there && !s.Disabled && !w.Paused
}
