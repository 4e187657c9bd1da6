package api

import (
	"net/netip"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/upkeep"
)

// fixedWire is a setting that the process was started with, which wins over what
// is stored.
type fixedWire struct {
	Field string `json:"field"`
	By    string `json:"by" doc:"as on the command line: --backup-dir /backup"`
}

// backupSettingsWire is how copies of the store are made, as it is in force.
type backupSettingsWire struct {
	Dir        string      `json:"dir" doc:"empty: none are made"`
	Every      string      `json:"every" enum:"6h,12h,1d,1w"`
	Hour       int         `json:"hour" doc:"UTC; from when on the copy of a day or a week is due"`
	Keep       int         `json:"keep"`
	Recipients []string    `json:"recipients" doc:"public keys that copies are encrypted for; none: they are not encrypted"`
	Encrypted  bool        `json:"encrypted"`
	Fixed      []fixedWire `json:"fixed" doc:"what can not be changed here"`
}

type backupSettingsOrder struct {
	Dir        maybe[string]   `json:"dir" doc:"an absolute path; it is tried"`
	Every      maybe[string]   `json:"every" enum:"6h,12h,1d,1w"`
	Hour       maybe[int]      `json:"hour" doc:"0 to 23, UTC"`
	Keep       maybe[int]      `json:"keep" doc:"1 to 366"`
	Recipients maybe[[]string] `json:"recipients" doc:"age1… or ssh-ed25519 …: public keys, never secret ones"`
}

// backupWire is one copy.
type backupWire struct {
	File      string  `json:"file"`
	Bytes     int64   `json:"bytes"`
	MadeAt    *string `json:"made_at"`
	Encrypted bool    `json:"encrypted"`
	Verified  bool    `json:"verified" doc:"this box made it and read every record in it then"`
	ByHand    bool    `json:"by_hand"`
}

// backupsWire is how it goes.
type backupsWire struct {
	Dir           string       `json:"dir"`
	Running       bool         `json:"running" doc:"one is being made now"`
	LastSuccessAt *string      `json:"last_success_at"`
	Failing       bool         `json:"failing" doc:"the last try failed"`
	LastFailure   string       `json:"last_failure" doc:"why the newest that failed did"`
	LastFailureAt *string      `json:"last_failure_at"`
	SameDisk      bool         `json:"same_disk" doc:"they lie on the file system of the store: one broken disk takes both"`
	Problem       string       `json:"problem" doc:"why the copies are not known; empty: they are"`
	Copies        []backupWire `json:"copies" doc:"newest first"`
}

// shippingWire is where the ends of the audit log go.
type shippingWire struct {
	ShipTo  []string    `json:"ship_to" doc:"syslog://HOST:PORT, syslog+tcp://HOST:PORT, mailto:ADDRESS"`
	Places  []placeWire `json:"places"`
	Problem string      `json:"problem" doc:"why nothing is signed; empty: it is"`
	Fixed   []fixedWire `json:"fixed"`
}

type placeWire struct {
	Address       string  `json:"address"`
	LastSuccessAt *string `json:"last_success_at" doc:"null: never"`
	Problem       string  `json:"problem" doc:"of the last try; empty: none"`
}

type shippingOrder struct {
	ShipTo maybe[[]string] `json:"ship_to" doc:"all of them"`
}

type neverBlockWire struct {
	Networks []string    `json:"networks"`
	Fixed    []fixedWire `json:"fixed"`
}

type neverBlockOrder struct {
	Networks maybe[[]string] `json:"networks" doc:"all of them; addresses and ranges, like 198.51.100.0/28"`
}

// reachedWire is what the process was started with.
type reachedWire struct {
	PublicURL      string   `json:"public_url"`
	HTTP           string   `json:"http"`
	HTTPS          string   `json:"https"`
	SMTP           string   `json:"smtp"`
	TLS            string   `json:"tls" enum:",files,lan,acme" doc:"empty: there is no TLS"`
	HSTS           bool     `json:"hsts"`
	TrustedProxies []string `json:"trusted_proxies"`
	MailAnswers    bool     `json:"mail_answers"`
	DataDirectory  string   `json:"data_directory"`

	UnlistedProxies []unlistedProxyWire `json:"unlisted_proxies" doc:"loopback and private addresses that forwarded requests within a day and are not trusted: everybody behind one is blocked as one"`
}

type unlistedProxyWire struct {
	Network    string  `json:"network" doc:"as --trusted-proxy takes it"`
	LastSeenAt *string `json:"last_seen_at"`
}

// upkeepRoutes are how the box keeps itself. None is PagerDuty's.
func (s *server) upkeepRoutes() []route {
	backup, shipping, never := gives("backup_settings", backupSettingsWire{}), gives("audit_shipping", shippingWire{}), gives("never_block", neverBlockWire{})
	look := func(path string, h handler, says string, out shape) route {
		return route{method: "GET", path: path, role: people.Admin, handle: h, doc: does(says, shape{}, out)}
	}
	do := func(path string, h handler, says string, out shape) route {
		return route{method: "POST", path: path, role: people.Admin, status: 200, handle: h, doc: does(says, takes("", object{}), out)}
	}
	return []route{
		look("/settings/backups", s.getBackupSettings, "Show where backups go, and how often they are made", backup),
		update("/settings/backups", people.Admin, s.updateBackupSettings, "Change where backups go; a directory is tried first", takes("backup_settings", backupSettingsOrder{}), backup),
		look("/backups", s.getBackups, "List the backups, and how making them goes", gives("backups", backupsWire{})),
		do("/backups", s.makeBackup, "Make a backup now. It waits ten seconds; one that takes longer is running then", gives("backups", backupsWire{})),
		look("/settings/audit_shipping", s.getShipping, "Show where the ends of the audit log go, and how that goes", shipping),
		update("/settings/audit_shipping", people.Admin, s.updateShipping, "Change where the ends of the audit log go", takes("audit_shipping", shippingOrder{}), shipping),
		do("/settings/audit_shipping/ship", s.shipNow, "Send the end of the audit log now", shipping),
		look("/settings/never_block", s.getNeverBlock, "Show the networks that the sign-in never blocks", never),
		update("/settings/never_block", people.Admin, s.updateNeverBlock, "Change the networks that the sign-in never blocks", takes("never_block", neverBlockOrder{}), never),
		look("/settings/reached", s.getReached, "Show how this box is reached: what it was started with", gives("reached", reachedWire{})),
	}
}

func fixedOf(f upkeep.Fixed, fields ...string) []fixedWire {
	list := []fixedWire{}
	for _, field := range fields {
		if by := f[field]; by != "" {
			list = append(list, fixedWire{field, by})
		}
	}
	return list
}

// notFixed refuses a field that the process was started with.
func (f *faults) notFixed(fixed upkeep.Fixed, field, name string, given bool) {
	if by := fixed[field]; given && by != "" {
		f.add(name, "was set when Wakeman was started (%s), and can not be changed here", by)
	}
}

func (s *server) getBackupSettings(c *call) (any, error) {
	c.tag(c.cfg.Settings.Backup)
	b := s.upkeep.Health()
	is := b.Settings
	return map[string]backupSettingsWire{"backup_settings": {
		is.Dir, config.FormatDuration(is.Every), is.Hour, is.Keep, listed(is.Recipients), len(is.Recipients) > 0, fixedOf(b.Fixed, "dir", "keep", "recipients"),
	}}, nil
}

func (s *server) updateBackupSettings(c *call) (any, error) {
	var w backupSettingsOrder
	if err := readOrder(c.Request, "backup_settings", &w); err != nil {
		return nil, err
	}
	want, err := w.apply(c.cfg.Settings.Backups(), s.upkeep.Health().Fixed)
	if err != nil {
		return nil, err
	}
	saver := upkeep.Saver{Backuper: s.upkeep, Editor: s.editor}
	_, err = saver.Save(c.Context(), c.who.Actor("api"), want, func(now engine.Settings) error { return c.unchanged(now.Backup) })
	if err != nil {
		return nil, subject{settingsKind, "", names{"backup": ""}}.told(err, c.cfg)
	}
	c.cfg = s.store.Config()
	return s.getBackupSettings(c)
}

func (w backupSettingsOrder) apply(b engine.BackupSettings, fixed upkeep.Fixed) (engine.BackupSettings, error) {
	var f faults
	f.notFixed(fixed, "dir", "dir", w.Dir.given)
	f.notFixed(fixed, "keep", "keep", w.Keep.given)
	f.notFixed(fixed, "recipients", "recipients", w.Recipients.given)
	trimmed(w.Dir, &b.Dir)
	w.Hour.put(&b.Hour)
	w.Keep.put(&b.Keep)
	w.Recipients.put(&b.Recipients)
	if w.Every.given {
		d, err := config.ParseDuration(w.Every.value)
		if err != nil {
			f.add("every", "%s", err)
		}
		b.Every = d
	}
	return b, f.err()
}

func (s *server) getBackups(c *call) (any, error) {
	return backupsOf(s.upkeep.Backups(c.Context())), nil
}

func (s *server) makeBackup(c *call) (any, error) {
	b, err := s.upkeep.BackUp(c.Context(), c.who.Actor("api"))
	if err != nil {
		return nil, err
	}
	return backupsOf(b), nil
}

func backupsOf(b upkeep.Backups) map[string]backupsWire {
	return map[string]backupsWire{"backups": {
		Dir: b.Settings.Dir, Running: !b.Began.IsZero(), LastSuccessAt: stamp(b.Last), Failing: b.Failure != "", LastFailure: b.Failed, LastFailureAt: stamp(b.FailedAt), SameDisk: b.SameDisk, Problem: b.Unlisted,
		Copies: each(b.Copies, func(o upkeep.Copy) backupWire {
			return backupWire{o.File, o.Size, stamp(o.At), o.Sealed, o.Verified, o.ByHand}
		}),
	}}
}

func (s *server) getShipping(c *call) (any, error) {
	c.tag(c.cfg.Settings.AuditShip)
	return shippingOf(s.upkeep.Shipping()), nil
}

func shippingOf(v upkeep.Shipping) map[string]shippingWire {
	return map[string]shippingWire{"audit_shipping": {
		ShipTo: listed(v.To), Problem: v.Broken, Fixed: fixedOf(v.Fixed, "audit_ship"),
		Places: each(v.Places, func(p upkeep.Place) placeWire { return placeWire{p.Address, stamp(p.OK), p.Problem} }),
	}}
}

func (s *server) updateShipping(c *call) (any, error) {
	var w shippingOrder
	if err := readOrder(c.Request, "audit_shipping", &w); err != nil {
		return nil, err
	}
	var f faults
	f.notFixed(s.upkeep.Shipping().Fixed, "audit_ship", "ship_to", true)
	if !w.ShipTo.given {
		f.add("ship_to", "is missing: an empty list is nowhere")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	err := s.edit(c, subject{settingsKind, "", names{"audit_ship": "ship_to"}}, func(next *engine.Config) error {
		if err := c.unchanged(next.Settings.AuditShip); err != nil {
			return err
		}
		next.Settings.AuditShip = nil
		for _, one := range w.ShipTo.value {
			next.Settings.AuditShip = append(next.Settings.AuditShip, strings.TrimSpace(one))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.getShipping(c)
}

func (s *server) shipNow(c *call) (any, error) {
	v, err := s.upkeep.Ship(c.Context(), c.who.Actor("api"))
	if err != nil {
		return nil, err
	}
	return shippingOf(v), nil
}

func (s *server) getNeverBlock(c *call) (any, error) {
	c.tag(c.cfg.Settings.NeverBlock)
	return map[string]neverBlockWire{"never_block": {each(c.cfg.Settings.NeverBlock, netip.Prefix.String), fixedOf(s.upkeep.NeverBlock(), "never_block")}}, nil
}

func (s *server) updateNeverBlock(c *call) (any, error) {
	var w neverBlockOrder
	if err := readOrder(c.Request, "never_block", &w); err != nil {
		return nil, err
	}
	x := &settingsChange{}
	x.notFixed(s.upkeep.NeverBlock(), "never_block", "networks", true)
	if !w.Networks.given {
		x.add("networks", "is missing: an empty list is nobody")
	}
	list := x.prefixes("networks", w.Networks.value)
	if err := x.err(); err != nil {
		return nil, err
	}
	err := s.edit(c, subject{settingsKind, "", names{"never_block": "networks"}}, func(next *engine.Config) error {
		if err := c.unchanged(next.Settings.NeverBlock); err != nil {
			return err
		}
		next.Settings.NeverBlock = list
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.getNeverBlock(c)
}

func (s *server) getReached(*call) (any, error) {
	r := s.upkeep.Reach()
	unlisted := each(r.UnlistedProxies, func(p upkeep.UnlistedProxy) unlistedProxyWire {
		return unlistedProxyWire{p.Network.String(), stamp(p.At)}
	})
	return map[string]reachedWire{"reached": {r.PublicURL, r.HTTP, r.HTTPS, r.Mail, r.TLS, r.HSTS, listed(r.TrustedProxies), r.MailAnswers, r.Data, unlisted}}, nil
}
