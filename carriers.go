package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"sync"

	"wakeman/engine"
	"wakeman/engine/secret"
	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/notify/email"
	"wakeman/notify/hook"
	"wakeman/notify/push"
	"wakeman/notify/sms"
)

// carriers builds the drivers that the settings ask for, and builds them anew
// when the configuration has changed.
type carriers struct {
	config func() *engine.Config
	allow  []netip.Prefix // from --outgoing-allow
	dial   dial.Func      // opens connections instead of the guard; nil: the guard does
	log    *slog.Logger
	count  func(notify.Channel, notify.Driver) notify.Driver // for the metrics; nil: nobody counts
	watch  func(notify.Channel, notify.Driver) notify.Driver // for the heartbeat; nil: nobody watches

	mu      sync.Mutex
	built   *engine.Config // what drivers were built from
	drivers map[notify.Channel]notify.Driver
}

// driver gives the driver of a channel, or nil if none is set up.
func (c *carriers) driver(channel notify.Channel) notify.Driver {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.config(); now != c.built {
		c.drivers, c.built = c.build(now.Settings), now
	}
	return c.drivers[channel]
}

// allowed are the private ranges that may be called: those of the settings and
// of the command line.
func (c *carriers) allowed() []netip.Prefix {
	return slices.Concat(c.allow, c.config().Settings.OutgoingAllow)
}

// client calls addresses that admins typed in, through the guard.
func (c *carriers) client() *http.Client {
	call := c.dial
	if call == nil {
		call = dial.NewGuard(c.allowed).Dial
	}
	return dial.Client(call, nil)
}

// build makes the drivers. Where a password can not be read, mail and push go on
// without: a relay or a topic may be open to the box. An SMS gateway has its own
// in any of its fields, so without them there is nothing to call.
func (c *carriers) build(s engine.Settings) map[notify.Channel]notify.Driver {
	drivers := map[notify.Channel]notify.Driver{}
	add := func(channel notify.Channel, d notify.Driver, err error) {
		if err != nil {
			c.log.Error("a carrier is set up wrongly", "channel", channel, "err", err)
			return
		}
		if c.count != nil {
			d = c.count(channel, d)
		}
		if c.watch != nil {
			d = c.watch(channel, d)
		}
		drivers[channel] = d
	}
	d, err := hook.New(hook.Config{Allow: c.allowed, Dial: c.dial})
	add(notify.Webhook, d, err)
	d, err = push.New(c.pushConfig(s.Push))
	add(notify.Push, d, err)
	if s.Mail != nil {
		user := s.Mail.User
		if secret.Unreadable(s.Mail.Password) {
			user = ""
		}
		d, err = email.New(email.Config{
			Host: s.Mail.Host, Port: s.Mail.Port, Mode: s.Mail.TLS, User: user,
			Password: secret.Usable(s.Mail.Password), From: s.Mail.From, Allow: c.allowed, Dial: c.dial,
		})
		add(notify.Email, d, err)
	}
	if lost := secret.Unread(s.SMS); len(lost) > 0 {
		drivers[notify.SMS] = unfit{"the secrets of the SMS gateway can not be read: see System health"}
	} else if s.SMS != nil {
		cfg, err := smsConfig(*s.SMS)
		if err == nil {
			cfg.Allow, cfg.Dial = c.allowed, c.dial
			d, err = sms.New(cfg)
		}
		add(notify.SMS, d, err)
	}
	return drivers
}

// unfit stands in for a carrier that can not be used: what it should have carried
// says why, and the next way is taken at once.
type unfit struct{ why string }

// Send carries nothing.
func (u unfit) Send(context.Context, notify.Delivery) notify.Outcome {
	return notify.Outcome{Status: notify.Permanent, Reason: u.why}
}

func (c *carriers) pushConfig(s *engine.PushSettings) push.Config {
	cfg := push.Config{Allow: c.allowed, Dial: c.dial}
	if s != nil {
		cfg.Server, cfg.Token = s.Server, secret.Usable(s.Token)
	}
	return cfg
}

// smsConfig is the gateway as its driver wants it: the content type is a header
// like any other in the settings, and decides how the body is escaped.
func smsConfig(s engine.SMSSettings) (sms.Config, error) {
	cfg := sms.Config{
		Method: s.Method, URL: s.URL, Body: s.Body, Headers: map[string]string{},
		SuccessStatus: s.SuccessStatus, SuccessContains: s.SuccessContains, SuccessMatch: s.SuccessMatch,
		ProviderID: s.ProviderID, MaxRunes: s.MaxRunes,
	}
	for name, value := range s.Headers {
		if http.CanonicalHeaderKey(name) == "Content-Type" {
			cfg.ContentType = value
			continue
		}
		cfg.Headers[name] = value
	}
	switch s.ToFormat {
	case "", "e164":
		cfg.ToFormat = "+E164"
	case "digits":
		cfg.ToFormat = "digits"
	default:
		return cfg, fmt.Errorf("settings.sms.to_format: %q is neither e164 nor digits", s.ToFormat)
	}
	return cfg, nil
}
