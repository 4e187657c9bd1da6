package reading

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"wakeman/engine"
)

// mails are the examples of one reader: by what each shows, "FILE: SECTION", or for
// what no mail shows the reason after a dash. What a test button sends is marked by
// none of them, and is taken as whatever it says.
type mails struct{ firing, repeat, several, recovery string }

const (
	eachAlone = "- each mail is about one thing"
	noEnd     = "- it knows none"
)

func examples() map[string]mails {
	return map[string]mails{
		"voicemail":    {"voicemail: Asterisk", "- each message is an incident", eachAlone, noEnd},
		"healthchecks": {"healthchecks: down", "healthchecks: down, again", eachAlone, "healthchecks: up"},
		"smokeping":    {"smokeping: raised", "smokeping: active", eachAlone, "smokeping: cleared"},
		"ossec":        {"ossec: two in one", "ossec: the first again, another day", "ossec: two in one", noEnd},
		"netwatch":     {"netwatch: down", "netwatch: down, told late by its queue", eachAlone, "netwatch: up"},
		"checkmk":      {"checkmk: service problem", "checkmk: the problem again, less bad, from another address", "- how its bulk mails look is not documented", "checkmk: recovery"},
		"icinga2":      {"icinga: service problem", "icinga: again, renamed, in the newer form", eachAlone, "icinga: recovery"},
		"nagios":       {"nagios: service problem", "nagios: service problem again, worse, at another address", eachAlone, "nagios: service recovery with a subject that lies"},
		"librenms":     {"librenms: problem", "librenms: again", eachAlone, "librenms: recovery"},
		"zabbix":       {"zabbix: problem", "zabbix: escalated again", eachAlone, "zabbix: recovery"},
		"monit":        {"monit: gone", "monit: gone, a reminder", eachAlone, "monit: back"},
		"prtg":         {"prtg: problem", "prtg: escalation", "prtg: summary", "prtg: recovery"},
		"uisp":         {"uisp: one device", "uisp: one device, again", "uisp: a digest", "uisp: the subject alone"},
		"apc":          {"ups: APC on battery", "- it says each change once", "ups: APC, off battery ends both", "ups: APC off battery"},
		"nut":          {"ups: NUT, no word from it", "ups: NUT, unavailable: the same trouble", "ups: NUT on line power", "ups: NUT, heard again"},
		"dude":         {"dude: down", "dude: down, again with other words", eachAlone, "dude: up"},
		"plain":        {"plain: a body about another thing does not", "plain: no subject", "- what lists several is taught", "plain: the body of the same knows better"},
	}
}

func TestEachReaderHasAnExampleOfWhatItsSenderMails(t *testing.T) {
	all := examples()
	for _, r := range Shipped() {
		e, ok := all[r.Name]
		if !ok {
			t.Errorf("%s: no examples", r.Name)
			continue
		}
		delete(all, r.Name)
		opened := keysOf(mailed(t, r, e.firing), engine.Trigger)
		if len(opened) == 0 {
			t.Errorf("%s: %s opens nothing", r.Name, e.firing)
		}
		if shown(e.repeat) {
			among(t, r.Name+": "+e.repeat, keysOf(mailed(t, r, e.repeat), engine.Trigger), opened)
		}
		if shown(e.recovery) {
			among(t, r.Name+": "+e.recovery, keysOf(mailed(t, r, e.recovery), engine.Resolve), opened)
		}
		if shown(e.several) && len(mailed(t, r, e.several)) < 2 {
			t.Errorf("%s: %s is one event", r.Name, e.several)
		}
		if r.Several != shown(e.several) {
			t.Errorf("%s: several events in a mail: %v, and the example: %s", r.Name, r.Several, e.several)
		}
	}
	for name := range all {
		t.Errorf("examples of %s, which is no reader", name)
	}
}

func shown(example string) bool { return !strings.HasPrefix(example, "- ") }

// mailed is what a reader makes of an example.
func mailed(t *testing.T, r Reader, example string) []engine.Event {
	t.Helper()
	file, section, _ := strings.Cut(example, ": ")
	archive, err := txtar.ParseFile("testdata/" + file + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == section })
	if i < 0 {
		t.Fatalf("%s: %s has no mail %q", r.Name, file, section)
	}
	events, by, ok := Read(letterOf(archive.Files[i].Data), Shipped())
	if !ok || by.Name != r.Name {
		t.Fatalf("%s: %s is read by %q", r.Name, example, by.Name)
	}
	return events
}

func keysOf(events []engine.Event, action engine.Action) map[string]bool {
	keys := map[string]bool{}
	for _, e := range events {
		if e.Action == action {
			keys[e.Key] = true
		}
	}
	return keys
}

// among holds that a message finds what was opened. One that ends several things may
// name others besides.
func among(t *testing.T, what string, found, opened map[string]bool) {
	t.Helper()
	hit := slices.ContainsFunc(slices.Collect(maps.Keys(found)), func(k string) bool { return opened[k] })
	if !hit {
		t.Errorf("%s: keys %v, and open are %v", what, found, opened)
	}
}
