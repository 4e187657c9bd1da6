package hooks

import (
	"encoding/json"
	"strings"

	"wakeman/engine"
)

// sourceZabbix takes what a webhook media type of Zabbix sends: flat JSON of
// macros by names of our own, in docs/integrations/zabbix.md.
func sourceZabbix() source {
	return source{name: "zabbix", decode: decodeZabbix}
}

func decodeZabbix(m *mender, r Request) ([]engine.Event, error) {
	f, err := m.fields(r, certain{
		need:  []string{"trigger_id", "event_value", "host"},
		also:  []string{"key", "event_source", "event_id", "event_recovery_id", "event_nseverity", "event_update_status", "event_update_action"},
		words: []string{"event_name"},
	})
	if err != nil {
		return nil, err
	}
	host := f.first("host", "hosthost", "hostname")
	key := firstText(keyOf(f.first("key")), keyOf(host, f.first("triggerid")), keyOf(f.first("triggerid")), keyOf(f.first("eventid")))
	name := f.first("eventname", "triggername", "subject", "alertsubject", "message", "alertmessage")
	if key == "" && name == "" && !f.has("eventvalue") {
		return nil, errOther
	}
	switch f.first("eventsource") {
	case "1", "2": // discovery and autoregistration: hosts come and go, nothing is wrong
		return nil, nil
	}
	d := draft{
		key: key, summary: naming(name, host), source: host,
		component: f.first("item", "itemname"), group: f.first("hostgroups", "triggerhostgroupname"), class: zabbixClass(f),
		severity: zabbixSeverity(f), at: zabbixTime(f), details: f.details(), client: "Zabbix",
		clientURL: f.first("zabbixurl"), links: []wireLink{{Href: zabbixLink(f), Text: "Problem in Zabbix"}},
	}
	d.action = m.zabbixAction(f)
	if isZabbixTest(f) {
		d.action, d.test, d.severity, d.summary = engine.Trigger, true, "", firstText(d.summary, "Test of the media type")
	}
	if d.action == engine.Trigger && d.key == "" {
		d.key = hashed("zabbix", name)
		m.note("neither trigger nor event is named: the words are the key")
	}
	if d.action == engine.Acknowledge && reweighed(f) { // first worse, then in hand: both count
		worse := d
		worse.action = engine.Trigger
		return []engine.Event{m.event(worse), m.event(d)}, nil
	}
	return []engine.Event{m.event(d)}, nil
}

// reweighed tells whether an update changed the severity of a problem that lasts. It
// may come after the recovery, where it must not open the incident again.
func reweighed(f fields) bool {
	did := strings.ToLower(string(f.first("eventupdateaction")))
	return strings.Contains(did, "changed severity") && f.has("eventrecoveryid") && f.first("eventrecoveryid") == ""
}

// isZabbixTest recognises the Test button of a media type: it sends the macros
// as they are written. In an alert Zabbix knows these two, or says *UNKNOWN*.
func isZabbixTest(f fields) bool {
	return f.sent["event_id"] == "{EVENT.ID}" && f.sent["event_value"] == "{EVENT.VALUE}"
}

func (m *mender) zabbixAction(f fields) engine.Action {
	if strings.Contains(strings.ToLower(string(f.first("message", "alertmessage"))), "escalation cancel") {
		m.note("the escalation was cancelled: Zabbix will not say when it is over")
		return engine.Resolve
	}
	switch value := f.first("eventvalue"); {
	case f.first("eventupdatestatus") == "1":
		return zabbixUpdate(f)
	case value == "0":
		return engine.Resolve
	case value == "1":
		return engine.Trigger
	}
	switch strings.ToUpper(string(f.first("eventstatus", "triggerstatus", "status"))) {
	case "OK", "RESOLVED":
		return engine.Resolve
	case "PROBLEM":
		return engine.Trigger
	}
	m.note("event_value says neither 1 nor 0: read as a problem")
	return engine.Trigger
}

// zabbixUpdate is what a person did in Zabbix, in its words, several of them with
// commas between.
func zabbixUpdate(f fields) engine.Action {
	did := strings.ToLower(string(f.first("eventupdateaction")))
	switch {
	case strings.Contains(did, "closed"):
		return engine.Resolve
	case strings.Contains(did, "acknowledged") && !strings.Contains(did, "unacknowledged"):
		return engine.Acknowledge
	case reweighed(f):
		return engine.Trigger
	}
	return engine.Change
}

// zabbixSeverity goes by the number, 0 not classified to 5 disaster: the words
// are in the admin's language, or the admin's own.
func zabbixSeverity(f fields) text {
	switch n := f.first("eventnseverity", "triggernseverity"); n {
	case "0", "1":
		return text(engine.Info)
	case "2", "3":
		return text(engine.Warning)
	case "4":
		return text(engine.Error)
	case "5":
		return text(engine.Critical)
	}
	return f.first("eventseverity", "triggerseverity", "severity")
}

func zabbixTime(f fields) text {
	if at := f.first("eventrecoverytimestamp"); at != "" && f.first("eventvalue") == "0" {
		return at
	}
	if at := f.first("eventtimestamp"); at != "" {
		return at
	}
	date, clock := f.first("eventdate"), f.first("eventtime")
	if date == "" || clock == "" {
		return ""
	}
	return date + " " + clock
}

func zabbixLink(f fields) text {
	if at := f.first("link", "triggerurl", "url"); at != "" {
		return at
	}
	base, trigger, event := f.first("zabbixurl"), f.first("triggerid"), f.first("eventid")
	if webAddress(string(base)) == "" || trigger == "" || event == "" {
		return ""
	}
	return text(strings.TrimSuffix(string(base), "/")) + "/tr_events.php?triggerid=" + trigger + "&eventid=" + event
}

// zabbixClass is the problem's tag named class, or else component.
func zabbixClass(f fields) text {
	var tags []struct {
		Tag   text `json:"tag"`
		Value text `json:"value"`
	}
	if json.Unmarshal([]byte(f.first("eventtagsjson", "eventtags", "tags")), &tags) != nil {
		return ""
	}
	for _, name := range []text{"class", "component"} {
		for _, t := range tags {
			if t.Tag == name {
				return t.Value
			}
		}
	}
	return ""
}
