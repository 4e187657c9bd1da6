package hooks

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// traps are what the senders' documents, sources and users warn of, and the examples
// that show what becomes of each.
func traps() map[string]map[string]string {
	return map[string]map[string]string{
		"alertmanager": {
			"a group is sent again each repeat_interval": "repeat", "resolved alerts ride with firing ones": "several", "max_alerts cuts a group": "several",
			"the group's key is a number above 2^53 in version 3": "firing-v3", "no fingerprint in version 3": "recovery-v3", "Watchdog is a sign of life": "odd-watchdog",
			"an admin may replace the body": "odd-custom", "severities in any case, fields of newer versions": "odd-newest", "one bad alert beside good ones": "several",
			"the push API is a bare list": "firing-prometheus", "over is an end in the past": "recovery-prometheus", "an end in the future is none": "odd-elastalert",
			"an unknown status": "odd-status", "a status of the group that says nothing": "odd-status", "labels that measure": "firing-librenms", "a body that is cut": "odd-broken",
		},
		"grafana": {
			"state and status side by side": "several", "DatasourceNoData takes the rule's name": "several", "no alertname": "odd-nameless", "its test has a relative link": "test",
			"PUT": "repeat", "signed": "odd-signed", "signed with a time stamp": "odd-signed-stamped", "sent again long after": "odd-replayed", "a clock that is ahead": "odd-ahead", "another time stamp": "odd-forged-stamped", "forged": "odd-forged", "unsigned": "odd-unsigned",
			"evalMatches repeats itself": "firing-legacy", "evalMatches is empty at the end": "recovery-legacy", "no_data": "repeat-legacy", "paused": "odd-paused",
		},
		"zabbix": {
			"quotes nobody escaped": "odd-glued", "*UNKNOWN*": "odd-unknown", "macros as they are written": "firing", "macros in a key": "odd-key-unfilled", "escalation cancelled": "odd-cancelled",
			"discovery looks like a trigger": "odd-discovery", "updates after the recovery": "odd-severity-late", "each problem has a new number": "repeat", "the recovery has a number of its own": "recovery",
			"acknowledged and worse at once": "odd-severity-acknowledged", "taken back": "odd-unacknowledged", "given back and worse at once": "odd-severity-unacknowledged", "closed by hand": "odd-closed",
		},
		"librenms": {
			"JSON as text/plain, all of it strings": "firing", "worse is an alarm": "repeat-worse", "better is an alarm": "repeat-better", "changed is an alarm": "repeat", "id and uid change": "repeat-worse",
			"severity ok at the end": "recovery", "quotes nobody escaped": "odd-glued", "a query": "firing-query", "a form": "firing-form", "a template that was not filled in": "odd-unfilled",
		},
		"icinga2": {
			"a removed downtime": "odd-downtime", "flapping has eaten the recovery": "recovery-host", "flapping begins while all is well": "odd-flapping", "Nagios' names": "repeat",
			"output with quotes, pipes and line breaks": "odd-output", "names of its own": "firing",
		},
		"nagios_command": {
			"the problem's number is 0 at the end": "recovery-numbers", "another address": "repeat", "output with quotes, pipes and line breaks": "odd-output", "bytes that are not UTF-8": "odd-latin1",
			"flapping has eaten the recovery": "recovery-host", "flapping ends while it is down": "odd-flapping-down", "flapping begins": "odd-flapping", "macros as they are written": "odd-unfilled",
			"a backslash that escapes nothing": "odd-json",
		},
		"checkmk": {
			"another address": "repeat", "flapping stops while it is down": "odd-flapping-down", "links are paths": "firing-host", "a bulk": "several", "states are cut short": "firing",
		},
		"prtg": {
			"an & in a message": "repeat", "a message that brings a field": "odd-twice", "a summary of several": "odd-summarized", "a summary of recoveries": "odd-summarized-up", "was and now": "recovery-ended",
			"ended in a warning": "repeat-ended", "words in the server's language": "firing-query", "an unknown word": "odd-unknown-word", "down in a part of a cluster": "firing-partial",
		},
		"uptimekuma": {
			"a certificate has no monitor": "odd-certificate", "nor has the test": "test", "maintenance says nothing": "odd-maintenance", "one field of a form": "firing-form", "a query of JSON": "firing-query",
			"https:// is no address": "firing-query", "passwords": "firing", "a body of the admin's own": "firing-custom", "times without a zone": "firing",
		},
		"uisp": {"a test event": "test", "network posts are not documented": "odd-unknown", "a network post without usual fields": "odd-network", "edits": "odd-edit"},
		"routeros": {
			"GET": "firing-query", "no Content-Type": "firing", "an & in a name": "repeat", "a plus": "recovery-query", "a status that nobody knows": "odd-word", "nothing said": "odd-nothing",
			"unknown means that somebody edited it": "odd-unknown",
		},
		"healthchecks": {
			"placeholders that are not filled in": "odd-unfilled", "quotes nobody escaped": "firing-quotes", "and in the recovery": "recovery-quotes", "renamed": "repeat", "addresses that change the check": "firing-json",
			"the test makes a check up": "test",
		},
		"sns": {
			"JSON as text/plain": "firing", "raw delivery": "repeat", "times without a colon in the zone": "firing", "a region for people": "firing", "a formula has no metric": "firing-math",
			"insufficient data": "test-nodata", "a certificate from elsewhere": "odd-elsewhere", "asks to be confirmed": "test-confirm", "a subscription that was ended": "odd-unsubscribed", "words": "odd-words",
		},
		"eventbridge": {"a sample": "test", "counted on under one id": "repeat", "archived is over": "recovery", "a number as severity": "firing", "insufficient data": "test-nodata", "other events": "odd-other"},
		"snyk":        {"sent when nothing is new": "test-empty", "ignored there": "several", "a ping": "test", "unsigned": "odd-unsigned"},
		"sonarqube":   {"no branch": "firing-nobranch", "the branch gets a name": "recovery-nobranch", "NO_VALUE": "firing", "the analysis failed, not the gate": "test-failed", "a pull request": "test-pr"},
		"splunk":      {"sid is new each run": "repeat", "values are lists": "odd-arrays", "only the first row": "firing", "a row of figures without a message": "odd-figures", "no name": "odd-nameless"},
		"elastic":     {"a document between quotes": "firing-broken", "its end, broken too": "recovery-broken", "nothing certain": "odd-lost", "a watch": "firing-watcher", "another template": "firing-nested"},
		"elastalert":  {"an empty key": "odd-pagerduty"},
		"jenkins":     {"XML": "repeat", "XML that breaks off": "odd-truncated", "only the last event is told": "firing-finalized", "aborted": "test-aborted"},
		"github":      {"a form": "repeat", "the run's id changes": "repeat", "a fork's branch of the same name": "test-fork", "a ping": "test", "forged": "odd-forged", "a new conclusion": "odd-conclusion", "all events": "test-push"},
		"gitlab":      {"times that are no RFC 3339": "firing", "other branches": "test-branch", "a wrong token": "odd-token", "jobs": "test-job"},
		"wazuh":       {"zone without a colon": "firing", "the manager reads for others": "firing-manager", "OSSEC's names": "firing-ossec", "a level that is no number": "odd-wrapped"},
		"sumologic":   {"unset variables are empty": "recovery", "not filled in": "odd-unset", "warning and critical at once": "recovery-warning", "no data": "firing-missing", "there is data again": "recovery-missing"},
		"datadog":     {"no data": "firing-nodata", "the proposed body": "firing-plain", "a form": "recovery", "reminders": "repeat-renotify", "a test": "test", "times in milliseconds": "firing"},
		"slack": {
			"color is a hint only": "odd-contradiction", "a form": "repeat", "blocks": "firing-blocks", "numbers in the title": "repeat", "a state's word in a name": "odd-back", "both words": "odd-bothwords",
			"green without a word": "odd-green", "a heading that never changes": "odd-heading", "two attachments": "several",
		},
		"adtran":      {"no id: the ports are the key": "repeat", "a recovery of a part": "odd-partial", "undefined": "odd-undefined"},
		"ecostruxure": {"a list": "several", "the vendor's end without details": "odd-cleared-null"},
		"generic": {
			"status 0 means two things": "odd-zero", "ok of the post itself": "odd-ok", "glued JSON": "odd-broken", "nothing": "odd-empty", "no state": "odd-words", "no Content-Type": "recovery-form", "a handshake, a drill": "test",
			"an unknown word": "odd-unknown-word", "paused on purpose": "odd-paused", "a mapping that finds nothing": "odd-mapped-missing",
		},

		"client alertmanager":   {"a group is one key": "firing", "summaries change while it is open": "repeat", "details replaced by an error": "odd-too-large", "a resolve of what never fired": "odd-never-fired"},
		"client checkmk":        {"the address is in the key": "firing", "a link without a host": "firing"},
		"client elastalert2":    {"an empty key is none": "odd-no-key", "times without a zone": "firing"},
		"client elastalert2_v1": {"an empty key is none": "odd-no-key"},
		"client grafana":        {"its test": "test"},
		"client healthchecks":   {"renamed": "repeat"},
		"client jenkins":        {"no key: ours is read from the build log": "firing"},
		"client librenms":       {"severity ok": "odd-ok", "groups as a list in a string": "firing", "the message is an object": "firing", "or a list": "repeat", "its test": "test"},
		"client librenms_v1":    {"details of its own": "firing"},
		"client nagios_agent":   {"a resolve that says critical": "recovery", "marks in a service's name": "firing"},
		"client nagios_script":  {"the problem's number is 0 at the end": "recovery", "two addresses": "repeat", "the agent's key": "firing"},
		"client ossec":          {"another key for each alert": "firing"},
		"client sensu":          {"numbers as strings": "firing"},
		"client uptimekuma":     {"the key ends in undefined": "test", "a certificate, too": "odd-certificate"},
		"client wazuh":          {"warning for all from level 7 on": "firing", "and what is one": "odd-level-7"},
		"client zabbix":         {"acknowledged without a payload": "odd-acknowledged", "resolved without a payload": "recovery"},
		"client zabbix_agent":   {"escalation cancelled comes as a trigger": "recovery-cancelled", "severities in words": "firing"},
	}
}

// Whoever reads of a further trap writes it down here, and what comes of it beside.
func TestEachTrapThatTheDocumentsNameHasAnExample(t *testing.T) {
	all := traps()
	for _, in := range folders() {
		if len(all[in.name]) == 0 {
			t.Errorf("%s: no trap is named", in.name)
		}
		shown := map[string]bool{}
		for trap, example := range all[in.name] {
			shown[example] = true
			if _, err := os.Stat(filepath.Join(in.path, example+".txtar")); err != nil {
				t.Errorf("%s: no example of: %s (%s)", in.name, trap, example)
			}
		}
		for _, e := range examples(t, in) {
			if strings.HasPrefix(e.name(), "odd") && !shown[e.name()] && !noTrap(e.name()) {
				t.Errorf("%s: no trap says what %s shows", in.name, e.name())
			}
		}
		delete(all, in.name)
	}
	for name := range all {
		t.Errorf("traps of %s, which is no sender", name)
	}
}

// noTrap tells examples of what a sender says besides.
func noTrap(example string) bool {
	return slices.Contains([]string{
		"odd-acknowledged", "odd-downtime", "odd-paused", "odd-nothing", "odd-warning", "odd-grace", "odd-severity", "odd-key", "odd-nothing-known",
		"odd-mapped-ignored", "odd-mapped-test",
	}, example)
}
