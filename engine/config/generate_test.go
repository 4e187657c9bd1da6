package config_test

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/engine/rules"
	"wakeman/notify"
	"wakeman/schedules"
	"wakeman/schedules/civil"
)

// world draws whole configurations, as strange as the store would let them be.
type world struct {
	*rapid.T
	n int
}

func (w *world) id(kind string) string {
	w.n++
	return fmt.Sprintf("%s%d", kind, w.n)
}

func pick[T any](w *world, choices ...T) T { return rapid.SampledFrom(choices).Draw(w.T, "choice") }

func (w *world) upTo(n int) int { return rapid.IntRange(0, n).Draw(w.T, "count") }

func (w *world) flip() bool { return rapid.Bool().Draw(w.T, "flip") }

// line is text that YAML would love to misread.
func (w *world) line() string {
	nasty := []string{
		"yes", "null", "~", "- a", "a: b", "a #b", "# a", "'", `"`, `\`, "0x1f", "1e3", "007", "2026-01-05", "{a}", "[a]", "*a", "&a",
		"!a", "|", ">", "%", "@a", "`a`", "a:", "?", "-", "…", "\u200ba", "\ufeffa", "\u2028a", "日本", "é", "\U0001f41f", "(stored", "=", "<<", "off",
	}
	free := rapid.StringOfN(rapid.RuneFrom(nil, unicode.L, unicode.N, unicode.P, unicode.S, unicode.Cf), 0, 12, -1)
	s := rapid.OneOf(rapid.SampledFrom(nasty), free).Draw(w.T, "line")
	s = strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || c == '\ufffd' || '\u202a' <= c && c <= '\u202e' || '\u2066' <= c && c <= '\u2069' {
			return -1
		}
		return c
	}, s))
	if strings.Trim(s, "\u115f\u1160\u2800\u3164\uffa0") == "" || !strings.ContainsFunc(s, unicode.IsGraphic) {
		return ""
	}
	return s
}

func (w *world) prose() string {
	var lines []string
	for range w.upTo(3) {
		lines = append(lines, w.line()+pick(w, "", "", "\t", " "))
	}
	return strings.Join(lines, "\n")
}

// name is nobody else's.
func (w *world) name() string {
	w.n++
	return strings.TrimSpace(fmt.Sprintf("%s %d", w.line(), w.n))
}

func (w *world) zone() string {
	return pick(w, "UTC", "America/Chicago", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu")
}

func (w *world) duration() time.Duration {
	d := time.Duration(rapid.Int64Range(0, int64(60*24*time.Hour)).Draw(w.T, "duration"))
	return d.Truncate(pick(w, time.Nanosecond, time.Second, time.Minute, 24*time.Hour))
}

func (w *world) key() string {
	w.n++
	return fmt.Sprintf("%s%024d", rapid.StringMatching("[0-9A-Za-z]{4,8}").Draw(w.T, "key"), w.n)
}

func (w *world) user() people.User {
	w.n++
	u := people.User{
		ID: w.id("U"), Email: fmt.Sprintf("%s%d@example.net", pick(w, "ana", "Ben.o'Neil", "c+d"), w.n), Name: w.name(),
		Role:     pick(w, people.Viewer, people.Responder, people.Scheduler, people.Admin, people.Owner),
		TimeZone: w.zone(), JobTitle: w.line(), Disabled: w.flip(),
	}
	for range w.upTo(3) {
		u.ContactMethods = append(u.ContactMethods, w.method())
	}
	for range w.upTo(3) * min(len(u.ContactMethods), 1) {
		u.NotificationRules = append(u.NotificationRules, people.NotificationRule{
			ID: w.id("N"), Urgency: pick(w, people.High, people.Low), Delay: w.duration(), Method: pick(w, u.ContactMethods...).ID,
		})
		u.HandoffRules = append(u.HandoffRules, people.HandoffRule{
			ID: w.id("H"), When: pick(w, "on", "off", "both"), Advance: w.duration() % (48 * time.Hour), Method: pick(w, u.ContactMethods...).ID,
		})
	}
	if w.flip() {
		u.QuietHours = people.QuietHours{From: civil.TimeOfDay{Hour: 22, Minute: w.upTo(59)}, Until: civil.TimeOfDay{Hour: w.upTo(21), Second: w.upTo(59)}}
	}
	for range w.upTo(2) {
		u.Absences = append(u.Absences, w.absence(u.ID))
	}
	if w.flip() {
		u.AbsenceFeed = &schedules.Feed{ID: w.id("F"), URL: "https://calendar.example.net/private-" + w.key() + "/basic.ics"}
	}
	return u
}

// absence may last whole days of some zone, which are written as dates.
func (w *world) absence(user string) schedules.Absence {
	start := pick(w, w.instant(), time.Date(2026, 7, 1, pick(w, 0, 5), 0, 0, 0, time.UTC))
	return schedules.Absence{ID: w.id("A"), User: user, Start: start, End: start.Add(pick(w, w.duration()+1, 7*24*time.Hour)), Reason: w.line()}
}

func (w *world) method() people.ContactMethod {
	channel := pick(w, notify.Email, notify.SMS, notify.Push, notify.Webhook)
	address := map[notify.Channel]string{
		notify.Email: "a@example.net", notify.SMS: "+15555550100",
		notify.Push:    pick(w, "topic-1", "https://ntfy.example.net/topic"),
		notify.Webhook: pick(w, "http://192.0.2.1/x?a=b#c", "https://user:pass@example.net/"),
	}[channel]
	return people.ContactMethod{ID: w.id("C"), Label: w.name(), Type: channel, Address: address, Secret: w.line()}
}

func (w *world) wallClock() civil.DateTime {
	return civil.At(2026, 1, 1, 0, 0).Add(time.Duration(rapid.IntRange(0, 365*24*3600).Draw(w.T, "seconds")) * time.Second)
}

func (w *world) schedule(users []string) schedules.Schedule {
	s := schedules.Schedule{ID: w.id("S"), Name: w.name(), Description: w.prose(), TimeZone: w.zone()}
	for range w.upTo(2) * min(len(users), 1) {
		s.Layers = append(s.Layers, w.layer(users))
	}
	created := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for range w.upTo(3) * min(len(users), 1) {
		created = created.Add(time.Duration(w.upTo(2)) * time.Hour)
		start := w.instant()
		o := schedules.Override{
			ID: w.id("O"), Start: start, End: start.Add(w.duration() + 1), User: pick(w, append(users, "")...), CreatedAt: created,
		}
		if whom := pick(w, append(users, "")...); whom != o.User {
			o.Replaces = whom
		}
		o.Adds = o.User != "" && o.Replaces == "" && w.flip()
		s.Overrides = append(s.Overrides, o)
	}
	for range w.upTo(2) * min(len(users), 1) {
		s.Absences = append(s.Absences, w.absence(pick(w, users...)))
	}
	for range w.upTo(2) {
		h := schedules.Holiday{Date: w.wallClock().Date, Name: w.line()}
		if w.flip() {
			h.From = w.wallClock().Time
		}
		s.Holidays = append(s.Holidays, h)
	}
	for range w.upTo(2) {
		s.HolidayFeeds = append(s.HolidayFeeds, schedules.Feed{
			ID: w.id("F"), Name: w.name(), URL: "https://calendar.example.net/" + w.key(), From: civil.TimeOfSeconds(w.upTo(86399)),
		})
	}
	return s
}

// instant is often in the hours that zones skip or double.
func (w *world) instant() time.Time {
	base := pick(w, time.Date(2026, 11, 1, 6, 30, 0, 0, time.UTC), time.Date(2026, 3, 8, 8, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 0, 45, 0, 0, time.UTC))
	return base.Add(time.Duration(w.upTo(180)) * time.Minute).Add(pick(w, 0, 0, time.Second, time.Nanosecond))
}

func (w *world) layer(users []string) schedules.Layer {
	l := schedules.Layer{
		ID: w.id("L"), Name: pick(w, "", w.name()), Start: w.wallClock(),
		Turn: pick(w,
			schedules.Turn{Count: 1 + w.upTo(11), Unit: pick(w, schedules.Minute, schedules.Hour, schedules.Day, schedules.Week, schedules.Month)},
			schedules.Turn{Count: 60 + w.upTo(90_000), Unit: schedules.Second}),
	}
	if w.flip() {
		l.End, l.Anchor = l.Start.Add(time.Hour), w.wallClock()
	}
	for range 1 + w.upTo(2) {
		l.Users = append(l.Users, schedules.Slot(rapid.SliceOfNDistinct(rapid.SampledFrom(users), 0, min(2, len(users)), rapid.ID).Draw(w.T, "slot")))
	}
	for range w.upTo(2) {
		l.Restrictions = append(l.Restrictions, schedules.Restriction{
			Days: rapid.SliceOfNDistinct(rapid.SampledFrom([]time.Weekday{0, 1, 2, 3, 4, 5, 6}), 0, 7, rapid.ID).Draw(w.T, "days"),
			From: civil.TimeOfSeconds(w.upTo(86399)),
			For:  time.Duration(rapid.IntRange(1, 7*86400).Draw(w.T, "for")) * time.Second,
		})
	}
	return l
}

func (w *world) policy(users, calendars []string) engine.Policy {
	p := engine.Policy{ID: w.id("P"), Name: w.name(), Description: w.prose(), Repeat: w.upTo(9), EscalateLow: w.flip()}
	for range w.upTo(3) {
		s := engine.Step{ID: w.id("T"), Delay: w.duration(), RoundRobin: w.flip()}
		for range w.upTo(2) {
			if w.flip() && len(users) > 0 {
				s.Targets = append(s.Targets, people.Target{User: pick(w, users...)})
			} else if len(calendars) > 0 {
				s.Targets = append(s.Targets, people.Target{Schedule: pick(w, calendars...)})
			}
		}
		p.Steps = append(p.Steps, s)
	}
	return p
}

func (w *world) team(users []string) people.Team {
	t := people.Team{ID: w.id("E"), Name: w.name(), Description: w.prose()}
	for _, user := range users {
		if w.flip() {
			t = t.With(user, pick(w, people.TeamRoles()...))
		}
	}
	return t
}

func (w *world) service(policy string) engine.Service {
	return engine.Service{
		ID: w.id("V"), Name: w.name(), Description: w.prose(), Policy: policy, Runbook: pick(w, "", "https://example.net/run?book=1"),
		Urgency: pick(w, engine.AlwaysHigh, engine.AlwaysLow, engine.BySeverity), AckTimeout: w.duration(), AutoResolve: w.duration(),
		FlapWindow: w.duration(), Sandbox: w.flip(), Disabled: w.flip(), CreatedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}
}

func (w *world) heartbeat(service string) engine.Heartbeat {
	h := engine.Heartbeat{
		ID: w.id("B"), Service: service, Name: w.name(), Key: w.key(), Interval: engine.MinInterval + w.duration(), Grace: w.duration(),
		Paused: w.flip(), CreatedAt: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC),
	}
	if w.flip() {
		h.Grace = engine.DefaultGrace(h.Interval)
	}
	return h
}

func (w *world) watch(service string) engine.Watch {
	x := engine.Watch{
		ID: w.id("W"), Service: service, Name: w.name(), Host: pick(w, "192.0.2.10", "2001:db8::1", "edge-1.example.net"), Interval: engine.MinWatchInterval + w.duration()%(23*time.Hour),
		Retries: w.upTo(engine.MaxRetries), Ping: w.flip(), Open: pick(w, nil, []int{22, 443}), Closed: pick(w, nil, []int{1, 65535}),
		Paused: w.flip(), CreatedAt: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC),
	}
	if x.Checks() == 0 || w.flip() {
		x.Pages = append(x.Pages, engine.PageCheck{URL: "https://edge-1.example.net/a?b=c#d", From: pick(w, 0, 401), Text: w.line(), Days: w.upTo(365)})
		if x.Pages[0].From > 0 {
			x.Pages[0].To = x.Pages[0].From + w.upTo(100)
		}
	}
	return x
}

func (w *world) settings(users []string) engine.Settings {
	s := engine.Settings{
		PublicURL: pick(w, "", "https://wakeman.example.net"), MailDomain: pick(w, "", "alerts.example.net"),
		OutgoingAllow: pick(w, nil, []netip.Prefix{netip.MustParsePrefix("fd00::/8"), netip.MustParsePrefix("192.0.2.1/32")}),
		BundleWindow:  w.duration(), StaleAfter: w.duration(), RawDays: w.upTo(100), SetupHidden: w.flip(),
		Fallback: slices.DeleteFunc(slices.Clone(users), func(string) bool { return w.flip() }),
	}
	if w.flip() {
		s.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 25, TLS: pick(w, "tls", "starttls", "none"), User: w.line(), Password: w.line(), From: "Wakeman <w@example.net>"}
	}
	if w.flip() {
		s.Push = &engine.PushSettings{Server: "https://ntfy.example.net", Token: w.line()}
	}
	if w.flip() {
		s.SMS = &engine.SMSSettings{
			Method: "POST", URL: pick(w, "https://sms.example.net/?to={to}&text={text}", "https://sms.example.net/{to}/{text}"),
			Headers: pick(w, nil, map[string]string{"X-Key": w.line(), "accept": w.line()}), Body: w.prose(), ToFormat: pick(w, "", "e164", "digits"),
			SuccessStatus: pick(w, "", "200-299"), SuccessContains: w.line(), SuccessMatch: pick(w, "", `^ok: \d+ "x"$`), MaxRunes: pick(w, 0, 160),
		}
	}
	if w.flip() {
		s.Heartbeat = pick(w,
			&engine.HeartbeatSettings{URL: "https://watch.example.net/ping/" + w.key(), Interval: engine.DefaultHeartbeat},
			&engine.HeartbeatSettings{URL: "https://watch.example.net/api/push?token=" + w.key(), Interval: time.Hour},
			&engine.HeartbeatSettings{Declined: "Nobody is there to be called."})
	}
	if w.flip() {
		s.OIDC = &engine.OIDCSettings{
			Issuer: pick(w, "https://id.example.net", "https://id.example.net/realms/isp/", "http://127.0.0.1:9000"), ClientID: w.name(), ClientSecret: w.line(),
			Label: w.line(), AllowDomains: pick(w, []string{"example.net"}, []string{"example.net", "noc.example.org"}), CreateAs: pick(w, "", people.Viewer, people.Responder),
		}
		if s.OIDC.CreateAs == "" && w.flip() {
			s.OIDC.AllowDomains = nil
		}
	}
	if w.flip() {
		s.Backup = config.BackupOf(engine.BackupSettings{
			Dir: pick(w, "", "/srv/wakeman-backups", "/mnt/a disk"), Every: pick(w, 6*time.Hour, 12*time.Hour, 24*time.Hour, 7*24*time.Hour), Hour: w.upTo(23), Keep: 1 + w.upTo(365),
			Recipients: pick(w, nil, []string{recipient}),
		})
	}
	s.AuditShip = pick(w, nil, []string{"syslog://192.0.2.10:514", "mailto:audit@example.net"}, []string{"syslog+tcp://[2001:db8::1]:6514"})
	s.NeverBlock = pick(w, nil, []netip.Prefix{netip.MustParsePrefix("198.51.100.0/28"), netip.MustParsePrefix("fd00::/8")})
	if s.SetupHidden {
		s.SetupDeclined = pick(w, "", "Ana, 2 March 2026: a laboratory: nobody is woken")
	}
	return s
}

// recipient is a public key of age; nobody has kept the other half.
const recipient = "age1qpxs6srusn4p0p6y2d2da0lu7uwvj2qnwj4em67cc9esju9raeesl6r8x4"

// rules are a set; services are those that one may route to, none in a service's own.
func (w *world) rules(services []string) rules.Set {
	var set rules.Set
	for range w.upTo(3) {
		r := rules.Rule{ID: w.id("R"), Name: w.name(), Disabled: w.flip(), When: pick(w, "", `event.source == "a: b"`, "event.severity in ['info', 'warning'] and\nnow.hour < 6", `event.details?.site matches "^x\\d+$"`)}
		if w.flip() {
			r.Window = &rules.Window{
				Days: rapid.SliceOfNDistinct(rapid.SampledFrom([]time.Weekday{0, 1, 2, 3, 4, 5, 6}), 0, 7, rapid.ID).Draw(w.T, "days"),
				From: civil.TimeOfSeconds(w.upTo(86399)), Until: civil.TimeOfSeconds(w.upTo(86399)), TimeZone: pick(w, "", w.zone()),
			}
		}
		if w.flip() {
			r.Rate = &rules.Rate{Count: 2 + w.upTo(98), Within: time.Second + w.duration()%(23*time.Hour), Per: pick(w, "", "event.source", `event.details["a b"]`)}
		}
		r.Actions = w.actions(services)
		set = append(set, r)
	}
	return set
}

func (w *world) actions(services []string) rules.Actions {
	a := rules.Actions{
		Drop: w.flip(), Severity: pick(w, "", "critical", "info"), Urgency: pick(w, "", "high", "low"), Priority: pick(w, "", "P1", "P5"), Pause: pick(w, 0, time.Second, 90*time.Minute),
		DedupKey: pick(w, "", "{event.source}/{vars.port}", "{{x}} - #1"), Note: pick(w, "", "see {event.client}: yes", " two  spaces "), Route: pick(w, append(services, "")...),
	}
	a.Suppress = !a.Drop && w.flip()
	for range w.upTo(2) {
		a.Extract = append(a.Extract, rules.Extract{From: pick(w, "event.summary", "event.details.x"), Pattern: pick(w, `(?P<port>\d+)`, ` "(?P<a>.)" : `)})
	}
	return a
}

// config draws one.
func (w *world) config() *engine.Config {
	c := &engine.Config{
		Directory: people.Directory{Users: map[string]people.User{}, Teams: map[string]people.Team{}, Schedules: map[string]schedules.Schedule{}},
		Policies:  map[string]engine.Policy{}, Services: map[string]engine.Service{}, Integrations: map[string]engine.Integration{}, Heartbeats: map[string]engine.Heartbeat{},
		Watches: map[string]engine.Watch{},
	}
	teams := []string{""}
	var users, calendars, policies []string
	for range w.upTo(3) {
		u := w.user()
		c.Users[u.ID], users = u, append(users, u.ID)
	}
	for range w.upTo(2) {
		t := w.team(users)
		c.Teams[t.ID], teams = t, append(teams, t.ID)
	}
	for range w.upTo(2) {
		s := w.schedule(users)
		s.Team = pick(w, teams...)
		c.Schedules[s.ID], calendars = s, append(calendars, s.ID)
	}
	for _, id := range users {
		for i := range c.Users[id].HandoffRules {
			c.Users[id].HandoffRules[i].Schedules = slices.DeleteFunc(slices.Clone(calendars), func(string) bool { return w.flip() })
		}
	}
	for range w.upTo(2) {
		p := w.policy(users, calendars)
		p.Team = pick(w, teams...)
		c.Policies[p.ID], policies = p, append(policies, p.ID)
	}
	for range w.upTo(2) * min(len(policies), 1) {
		s := w.service(pick(w, policies...))
		s.Team, s.EventRules = pick(w, teams...), w.rules(nil)
		c.Services[s.ID] = s
		for range w.upTo(2) {
			in := engine.Integration{ID: w.id("I"), Service: s.ID, Name: w.name(), Type: pick(w, engine.Kinds()...).Name, Key: w.key(), Mail: w.mailIntake(), Topics: pick(w, nil, []string{"arn:aws:sns:eu-central-1:123456789012:alarms", "arn:aws-cn:sns:cn-north-1:123456789012:a_b-c.fifo"})}
			if w.flip() {
				in.SilentAfter = engine.MinInterval + w.duration()
			}
			if kind, _ := engine.KindOf(in.Type); kind.Signs {
				in.Secret = pick(w, "", "a secret to sign with")
			}
			if kind, _ := engine.KindOf(in.Type); kind.Attests {
				in.SignedOnly = w.flip()
			}
			if in.Type == "generic" {
				in.Mapping = w.fieldMap()
			}
			if in.Type == "email" || w.flip() {
				in.Type, in.Secret, in.Mapping, in.SignedOnly = "email", "", nil, false
				in.MailRules = w.mailRules()
			}
			c.Integrations[in.ID] = in
			if w.flip() {
				x := w.watch(s.ID)
				c.Watches[x.ID] = x
			}
			if w.flip() {
				h := w.heartbeat(s.ID)
				h.Integration = pick(w, "", in.ID)
				c.Heartbeats[h.ID] = h
			}
		}
	}
	c.EventRules = w.rules(slices.Sorted(maps.Keys(c.Services)))
	c.Settings = w.settings(users)
	return c
}

// fieldMap is none, or one that says at least something.
func (w *world) fieldMap() *engine.Mapping {
	if w.flip() {
		return nil
	}
	path := func() engine.Template {
		return engine.Template(pick(w, "", "host", "{alert.host}/{check}", `labels["a.b"]`, "=netwatch", "header:X-Site", "query:host", "text:", "line:2", "items[0].name", "alerts[*].id"))
	}
	words := func() []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"down", "Up (was: *", "1", "null", "yes", "no data", "*: #", "ÜBER"}), 1, 3, rapid.ID).Draw(w.T, "words")
	}
	f := &engine.Mapping{
		Key: "{host}: {check}", State: path(), Severity: path(), Summary: path(), Source: path(), Component: path(),
		Group: path(), Class: path(), Time: path(), Sent: path(), Test: path(),
	}
	if w.flip() {
		f.States = engine.Words{pick(w, engine.StateMeanings()...): words()}
	}
	if w.flip() {
		f.Severities = engine.Words{pick(w, engine.SeverityMeanings()...): words()}
	}
	if w.flip() {
		f.Links, f.TestWords = []engine.Template{"url", "https://nms.example.net/{host}"}, words()
	}
	return f
}

// mailRules are none, or some that say at least something.
func (w *world) mailRules() (rules []engine.MailRule) {
	anchor := func() string {
		return pick(w, "Host: ", " is ", "#", `\nAlarm * on `, "[x] ", "- a", "ÜBER", "null", " ", "{a: b}", "'q'")
	}
	take := func() engine.MailTake {
		part := pick(w, engine.MailParts()...)
		return pick(w,
			engine.MailTake{}, engine.MailTake{In: part, After: anchor()}, engine.MailTake{In: part, After: anchor(), Until: anchor()},
			engine.MailTake{In: part, Line: anchor()}, engine.MailTake{In: part, Whole: true}, engine.MailTake{In: part, Pattern: `^(\w+) "x": #`},
			engine.MailTake{Text: "down"})
	}
	for range w.upTo(2) {
		r := engine.MailRule{
			Name: w.name(), Source: engine.MailTake{In: engine.MailSubject, After: anchor()}, Component: take(), Summary: take(),
			State: take(), States: engine.Words{"resolve": {"back", "*: #"}}, Severity: take(),
		}
		if w.flip() {
			r.When = []engine.MailCondition{{In: engine.MailFrom, Contains: anchor()}, {In: engine.MailBody, Matches: "^a: {2}"}}
		}
		if w.flip() {
			r.Key, r.Severities = engine.MailTake{In: engine.MailBody, Line: "Id"}, engine.Words{"critical": {"5"}}
		}
		if w.flip() {
			r.Source.In = engine.MailBody
			r.Each = pick(w, engine.MailEach{By: engine.MailLine}, engine.MailEach{By: engine.MailBlock, Contains: anchor(), NewestFirst: true}, engine.MailEach{By: engine.MailLine, Matches: "^a: {2}"})
		}
		rules = append(rules, r)
	}
	return rules
}

// mailIntake is whose mail an integration takes: nil where that is everybody's,
// which is how a file reads it.
func (w *world) mailIntake() *engine.MailIntake {
	m := &engine.MailIntake{
		AllowFrom: pick(w, nil, nil, []string{"ups@example.net", "@example.org"}), ResolveFrom: pick(w, nil, nil, []string{"@nms.example.net"}),
		Networks: pick(w, nil, nil, []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::/32")}), Refuse: w.flip(),
		Require: pick(w, "", "", "spf", "dkim", "dmarc"),
	}
	if m.IsZero() {
		return nil
	}
	return m
}
