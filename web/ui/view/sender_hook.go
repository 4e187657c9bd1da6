package view

// hookSenders send in their own format, each to an integration of a type of its
// own. The type's name is in the address: <HOOK> is that address.
func hookSenders() []Sender {
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
		{
			kinds: []string{"zabbix"}, Name: "Zabbix", Steps: "Save the file and import it: Alerts › Media types › Import. Give the media type to a user who may read all hosts; what is sent to does not matter. An action sends to that user, recoveries and updates too.",
			Texts: []Field{{"wakeman.yaml", zabbixMediaType}},
			Note:  "For Zabbix 6.0 and later. One incident per trigger and host, with the number of the severity. Acknowledging in Zabbix acknowledges here. Set the global macro {$ZABBIX.URL} to get links back.",
		},
		{
			kinds: []string{"librenms"}, Name: "LibreNMS", Steps: "Alerts › Alert Transports › Create: transport type API. Then attach it to your alert rules, or make it the default. Leave the body empty.",
			Fields: []Field{{"API Method", "POST"}, {"API URL", "<HOOK>"}},
			Texts: []Field{{"Options", `alert_id={{ $alert_id }}
state={{ $state }}
severity={{ $severity }}
title={{ $title }}
name={{ $name }}
hostname={{ $hostname }}
type={{ $type }}
timestamp={{ $timestamp }}`}},
			Note: "The transport's test is recognised: it is shown and pages nobody.",
		},
		{
			kinds: []string{"icinga2"}, Name: "Icinga 2", Steps: "Save it as a file of its own, then icinga2 daemon -C and reload. It needs curl, and no agent.",
			Texts: []Field{{"/etc/icinga2/conf.d/wakeman.conf", icinga2Commands}},
			Note:  "interval = 0 sends once: Wakeman repeats and escalates by itself. Acknowledging in Icinga acknowledges here; downtimes are noted.",
		},
		{
			kinds: []string{"nagios_command"}, Name: "Nagios", Steps: "Save it where cfg_dir or cfg_file finds it, add the contact wakeman to your contact group, then nagios -v and reload. It needs curl, and no agent.",
			Texts: []Field{{"wakeman.cfg", nagiosCommands}},
			Note:  "Set notification_interval to 0: Wakeman repeats and escalates by itself. Acknowledging in Nagios acknowledges here; downtimes are noted.",
		},
		{
			kinds: []string{"checkmk"}, Name: "Checkmk", Steps: "Save the script on the site, chmod +x it, and choose it as the method of a notification rule.",
			Texts: []Field{{"~/local/share/check_mk/notifications/wakeman", `#!/bin/sh
# Wakeman
for name in WHAT NOTIFICATIONTYPE HOSTNAME HOSTADDRESS HOSTSTATE HOSTOUTPUT HOSTURL HOSTCHECKCOMMAND \
  SERVICEDESC SERVICESTATE SERVICEOUTPUT SERVICEURL SERVICECHECKCOMMAND OMD_SITE MICROTIME \
  NOTIFICATIONAUTHOR NOTIFICATIONCOMMENT; do
  eval "value=\$NOTIFY_$name"
  set -- "$@" --data-urlencode "NOTIFY_$name=$value"
done
exec curl -sS --fail --max-time 10 --retry 3 -o /dev/null "$@" <HOOK>`}},
			Note: "Switch bulk notifications off in the rule. Acknowledging in Checkmk acknowledges here; downtimes are noted.",
		},
		{
			kinds: []string{"prtg"}, Name: "PRTG", Steps: "Setup › Notification Templates: two templates with Execute HTTP Action, method POST. On your sensors a state trigger sends the first when down, the second when the condition clears.",
			Fields: []Field{{"URL, both times", "<HOOK>"}},
			Texts: []Field{
				{"Payload of the first", `state=down&sensorid=%sensorid&device=%device&name=%name&status=%status&group=%group&probe=%probe&priority=%priority&linksensor=%linksensor&message=%message`},
				{"Payload of the second", `state=up&sensorid=%sensorid&device=%device&name=%name&status=%status&linksensor=%linksensor&message=%message`},
			},
			Note: "Switch summarising of notifications off in both: a summary has no single sensor. The message comes last, because PRTG escapes nothing in it. The Test button of a template pages.",
		},
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

// zabbixMediaType is a media type in Zabbix' format for import. The script glues
// nothing together, so quotes in an alert break nothing.
const zabbixMediaType = `zabbix_export:
  version: '6.0'
  media_types:
    - name: Wakeman
      type: WEBHOOK
      parameters:
        - {name: url, value: '<HOOK>'}
        - {name: event_source, value: '{EVENT.SOURCE}'}
        - {name: event_value, value: '{EVENT.VALUE}'}
        - {name: event_update_status, value: '{EVENT.UPDATE.STATUS}'}
        - {name: event_update_action, value: '{EVENT.UPDATE.ACTION}'}
        - {name: event_id, value: '{EVENT.ID}'}
        - {name: event_recovery_id, value: '{EVENT.RECOVERY.ID}'}
        - {name: trigger_id, value: '{TRIGGER.ID}'}
        - {name: event_nseverity, value: '{EVENT.NSEVERITY}'}
        - {name: event_name, value: '{EVENT.NAME}'}
        - {name: event_opdata, value: '{EVENT.OPDATA}'}
        - {name: event_date, value: '{EVENT.DATE}'}
        - {name: event_time, value: '{EVENT.TIME}'}
        - {name: event_tags, value: '{EVENT.TAGSJSON}'}
        - {name: host, value: '{HOST.HOST}'}
        - {name: host_groups, value: '{TRIGGER.HOSTGROUP.NAME}'}
        - {name: item, value: '{ITEM.NAME}'}
        - {name: message, value: '{ALERT.MESSAGE}'}
        - {name: zabbix_url, value: '{$ZABBIX.URL}'}
      script: |
        var body = JSON.parse(value), url = body.url, request = new HttpRequest();
        delete body.url;
        request.addHeader('Content-Type: application/json');
        var answer = request.post(url, JSON.stringify(body));
        if (request.getStatus() < 200 || request.getStatus() > 299) {
          throw 'Wakeman answered ' + request.getStatus() + ': ' + answer;
        }
        return 'OK';
      message_templates:
        - {event_source: TRIGGERS, operation_mode: PROBLEM, subject: '{EVENT.NAME}', message: '{EVENT.OPDATA}'}
        - {event_source: TRIGGERS, operation_mode: RECOVERY, subject: '{EVENT.NAME}', message: '{EVENT.OPDATA}'}
        - {event_source: TRIGGERS, operation_mode: UPDATE, subject: '{EVENT.NAME}', message: '{EVENT.UPDATE.MESSAGE}'}
        - {event_source: SERVICE, operation_mode: PROBLEM, subject: '{EVENT.NAME}', message: '{EVENT.NAME}'}
        - {event_source: SERVICE, operation_mode: RECOVERY, subject: '{EVENT.NAME}', message: '{EVENT.NAME}'}`

const icinga2Commands = `object User "wakeman" { }

object NotificationCommand "wakeman-host" {
  command = [ "/usr/bin/curl", "-sS", "--fail", "--max-time", "10", "--retry", "3", "-o", "/dev/null", "<HOOK>",
    "--data-urlencode", "notification.type=$notification.type$", "--data-urlencode", "host.name=$host.name$",
    "--data-urlencode", "host.state=$host.state$", "--data-urlencode", "host.output=$host.output$",
    "--data-urlencode", "notification.author=$notification.author$", "--data-urlencode", "notification.comment=$notification.comment$",
    "--data-urlencode", "timet=$icinga.timet$" ]
}

object NotificationCommand "wakeman-service" {
  command = [ "/usr/bin/curl", "-sS", "--fail", "--max-time", "10", "--retry", "3", "-o", "/dev/null", "<HOOK>",
    "--data-urlencode", "notification.type=$notification.type$", "--data-urlencode", "host.name=$host.name$",
    "--data-urlencode", "service.name=$service.name$", "--data-urlencode", "service.state=$service.state$",
    "--data-urlencode", "service.output=$service.output$",
    "--data-urlencode", "notification.author=$notification.author$", "--data-urlencode", "notification.comment=$notification.comment$",
    "--data-urlencode", "timet=$icinga.timet$" ]
}

apply Notification "wakeman" to Host {
  command = "wakeman-host"
  users = [ "wakeman" ]
  interval = 0
  assign where true
}

apply Notification "wakeman" to Service {
  command = "wakeman-service"
  users = [ "wakeman" ]
  interval = 0
  assign where true
}`

const nagiosCommands = `define contact {
  contact_name                  wakeman
  host_notification_period      24x7
  service_notification_period   24x7
  host_notification_options     d,u,r,f,s
  service_notification_options  w,u,c,r,f,s
  host_notification_commands    wakeman-host
  service_notification_commands wakeman-service
}
define command {
  command_name wakeman-host
  command_line /usr/bin/curl -sS --fail --max-time 10 --retry 3 -o /dev/null <HOOK> --data-urlencode "NOTIFICATIONTYPE=$NOTIFICATIONTYPE$" --data-urlencode "HOSTNAME=$HOSTNAME$" --data-urlencode "HOSTSTATE=$HOSTSTATE$" --data-urlencode "HOSTOUTPUT=$HOSTOUTPUT$" --data-urlencode "TIMET=$TIMET$"
}
define command {
  command_name wakeman-service
  command_line /usr/bin/curl -sS --fail --max-time 10 --retry 3 -o /dev/null <HOOK> --data-urlencode "NOTIFICATIONTYPE=$NOTIFICATIONTYPE$" --data-urlencode "HOSTNAME=$HOSTNAME$" --data-urlencode "SERVICEDESC=$SERVICEDESC$" --data-urlencode "SERVICESTATE=$SERVICESTATE$" --data-urlencode "SERVICEOUTPUT=$SERVICEOUTPUT$" --data-urlencode "TIMET=$TIMET$"
}`
