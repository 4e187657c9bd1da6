package engine

// Kind is a type of integration: what its sender speaks. It decides what the pages
// show of it. At the doors the key alone counts: any key is taken at any of them.
type Kind struct {
	Name  string // in files and in the API, and of a hook in its address: "alertmanager"
	Label string // for people: "Prometheus Alertmanager"
	// Hook tells that posts in the sender's own format are taken at
	// /hooks/{name}/{key}.
	Hook bool
}

// Kinds are all types of integration, in the order in which they are offered.
func Kinds() []Kind {
	return []Kind{
		{Name: "events_api_v2", Label: "Events API v2"},
		{Name: "nagios", Label: "Nagios or Icinga, by PagerDuty's scripts"},
		{Name: "email", Label: "Mail"},
		{Name: "events_api_v1", Label: "Events API v1"},
		{Name: "generic", Label: "Anything that can send HTTP", Hook: true},
		{Name: "alertmanager", Label: "Prometheus Alertmanager", Hook: true},
		{Name: "grafana", Label: "Grafana", Hook: true},
		{Name: "zabbix", Label: "Zabbix", Hook: true},
		{Name: "librenms", Label: "LibreNMS", Hook: true},
		{Name: "icinga2", Label: "Icinga 2", Hook: true},
		{Name: "nagios_command", Label: "Nagios", Hook: true},
		{Name: "checkmk", Label: "Checkmk", Hook: true},
		{Name: "prtg", Label: "PRTG", Hook: true},
		{Name: "uptimekuma", Label: "Uptime Kuma", Hook: true},
		{Name: "uisp", Label: "UISP", Hook: true},
		{Name: "routeros", Label: "MikroTik RouterOS", Hook: true},
		{Name: "healthchecks", Label: "Healthchecks", Hook: true},
		{Name: "sns", Label: "Amazon SNS, CloudWatch alarms", Hook: true},
		{Name: "eventbridge", Label: "Amazon EventBridge, GuardDuty", Hook: true},
		{Name: "snyk", Label: "Snyk", Hook: true},
		{Name: "sonarqube", Label: "SonarQube", Hook: true},
		{Name: "splunk", Label: "Splunk", Hook: true},
		{Name: "elastic", Label: "Kibana or Watcher", Hook: true},
		{Name: "elastalert", Label: "ElastAlert 2", Hook: true},
		{Name: "jenkins", Label: "Jenkins", Hook: true},
		{Name: "github", Label: "GitHub Actions", Hook: true},
		{Name: "gitlab", Label: "GitLab pipelines", Hook: true},
		{Name: "wazuh", Label: "Wazuh or OSSEC", Hook: true},
		{Name: "sumologic", Label: "Sumo Logic", Hook: true},
		{Name: "datadog", Label: "Datadog", Hook: true},
		{Name: "slack", Label: "Whatever posts to Slack or Mattermost", Hook: true},
		{Name: "adtran", Label: "Adtran Mosaic One", Hook: true},
		{Name: "ecostruxure", Label: "EcoStruxure IT", Hook: true},
	}
}

// KindOf finds a type of integration by its name.
func KindOf(name string) (Kind, bool) {
	for _, k := range Kinds() {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}
