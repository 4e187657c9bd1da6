package view

import "slices"

// hookSenders send in their own format, each to an integration of a type of its
// own. The type's name is in the address: <HOOK> is that address.
func hookSenders() []Sender {
	return slices.Concat(metricSenders(), pollerSenders(), checkSenders(), hostSenders(), awsSenders(), searchSenders(), buildSenders(), cloudSenders())
}

// metricSenders evaluate series of measurements.
func metricSenders() []Sender {
	return []Sender{
		{
			kinds: []string{"alertmanager"}, Name: "Prometheus Alertmanager", Steps: "Put the receiver into alertmanager.yml, send the route to it, and check the file with amtool check-config.",
			Texts: []Field{{"alertmanager.yml", `route:
  receiver: wakeman
receivers:
  - name: wakeman
    webhook_configs:
      - url: <HOOK>
        send_resolved: true`}},
			Note: "Each alert is an incident of its own, however they are grouped, with the severity of its label. An alert named Watchdog is a sign of life and pages nobody.",
		},
		{
			kinds: []string{"alertmanager"}, Name: "Prometheus without an Alertmanager", Steps: "Put this into prometheus.yml, and check the file with promtool check config.",
			Texts: []Field{{"prometheus.yml", `alerting:
  alertmanagers:
    - scheme: <SCHEME>
      path_prefix: /hooks/alertmanager/<KEY>
      static_configs:
        - targets: ["<AUTHORITY>"]`}},
		},
		{
			kinds: []string{"grafana"}, Name: "Grafana", Steps: "Alerting › Contact points › Add contact point: integration Webhook. Then choose it in a notification policy. Before version 9: Alerting › Notification channels, type webhook.",
			Fields: []Field{{"URL", "<HOOK>"}, {"HTTP method", "POST"}},
			Texts: []Field{{"Or /etc/grafana/provisioning/alerting/wakeman.yaml", `apiVersion: 1
contactPoints:
  - orgId: 1
    name: Wakeman
    receivers:
      - uid: wakeman
        type: webhook
        settings:
          url: <HOOK>
          httpMethod: POST`}},
			Note: "Each alert is an incident of its own, with the severity of its label. Its Test button is recognised: the event is shown and pages nobody.",
		},
	}
}

// hostSenders watch a few hosts, or are one.
func hostSenders() []Sender {
	return []Sender{
		{
			kinds: []string{"uptimekuma"}, Name: "Uptime Kuma", Steps: "Settings › Notifications › Setup Notification: type Webhook. Enable it on your monitors.",
			Fields: []Field{{"Post URL", "<HOOK>"}, {"Request Body", "Preset - application/json"}},
			Note:   "The test is recognised: it is shown and pages nobody. A monitor that comes back from maintenance sends no recovery.",
		},
		{
			kinds: []string{"uisp"}, Name: "UISP CRM", Steps: "CRM › System › Webhooks › Endpoints: add one, and choose only the events somebody is to be told of.",
			Fields: []Field{{"URL", "<HOOK>"}},
			Note:   "What is added opens an incident, what is edited is kept beside it. The CRM says when a thing was deleted, not when it was done. Outages of devices go by mail: add an integration of the type Mail.",
		},
		{
			kinds: []string{"routeros"}, Name: "MikroTik RouterOS", Steps: "Tools › Netwatch: one host to watch, and the same script as its down and as its up script.",
			Texts: []Field{{"Down script and up script", `/tool fetch url="<HOOK>" http-method=post output=none http-data="host=$host&status=$status&since=$since&severity=critical&name=$comment"`}},
			Note:  "For RouterOS 7. The comment of the host is its name. If the uplink is what fails, the router must still reach the box.",
		},
		{
			kinds: []string{"healthchecks"}, Name: "Healthchecks", Steps: "Add an integration of the type Webhook: method POST, and the same for down and for up. A server of your own calls private addresses only with INTEGRATIONS_ALLOW_PRIVATE_IPS=True.",
			Fields: []Field{{"URL, both times", "<HOOK>"}},
			Texts:  []Field{{"Request body, both times", `code=$CODE&status=$STATUS&now=$NOW&tags=$TAGS&name=$NAME`}},
			Note:   "The test is recognised: it is shown and pages nobody.",
		},
	}
}
