package config_test

import (
	"bytes"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/engine"
	"wakeman/engine/config"
)

func export(t *rapid.T, c *engine.Config, withSecrets bool) []byte {
	out, err := config.Export(c, withSecrets)
	if err != nil {
		t.Fatalf("Export: %v", err)
	}
	return out
}

func resolve(t *rapid.T, current *engine.Config, file []byte) *engine.Config {
	doc, err := config.Parse("config.yaml", file)
	if err != nil {
		t.Fatalf("Parse: %v\n%s", err, file)
	}
	next, err := doc.Resolve(current, early(), counter())
	if err != nil {
		t.Fatalf("Resolve: %v\n%s", err, file)
	}
	return next
}

func TestWhatIsExportedAndAppliedIsWhatWasThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := (&world{T: t}).config()
		for _, withSecrets := range []bool{true, false} {
			file := export(t, c, withSecrets)
			next := resolve(t, c, file)
			if diff := cmp.Diff(c, next, equating()...); diff != "" {
				t.Fatalf("with secrets %v: %s\n%s", withSecrets, diff, file)
			}
			if changes := config.Diff(c, next); len(changes) > 0 {
				t.Fatalf("with secrets %v: %v", withSecrets, changes)
			}
		}
	})
}

func TestAnExportBuildsTheSameOnAnEmptyBoxAndTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := (&world{T: t}).config()
		file := export(t, c, true)
		fresh := resolve(t, nil, file)
		if changes := config.Diff(c, fresh); len(changes) > 0 {
			t.Fatalf("on an empty box: %v\n%s", changes, file)
		}
		again := resolve(t, fresh, file)
		if diff := cmp.Diff(fresh, again, equating()...); diff != "" {
			t.Fatalf("the second time: %s\n%s", diff, file)
		}
	})
}

// The two know nothing of each other but the trees they are made from.
func TestADifferenceIsShownExactlyWhenTheFilesDiffer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{T: t}
		a := w.config()
		b := tweak(w, a)
		sameFile := bytes.Equal(export(t, a, true), export(t, b, true))
		changes := config.Diff(a, b)
		if sameFile != (len(changes) == 0) {
			t.Fatalf("same file %v, but %v", sameFile, changes)
		}
		for _, change := range changes {
			for _, f := range change.Fields {
				if f.Old == f.New {
					t.Fatalf("%s %s: %s is %q before and after", change.Kind, change.Name, f.Path, f.Old)
				}
			}
		}
	})
}

// tweak changes one thing, or nothing.
func tweak(w *world, c *engine.Config) *engine.Config {
	next := *c
	next.Users, next.Schedules = maps.Clone(c.Users), maps.Clone(c.Schedules)
	next.Policies, next.Services = maps.Clone(c.Policies), maps.Clone(c.Services)
	next.Teams = maps.Clone(c.Teams)
	next.Heartbeats = maps.Clone(c.Heartbeats)
	next.Watches = maps.Clone(c.Watches)
	switch w.upTo(14) {
	case 14:
		for id, x := range c.Watches {
			x.Retries, x.Paused, x.Ping = 7, !x.Paused, true
			next.Watches[id] = x
		}
	case 12:
		next.EventRules = slices.Clone(c.EventRules)
		slices.Reverse(next.EventRules)
	case 13:
		for id, s := range c.Services {
			s.EventRules = slices.Clone(s.EventRules)
			for i := range s.EventRules {
				s.EventRules[i].Actions.Pause += time.Second
			}
			next.Services[id] = s
		}
	case 0:
		for _, id := range slices.Sorted(maps.Keys(c.Users)) {
			u := c.Users[id]
			u.ContactMethods = slices.Clone(u.ContactMethods)
			slices.Reverse(u.ContactMethods)
			next.Users[id] = u
		}
	case 1:
		for id, u := range c.Users {
			u.Email = "x" + u.Email
			next.Users[id] = u
		}
	case 2:
		for id, s := range c.Schedules {
			s.Layers, s.Overrides = slices.Clone(s.Layers), s.Overrides[:len(s.Overrides)/2]
			slices.Reverse(s.Layers)
			next.Schedules[id] = s
		}
	case 3:
		for id, p := range c.Policies {
			p.Steps = append(p.Steps[:len(p.Steps)/2:len(p.Steps)/2], engine.Step{Delay: 5})
			next.Policies[id] = p
		}
	case 4:
		for id, s := range c.Services {
			s.AckTimeout, s.Name = 5, s.Name+"x"
			next.Services[id] = s
		}
	case 5:
		next.Integrations = map[string]engine.Integration{}
		for id, in := range c.Integrations {
			in.Key = in.Key[:len(in.Key)-1] + "X"
			next.Integrations[id] = in
		}
	case 7:
		for id, t := range c.Teams {
			t.Name, t.Members = "x"+t.Name, t.Members[:len(t.Members)/2]
			next.Teams[id] = t
		}
	case 10:
		for id, h := range c.Heartbeats {
			h.Grace, h.Paused, h.Name = 7, !h.Paused, h.Name+"x"
			next.Heartbeats[id] = h
		}
	case 8:
		for id, s := range c.Services {
			s.Team = ""
			next.Services[id] = s
		}
	case 6:
		next.Settings.Mail, next.Settings.RawDays = nil, 7
	}
	return &next
}

func TestAChangeOfOneThingLeavesTheIdsOfTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{T: t}
		c := w.config()
		renamed := *c
		renamed.Policies = map[string]engine.Policy{}
		for id, p := range c.Policies {
			p.Name += " (new)"
			renamed.Policies[id] = p
		}
		next := resolve(t, c, export(t, &renamed, true))
		if diff := cmp.Diff(c.Directory, next.Directory, equating()...); diff != "" {
			t.Fatalf("people and schedules: %s", diff)
		}
		if diff := cmp.Diff(c.Integrations, next.Integrations, equating()...); diff != "" {
			t.Fatalf("integrations: %s", diff)
		}
		for id, s := range c.Services {
			if next.Services[id].Name != s.Name {
				t.Fatalf("service %q has another id", s.Name)
			}
		}
		for id := range next.Policies {
			if _, kept := c.Policies[id]; kept {
				t.Fatalf("policy %s has a new name and its old id", id)
			}
		}
	})
}

func TestSecretsStayInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{T: t}
		c := w.config()
		for id, u := range c.Users {
			for i := range u.ContactMethods {
				u.ContactMethods[i].Secret = "hush-hush"
			}
			c.Users[id] = u
		}
		for id, in := range c.Integrations {
			in.Key = "hushhush" + in.Key
			c.Integrations[id] = in
		}
		for id, h := range c.Heartbeats {
			h.Key = "hushhush" + h.Key
			c.Heartbeats[id] = h
		}
		c.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 25, TLS: "none", From: "a@example.net", Password: "hush-hush"}
		c.Settings.Push = &engine.PushSettings{Server: "https://ntfy.example.net/?auth=hush-hush", Token: "hush-hush"}
		c.Settings.SMS = &engine.SMSSettings{
			URL: "https://a:hush-hush@sms.example.net/", Headers: map[string]string{"X-Key": "hush-hush"}, Body: "{to}{text}hush-hush",
		}
		c.Settings.OIDC = &engine.OIDCSettings{Issuer: "https://id.example.net", ClientID: "wakeman", ClientSecret: "hush-hush"}
		if out := export(t, c, false); bytes.Contains(out, []byte("hush")) {
			t.Fatalf("in the export:\n%s", out)
		}
		for _, change := range append(config.Diff(nil, c), config.Diff(c, nil)...) {
			for _, f := range change.Fields {
				if bytes.Contains([]byte(f.Old+f.New), []byte("hush")) {
					t.Fatalf("in the difference: %v", f)
				}
			}
		}
	})
}
