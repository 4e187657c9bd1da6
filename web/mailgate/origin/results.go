package origin

import (
	"strings"

	"github.com/emersion/go-msgauth/dmarc"
	"golang.org/x/net/publicsuffix"
)

// The results, as RFC 8601 section 2.7 calls them. "" is not checked.
const (
	pass      = "pass"
	fail      = "fail"
	none      = "none"
	tempError = "temperror"
	permError = "permerror"
)

// Results are what was found of the author's domain: words of RFC 8601, "" for not
// checked. What holds for another domain, or is not known of it, says nothing of the
// author, and is none: whoever forges a mail has a domain of his own.
type Results struct {
	SPF, DKIM, DMARC string
	// Why nothing was checked; "" if something was.
	Why string

	sender  string   // the domain that SPF was asked about
	signers []string // domains whose signature holds
	// SPF or DKIM is none because it is of another domain than the author's.
	otherSPF, otherDKIM bool
}

// of leaves what is of the author's own domain, or of one that belongs together with it.
// What does not hold stays so, whosever it is.
func (r Results) of(author string, signed []signer) Results {
	own := func(by string) bool { return aligned(domainOf(author), by, dmarc.AlignmentRelaxed) }
	proves := func(result string) bool { return result == pass || result == tempError }
	if proves(r.SPF) && !own(r.sender) {
		r.SPF, r.otherSPF = none, true
	}
	best := ""
	for _, s := range signed {
		if own(s.domain) && (best == "" || s.result == pass) {
			best = s.result
		}
	}
	switch {
	case best != "":
		r.DKIM = best
	case proves(r.DKIM):
		r.DKIM, r.otherDKIM = none, true
	}
	return r
}

func unchecked(why string) Results { return Results{Why: why} }

// Words are the results for people, by the name of the check.
func (r Results) Words() map[string]string {
	words := map[string]string{
		"SPF": explain(r.SPF, r.Why), "DKIM": explain(r.DKIM, r.Why), "DMARC": explain(r.DMARC, r.Why),
	}
	const other = "none: it is of another domain than the author's"
	if r.otherSPF {
		words["SPF"] = other
	}
	if r.otherDKIM {
		words["DKIM"] = other
	}
	if r.SPF != "" && r.sender != "" {
		words["SPF"] += " (for " + r.sender + ")"
	}
	if len(r.signers) > 0 {
		words["DKIM"] += " (signed by " + strings.Join(r.signers, ", ") + ")"
	}
	return words
}

func explain(result, why string) string {
	switch result {
	case "":
		if why == "" {
			return "not checked"
		}
		return "not checked: " + why
	case pass:
		return "pass: it holds"
	case fail:
		return "fail: it does not hold"
	case "softfail":
		return "softfail: probably not, says the domain"
	case "neutral":
		return "neutral: the domain does not say"
	case none:
		return "none: the sender has none"
	case tempError:
		return "temperror: the DNS did not answer"
	}
	return result + ": what the sender has can not be read"
}

// judge is DMARC's result: whether the domain of the author is one that SPF or DKIM
// has proved (RFC 7489 section 3.1).
func (p record) judge(r Results, signed []signer, author string) string {
	if p.Record == nil {
		return p.result
	}
	domain := domainOf(author)
	unsure := false
	proved := func(result, by string, mode dmarc.AlignmentMode) bool {
		if !aligned(domain, by, mode) {
			return false
		}
		unsure = unsure || result == tempError
		return result == pass
	}
	ok := proved(r.SPF, r.sender, p.SPFAlignment)
	for _, s := range signed {
		ok = proved(s.result, s.domain, p.DKIMAlignment) || ok
	}
	switch {
	case ok:
		return pass
	case r.SPF == "" || r.DKIM == "": // what was not looked at, as in a mail that was cut, might have proved it
		return ""
	case unsure:
		return tempError
	}
	return fail
}

func aligned(author, by string, mode dmarc.AlignmentMode) bool {
	author, by = clean(author), clean(by)
	if author == "" || by == "" {
		return false
	}
	if mode == dmarc.AlignmentStrict {
		return author == by
	}
	return organisation(author) == organisation(by)
}

// organisation is the domain that somebody has registered: example.net of
// mon.pop.example.net.
func organisation(domain string) string {
	registered, err := publicsuffix.EffectiveTLDPlusOne(clean(domain))
	if err != nil {
		return clean(domain) // a public suffix itself, or a name of the inside
	}
	return registered
}

func domainOf(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return ""
	}
	return clean(address[at+1:])
}

func clean(domain string) string { return strings.ToLower(strings.TrimSuffix(domain, ".")) }

func domainsOf(signed []signer) (list []string) {
	for _, s := range signed {
		if s.result == pass {
			list = append(list, s.domain)
		}
	}
	return list
}
