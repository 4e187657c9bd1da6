package engine

import "time"

// Kind is a type of integration: what its sender speaks. It decides what the pages
// show of it. At the doors the key alone counts: any key is taken at any of them, unless
// the integration has a secret that its sender signs with.
type Kind struct {
	Name  string // in files and in the API, and of a hook in its address: "alertmanager"
	Label string // for people: "Prometheus Alertmanager"
	// Hook tells that posts in the sender's own format are taken at
	// /hooks/{name}/{key}.
	Hook  bool
	Signs bool // the sender can sign its posts with an integration's Secret
	// Attests tells that the sender signs by a certificate of its own. What it did not
	// sign may open incidents, because no alert must be lost, and ends none; or it is
	// refused, if the integration is SignedOnly.
	Attests bool
	Group   KindGroup // where a page lists it; AnythingElse if nothing is said
	Hint    string    // a line for whoever chooses: what of the sender it is for
}

// KindGroup is the heading under which types of integration are offered.
type KindGroup string

// The groups.
const (
	Monitoring   KindGroup = "Monitoring"
	NetworkGear  KindGroup = "Network gear"
	CloudAndCode KindGroup = "Cloud, CI and security"
	ByMail       KindGroup = "Mail"
	AnythingElse KindGroup = "" // AnythingElse is also where a kind goes that names no group
)

// KindGroups are all groups, in the order in which they are offered.
func KindGroups() []KindGroup {
	return []KindGroup{Monitoring, NetworkGear, CloudAndCode, ByMail, AnythingElse}
}

// Label is the group's heading.
func (g KindGroup) Label() string {
	if g == AnythingElse {
		return "Anything else"
	}
	return string(g)
}

// Kinds are all types of integration, in the order in which they are offered within
// their group.
func Kinds() []Kind {
	return []Kind{
		{Name: "events_api_v2", Label: "Events API v2", Hint: "PagerDuty's format: scripts, and whatever can page through PagerDuty"},
		{Name: "nagios", Label: "Nagios or Icinga, by PagerDuty's scripts", Group: Monitoring, Hint: "Notification commands, the PagerDuty scripts, Checkmk, PRTG and Netdata by script"},
		{Name: "email", Label: "Mail", Group: ByMail, Hint: "UPS cards, switches, voicemail: whatever can send nothing else"},
		{Name: "events_api_v1", Label: "Events API v1", Hint: "PagerDuty's older format: its agents, old versions of programs"},
		{Name: "generic", Label: "Anything that can send HTTP", Hook: true, Hint: "JSON, a form, plain text or a query, from a script or a small device"},
		{Name: "alertmanager", Label: "Prometheus Alertmanager", Hook: true, Group: Monitoring, Hint: "A webhook receiver: one incident for each alert"},
		{Name: "grafana", Label: "Grafana", Hook: true, Signs: true, Group: Monitoring, Hint: "A contact point of the type Webhook"},
		{Name: "zabbix", Label: "Zabbix", Hook: true, Group: Monitoring, Hint: "A media type of the type Webhook"},
		{Name: "librenms", Label: "LibreNMS", Hook: true, Group: Monitoring, Hint: "An alert transport of the type API"},
		{Name: "icinga2", Label: "Icinga 2", Hook: true, Group: Monitoring, Hint: "Notification commands with curl, each host and service by itself"},
		{Name: "nagios_command", Label: "Nagios", Hook: true, Group: Monitoring, Hint: "Notification commands with curl, each host and service by itself"},
		{Name: "checkmk", Label: "Checkmk", Hook: true, Group: Monitoring, Hint: "A notification script on the site"},
		{Name: "prtg", Label: "PRTG", Hook: true, Group: Monitoring, Hint: "A notification template that executes an HTTP action"},
		{Name: "uptimekuma", Label: "Uptime Kuma", Hook: true, Group: Monitoring, Hint: "A notification of the type Webhook"},
		{Name: "uisp", Label: "UISP", Hook: true, Group: NetworkGear, Hint: "Ubiquiti: a webhook of UISP or UNMS"},
		{Name: "routeros", Label: "MikroTik RouterOS", Hook: true, Group: NetworkGear, Hint: "Netwatch and scripts that use /tool fetch"},
		{Name: "healthchecks", Label: "Healthchecks", Hook: true, Group: Monitoring, Hint: "Jobs that must report: a webhook for down and up"},
		{Name: "sns", Label: "Amazon SNS, CloudWatch alarms", Hook: true, Attests: true, Group: CloudAndCode, Hint: "CloudWatch alarms by a topic of Amazon SNS"},
		{Name: "eventbridge", Label: "Amazon EventBridge, GuardDuty", Hook: true, Group: CloudAndCode, Hint: "GuardDuty findings and other events of AWS"},
		{Name: "snyk", Label: "Snyk", Hook: true, Signs: true, Group: CloudAndCode, Hint: "New vulnerabilities of a project"},
		{Name: "sonarqube", Label: "SonarQube", Hook: true, Signs: true, Group: CloudAndCode, Hint: "A quality gate that fails"},
		{Name: "splunk", Label: "Splunk", Hook: true, Group: CloudAndCode, Hint: "The webhook action of a saved search"},
		{Name: "elastic", Label: "Kibana or Watcher", Hook: true, Group: CloudAndCode, Hint: "Kibana rules and Watcher"},
		{Name: "elastalert", Label: "ElastAlert 2", Hook: true, Group: CloudAndCode, Hint: "The http_post2 alerter of ElastAlert 2"},
		{Name: "jenkins", Label: "Jenkins", Hook: true, Group: CloudAndCode, Hint: "The Notification plug-in: builds that fail"},
		{Name: "github", Label: "GitHub Actions", Hook: true, Signs: true, Group: CloudAndCode, Hint: "Workflow runs that fail on the default branch"},
		{Name: "gitlab", Label: "GitLab pipelines", Hook: true, Signs: true, Group: CloudAndCode, Hint: "Pipelines that fail on the default branch"},
		{Name: "wazuh", Label: "Wazuh or OSSEC", Hook: true, Group: CloudAndCode, Hint: "The integrator of the manager"},
		{Name: "sumologic", Label: "Sumo Logic", Hook: true, Group: CloudAndCode, Hint: "A webhook connection of a monitor"},
		{Name: "datadog", Label: "Datadog", Hook: true, Group: CloudAndCode, Hint: "A webhook that monitors mention"},
		{Name: "slack", Label: "Whatever posts to Slack or Mattermost", Hook: true, Hint: "What can send to a Slack or Mattermost channel, and nowhere else"},
		{Name: "adtran", Label: "Adtran Mosaic One", Hook: true, Group: NetworkGear, Hint: "Mosaic One: outages of a PON"},
		{Name: "ecostruxure", Label: "EcoStruxure IT", Hook: true, Group: NetworkGear, Hint: "Schneider Electric: alarms of UPS, PDU and cooling"},
	}
}

// mustSign reports whether posts without a signature are strangers'.
func (in Integration) mustSign() bool {
	if in.Secret == "" && !in.SignedOnly { // nearly always: the list of kinds is not gone through for each post
		return false
	}
	kind, _ := KindOf(in.Type)
	return kind.Signs && in.Secret != "" || kind.Attests && in.SignedOnly
}

// unsigned refuses a post without a right signature. One that could not be checked
// is to be sent again: the way to whoever can tell may be back then.
func unsigned(post Post) error {
	if post.Unchecked {
		return &Failure{Code: Unavailable, Message: "this integration takes signed posts only, and " + post.Doubt, Retry: time.Minute}
	}
	return Fail(Forbidden, "this integration takes signed posts only, at the address of its own kind")
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
