package hooks

import (
	"encoding/json"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
)

// sourceAlertmanager takes the webhook of Prometheus' Alertmanager, versions 3
// and 4, and what is pushed to an Alertmanager itself: by Prometheus, by
// LibreNMS, by ElastAlert.
func sourceAlertmanager() source {
	return source{
		name: "alertmanager", paths: []string{"/api/v2/alerts", "/api/v1/alerts"},
		decode: decodeAlertmanager, lists: true,
	}
}

// wireGroup is the webhook's body. Grafana sends the same with more fields.
// https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
type wireGroup struct {
	Alerts      *[]json.RawMessage `json:"alerts"`
	Receiver    text               `json:"receiver"`
	GroupLabels labels             `json:"groupLabels"`
	ExternalURL text               `json:"externalURL"`
	Truncated   text               `json:"truncatedAlerts"`
	Client      text               `json:"-"`
	Common      text               `json:"-"` // the line of GroupLabels, made once for all alerts
}

// wireAlert is one alert, of Alertmanager, of Grafana, or pushed.
type wireAlert struct {
	Status      text   `json:"status"`
	Labels      labels `json:"labels"`
	Notes       labels `json:"annotations"`
	StartsAt    text   `json:"startsAt"`
	EndsAt      text   `json:"endsAt"`
	Generator   text   `json:"generatorURL"`
	Fingerprint text   `json:"fingerprint"`
}

// labels are names and values. Anything but an object is none.
type labels map[string]text

func (l *labels) UnmarshalJSON(b []byte) error {
	var read map[string]text
	if json.Unmarshal(b, &read) == nil {
		*l = read
	}
	return nil
}

func decodeAlertmanager(m *mender, r Request) ([]engine.Event, error) {
	body, err := m.json(r.Body)
	if err != nil {
		return nil, err
	}
	group := wireGroup{Client: "Alertmanager"}
	if body[0] == '[' { // pushed, as to an Alertmanager
		return m.pushed(r, body)
	}
	if json.Unmarshal(body, &group) != nil || group.Alerts == nil {
		return nil, errOther
	}
	if n := string(group.Truncated); n != "" && n != "0" {
		m.note("the sender cut %s further alerts off this group: see its max_alerts", oneLine(n, quoteRunes))
	}
	group.Common = group.GroupLabels.line()
	return m.fanOut(r, *group.Alerts, func(m *mender, part json.RawMessage) ([]engine.Event, error) {
		var a wireAlert
		if json.Unmarshal(part, &a) != nil {
			return nil, errOther
		}
		key := firstText(a.Fingerprint, a.Labels.key(nil))
		return m.one(group.draft(a, key, m.firing(a, r.Received)))
	}), nil
}

func (m *mender) pushed(r Request, body json.RawMessage) ([]engine.Event, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, err
	}
	varying := isVarying
	if strings.HasPrefix(r.Header.Get("User-Agent"), "Prometheus/") {
		varying = nil
	}
	return m.fanOut(r, list, func(m *mender, part json.RawMessage) ([]engine.Event, error) {
		var a wireAlert
		if json.Unmarshal(part, &a) != nil || len(a.Labels)+len(a.Notes) == 0 {
			return nil, errOther
		}
		return m.one(wireGroup{}.draft(a, a.Labels.key(varying), m.firing(a, r.Received)))
	}), nil
}

// isVarying tells which labels are no part of a pushed alert's identity.
// LibreNMS says severity ok when it is over, and its labels named extra_ hold what
// it measured. To Prometheus each set of labels is an alert of its own: the same
// alert as warning and as critical is two, and one may end before the other.
func isVarying(name string) bool {
	return name == "severity" || strings.HasPrefix(name, "extra_")
}

// one is the event of an alert that can be told from others. Without a name it
// would open an incident each time it is repeated.
func (m *mender) one(d draft) ([]engine.Event, error) {
	if d.key == "" && d.action == engine.Trigger {
		return nil, errOther
	}
	return []engine.Event{m.event(d)}, nil
}

// firing reads whether an alert lasts. One that was pushed says so only by the
// time of its end, which LibreNMS sets to its own now: its clock may be ahead.
func (m *mender) firing(a wireAlert, now time.Time) bool {
	switch strings.ToLower(strings.TrimSpace(string(a.Status))) {
	case "firing", "alerting":
		return true
	case "resolved", "ok":
		return false
	case "":
	default:
		m.note("status %s is not known: the end of the alert decides", quote(a.Status))
	}
	if a.StartsAt == "" && a.EndsAt != "" && strings.EqualFold(string(a.Labels["severity"]), "ok") {
		return false
	}
	end, _, ok := parseTime(strings.TrimSpace(string(a.EndsAt)))
	return !ok || end.IsZero() || end.After(now.Add(time.Minute))
}

// draft is the event of one alert.
func (g wireGroup) draft(a wireAlert, key text, firing bool) draft {
	source := a.Labels.source()
	d := draft{
		action: engine.Trigger, key: key, at: a.StartsAt, severity: a.Labels["severity"],
		summary: naming(a.summary(), source), source: source,
		component: a.Labels["job"], class: a.Labels["alertname"], group: g.Common,
		client: g.Client, clientURL: g.ExternalURL,
		beat: a.Labels.alwaysFires() && firing,
		links: []wireLink{
			{Href: webText(a.Generator), Text: "Source of the alert"},
			{Href: webText(firstText(a.Notes["runbook_url"], a.Notes["runbook"])), Text: "Runbook"},
			{Href: webText(firstText(a.Notes["dashboard_url"], a.Notes["dashboard"])), Text: "Dashboard"},
		},
		details: asDetails(a.details()),
	}
	if !firing {
		d.action, d.at = engine.Resolve, a.EndsAt
	}
	return d
}

// webText is t if it is a web address: where a link is expected but words are
// just as usual, they are no mistake to note. They are among the details.
func webText(t text) text { return text(webAddress(string(t))) }

// summary is what its writer meant people to read.
func (a wireAlert) summary() text {
	return firstText(a.Notes["summary"], a.Notes["description"], a.Notes["message"], a.Notes["title"], a.Labels["alertname"])
}

// naming adds the equipment to a summary that does not say which one it is
// about: "Instance down" is no use at night.
func naming(summary, source text) text {
	short, _, _ := strings.Cut(string(source), ".")
	if net.ParseIP(string(source)) != nil {
		short = string(source)
	}
	switch {
	case strings.TrimSpace(string(source)) == "":
		return summary
	case strings.TrimSpace(string(summary)) == "":
		return source
	case strings.Contains(strings.ToLower(string(summary)), strings.ToLower(short)):
		return summary
	}
	return summary + " (" + source + ")"
}

// source is the equipment: without the exporter's port, so that other senders
// mean the same by it.
func (l labels) source() text {
	at := firstText(l["instance"], l["host"], l["hostname"], l["device"], l["node"], l["target"])
	host, port, err := net.SplitHostPort(string(at))
	if err != nil || host == "" {
		return at
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return at
	}
	return text(host)
}

// alwaysFires recognises the alert that Prometheus' usual rules raise as a sign
// of life.
func (l labels) alwaysFires() bool {
	name := strings.TrimSpace(string(l["alertname"]))
	return strings.EqualFold(name, "Watchdog") || strings.EqualFold(name, "DeadMansSwitch")
}

// key identifies an alert by its labels, as Alertmanager does. Without labels
// there is none.
func (l labels) key(varying func(name string) bool) text {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(l)) {
		if l[name] == "" || varying != nil && varying(name) {
			continue
		}
		b.WriteString(strconv.Quote(name) + "=" + strconv.Quote(string(l[name])) + ",")
	}
	if b.Len() == 0 {
		return ""
	}
	return text(engine.HashKey(b.String()))
}

// line is what a group has in common, but for the alert's name.
func (l labels) line() text {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(l)) {
		if name != "alertname" {
			words = append(words, name+"="+string(l[name]))
		}
	}
	line, _ := cutRunes(strings.Join(words, ", "), 2*engine.MaxField) // it is read again for each alert
	return text(line)
}

// details are the labels and annotations, a line each.
func (a wireAlert) details() map[string]text {
	all := make(map[string]text, len(a.Labels)+len(a.Notes))
	maps.Copy(all, a.Labels)
	for name, v := range a.Notes {
		if _, taken := all[name]; taken {
			name = "annotation " + name
		}
		all[name] = v
	}
	return all
}
