package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/age/agessh"

	"wakeman/engine"
)

// maxBackups is how many copies may be kept: of each day, for a year.
const maxBackups = 366

// backupSpans are how often a copy can be made, as a file says it.
func backupSpans() []string { return []string{"6h", "12h", "1d", "1w"} }

func readBackup(m *mapping) *engine.BackupSettings {
	usual := engine.DefaultBackup()
	s := engine.BackupSettings{
		Dir:  m.directory("dir"),
		Hour: m.number("hour", usual.Hour, 0, 23),
		Keep: m.number("keep", usual.Keep, 1, maxBackups),
	}
	s.Every, _ = ParseDuration(m.choice("every", FormatDuration(usual.Every), backupSpans()...)) // of four words
	for _, v := range m.list(m.get("recipients")) {
		t := trim(m.text(v, maxAddress, false))
		if _, err := ParseRecipient(t.s); err != nil {
			m.fail(t.place, "%v", err)
		}
		s.Recipients = append(s.Recipients, t.s)
	}
	m.finish()
	return BackupOf(s)
}

// BackupOf is how settings of backups are kept: nil if they are what counts where
// nobody has said anything.
func BackupOf(s engine.BackupSettings) *engine.BackupSettings {
	usual := engine.DefaultBackup()
	if s.Dir == "" && len(s.Recipients) == 0 && s.Every == usual.Every && s.Hour == usual.Hour && s.Keep == usual.Keep {
		return nil
	}
	return &s
}

func backupTree(s engine.BackupSettings) tree {
	usual := engine.DefaultBackup()
	r := newRecord("")
	r.text("dir", s.Dir)
	r.word("every", FormatDuration(s.Every), FormatDuration(usual.Every))
	r.word("hour", strconv.Itoa(s.Hour), strconv.Itoa(usual.Hour))
	r.word("keep", strconv.Itoa(s.Keep), strconv.Itoa(usual.Keep))
	r.list("recipients", texts(s.Recipients), false).oneLine()
	return r.tree
}

// directory reads an absolute path. Whether it is there and can be written is
// for the box to try.
func (m *mapping) directory(name string) string {
	t := trim(m.text(m.get(name), maxAddress, false))
	switch {
	case t.s == "":
	case !path.IsAbs(t.s):
		m.fail(t.place, "must be the whole path, from / on, like /srv/wakeman-backups")
	case path.Clean(t.s) == "/":
		m.fail(t.place, "must be a directory of its own, like /srv/wakeman-backups")
	default:
		return path.Clean(t.s)
	}
	return t.s
}

// HasSecretKey reports whether a text has a secret key of age or of ssh in it, which
// no page, answer or log may repeat.
func HasSecretKey(text string) bool {
	return strings.Contains(strings.ToUpper(text), "AGE-SECRET-KEY") || strings.Contains(text, "PRIVATE KEY")
}

// ParseRecipient reads a public key that backups are encrypted for: age1…, or
// one of ssh. Errors never hold what was given: it may be a secret key.
func ParseRecipient(text string) (age.Recipient, error) {
	switch {
	case HasSecretKey(text):
		return nil, errors.New("is a secret key: it must not come to this box. Give the public one that wakeman keygen printed, which begins with age1, and make a new pair if this one has been anywhere it should not")
	case strings.HasPrefix(text, "ssh-"):
		r, err := agessh.ParseRecipient(text)
		if err != nil {
			return nil, errors.New("is no public key of ssh that can be used: ssh-ed25519 and ssh-rsa can")
		}
		return r, nil
	}
	r, err := age.ParseX25519Recipient(text)
	if err != nil {
		return nil, errors.New("is no public key: it begins with age1 (wakeman keygen prints it) or with ssh-")
	}
	return r, nil
}

func (m *mapping) shipPlaces(name string) (all []string) {
	for _, v := range m.list(m.get(name)) {
		t := trim(m.text(v, maxAddress, false))
		if _, err := ParseShipPlace(t.s); err != nil {
			m.fail(t.place, "%v", err)
		}
		all = append(all, t.s)
	}
	return all
}

// ParseShipPlace reads where the ends of the audit log go: syslog://HOST:PORT,
// syslog+tcp://HOST:PORT or mailto:ADDRESS.
func ParseShipPlace(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%q is not like syslog://192.0.2.10:514 or mailto:audit@example.net", text)
	}
	switch u.Scheme {
	case "syslog", "syslog+tcp":
		host, port, err := net.SplitHostPort(u.Host)
		if n, errPort := strconv.Atoi(port); err != nil || errPort != nil || n < 1 || n > 65535 || host == "" || u.User != nil {
			return nil, fmt.Errorf("%q does not name host and port, as in syslog://192.0.2.10:514", text)
		}
	case "mailto":
		if _, err := mail.ParseAddress(u.Opaque); err != nil {
			return nil, fmt.Errorf("%q has no mail address", text)
		}
	default:
		return nil, fmt.Errorf("%q must be an address of syslog, syslog+tcp or mailto, like syslog://192.0.2.10:514 or mailto:audit@example.net", text)
	}
	return u, nil
}

// Widest networks that may never be blocked: an office has less, and whoever
// names the whole Internet has no throttle.
const (
	widestNet4 = 16
	widestNet6 = 32
)

// tooWide is why a network may not be left out of the throttle; "" if it may.
// What is private can not be reached from outside, however wide.
func tooWide(p netip.Prefix) string {
	for _, private := range []string{"10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10"} {
		if in := netip.MustParsePrefix(private); p.Bits() >= in.Bits() && in.Contains(p.Addr()) {
			return ""
		}
	}
	widest := widestNet4
	if p.Addr().Is6() {
		widest = widestNet6
	}
	if p.Bits() >= widest {
		return ""
	}
	return fmt.Sprintf("%s is so wide that strangers are in it, who could then guess passwords without end: name the office's own addresses, at most a /%d", p, widest)
}

// texts are strings as the entries of a list.
func texts(list []string) (all []tree) {
	for _, one := range list {
		all = append(all, tree{text: one})
	}
	return all
}

// ranges are networks as the entries of a list.
func ranges(list []netip.Prefix) (all []tree) {
	for _, one := range list {
		all = append(all, tree{text: one.String()})
	}
	return all
}

// Declined is how it is written down that somebody does without something: who,
// since when (in their zone), and why. It is one line.
func Declined(name string, at time.Time, why string) string {
	text := name + ", " + at.Format("2 January 2006")
	if why = strings.Join(strings.Fields(why), " "); why != "" {
		text += ": " + why
	}
	return text
}

// ShipPlaces are the addresses of a list that are mail, and the others.
func ShipPlaces(list []string) (mails, syslogs []string) {
	for _, one := range list {
		if address, ok := strings.CutPrefix(one, "mailto:"); ok {
			mails = append(mails, address)
		} else {
			syslogs = append(syslogs, one)
		}
	}
	return mails, syslogs
}
