package hooks

import (
	"fmt"
	"strings"

	"wakeman/engine"
)

// sourceSonarQube takes SonarQube's webhook: the quality gate of a branch.
// https://docs.sonarsource.com/sonarqube-server/project-administration/webhooks
func sourceSonarQube() source {
	return source{name: "sonarqube", decode: decodeSonarQube, verify: hmacIn("X-Sonar-Webhook-HMAC-SHA256", "sha256=")}
}

func decodeSonarQube(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.object(r.Body)
	if err != nil {
		return nil, err
	}
	project, branch := o.in("project"), o.in("branch")
	key := firstText(project.text("key"), text(r.Header.Get("X-SonarQube-Project")))
	if key == "" || !o.has("qualityGate") && !o.has("status") {
		return nil, errOther
	}
	action, severity, words := m.gate(o)
	if action == "" {
		return nil, nil
	}
	name, on := firstText(project.text("name"), key), branch.text("name")
	summary := name + ": " + text(words)
	if on != "" {
		summary = name + ", " + on + ": " + text(words)
	}
	return []engine.Event{m.event(draft{
		action: action, severity: text(severity), key: joinKey(key, offMain(branch)), summary: summary,
		source: name, component: on, class: o.text("qualityGate", "name"),
		at: firstText(o.text("analysedAt"), o.text("changedAt")), details: clean, client: "SonarQube",
		links: []wireLink{{Href: firstText(branch.text("url"), project.text("url")), Text: "Project"}},
	})}, nil
}

// offMain is the branch in a key: none for the main one, which old servers do not
// name, and which has a name after their update.
func offMain(branch object) text {
	name, main := branch.text("name"), branch.text("isMain")
	if main == "true" || main == "" && (name == "main" || name == "master") {
		return ""
	}
	return name
}

// gate decides by the quality gate; the field status is only how the analysis
// went. What a pull request does to the gate concerns its author, and is noted.
func (m *mender) gate(o object) (engine.Action, engine.Severity, string) {
	action, severity := engine.Trigger, engine.Error
	switch status := o.text("qualityGate", "status"); status {
	case "OK":
		return engine.Resolve, "", "quality gate passed"
	case "ERROR":
	case "WARN":
		severity = engine.Warning
	case "", "NONE":
		if o.text("status") == "SUCCESS" {
			return "", "", ""
		}
		return engine.Change, "", "the analysis did not succeed: " + strings.ToLower(string(o.text("status")))
	default:
		m.note("gate %s is not known: read as failed", quote(status))
	}
	if o.text("branch", "type") == "PULL_REQUEST" {
		action = engine.Change
	}
	return action, severity, "quality gate failed" + failedConditions(o.in("qualityGate"))
}

// failedConditions are the measures that miss their threshold.
func failedConditions(gate object) string {
	var list []string
	for _, raw := range gate.list("conditions") {
		c := readObject(raw)
		if s := c.text("status"); s != "ERROR" && s != "WARN" {
			continue
		}
		words := string(c.text("metric"))
		if v := c.text("value"); v != "" {
			words += " " + string(v)
		}
		if limit := firstText(c.text("errorThreshold"), c.text("warningThreshold")); limit != "" {
			words += fmt.Sprintf(" (%s %s)", limitWord(c.text("operator")), limit)
		}
		if list = append(list, words); len(list) == 5 {
			break
		}
	}
	if len(list) == 0 {
		return ""
	}
	return ": " + strings.Join(list, ", ")
}

func limitWord(operator text) string {
	if operator == "LESS_THAN" {
		return "at least"
	}
	return "at most"
}
