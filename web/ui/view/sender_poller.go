package view

// pollerSenders poll a network, by SNMP mostly, and have a web page to set up who is told.
func pollerSenders() []Sender {
	return []Sender{
		{
			kinds: []string{"zabbix"}, Name: "Zabbix", Steps: "Save the file and import it: Alerts › Media types › Import. Give the media type to a user of its own who may read all hosts: Zabbix tells nobody of what they acknowledge themselves. What is sent to does not matter. An action sends to that user, recoveries and updates too.",
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
			kinds: []string{"prtg"}, Name: "PRTG", Steps: "Setup › Notification Templates: two templates with Execute HTTP Action, method POST. On your sensors a state trigger sends the first when down, the second when the condition clears.",
			Fields: []Field{{"URL, both times", "<HOOK>"}},
			Texts: []Field{
				{"Payload of the first", `state=down&sensorid=%sensorid&device=%device&name=%name&status=%status&group=%group&probe=%probe&priority=%priority&linksensor=%linksensor&message=%message`},
				{"Payload of the second", `state=up&sensorid=%sensorid&device=%device&name=%name&status=%status&linksensor=%linksensor&message=%message`},
			},
			Note: "Switch summarising of notifications off in both: a summary has no single sensor. The message comes last, because PRTG escapes nothing in it. The Test button of a template pages.",
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
