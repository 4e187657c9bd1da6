package view

// buildSenders make and judge programs.
func buildSenders() []Sender {
	address := []Field{{"Address", "<HOOK>"}}
	sign := "Make up a secret, give it to the sender, and give the same to this integration: see Signed posts on this page. Posts without a right signature are refused then."
	return []Sender{
		{kinds: []string{"snyk"}, Name: "Snyk", Steps: "Create a webhook by Snyk's API with this address.", Fields: address, Note: sign},
		{kinds: []string{"sonarqube"}, Name: "SonarQube", Steps: "Administration › Configuration › Webhooks, or the same of a project: Create.", Fields: []Field{{"URL", "<HOOK>"}}, Note: sign},
		{kinds: []string{"jenkins"}, Name: "Jenkins", Steps: "With the Notification plugin: Configure the job › Job Notifications › Add Endpoint, format JSON, protocol HTTP, event Job Completed (All Events will do, too).", Fields: []Field{{"URL", "<HOOK>"}}, Note: "A failed or unstable build opens an incident of the job, a successful one resolves it."},
		{kinds: []string{"github"}, Name: "GitHub", Steps: "Settings › Webhooks › Add webhook. Let me select individual events: Workflow runs only.", Fields: []Field{{"Payload URL", "<HOOK>"}, {"Content type", "application/json"}}, Note: sign + " Only runs on the default branch count."},
		{kinds: []string{"gitlab"}, Name: "GitLab", Steps: "Settings › Webhooks › Add new webhook. Trigger: Pipeline events.", Fields: []Field{{"URL", "<HOOK>"}}, Note: "As the secret token give the secret that Signed posts on this page has. Only pipelines of the default branch count."},
	}
}
