package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing/synctest"
	"time"

	"wakeman/notify/notifytest/carrier"
)

// world is where pages go: an ntfy server, an SMS gateway, a mail
// server and a webhook receiver. It writes down what each of them was handed.
type world struct {
	push, sms, hook *carrier.HTTP
	mail            *carrier.SMTP
	to              map[string]*carrier.PipeListener // by host name
	cable           *cable

	mu    sync.Mutex
	pages []page
	seen  int // how many of them told has returned
}

// page is one message as the person has it, or as the carrier refused it.
type page struct {
	at      time.Time
	who     string // Ann
	by      string // push, sms, mail, webhook
	text    string // everything in it that can be read
	ackURL  string
	refused bool
}

// String is "Ann push", or "Ann push refused".
func (p page) String() string {
	if p.refused {
		return p.who + " " + p.by + " refused"
	}
	return p.who + " " + p.by
}

func newWorld() *world {
	o := &world{to: map[string]*carrier.PipeListener{}}
	for _, host := range []string{"push.example.net", "sms.example.net", "hook.example.net", "mail.example.net"} {
		o.to[host] = carrier.Pipe()
	}
	o.push = carrier.NewHTTP(o.to["push.example.net"])
	o.sms = carrier.NewHTTP(o.to["sms.example.net"])
	o.hook = carrier.NewHTTP(o.to["hook.example.net"])
	o.mail = carrier.NewSMTP(o.to["mail.example.net"], carrier.SMTPOptions{})
	o.push.Watch(func(c carrier.Call) { o.note(pushed(c)) })
	o.sms.Watch(func(c carrier.Call) { o.note(texted(c)) })
	o.hook.Watch(func(c carrier.Call) { o.note(hooked(c)) })
	o.mail.Watch(func(m carrier.Mail) { o.note(mailed(m)) })
	return o
}

func (o *world) close() {
	_ = o.push.Close()
	_ = o.sms.Close()
	_ = o.hook.Close()
	_ = o.mail.Close()
}

// always treats every call to every carrier in this way, until told otherwise.
func (o *world) always(f carrier.Fault) {
	o.push.Always(f)
	o.sms.Always(f)
	o.hook.Always(f)
	o.mail.Always(f)
}

// cable is one box's way to the carriers.
type cable struct {
	world  *world
	mu     sync.Mutex
	broken bool
}

// line is a new way to the carriers, for a box that starts.
func (o *world) line() *cable {
	o.cable = &cable{world: o}
	return o.cable
}

// cut takes the box that runs off the carriers, for good.
func (o *world) cut() {
	o.cable.mu.Lock()
	defer o.cable.mu.Unlock()
	o.cable.broken = true
}

func (c *cable) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c.mu.Lock()
	broken := c.broken
	c.mu.Unlock()
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	l := c.world.to[host]
	if broken || l == nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: fmt.Errorf("no way to %s", address)}
	}
	return l.Dial(ctx, network, address)
}

func (o *world) note(p page) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.pages = append(o.pages, p)
}

func pushed(c carrier.Call) page {
	n, err := c.Ntfy()
	if err != nil {
		return page{at: c.At, by: "push", text: err.Error(), refused: true}
	}
	p := page{at: c.At, who: n.Topic, by: "push", text: n.Title + "\n" + n.Message, refused: !c.Taken}
	for _, a := range n.Actions {
		if a.Method == "POST" {
			p.ackURL = a.URL
		}
	}
	return p
}

func texted(c carrier.Call) page {
	var body struct{ To, Text string }
	if err := json.Unmarshal(c.Body, &body); err != nil {
		return page{at: c.At, by: "sms", text: err.Error(), refused: true}
	}
	who := map[string]string{"+15555550101": "Ann", "+15555550102": "Ben"}[body.To]
	return page{at: c.At, who: who, by: "sms", text: body.Text, ackURL: ackLink(body.Text), refused: !c.Taken}
}

func hooked(c carrier.Call) page {
	w, err := c.Webhook()
	if err != nil {
		return page{at: c.At, by: "webhook", text: err.Error(), refused: true}
	}
	return page{at: c.At, who: w.Recipient, by: "webhook", text: string(c.Body), ackURL: w.AckURL, refused: !c.Taken}
}

func mailed(m carrier.Mail) page {
	p := page{at: m.At, by: "mail", refused: !m.Taken}
	if len(m.To) > 0 {
		name, _, _ := strings.Cut(m.To[0], "@")
		p.who = strings.ToUpper(name[:1]) + name[1:]
	}
	if l, err := m.Letter(); err == nil {
		p.text, p.ackURL = l.Subject+"\n"+l.Text, ackLink(l.Text)
	}
	return p
}

func ackLink(text string) string {
	return regexp.MustCompile(`http://pager\.example\.net/a/\S+`).FindString(text)
}

// pages are what the carriers were handed since the last call, in the order of
// time, and by name within an instant.
func (b *box) pages() []page {
	synctest.Wait()
	o := b.carriers
	o.mu.Lock()
	defer o.mu.Unlock()
	fresh := slices.Clone(o.pages[o.seen:])
	o.seen = len(o.pages)
	slices.SortStableFunc(fresh, func(x, y page) int {
		if c := x.at.Compare(y.at); c != 0 {
			return c
		}
		return strings.Compare(x.String(), y.String())
	})
	return fresh
}

// told says who was told, and by what, since the last time it was asked. It
// returns the messages.
func (b *box) told(when string, want ...string) []page {
	b.Helper()
	pages := b.pages()
	got := make([]string, len(pages))
	for i, p := range pages {
		got[i] = p.String()
	}
	if !slices.Equal(got, want) {
		b.Errorf("%s: told %q, want %q", when, got, want)
	}
	return pages
}

// toldOnly is told for a moment at which one message goes out.
func (b *box) toldOnly(when, want string) page {
	b.Helper()
	pages := b.told(when, want)
	if len(pages) != 1 {
		b.Fatalf("%s: %d messages", when, len(pages))
	}
	return pages[0]
}
