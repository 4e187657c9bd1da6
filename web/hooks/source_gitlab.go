package hooks

import (
	"fmt"

	"wakeman/engine"
)

// sourceGitLab takes GitLab's pipeline events, of the default branch: GitLab
// itself can not leave the others out.
// https://docs.gitlab.com/user/project/integrations/webhook_events/#pipeline-events
func sourceGitLab() source {
	return source{name: "gitlab", decode: decodeGitLab, verify: tokenIn("X-Gitlab-Token")}
}

func decodeGitLab(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.object(r.Body)
	if err != nil {
		return nil, err
	}
	kind := o.text("object_kind")
	if kind == "" && !o.has("object_attributes") && !o.has("event_name") {
		return nil, errOther
	}
	pipeline, project := o.in("object_attributes"), o.in("project")
	main, ref := project.text("default_branch"), pipeline.text("ref")
	if kind != "pipeline" || main != "" && main != ref || pipeline.isTrue("tag") {
		return nil, nil
	}
	d := draft{severity: text(engine.Error)}
	ended := "failed"
	switch pipeline.text("status") {
	case "failed":
		d.action = engine.Trigger
	case "success":
		d.action, ended = engine.Resolve, "succeeded"
	default: // under way, cancelled or skipped: the branch is as it was
		return nil, nil
	}
	id := pipeline.text("id")
	path := firstText(project.text("path_with_namespace"), project.text("name"), "project "+project.text("id"))
	at := pipeline.text("url")
	if web := project.text("web_url"); at == "" && web != "" {
		at = web + "/-/pipelines/" + id
	}
	d.key, d.summary = joinKey(project.text("id"), ref), text(fmt.Sprintf("%s: pipeline %s %s on %s%s", path, id, ended, ref, commitTitle(o)))
	d.source, d.component, d.class = path, ref, pipeline.text("source")
	d.at = firstText(pipeline.text("finished_at"), pipeline.text("created_at"))
	d.sent = pipeline.text("finished_at")
	d.details, d.client, d.links = clean, "GitLab", []wireLink{{Href: at, Text: "Pipeline"}}
	return []engine.Event{m.event(d)}, nil
}

// commitTitle says what was being built.
func commitTitle(o object) string {
	title := firstText(o.text("commit", "title"), o.text("commit", "message"))
	if title == "" {
		return ""
	}
	return " (" + oneLine(string(title), 120) + ")"
}
