package certificate

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/caddyserver/certmagic"
	"github.com/libdns/libdns"
	"github.com/miekg/dns"
	"go.uber.org/zap"
)

// DNS changes a zone by dynamic updates (RFC 2136) that are signed with a shared
// key (TSIG, RFC 8945): what BIND, Knot and PowerDNS take.
type DNS struct {
	Server    string // host:port of the primary
	Zone      string // "": found by asking the server
	KeyName   string
	Algorithm string // as "hmac-sha256."
	Secret    string // base64
	// Wait is how long the secondaries take to follow; 0: not waited for.
	Wait time.Duration
}

// algorithms are those that RFC 8945, section 6, does not warn of.
func algorithms() []string {
	return []string{dns.HmacSHA256, dns.HmacSHA384, dns.HmacSHA512, dns.HmacSHA224}
}

// dnsTimeout bounds one exchange with the server.
const dnsTimeout = 15 * time.Second

// ParseDNS reads server=HOST[:PORT],zone=ZONE,key=NAME:ALGORITHM:BASE64,wait=DURATION.
// Zone and wait may be left out. Errors name the part, never the key.
func ParseDNS(text string) (*DNS, error) {
	var d DNS
	for part := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok {
			return nil, errors.New("a part without = : server=HOST,zone=ZONE,key=NAME:ALGORITHM:BASE64 is expected")
		}
		var err error
		switch name {
		case "server":
			d.Server = withPort(value)
		case "zone":
			d.Zone = dns.Fqdn(value)
		case "key":
			err = d.readKey(value)
		case "wait":
			d.Wait, err = time.ParseDuration(value)
		default:
			err = fmt.Errorf("%q is none of server, zone, key, wait", name)
		}
		if err != nil {
			return nil, err
		}
	}
	if d.Server == "" || d.KeyName == "" {
		return nil, errors.New("server= and key= are needed")
	}
	return &d, nil
}

func withPort(server string) string {
	if _, _, err := net.SplitHostPort(server); err == nil || server == "" {
		return server
	}
	return net.JoinHostPort(strings.Trim(server, "[]"), "53")
}

func (d *DNS) readKey(value string) error {
	parts := strings.SplitN(value, ":", 3)
	if len(parts) != 3 {
		return errors.New("key is NAME:ALGORITHM:BASE64")
	}
	d.KeyName, d.Algorithm, d.Secret = dns.CanonicalName(parts[0]), dns.CanonicalName(parts[1]), parts[2]
	if !slices.Contains(algorithms(), d.Algorithm) {
		return fmt.Errorf("key: the algorithm %q is none of hmac-sha256, hmac-sha384, hmac-sha512, hmac-sha224", parts[1])
	}
	if secret, err := base64.StdEncoding.DecodeString(d.Secret); err != nil || len(secret) == 0 {
		return errors.New("key: what follows the algorithm is not base64")
	}
	return nil
}

// solver proves names by this zone. The server itself is asked whether the
// record is there: a resolver on the LAN may show another view of it.
func (d *DNS) solver(log *zap.Logger) *certmagic.DNS01Solver {
	return &certmagic.DNS01Solver{DNSManager: certmagic.DNSManager{
		DNSProvider: d, Resolvers: []string{d.Server}, PropagationDelay: d.Wait, TTL: time.Minute, Logger: log,
	}}
}

// AppendRecords adds records to a zone; see [libdns.RecordAppender].
func (d *DNS) AppendRecords(ctx context.Context, zone string, records []libdns.Record) ([]libdns.Record, error) {
	return records, d.update(ctx, zone, records, (*dns.Msg).Insert)
}

// DeleteRecords removes records from a zone; see [libdns.RecordDeleter].
func (d *DNS) DeleteRecords(ctx context.Context, zone string, records []libdns.Record) ([]libdns.Record, error) {
	return records, d.update(ctx, zone, records, (*dns.Msg).Remove)
}

func (d *DNS) update(ctx context.Context, zone string, records []libdns.Record, how func(*dns.Msg, []dns.RR)) error {
	var rrs []dns.RR
	for _, r := range records {
		rr := r.RR()
		if rr.Type != "TXT" {
			return fmt.Errorf("only TXT records are written, not %s", rr.Type)
		}
		rrs = append(rrs, &dns.TXT{
			Hdr: dns.RR_Header{Name: dns.Fqdn(libdns.AbsoluteName(rr.Name, zone)), Rrtype: dns.TypeTXT, Class: dns.ClassINET, Ttl: uint32(rr.TTL / time.Second)},
			Txt: []string{rr.Data},
		})
	}
	if d.Zone != "" {
		zone = d.Zone
	}
	m := new(dns.Msg).SetUpdate(dns.Fqdn(zone))
	how(m, rrs)
	m.SetTsig(d.KeyName, d.Algorithm, 300, time.Now().Unix())
	return d.exchange(ctx, m)
}

func (d *DNS) exchange(ctx context.Context, m *dns.Msg) error {
	ctx, cancel := context.WithTimeout(ctx, dnsTimeout)
	defer cancel()
	c := dns.Client{Net: "tcp", TsigSecret: map[string]string{d.KeyName: d.Secret}}
	answer, _, err := c.ExchangeContext(ctx, m, d.Server)
	if err != nil {
		return fmt.Errorf("DNS update at %s: %w", d.Server, err)
	}
	if answer.Rcode != dns.RcodeSuccess {
		return fmt.Errorf("DNS update at %s: it answers %s (may this key change %s?)", d.Server, dns.RcodeToString[answer.Rcode], m.Question[0].Name)
	}
	return nil
}
