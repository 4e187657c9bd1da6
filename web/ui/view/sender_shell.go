package view

// shellSenders run a command of ours: they have no setting for the address of
// PagerDuty, or no notion of it.
func shellSenders() []Sender {
	v2 := []string{EventsV2}
	return []Sender{
		{
			kinds: v2, Name: "MikroTik RouterOS", Steps: "Tools › Netwatch: one host to watch, and these as its down and up scripts.",
			Texts: []Field{{"Down script", `/tool fetch url="<BASE>/v2/enqueue" http-method=post output=none http-header-field="Content-Type: application/json" http-data="{\"routing_key\":\"<KEY>\",\"event_action\":\"trigger\",\"dedup_key\":\"$[/system identity get name]/$host\",\"payload\":{\"summary\":\"$host does not answer\",\"source\":\"$host\",\"severity\":\"critical\"}}"`}, {"Up script", `/tool fetch url="<BASE>/v2/enqueue" http-method=post output=none http-header-field="Content-Type: application/json" http-data="{\"routing_key\":\"<KEY>\",\"event_action\":\"resolve\",\"dedup_key\":\"$[/system identity get name]/$host\"}"`}},
			Note:  "For RouterOS 7. If the uplink is what fails, the router must still reach the box.",
		},
		{
			kinds: v2, Name: "Netdata", Steps: "Put this into health_alarm_notify.conf (edit-config health_alarm_notify.conf).",
			Texts: []Field{{"health_alarm_notify.conf", `SEND_CUSTOM="YES"
DEFAULT_RECIPIENT_CUSTOM="wakeman"
custom_sender() {
  local kind=PROBLEM
  case "${status}" in CLEAR|REMOVED) kind=RECOVERY ;; esac
  local code
  code=$(docurl -X POST "<BASE>/nagios/2010-04-15/create_event" \
    --data-urlencode "CONTACTPAGER=<KEY>" --data-urlencode "pd_nagios_object=service" \
    --data-urlencode "NOTIFICATIONTYPE=${kind}" --data-urlencode "HOSTNAME=${host}" \
    --data-urlencode "SERVICEDESC=${chart}.${name}" --data-urlencode "SERVICESTATE=${status}" \
    --data-urlencode "SERVICEOUTPUT=${alarm}: ${info}")
  [ "${code}" = "200" ] && sent=$((sent + 1)) || error "Wakeman answered ${code}"
}`}},
			Note: "Netdata's own PagerDuty sender can not be pointed elsewhere.",
		},
		{
			kinds: []string{EventsV2, NagiosWeb}, Name: "PRTG", Steps: "Setup › Notification Templates: two templates with Execute HTTP Action, method POST. On your sensors a state trigger sends the first when down, the second when the condition clears.",
			Fields: []Field{{"URL, both times", "<BASE>/nagios/2010-04-15/create_event"}},
			Texts: []Field{
				{"Payload of the first", `CONTACTPAGER=<KEY>&pd_nagios_object=service&NOTIFICATIONTYPE=PROBLEM&HOSTNAME=%device&SERVICEDESC=%name (%sensorid)&SERVICESTATE=CRITICAL&SERVICEOUTPUT=%status: %message`},
				{"Payload of the second", `CONTACTPAGER=<KEY>&pd_nagios_object=service&NOTIFICATIONTYPE=RECOVERY&HOSTNAME=%device&SERVICEDESC=%name (%sensorid)&SERVICESTATE=OK&SERVICEOUTPUT=%status`},
			},
			Note: "Switch summarising of notifications off in both: a summary has no single sensor.",
		},
		{
			kinds: []string{EventsV2, NagiosWeb}, Name: "Checkmk", Steps: "Save the script on the site, chmod +x it, and choose it as the method of a notification rule.",
			Texts: []Field{{"~/local/share/check_mk/notifications/wakeman", `#!/bin/sh
# Wakeman
form() { curl -sS --fail --max-time 10 --retry 3 <BASE>/nagios/2010-04-15/create_event --data-urlencode CONTACTPAGER=<KEY> \
  --data-urlencode "NOTIFICATIONTYPE=$NOTIFY_NOTIFICATIONTYPE" --data-urlencode "HOSTNAME=$NOTIFY_HOSTNAME" "$@"; }
if [ "$NOTIFY_WHAT" = SERVICE ]; then
  form --data-urlencode pd_nagios_object=service --data-urlencode "SERVICEDESC=$NOTIFY_SERVICEDESC" \
    --data-urlencode "SERVICESTATE=$NOTIFY_SERVICESTATE" --data-urlencode "SERVICEOUTPUT=$NOTIFY_SERVICEOUTPUT"
else
  form --data-urlencode pd_nagios_object=host --data-urlencode "HOSTSTATE=$NOTIFY_HOSTSTATE" \
    --data-urlencode "HOSTOUTPUT=$NOTIFY_HOSTOUTPUT"
fi`}},
			Note: "The PagerDuty method of Checkmk can not be pointed elsewhere.",
		},
		{
			kinds: []string{EventsV1}, Name: "curl, or any script", Steps: "Trigger, and resolve with the same incident_key. The answer is 200 once the event is on disk.",
			Texts: []Field{{"In a shell: something is wrong", `curl -sS --fail --retry 3 <BASE>/generic/2010-04-15/create_event.json -d '{
  "service_key": "<KEY>", "event_type": "trigger", "incident_key": "disk/core-1",
  "description": "Disk of core-1 is full"
}'`}, {"In a shell: it is over", `curl -sS --fail --retry 3 <BASE>/generic/2010-04-15/create_event.json -d '{
  "service_key": "<KEY>", "event_type": "resolve", "incident_key": "disk/core-1"
}'`}},
			Note: "This pages: it is no test.",
		},
		{
			kinds: []string{EventsV1}, Name: "Programs with PagerDuty's old API", Steps: "PagerDuty's agents, old LibreNMS, OSSEC, Sensu: where https://events.pagerduty.com/generic/2010-04-15/create_event.json stands in a setting or a script, put the address, and the key as the service key.",
			Fields: []Field{{"Address", "<BASE>/generic/2010-04-15/create_event.json"}, {"Service key", "<KEY>"}},
		},
	}
}
