package config

import (
	"errors"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	unread "wakeman/engine/secret"
	"wakeman/notify"
)

// keylessBox is a small box none of whose secrets can be read.
func keylessBox() *engine.Config {
	c := smallBox()
	lost := func(name string) string { return unread.Mark + "1:abc:" + name }
	c.Settings.Mail = &engine.MailSettings{Host: "mail.example.net", Port: 587, TLS: "starttls", Password: lost("mail"), From: "w@example.net"}
	c.Settings.Push = &engine.PushSettings{Server: "https://push.example.net", Token: lost("push")}
	c.Settings.SMS = &engine.SMSSettings{
		Method: "POST", URL: lost("url"), Body: lost("body"), Headers: map[string]string{"Authorization": lost("header"), "Content-Type": lost("type")},
	}
	ann := c.Users["PANN"]
	ann.ContactMethods = append(ann.ContactMethods, people.ContactMethod{ID: "M2", Label: "hook", Type: notify.Webhook, Address: "https://p.example.net/", Secret: lost("hook")})
	c.Users["PANN"] = ann
	return c
}

func TestWithoutTheKeyEverythingElseCanStillBeChanged(t *testing.T) {
	next, err := Edit(keylessBox(), time.Time{}, func(c *engine.Config) error {
		c.Settings.RawDays = 7
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(unread.Unread(next.Settings)) != 6 || len(unread.Unread(next.Users)) != 1 {
		t.Error("what could not be read is not what it was")
	}
	changes := Diff(keylessBox(), next)
	if len(changes) != 1 || len(changes[0].Fields) != 1 || changes[0].Fields[0].Path != "raw_days" {
		t.Errorf("changes are %v", changes)
	}
	for _, with := range []bool{false, true} {
		text, err := Export(next, with)
		if err != nil || strings.Contains(string(text), "sealed") || !strings.Contains(string(text), "raw_days: 7") {
			t.Errorf("exported as %s, %v", text, err)
		}
		doc, err := Parse("x.yaml", text)
		if err != nil {
			t.Fatal(err)
		}
		back, err := doc.Resolve(next, time.Time{}, NewID)
		if err != nil || len(Diff(next, back)) != 0 || len(unread.Unread(back.Settings)) != 6 {
			t.Errorf("applied again: %v, %v", Diff(next, back), err)
		}
	}
}

func TestASecretThatCanNotBeReadMayBeSetAnew(t *testing.T) {
	next, err := Edit(keylessBox(), time.Time{}, func(c *engine.Config) error {
		mail := *c.Settings.Mail
		mail.Password = "typed again"
		c.Settings.Mail = &mail
		return nil
	})
	if err != nil || next.Settings.Mail.Password != "typed again" {
		t.Fatal(err)
	}
	if changes := Diff(keylessBox(), next); len(changes) != 1 || strings.Contains(changes[0].String(), "typed") {
		t.Errorf("changes are %v", changes)
	}
}

func TestNobodyCanMakeASecretUnreadable(t *testing.T) {
	for name, change := range map[string]func(*engine.Config){
		"made up": func(c *engine.Config) {
			c.Settings.Push = &engine.PushSettings{Server: "https://push.example.net", Token: unread.Mark + "1:abc:made-up"}
		},
		"another's": func(c *engine.Config) {
			u := c.Users["POWN"]
			u.ContactMethods = []people.ContactMethod{{ID: "M9", Label: "hook", Type: notify.Webhook, Address: "https://x.example.net/", Secret: unread.Mark + "1:abc:hook"}}
			c.Users["POWN"] = u
		},
	} {
		_, err := Edit(keylessBox(), time.Time{}, func(c *engine.Config) error { change(c); return nil })
		if p, ok := errors.AsType[Problems](err); !ok || len(p) != 1 || p[0].Message != "write the value itself" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Parse("x.yaml", []byte("settings:\n  push: {server: \"https://p.example.net\", token: \"\\x01sealed:1:abc:x\"}\n")); err == nil {
		t.Error("a file may say it")
	}
}
