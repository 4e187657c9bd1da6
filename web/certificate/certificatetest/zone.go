package certificatetest

import (
	"errors"
	"net"
	"slices"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// Zone is a primary DNS server on loopback that holds one zone: every name in it
// is this machine's, and TXT records come and go by dynamic updates (RFC 2136)
// with a key (RFC 8945). Its methods may be called while it serves.
type Zone struct {
	// Name is the zone, with the dot at its end.
	Name string
	// KeyName, Algorithm and Secret (base64) are those an update must be signed with.
	KeyName, Algorithm, Secret string

	servers []*dns.Server
	addr    string

	mu      sync.Mutex
	texts   map[string][]string
	written []string // every TXT record that was ever added: "name value"
}

// Serve listens on a free port of loopback, UDP and TCP.
func (z *Zone) Serve() error {
	z.texts = map[string][]string{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	z.addr = l.Addr().String()
	packets, err := net.ListenPacket("udp", z.addr)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	keys := map[string]string{z.KeyName: z.Secret}
	z.servers = []*dns.Server{
		{Listener: l, Handler: z, TsigSecret: keys, MsgAcceptFunc: acceptUpdates},
		{PacketConn: packets, Handler: z, TsigSecret: keys, MsgAcceptFunc: acceptUpdates},
	}
	for _, s := range z.servers {
		started := make(chan struct{})
		s.NotifyStartedFunc = func() { close(started) }
		go func() { _ = s.ActivateAndServe() }() // ends with Close
		<-started
	}
	return nil
}

// acceptUpdates lets updates in, which the library turns away by default.
func acceptUpdates(h dns.Header) dns.MsgAcceptAction {
	if opcode := int(h.Bits>>11) & 0xf; opcode == dns.OpcodeUpdate {
		return dns.MsgAccept
	}
	return dns.DefaultMsgAcceptFunc(h)
}

// Addr is where it listens.
func (z *Zone) Addr() string { return z.addr }

// Close stops it.
func (z *Zone) Close() error {
	var err error
	for _, s := range z.servers {
		err = errors.Join(err, s.Shutdown())
	}
	return err
}

// Texts are the TXT records of a name now.
func (z *Zone) Texts(name string) []string {
	z.mu.Lock()
	defer z.mu.Unlock()
	return slices.Clone(z.texts[dns.CanonicalName(name)])
}

// Written are all TXT records that were ever added, as "name value".
func (z *Zone) Written() []string {
	z.mu.Lock()
	defer z.mu.Unlock()
	return slices.Clone(z.written)
}

// ServeDNS answers one question or update.
func (z *Zone) ServeDNS(w dns.ResponseWriter, q *dns.Msg) {
	answer := new(dns.Msg).SetReply(q)
	answer.Authoritative = true
	switch {
	case q.Opcode == dns.OpcodeUpdate:
		z.update(w, q, answer)
	case len(q.Question) == 1:
		z.answer(q.Question[0], answer)
	}
	_ = w.WriteMsg(answer)
}

func (z *Zone) answer(q dns.Question, to *dns.Msg) {
	name := dns.CanonicalName(q.Name)
	if !dns.IsSubDomain(z.Name, name) {
		to.Rcode = dns.RcodeRefused
		return
	}
	head := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: 1}
	switch {
	case q.Qtype == dns.TypeSOA && name == z.Name:
		to.Answer = append(to.Answer, &dns.SOA{Hdr: head, Ns: "ns1." + z.Name, Mbox: "hostmaster." + z.Name, Serial: 1, Refresh: 60, Retry: 60, Expire: 60, Minttl: 1})
	case q.Qtype == dns.TypeA:
		to.Answer = append(to.Answer, &dns.A{Hdr: head, A: net.IPv4(127, 0, 0, 1)})
	case q.Qtype == dns.TypeTXT:
		for _, text := range z.Texts(name) {
			to.Answer = append(to.Answer, &dns.TXT{Hdr: head, Txt: []string{text}})
		}
	}
}

// update changes TXT records: RFC 2136, section 2.5, as far as it is needed.
func (z *Zone) update(w dns.ResponseWriter, q, answer *dns.Msg) {
	key := q.IsTsig()
	switch {
	case key == nil:
		answer.Rcode = dns.RcodeRefused
		return
	case w.TsigStatus() != nil || dns.CanonicalName(key.Algorithm) != z.Algorithm:
		answer.Rcode = dns.RcodeNotAuth
		return
	case len(q.Question) != 1 || dns.CanonicalName(q.Question[0].Name) != z.Name:
		answer.Rcode = dns.RcodeNotZone
		return
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	for _, rr := range q.Ns {
		txt, ok := rr.(*dns.TXT)
		if !ok {
			answer.Rcode = dns.RcodeFormatError
			return
		}
		z.change(txt)
	}
	answer.SetTsig(key.Hdr.Name, key.Algorithm, 300, int64(key.TimeSigned))
}

func (z *Zone) change(txt *dns.TXT) {
	name, text := dns.CanonicalName(txt.Hdr.Name), strings.Join(txt.Txt, "")
	switch txt.Hdr.Class {
	case dns.ClassINET:
		z.texts[name] = append(z.texts[name], text)
		z.written = append(z.written, name+" "+text)
	case dns.ClassNONE:
		z.texts[name] = slices.DeleteFunc(z.texts[name], func(t string) bool { return t == text })
	}
}
