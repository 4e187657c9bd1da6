package hooks

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"wakeman/engine"
)

// sourceGitHub takes GitHub's workflow_run webhooks: a deployment that failed on
// the default branch. https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run
func sourceGitHub() source {
	return source{name: "github", decode: decodeGitHub, verify: hmacIn("X-Hub-Signature-256", "sha256=")}
}

func decodeGitHub(m *mender, r Request) ([]engine.Event, error) {
	body, err := payloadField(r.Body)
	if err != nil {
		return nil, err
	}
	o, clean, err := m.object(body)
	if err != nil {
		return nil, err
	}
	event := r.Header.Get("X-GitHub-Event")
	switch {
	case event == "ping" || event == "" && o.has("zen") && o.has("hook_id"):
		return m.ping(o.text("repository", "full_name"), "GitHub", clean), nil
	case event != "" && event != "workflow_run":
		return nil, nil
	case !o.has("workflow_run"):
		return nil, errOther
	case o.text("action") != "completed" || !onDefaultBranch(o):
		return nil, nil
	}
	d, ok := m.workflowRun(o)
	if !ok {
		return nil, nil
	}
	d.details = clean
	return []engine.Event{m.event(d)}, nil
}

// onDefaultBranch keeps others' branches out. A run of a fork's pull request goes
// by the name of the fork's branch, which may be that of the default branch, too.
func onDefaultBranch(o object) bool {
	run, repo := o.in("workflow_run"), o.in("repository")
	if head := run.text("head_repository", "full_name"); head != "" && head != repo.text("full_name") {
		return false
	}
	branch := repo.text("default_branch")
	return branch == "" || branch == run.text("head_branch")
}

// workflowRun reads a completed run; not ok if its end says nothing about the
// branch.
func (m *mender) workflowRun(o object) (d draft, ok bool) {
	run, repo := o.in("workflow_run"), o.text("repository", "full_name")
	branch, name := run.text("head_branch"), firstText(run.text("name"), o.text("workflow", "name"), "workflow")
	d = draft{
		action: engine.Trigger, severity: text(engine.Error), key: joinKey(repo, run.text("workflow_id"), branch),
		source: repo, component: name, group: branch, class: run.text("event"), client: "GitHub",
		at: firstText(run.text("updated_at"), run.text("created_at")), sent: run.text("updated_at"), // it has ended then
		links: []wireLink{{Href: run.text("html_url"), Text: "Run"}},
	}
	ended := "failed"
	switch conclusion := run.text("conclusion"); conclusion {
	case "success":
		d.action, ended = engine.Resolve, "succeeded"
	case "failure":
	case "timed_out":
		ended = "timed out"
	case "startup_failure":
		ended = "could not start"
	case "cancelled", "neutral", "skipped", "stale", "action_required", "":
		return d, false
	default:
		m.note("conclusion %s is not known: read as a failure", quote(conclusion))
		ended = "ended as " + string(conclusion)
	}
	d.summary = text(fmt.Sprintf("%s: %s %s on %s%s", repo, name, ended, branch, runTitle(run)))
	return d, true
}

// runTitle says which run it was, and of what.
func runTitle(run object) string {
	var words []string
	if n := run.text("run_number"); n != "" {
		words = append(words, "#"+string(n))
	}
	if title := run.text("display_title"); title != "" {
		words = append(words, string(title))
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ": ") + ")"
}

// payloadField is the field payload of a form, or a body that is no form.
func payloadField(body []byte) ([]byte, error) {
	body = bytes.TrimSpace(body)
	if !bytes.HasPrefix(body, []byte("payload=")) && !bytes.Contains(body, []byte("&payload=")) || bytes.HasPrefix(body, []byte("{")) {
		return body, nil
	}
	form, err := url.ParseQuery(string(body))
	if form.Get("payload") == "" && err != nil {
		return nil, fmt.Errorf("the form can not be read: %w", err)
	}
	return []byte(form.Get("payload")), nil
}
