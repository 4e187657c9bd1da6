package view

// webSenders speak PagerDuty's Events API v2 themselves: they need its address
// and a key.
func webSenders() []Sender {
	v2 := []string{EventsV2}
	return []Sender{
		{
			kinds: v2, Name: "curl, or any script", Steps: "Trigger, and resolve with the same dedup_key. The answer is 202 once the event is on disk.",
			Texts: []Field{{"In a shell: something is wrong", `curl -sS --fail --retry 3 <BASE>/v2/enqueue -d '{
  "routing_key": "<KEY>", "event_action": "trigger", "dedup_key": "tower-7/uplink",
  "payload": {"summary": "Uplink of tower-7 is down", "source": "tower-7", "severity": "critical"}
}'`}, {"In a shell: it is over", `curl -sS --fail --retry 3 <BASE>/v2/enqueue -d '{
  "routing_key": "<KEY>", "event_action": "resolve", "dedup_key": "tower-7/uplink"
}'`}},
			Note: "severity is critical, error, warning or info. This pages: it is no test.",
		},
		{
			kinds: v2, Name: "Prometheus Alertmanager", Steps: "Put the receiver into alertmanager.yml, send the route to it, and check the file with amtool check-config.",
			Texts: []Field{{"alertmanager.yml", `route:
  receiver: wakeman
  group_by: [alertname, instance]
receivers:
  - name: wakeman
    pagerduty_configs:
      - url: <BASE>/v2/enqueue
        routing_key: <KEY>
        severity: '{{ or .CommonLabels.severity "error" }}'
        send_resolved: true`}},
			Note: "Alertmanager makes one event of a whole group: what should page apart must be grouped apart.",
		},
		{
			kinds: v2, Name: "Grafana", Steps: "Provision a contact point of the type PagerDuty from a file; the form of older versions has no field for the address. Then choose it in a notification policy.",
			Texts: []Field{{"/etc/grafana/provisioning/alerting/wakeman.yaml", `apiVersion: 1
contactPoints:
  - orgId: 1
    name: Wakeman
    receivers:
      - uid: wakeman
        type: pagerduty
        settings:
          url: <BASE>/v2/enqueue
          integrationKey: <KEY>
          severity: '{{ or .CommonLabels.severity "error" }}'`}},
			Note: "Restart Grafana. Its Test button is recognised: the event is shown and pages nobody.",
		},
		{
			kinds: v2, Name: "Zabbix", Steps: "Clone the media type PagerDuty. In its script replace https://events.pagerduty.com/v2/enqueue by the address, set the parameter token to the key, and give the media type to a user who may read all hosts. An action sends to that user, recoveries and updates too.",
			Fields: []Field{{"Address in the script", "<BASE>/v2/enqueue"}, {"Parameter token", "<KEY>"}},
			Note:   "Acknowledging in Zabbix acknowledges here. Set the global macro {$ZABBIX.URL} to get links back.",
		},
		{
			kinds: v2, Name: "LibreNMS", Steps: "Alerts › Alert Transports › Create: transport type PagerDuty. Then attach it to your alert rules, or make it the default.",
			Fields: []Field{{"Service Region", "Custom URL"}, {"Routing Key", "<KEY>"}, {"Custom API URL", "<BASE>/v2/enqueue"}},
			Note:   "The transport's test is recognised: it is shown and pages nobody.",
		},
		{
			kinds: v2, Name: "Uptime Kuma", Steps: "Settings › Notifications › Setup Notification: type PagerDuty. Set auto resolve to resolve, and enable it on your monitors.",
			Fields: []Field{{"Integration Key", "<KEY>"}, {"Integration URL", "<BASE>/v2/enqueue"}},
			Note:   "The test is recognised: it is shown and pages nobody. A monitor that comes back from maintenance sends no recovery.",
		},
		{
			kinds: v2, Name: "Healthchecks", Steps: "Add an integration of the type Webhook: method POST, and these for down and for up. A server of your own calls private addresses only with INTEGRATIONS_ALLOW_PRIVATE_IPS=True.",
			Fields: []Field{{"URL, both times", "<BASE>/v2/enqueue"}},
			Texts: []Field{{"Request body when a check goes down", `{"routing_key": "<KEY>", "event_action": "trigger", "dedup_key": "$CODE",
 "payload": {"summary": "$NAME is down", "source": "$NAME", "severity": "critical"}}`}, {"Request body when it comes back", `{"routing_key": "<KEY>", "event_action": "resolve", "dedup_key": "$CODE"}`}},
		},
	}
}
