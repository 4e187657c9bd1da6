package config

import (
	"net/mail"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"wakeman/engine"
)

// settingsEntry is a settings section. Its secrets may be Kept.
type settingsEntry struct {
	place
	engine.Settings
	fallback []text // e-mail addresses
}

// maxRawDays is ten years.
const maxRawDays = 3650

func readSettings(m *mapping) *settingsEntry {
	preset := engine.DefaultSettings()
	s := &settingsEntry{place: m.place, Settings: engine.Settings{
		PublicURL:     strings.TrimRight(m.webURL("public_url").s, "/"),
		MailDomain:    m.host("mail_domain"),
		OutgoingAllow: m.prefixes("outgoing_allow"),
		BundleWindow:  m.timeout("bundle_window", preset.BundleWindow),
		StaleAfter:    m.timeout("stale_after", preset.StaleAfter),
		RawDays:       m.number("raw_days", preset.RawDays, 0, maxRawDays),
		SetupHidden:   m.boolean("setup_hidden"),
		SetupDeclined: m.sentence("setup_declined"),
		AuditShip:     m.shipPlaces("audit_ship"),
		NeverBlock:    m.prefixesBut("never_block", tooWide),
	}}
	for _, v := range m.list(m.get("fallback")) {
		s.fallback = append(s.fallback, m.emailValue(v))
	}
	if v := m.get("mail"); v.given() {
		s.Mail = readMail(m.mapping(v))
	}
	if v := m.get("push"); v.given() {
		s.Push = readPush(m.mapping(v))
	}
	if v := m.get("sms"); v.given() {
		s.SMS = readSMS(m.mapping(v))
	}
	if v := m.get("heartbeat"); v.given() {
		s.Heartbeat = readHeartbeat(m.mapping(v))
	}
	if v := m.get("oidc"); v.given() {
		s.OIDC = readOIDC(m.mapping(v))
	}
	if v := m.get("backup"); v.given() {
		s.Backup = readBackup(m.mapping(v))
	}
	if s.SetupDeclined != "" && !s.SetupHidden {
		m.fail(m.get("setup_declined").place, "has no use without setup_hidden: true")
	}
	m.finish()
	return s
}

func (m *mapping) host(name string) string {
	t := m.short(name)
	if t.s != "" && !isHost(t.s) {
		m.fail(t.place, "%q is not a host name", t.s)
	}
	return t.s
}

func (m *mapping) prefixes(name string) []netip.Prefix {
	return m.prefixesBut(name, func(netip.Prefix) string { return "" })
}

// prefixesBut are prefixes of which wrong refuses some, with a sentence.
func (m *mapping) prefixesBut(name string, wrong func(netip.Prefix) string) []netip.Prefix {
	var all []netip.Prefix
	for _, v := range m.list(m.get(name)) {
		t := m.text(v, maxName, false)
		prefix, ok := ParsePrefix(t.s)
		if !ok {
			m.fail(t.place, "%q is not an address or range; write it like 192.0.2.10, 192.0.2.0/24 or fd00::/8", t.s)
			continue
		}
		if why := wrong(prefix); why != "" {
			m.fail(t.place, "%s", why)
		}
		all = append(all, prefix)
	}
	return all
}

// ParsePrefix reads a range, or an address as the range of just itself. Host
// bits are cleared: 192.0.2.10/24 is 192.0.2.0/24.
func ParsePrefix(s string) (netip.Prefix, bool) {
	if addr, err := netip.ParseAddr(s); err == nil && addr.Zone() == "" {
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), true
	}
	prefix, err := netip.ParsePrefix(s)
	return prefix.Masked(), err == nil && !prefix.Addr().Is4In6()
}

func readMail(m *mapping) *engine.MailSettings {
	m.needs("host", "from")
	s := &engine.MailSettings{
		Host:     m.mailHost("host"),
		TLS:      m.choice("tls", "starttls", "tls", "starttls", "none"),
		User:     m.short("user").s,
		Password: m.address("password").s,
		From:     m.mailbox("from"),
	}
	s.Port = m.number("port", MailPort(s.TLS), 1, 65535)
	m.finish()
	return s
}

func (m *mapping) mailHost(name string) string {
	t := m.short(name)
	if _, err := netip.ParseAddr(t.s); err != nil && t.s != "" && !isHost(t.s) {
		m.fail(t.place, "%q is not a host name or address; the port goes into its own field", t.s)
	}
	return t.s
}

// mailbox reads a sender, with or without a display name.
func (m *mapping) mailbox(name string) string {
	t := m.text(m.get(name), 2*maxEmail, false)
	if t.s == "" {
		return ""
	}
	if parsed, err := mail.ParseAddress(t.s); err != nil || !isEmail(parsed.Address) {
		m.fail(t.place, "%q is not an e-mail address", t.s)
	}
	return t.s
}

func readPush(m *mapping) *engine.PushSettings {
	m.needs("server")
	s := &engine.PushSettings{Server: strings.TrimRight(m.webURL("server").s, "/"), Token: m.address("token").s}
	m.finish()
	return s
}

func readSMS(m *mapping) *engine.SMSSettings {
	m.needs("url")
	s := &engine.SMSSettings{
		Method:          m.choice("method", "POST", "POST", "GET", "PUT"),
		URL:             m.gateway("url"),
		Headers:         m.headers("headers"),
		Body:            m.prose("body"),
		ToFormat:        m.choice("to_format", "", "e164", "digits"),
		SuccessStatus:   m.statuses("success_status"),
		SuccessContains: m.short("success_contains").s,
		SuccessMatch:    m.pattern("success_match"),
		ProviderID:      m.pattern("provider_id"),
		MaxRunes:        m.number("max_runes", 0, 0, maxSMSRunes),
	}
	m.finish()
	m.checkSMS(s)
	return s
}

// Bounds on the length of a text message; 0 is the driver's own default.
const (
	minSMSRunes = 100
	maxSMSRunes = 1600
)

func (m *mapping) checkSMS(s *engine.SMSSettings) {
	if s.MaxRunes != 0 && s.MaxRunes < minSMSRunes {
		m.fail(m.get("max_runes").place, "must be from %d to %d", minSMSRunes, maxSMSRunes)
	}
	if s.Method == "GET" && s.Body != "" {
		m.fail(m.get("body").place, "is not sent with GET")
	}
	if s.URL == "" || s.URL == Kept || s.Body == Kept {
		return
	}
	for _, p := range []string{"{to}", "{text}"} {
		if !strings.Contains(s.URL+s.Body, p) {
			m.fail(m.get("url").place, "%s is neither in the url nor in the body", p)
		}
	}
}

// statuses reads HTTP statuses of success: "200-299" or "200,202".
func (m *mapping) statuses(name string) string {
	t := m.short(name)
	for part := range strings.SplitSeq(t.s, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		if a, b := status(first), status(last); t.s != "" && (a == 0 || b == 0 || a > b) {
			m.fail(t.place, "%q is not like 200-299 or 200,202", t.s)
			return ""
		}
	}
	return t.s
}

func status(s string) int {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 200 && n <= 599 {
		return n
	}
	return 0
}

// gateway reads a URL that may have placeholders where no URL may have braces.
func (m *mapping) gateway(name string) string {
	t := m.address(name)
	plain := strings.NewReplacer("{to}", "0", "{text}", "x", "{id}", "0").Replace(t.s)
	if t.s != "" && t.s != Kept && !isWebURL(plain) {
		m.fail(t.place, "must be a URL that begins with http:// or https://")
	}
	return t.s
}

func (m *mapping) pattern(name string) string {
	t := m.address(name)
	if _, err := regexp.Compile(t.s); err != nil {
		m.fail(t.place, "%v", err)
	}
	return t.s
}

// headers reads HTTP fields: any name that RFC 9110 §5.1 lets be one.
func (m *mapping) headers(name string) map[string]string {
	v := m.get(name)
	if !v.given() {
		return nil
	}
	h := m.mapping(v)
	all := make(map[string]string, len(h.keys))
	for _, key := range h.keys {
		if strings.ContainsFunc(key.name, func(c rune) bool { return !isAlnum(c) && !strings.ContainsRune("!#$%&'*+-.^_`|~", c) }) {
			m.fail(key.place, "%q can not be the name of an HTTP header", key.name)
		}
		all[key.name] = h.address(key.name).s
	}
	return all
}
