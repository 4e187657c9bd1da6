package view

// awsSenders are parts of Amazon's cloud.
func awsSenders() []Sender {
	return []Sender{
		{
			kinds: []string{"sns"}, Name: "Amazon SNS", Steps: "List the topic's ARN with the integration first (Signed posts on this page): then it is confirmed by itself. In AWS, make a subscription of the topic: protocol HTTPS, the endpoint below, raw message delivery off. Choose the topic as an action of the alarms, for ALARM and for OK.",
			Fields: []Field{{"Endpoint", "<HOOK>"}}, Note: "Without a list the event log has the link that confirms. INSUFFICIENT_DATA changes nothing.",
		},
		{
			kinds: []string{"eventbridge"}, Name: "Amazon EventBridge", Steps: "Make a connection and an API destination with this endpoint and the method POST, and a rule that sends the matched event to it.",
			Fields: []Field{{"Endpoint", "<HOOK>"}},
			Texts:  []Field{{"Event pattern of the rule", `{"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]}`}},
			Note:   "A sample finding pages nobody. Archiving a finding resolves its incident.",
		},
	}
}

// cloudSenders are what stands with others, and posts in a form of its own.
func cloudSenders() []Sender {
	address := []Field{{"Address", "<HOOK>"}}
	return []Sender{
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
