package view

// searchSenders look through logs. Where the form of the post is the admin's to
// write, it is here.
func searchSenders() []Sender {
	return []Sender{
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
	}
}
