package config

import (
	"maps"

	"wakeman/engine"
)

func (x *resolver) resolveSettings() {
	s := x.settings.Settings
	for _, email := range x.settings.fallback {
		s.Fallback = append(s.Fallback, x.userID(email.s))
	}
	s.Mail = x.mail(s.Mail)
	s.Push = x.push(s.Push)
	s.SMS = x.sms(s.SMS)
	s.Heartbeat = x.heartbeat(s.Heartbeat)
	s.OIDC = x.oidc(s.OIDC)
	x.next.Settings = s
}

func (x *resolver) mail(s *engine.MailSettings) *engine.MailSettings {
	if s == nil {
		return nil
	}
	next := *s
	stored := orZero(x.old.Settings.Mail)
	next.Password = x.kept(x.at("settings.mail.password"), s.Password, stored.Password)
	return &next
}

func (x *resolver) push(s *engine.PushSettings) *engine.PushSettings {
	if s == nil {
		return nil
	}
	next := *s
	stored := orZero(x.old.Settings.Push)
	next.Server = x.kept(x.at("settings.push.server"), s.Server, stored.Server)
	next.Token = x.kept(x.at("settings.push.token"), s.Token, stored.Token)
	return &next
}

func (x *resolver) sms(s *engine.SMSSettings) *engine.SMSSettings {
	if s == nil {
		return nil
	}
	next := *s
	stored := orZero(x.old.Settings.SMS)
	next.URL = x.kept(x.at("settings.sms.url"), s.URL, stored.URL)
	next.Body = x.kept(x.at("settings.sms.body"), s.Body, stored.Body)
	next.Headers = maps.Clone(s.Headers)
	for name, written := range s.Headers {
		next.Headers[name] = x.kept(x.at(join("settings.sms.headers", name)), written, stored.Headers[name])
	}
	return &next
}

func (x *resolver) heartbeat(s *engine.HeartbeatSettings) *engine.HeartbeatSettings {
	if s == nil {
		return nil
	}
	next := *s
	next.URL = x.kept(x.at("settings.heartbeat.url"), s.URL, orZero(x.old.Settings.Heartbeat).URL)
	return &next
}

func orZero[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}
