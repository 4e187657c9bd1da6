package view

// cloudSenders are services on the Internet, and programs that watch others: each
// posts in a form of its own. Where the form is the admin's to write, it is here.
func cloudSenders() []Sender {
	address := []Field{{"Address", "<HOOK>"}}
	sign := "Make up a secret, and give the same to the integration: secret: in the configuration file. Posts without a right signature are refused then."
	return []Sender{
		{
			kinds: []string{"sns"}, Name: "Amazon SNS", Steps: "List the topic's ARN with the integration first (topics: in the configuration file): then it is confirmed by itself. In AWS, make a subscription of the topic: protocol HTTPS, the endpoint below, raw message delivery off. Choose the topic as an action of the alarms, for ALARM and for OK.",
			Fields: []Field{{"Endpoint", "<HOOK>"}}, Note: "Without a list the event log has the link that confirms. INSUFFICIENT_DATA changes nothing.",
		},
		{
			kinds: []string{"eventbridge"}, Name: "Amazon EventBridge", Steps: "Make a connection and an API destination with this endpoint and the method POST, and a rule that sends the matched event to it.",
			Fields: []Field{{"Endpoint", "<HOOK>"}},
			Texts:  []Field{{"Event pattern of the rule", `{"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]}`}},
			Note:   "A sample finding pages nobody. Archiving a finding resolves its incident.",
		},
		{kinds: []string{"snyk"}, Name: "Snyk", Steps: "Create a webhook by Snyk's API with this address.", Fields: address, Note: sign},
		{kinds: []string{"sonarqube"}, Name: "SonarQube", Steps: "Administration › Configuration › Webhooks, or the same of a project: Create.", Fields: []Field{{"URL", "<HOOK>"}}, Note: sign},
		{kinds: []string{"splunk"}, Name: "Splunk", Steps: "Edit the alert: Add Actions › Webhook.", Fields: []Field{{"URL", "<HOOK>"}}, Note: "Only the first row of the result is sent, and no recovery: set the service's automatic resolving, or resolve by hand."},
		{
			kinds: []string{"elastic"}, Name: "Kibana", Steps: "Make a Webhook connector with this URL and the method POST. Add it to a rule twice: for the alert, and with Run when set to Recovered.",
			Fields: []Field{{"URL", "<HOOK>"}},
			Texts:  []Field{{"Body, for both", `{"rule_id": "{{rule.id}}", "rule_name": "{{rule.name}}", "alert_id": "{{alert.id}}", "action_group": "{{alert.actionGroup}}", "date": "{{date}}", "url": "{{rule.url}}", "reason": "{{context.reason}}", "message": "{{context.message}}"}`}},
			Note:   "Do not put a whole document into the body: it breaks the JSON.",
		},
		{
			kinds: []string{"elastic"}, Name: "Watcher", Steps: "Add a webhook action to the watch, with this URL.", Fields: []Field{{"URL", "<HOOK>"}},
			Texts: []Field{{"Body", `{"watch_id": "{{ctx.watch_id}}", "date": "{{ctx.execution_time}}", "severity": "critical", "reason": "{{ctx.payload.hits.total}} hits"}`}},
		},
		{
			kinds: []string{"elastalert"}, Name: "ElastAlert 2", Steps: "Add it to the rule.",
			Texts: []Field{{"The rule's file", `alert: [post]
http_post_url: "<HOOK>"
http_post_all_values: true
http_post_static_payload:
  rule_name: "Many failed sign-ins"
  severity: error`}},
			Note: "It never says that anything is over. One incident is kept for each rule and host.",
		},
		{kinds: []string{"jenkins"}, Name: "Jenkins", Steps: "With the Notification plugin: Configure the job › Job Notifications › Add Endpoint, format JSON, protocol HTTP.", Fields: []Field{{"URL", "<HOOK>"}}, Note: "A failed or unstable build opens an incident of the job, a successful one resolves it."},
		{kinds: []string{"github"}, Name: "GitHub", Steps: "Settings › Webhooks › Add webhook. Let me select individual events: Workflow runs only.", Fields: []Field{{"Payload URL", "<HOOK>"}, {"Content type", "application/json"}}, Note: sign + " Only runs on the default branch count."},
		{kinds: []string{"gitlab"}, Name: "GitLab", Steps: "Settings › Webhooks › Add new webhook. Trigger: Pipeline events.", Fields: []Field{{"URL", "<HOOK>"}}, Note: "As the secret token give what the integration has as secret: in the configuration file. Only pipelines of the default branch count."},
		{
			kinds: []string{"wazuh"}, Name: "Wazuh", Steps: "Save the script on the manager, owned by root:wazuh, mode 750. Add the block to ossec.conf, and restart the manager.",
			Texts: []Field{{"/var/ossec/integrations/custom-wakeman", `#!/bin/sh
exec curl -sS --fail --retry 3 --max-time 10 -H 'Content-Type: application/json' --data-binary "@$1" "$3"`}, {"/var/ossec/etc/ossec.conf", `<integration>
  <name>custom-wakeman</name>
  <hook_url><HOOK></hook_url>
  <level>10</level>
  <alert_format>json</alert_format>
</integration>`}},
			Note: "It never says that anything is over. OSSEC: send lines of alerts.json the same way.",
		},
		{
			kinds: []string{"sumologic"}, Name: "Sumo Logic", Steps: "Make a Webhook connection with this URL, and the text as both payloads: alert and recovery.",
			Fields: []Field{{"URL", "<HOOK>"}},
			Texts:  []Field{{"Payload", `{"Id": "{{Id}}", "Name": "{{Name}}", "Description": "{{Description}}", "TriggerType": "{{TriggerType}}", "TriggerTime": "{{TriggerTime}}", "SourceHost": "{{SourceHost}}", "AlertResponseUrl": "{{AlertResponseUrl}}"}`}},
		},
		{
			kinds: []string{"datadog"}, Name: "Datadog", Steps: "Integrations › Webhooks: add one with this URL and payload. Then name it in the monitor's message: @webhook-wakeman.",
			Fields: []Field{{"URL", "<HOOK>"}},
			Texts:  []Field{{"Payload", `{"alert_id": "$ALERT_ID", "aggreg_key": "$AGGREG_KEY", "transition": "$ALERT_TRANSITION", "alert_type": "$ALERT_TYPE", "alert_priority": "$ALERT_PRIORITY", "title": "$EVENT_TITLE", "scope": "$ALERT_SCOPE", "hostname": "$HOSTNAME", "metric": "$ALERT_METRIC", "tags": "$TAGS", "link": "$LINK", "date": "$DATE"}`}},
		},
		{kinds: []string{"slack"}, Name: "A program that posts to Slack or Mattermost", Steps: "Give it this address as the incoming webhook.", Fields: address, Note: "The color decides: danger and red trigger, good and green resolve. Such a message has no key: its title without state and measures stands for one."},
		{kinds: []string{"adtran"}, Name: "Adtran Mosaic One", Steps: "Ask Adtran's support to send outage notifications to this address.", Fields: address},
		{kinds: []string{"ecostruxure"}, Name: "EcoStruxure IT", Steps: "Add a webhook with this address.", Fields: address},
	}
}
