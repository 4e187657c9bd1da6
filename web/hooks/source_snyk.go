package hooks

import (
	"encoding/json"
	"strings"

	"wakeman/engine"
)

// sourceSnyk takes what Snyk sends after each test of a project: the issues that
// are new, and those that are gone. It is sent also when there are none.
// https://docs.snyk.io/snyk-api/using-specific-snyk-apis/webhooks-apis
func sourceSnyk() source {
	return source{name: "snyk", decode: decodeSnyk, verify: hmacIn("X-Hub-Signature", "sha256=")}
}

func decodeSnyk(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.object(r.Body)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(r.Header.Get("X-Snyk-Event"), "ping") {
		return m.ping(o.text("org", "name"), "Snyk", clean), nil
	}
	if !o.has("project") && !o.has("newIssues") && !o.has("removedIssues") {
		return nil, errOther
	}
	p := snykProjectOf(o)
	p.sent = text(r.Header.Get("X-Snyk-Timestamp"))
	added := m.fanOut(r, o.list("newIssues"), func(m *mender, part json.RawMessage) ([]engine.Event, error) {
		return m.snykIssue(p, part, engine.Trigger)
	})
	gone := m.fanOut(r, o.list("removedIssues"), func(m *mender, part json.RawMessage) ([]engine.Event, error) {
		return m.snykIssue(p, part, engine.Resolve)
	})
	return append(added, gone...), nil
}

// snykProject is what all issues of a post have in common, read once.
type snykProject struct{ id, name, group, url, sent text }

func snykProjectOf(o object) snykProject {
	project := o.in("project")
	return snykProject{
		id: shortened(project.text("id")), name: shortened(project.text("name")), url: project.text("browseUrl"),
		group: shortened(firstText(o.text("org", "name"), o.text("group", "name"))),
	}
}

// snykIssue reads one issue. One that is ignored in Snyk is known there: it is
// acknowledged, and opens nothing.
func (m *mender) snykIssue(project snykProject, part json.RawMessage, action engine.Action) ([]engine.Event, error) {
	issue := readObject(part)
	data := issue.in("issueData")
	id := firstText(issue.text("id"), data.text("id"))
	if id == "" {
		return nil, errOther
	}
	if action == engine.Trigger && issue.isTrue("isIgnored") {
		action = engine.Acknowledge
	}
	pkg := firstText(issue.text("pkgName"), data.text("packageName"))
	title := firstText(data.text("title"), id)
	if pkg != "" {
		title = pkg + ": " + title
	}
	d := draft{
		action: action, key: joinKey(project.id, id), summary: title, source: project.name,
		component: pkg, group: project.group, class: issue.text("issueType"),
		sent: project.sent, details: part, client: "Snyk", severity: data.text("severity"),
		links: []wireLink{{Href: data.text("url"), Text: "Issue"}, {Href: project.url, Text: "Project"}},
	}
	if project.name != "" {
		d.summary += " (" + project.name + ")"
	}
	return []engine.Event{m.event(d)}, nil
}
