package hooks

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
)

// sourceGrafana takes the webhook of Grafana: of its unified alerting, and of the
// alerting it had before version 9, whose bodies are told apart.
func sourceGrafana() source {
	return source{name: "grafana", decode: decodeGrafana, lists: true, verify: verifyGrafana}
}

func decodeGrafana(m *mender, r Request) ([]engine.Event, error) {
	body, err := m.json(r.Body)
	if err != nil {
		return nil, err
	}
	var group wireGrafana
	switch {
	case body[0] != '{' || json.Unmarshal(body, &group) != nil:
		return nil, errOther
	case group.Alerts != nil:
		return stamped(m.grafana(r, group), r), nil
	}
	o := readObject(body)
	if !o.has("ruleId") && !o.has("ruleName") && !o.has("evalMatches") {
		return nil, errOther
	}
	return stamped(m.grafanaLegacy(o), r), nil
}

const (
	grafanaStamp = "X-Grafana-Alerting-Timestamp"
	// freshFor is how far the stamp of a signed post and our clock may be apart. Grafana
	// stamps what it sends again anew.
	freshFor = 10 * time.Minute
)

// stamped gives events the time at which the post was made. The end of an incident
// whose signed stamp is old is kept back: whoever has once read it could send it again
// whenever something is down. A problem is the same again, and is taken.
func stamped(events []engine.Event, r Request) []engine.Event {
	stamp := r.Header.Get(grafanaStamp)
	if stamp == "" {
		return events
	}
	made, _, ok := parseTime(stamp)
	apart := r.Received.Sub(made).Abs()
	for i := range events {
		e := &events[i]
		if ok {
			e.SentAt = made
		}
		if r.Integration.Secret == "" || ok && apart <= freshFor {
			continue
		}
		if e.Mended = append(e.Mended, "its time stamp is "+oneLine(stamp, quoteRunes)+": not of now"); e.Action == engine.Resolve || e.Action == engine.Acknowledge {
			e.Quarantine = "unverified: its signed time stamp is not of now: it may be an old post that somebody sends again, or a clock is wrong"
		}
	}
	return events
}

// wireGrafana is Alertmanager's body and more.
// https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
type wireGrafana struct {
	wireGroup
	Title   text `json:"title"`
	Message text `json:"message"`
}

// wireGrafanaAlert is Alertmanager's alert and more.
type wireGrafanaAlert struct {
	wireAlert
	Silence   text `json:"silenceURL"`
	Dashboard text `json:"dashboardURL"`
	Panel     text `json:"panelURL"`
	Values    text `json:"valueString"`
	Image     text `json:"imageURL"`
}

func (m *mender) grafana(r Request, g wireGrafana) []engine.Event {
	g.Client = "Grafana"
	if n := string(g.Truncated); n != "" && n != "0" {
		m.note("the sender cut %s further alerts off this group", oneLine(n, quoteRunes))
	}
	alone := len(*g.Alerts) == 1
	g.Common = g.GroupLabels.line()
	return m.fanOut(r, *g.Alerts, func(m *mender, part json.RawMessage) ([]engine.Event, error) {
		var a wireGrafanaAlert
		if json.Unmarshal(part, &a) != nil {
			return nil, errOther
		}
		a.Labels = maps.Clone(a.Labels)
		if firstText(a.Notes["summary"], a.Notes["description"], a.Notes["message"], a.Labels["alertname"], a.Labels["rulename"]) == "" && alone {
			a.Notes = labels{"title": firstText(g.Title, g.Message)}
		}
		d := g.draft(a.named(), firstText(a.Fingerprint, a.Labels.key(nil)), m.firing(a.wireAlert, r.Received))
		d.group = firstText(a.Labels["grafana_folder"], d.group)
		d.test = a.Labels["alertname"] == "TestAlert" && a.Labels["instance"] == "Grafana"
		if d.test {
			m.note("test traffic, pages nobody: sent by the sender's test button")
		}
		d.links = append(d.links, wireLink{Href: webText(a.Panel), Text: "Panel"},
			wireLink{Href: webText(a.Dashboard), Text: "Dashboard"}, wireLink{Href: webText(a.Silence), Text: "Silence in Grafana"})
		d.images = []wireLink{{Src: webText(a.Image)}}
		all := a.details()
		all["values"] = a.Values
		d.details = asDetails(all)
		return m.one(d)
	})
}

// named gives an alert the name of its rule: where a data source gives no data or
// an error, the alert is called by that, and its rule by another label.
func (a wireGrafanaAlert) named() wireAlert {
	rule := a.Labels["rulename"]
	what := map[text]text{"DatasourceNoData": "no data", "DatasourceError": "error of the data source"}[a.Labels["alertname"]]
	if rule == "" || what == "" {
		return a.wireAlert
	}
	said := a.summary()
	a.Notes = maps.Clone(a.Notes)
	if a.Notes == nil {
		a.Notes = labels{}
	}
	if said == a.Labels["alertname"] {
		said = rule
	}
	a.Notes["summary"] = said + ": " + what
	a.Labels = maps.Clone(a.Labels)
	a.Labels["alertname"] = rule
	return a.wireAlert
}

// grafanaLegacy is the one event of a rule of the old alerting.
func (m *mender) grafanaLegacy(o object) []engine.Event {
	d := draft{client: "Grafana", at: o.text("time")}
	switch state := strings.ToLower(string(o.text("state"))); state {
	case "ok":
		d.action = engine.Resolve
	case "paused", "pending": // nothing has happened yet, or somebody wants to hear nothing
		return nil
	case "alerting", "no_data": // each rule in Grafana says whether no data is a state of its own
		d.action = engine.Trigger
	default:
		m.note("state %s is not known: read as alerting", quote(o.text("state")))
		d.action = engine.Trigger
	}
	tags := labels{}
	_ = tags.UnmarshalJSON(o["tags"]) // which never fails
	name := o.first("ruleName", "title")
	d.key = firstText(keyOf(o.first("orgId"), o.text("ruleId")), keyOf(o.text("ruleId")), keyOf(name))
	d.summary = legacySummary(name, o.text("message"), o.text("state"))
	d.source, d.group, d.class = firstText(tags["host"], tags["instance"], tags["hostname"]), tags["group"], name
	d.severity, d.component = tags["severity"], metrics(o)
	d.test = o.text("ruleId") == "0" && strings.HasPrefix(string(o.text("title")), "[Alerting] Test notification")
	if d.test {
		m.note("test traffic, pages nobody: sent by the sender's test button")
	}
	d.links = []wireLink{{Href: webText(o.text("ruleUrl")), Text: "Panel"}}
	d.images = []wireLink{{Src: webText(o.text("imageUrl"))}}
	d.details = legacyDetails(o, tags)
	if d.key == "" && d.action == engine.Trigger {
		d.key = hashed("grafana", d.summary)
	}
	return []engine.Event{m.event(d)}
}

func legacySummary(name, message, state text) text {
	if strings.EqualFold(string(state), "no_data") {
		name += ": no data"
	}
	if message == "" || strings.Contains(string(name), string(message)) {
		return name
	}
	if name == "" {
		return message
	}
	return name + ": " + message
}

// metrics are what matched, each once: the list can repeat itself.
func metrics(o object) text {
	var names []string
	for _, raw := range o.list("evalMatches") {
		if name := string(readObject(raw).text("metric")); name != "" && len(names) < 10 && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return text(strings.Join(names, ", "))
}

func legacyDetails(o object, tags labels) json.RawMessage {
	all := maps.Clone(map[string]text(tags))
	for _, raw := range o.list("evalMatches") {
		match := readObject(raw)
		if name := string(match.text("metric")); len(all) < 100 {
			all["value of "+name] = match.text("value")
		}
	}
	all["rule"], all["message"], all["state"] = o.text("ruleName"), o.text("message"), o.text("state")
	return asDetails(all)
}

// verifyGrafana checks the signature, whose header and time stamp have the names
// that the contact point gives them; these are the usual ones. With a time stamp
// it is over that, a colon and the body.
func verifyGrafana(r Request, secret string) error {
	const name = "X-Grafana-Alerting-Signature"
	given := strings.TrimSpace(string(firstText(text(r.Header.Get(name)), text(r.Header.Get("X-Grafana-Alert-Signature")))))
	stamp := r.Header.Get(grafanaStamp)
	if stamp != "" {
		return checkHMAC(name, given, secret, []byte(stamp), []byte(":"), r.Body)
	}
	return checkHMAC(name, given, secret, r.Body)
}
