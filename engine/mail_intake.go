package engine

import (
	"net/netip"
	"slices"
	"strings"
)

// MailIntake is whose mail an integration takes. The zero value takes everybody's.
//
// Whoever a mail says it is from is a matter of its word: this keeps out mistakes
// and strangers who know an address, and nobody who knows a sender to imitate. So
// what is not let in is kept and listed rather than thrown away.
type MailIntake struct {
	// AllowFrom are who may open incidents: addresses, or "@domain" for all of a
	// domain and those below it, in lower case. Empty: everybody.
	AllowFrom []string `json:"allow_from,omitempty"`
	// ResolveFrom are who of them may also resolve and acknowledge. Empty: whoever
	// may open.
	ResolveFrom []string `json:"resolve_from,omitempty"`
	// Networks are the addresses that mail is taken from. Empty: any.
	Networks []netip.Prefix `json:"networks,omitempty"`
	// Require is a check of the origin that mail from outside must pass: spf, dkim or
	// dmarc. Empty: none. What could not be checked passes.
	Require string `json:"require,omitempty"`
	// Refuse answers 550 to what is not allowed. Else it is quarantined: stored,
	// listed, without effect until somebody lets it in.
	Refuse bool `json:"refuse,omitempty"`
}

// IsZero reports whether it takes everybody's mail.
func (m *MailIntake) IsZero() bool {
	return m == nil || len(m.AllowFrom)+len(m.ResolveFrom)+len(m.Networks) == 0 && m.Require == "" && !m.Refuse
}

// Judge says why a mail's events have no effect: open those that trigger, resolve
// those that resolve or acknowledge. "" means that they have. from is an address,
// remote the machine that brought the mail; one that is not known is in no network.
func (m *MailIntake) Judge(from string, remote netip.Addr) (open, resolve string) {
	if m.IsZero() {
		return "", ""
	}
	if len(m.Networks) > 0 && !slices.ContainsFunc(m.Networks, func(p netip.Prefix) bool { return p.Contains(remote.Unmap().WithZone("")) }) {
		why := "mail for this integration is not taken from this network address"
		return why, why
	}
	if len(m.AllowFrom) > 0 && !sentBy(m.AllowFrom, from) {
		why := "its sender may not open incidents here: allow_from does not have the address"
		return why, why
	}
	if len(m.ResolveFrom) > 0 && !sentBy(m.ResolveFrom, from) {
		return "", "its sender may not resolve or acknowledge here: resolve_from does not have the address"
	}
	return "", ""
}

// passedBy reports whether what is posted from an address, rather than mailed, passes by
// a rule that it has not met. The key of an integration is its mail address, which stands
// in each mail's To: whoever has seen one could post a recovery in the name of a sender
// whose mail is taken.
func (m *MailIntake) passedBy(remote string) bool {
	if m.IsZero() {
		return false
	}
	ip, _ := netip.ParseAddr(remote) // what is no address is in no network
	_, resolve := m.Judge("", ip)
	return resolve != "" || m.Require != ""
}

// sentBy reports whether an address is in a list of addresses and domains.
func sentBy(list []string, from string) bool {
	from = strings.ToLower(strings.TrimSuffix(strings.TrimSpace(from), "."))
	at := strings.LastIndexByte(from, '@')
	if at <= 0 {
		return false // a name without a domain can not be listed
	}
	domain := from[at+1:]
	return slices.ContainsFunc(list, func(one string) bool {
		if wanted, ok := strings.CutPrefix(one, "@"); ok {
			return domain == wanted || strings.HasSuffix(domain, "."+wanted)
		}
		return one == from
	})
}

// MailOrigin is whom a mail says it is from, and what the DNS says to that: words of
// RFC 8601 (pass, fail, none, temperror …), "" where it was not asked.
type MailOrigin struct {
	From  string `json:"from,omitempty"` // an address; hostile
	SPF   string `json:"spf,omitempty"`
	DKIM  string `json:"dkim,omitempty"`
	DMARC string `json:"dmarc,omitempty"`
}

// Unproven says why a mail does not pass what is required, "" if it does. A check that
// could not be made is passed: that the DNS does not answer is a reason to be paged,
// and not one to be left asleep.
func (m *MailIntake) Unproven(o MailOrigin) string {
	if m == nil || m.Require == "" {
		return ""
	}
	switch result := map[string]string{"spf": o.SPF, "dkim": o.DKIM, "dmarc": o.DMARC}[m.Require]; result {
	case "pass", "", "temperror":
		return ""
	default:
		return "this integration requires " + strings.ToUpper(m.Require) + " to pass, and it is " + result
	}
}
