package hooks

import (
	"fmt"
	"strings"

	"wakeman/engine"
)

// sourceJenkins takes the Notification plugin's posts, in JSON or XML.
// https://plugins.jenkins.io/notification/
func sourceJenkins() source { return source{name: "jenkins", decode: decodeJenkins} }

func decodeJenkins(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.jsonOrXML(r.Body)
	if err != nil {
		return nil, err
	}
	build := o.in("build")
	name := firstText(o.first("display_name", "displayName"), o.text("name"))
	if !o.has("build") || name == "" && o.text("url") == "" {
		return nil, errOther
	}
	// COMPLETED comes before FINALIZED for the same build, and an endpoint may be set to
	// either. Where both come, the second repeats the first: its key is the same.
	switch strings.ToUpper(string(build.text("phase"))) {
	case "", "COMPLETED", "FINALIZED":
	default:
		return nil, nil
	}
	action, severity := m.buildResult(build.text("status"))
	if action == "" {
		return nil, nil
	}
	return []engine.Event{m.event(draft{
		action: action, severity: text(severity), key: firstText(o.text("url"), o.text("name")),
		summary: text(fmt.Sprintf("%s #%s %s", name, build.text("number"), strings.ToLower(string(build.text("status"))))),
		source:  name, component: build.text("scm", "branch"), class: "jenkins",
		at: build.text("timestamp"), details: clean, client: "Jenkins",
		links: []wireLink{{Href: build.first("full_url", "fullUrl"), Text: "Build"}},
	})}, nil
}

// buildResult is what a build's end says about its job; no action if nothing.
func (m *mender) buildResult(status text) (engine.Action, engine.Severity) {
	switch strings.ToUpper(string(status)) {
	case "SUCCESS":
		return engine.Resolve, ""
	case "FAILURE":
		return engine.Trigger, engine.Error
	case "UNSTABLE":
		return engine.Trigger, engine.Warning
	case "ABORTED", "NOT_BUILT", "":
		return "", ""
	}
	m.note("status %s is not known: read as a failure", quote(status))
	return engine.Trigger, engine.Error
}
