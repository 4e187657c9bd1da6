package main

// proofs is how each text is proven, by where it is given to paste. What it says of
// an interpreter that is missing here: RouterOS, PowerShell, Grafana, PRTG and the
// services of the cloud are in no package; their texts are read by the rules of
// their languages, and sent as they send them. Netdata, Postfix and PagerDuty's
// scripts are stood in for. Nagios, Icinga, Zabbix, Alertmanager, Prometheus, swaks
// and a compiler run in e2e/peers.
func proofs() map[string]proof {
	const form = "application/x-www-form-urlencoded"
	const json = "application/json"
	prtg := []string{
		"%sensorid", "2043", "%device", "tower-7", "%name", "Ping", "%status", "Fehler", "%group", "Towers", "%probe", "Local", "%priority", "*****",
		"%linksensor", "https://prtg.example.net/sensor.htm?id=2043", "%message", awkward,
	}
	plain := []string{"%sensorid", "2043", "%device", "tower-7", "%name", "Ping", "%status", "Down", "%message", "no answer"}
	checkmk := shell("NOTIFY_WHAT=SERVICE", "NOTIFY_NOTIFICATIONTYPE=PROBLEM", "NOTIFY_HOSTNAME=tower-7", "NOTIFY_SERVICEDESC=Interface 1",
		"NOTIFY_SERVICESTATE=CRITICAL", "NOTIFY_SERVICEOUTPUT="+awkward, "NOTIFY_MICROTIME=1786548088123456")
	checkmkHost := shell("NOTIFY_WHAT=HOST", "NOTIFY_NOTIFICATIONTYPE=RECOVERY", "NOTIFY_HOSTNAME=tower-7", "NOTIFY_HOSTSTATE=UP", "NOTIFY_HOSTOUTPUT="+awkward)
	netwatch := func(status string) try {
		return routerOS("$host", "192.0.2.7", "$status", status, "$since", "2026-08-12 15:21:28", "$comment", "Tower 7 A&B")
	}
	kibana := func(group string) try {
		return fills(body(json), "{{rule.id}}", "3583a470", "{{rule.name}}", "Log errors", "{{alert.id}}", "portal-1", "{{alert.actionGroup}}", group,
			"{{date}}", "2026-08-12T15:23:20.123Z", "{{rule.url}}", "https://kibana.example.net/rule", "{{context.reason}}", "42 log entries", "{{context.message}}", "")
	}
	sumo := func(state string) try {
		return fills(body(json), "{{Id}}", "0000000000E5C1A2", "{{Name}}", "Portal errors", "{{Description}}", "", "{{TriggerType}}", state,
			"{{TriggerTime}}", "08/12/2026 15:23:20 UTC", "{{SourceHost}}", "web-1", "{{AlertResponseUrl}}", "https://sumo.example.net/alert")
	}
	datadog := func(transition string) try {
		return fills(body(json), "$ALERT_ID", "77", "$AGGREG_KEY", "9bd4ac313a4d1e8fae2482df7b77628", "$ALERT_TRANSITION", transition, "$ALERT_TYPE", "error",
			"$ALERT_PRIORITY", "P1", "$EVENT_TITLE", "[Triggered on {host:web-1}] CPU", "$ALERT_SCOPE", "host:web-1", "$HOSTNAME", "web-1", "$ALERT_METRIC", "system.cpu",
			"$TAGS", "site:north", "$LINK", "https://dd.example.net/monitors/77", "$DATE", "1786548200000")
	}
	return map[string]proof{
		"events_api_v2 · curl, or any script · In a shell: something is wrong":                                                                {shell(), []string{"trigger critical tower-7/uplink | Uplink of tower-7 is down"}},
		"events_api_v2 · curl, or any script · In a shell: it is over":                                                                        {shell(), []string{"resolve tower-7/uplink | "}},
		"events_api_v2 · Prometheus Alertmanager · alertmanager.yml":                                                                          {pagerduty, []string{"trigger warning group | [FIRING:1] ShedIsSilent"}},
		"events_api_v2 · Grafana · /etc/grafana/provisioning/alerting/wakeman.yaml":                                                           {contactPoint, []string{"trigger warning group | [FIRING:1] ShedIsSilent"}},
		"events_api_v2 · Zabbix · Address in the script":                                                                                      {captured("zabbix-problem.json"), []string{"trigger critical 48211 | Uplink of tower-7 is down"}},
		"events_api_v2 · LibreNMS · Custom API URL":                                                                                           {captured("librenms-v2.json"), []string{"trigger critical 311 | Device down on tower-7.example.net"}},
		"events_api_v2 · Uptime Kuma · Integration URL":                                                                                       {captured("uptime-kuma-down.json"), []string{"trigger warning Uptime Kuma/7 | [Uptime Kuma Monitor 🔴 Down] [Portal] timeout of 48000ms exceeded"}},
		"events_api_v2 · Healthchecks · Request body when a check goes down":                                                                  {fills(body("text/plain"), "$CODE", "5e9c", "$NAME", "backup"), []string{"trigger critical 5e9c | backup is down"}},
		"events_api_v2 · Healthchecks · Request body when it comes back":                                                                      {fills(body("text/plain"), "$CODE", "5e9c", "$NAME", "backup"), []string{"resolve 5e9c | "}},
		"events_api_v2 · MikroTik RouterOS · Down script":                                                                                     {netwatch("down"), []string{"trigger critical core-router/192.0.2.7 | 192.0.2.7 does not answer"}},
		"events_api_v2 · MikroTik RouterOS · Up script":                                                                                       {netwatch("up"), []string{"resolve core-router/192.0.2.7 | "}},
		"events_api_v2 · Netdata · health_alarm_notify.conf":                                                                                  {netdata, []string{"trigger critical event_source=service;host_name=core-1;service_desc=disk_space._.disk_space_usage | disk_space._.disk_space_usage on core-1 is CRITICAL: disk space: space \"on /\" & more", "resolve event_source=service;host_name=core-1;service_desc=disk_space._.disk_space_usage | disk_space._.disk_space_usage on core-1 is CLEAR: disk space: space \"on /\" & more"}},
		"events_api_v2 · PRTG · Payload of the first":                                                                                         {fills(body(form), plain...), []string{"trigger critical event_source=service;host_name=tower-7;service_desc=Ping (2043) | Ping (2043) on tower-7 is CRITICAL: Down: no answer"}},
		"events_api_v2 · PRTG · Payload of the second":                                                                                        {fills(body(form), plain...), []string{"resolve event_source=service;host_name=tower-7;service_desc=Ping (2043) | Ping (2043) on tower-7 is OK: Down"}},
		"events_api_v2 · Checkmk · ~/local/share/check_mk/notifications/wakeman":                                                              {both(checkmk, checkmkHost), []string{"trigger critical event_source=service;host_name=tower-7;service_desc=Interface 1 | Interface 1 on tower-7 is CRITICAL: 50% of \"A & B\" lost; it's $HOME", "resolve event_source=host;host_name=tower-7 | tower-7 is UP: 50% of \"A & B\" lost; it's $HOME"}},
		"nagios · Icinga 2 · /etc/icinga2/conf.d/wakeman.conf":                                                                                {icinga, []string{"trigger critical event_source=host;host_name=tower-7 | tower-7 is DOWN: 50% of \"A & B\" lost; it's $HOME", "trigger critical event_source=service;host_name=tower-7;service_desc=radio | radio on tower-7 is CRITICAL: 50% of \"A & B\" lost; it's $HOME"}},
		"nagios · Nagios · wakeman.cfg":                                                                                                       {nagios, []string{"trigger critical event_source=host;host_name=tower-7 | tower-7 is DOWN: 50% of A & B lost", "trigger critical event_source=service;host_name=tower-7;service_desc=PING | PING on tower-7 is CRITICAL: loss = 50% & more"}},
		"nagios · PagerDuty's Perl script · Service notification command":                                                                     {scripted, []string{"trigger critical event_source=service;host_name=tower-7;service_desc=PING | PING on tower-7 is CRITICAL: 50% of \"A & B\" lost; it's $HOME"}},
		"nagios · PagerDuty's Perl script · Crontab":                                                                                          {scripted, []string{"trigger critical event_source=service;host_name=tower-7;service_desc=PING | PING on tower-7 is CRITICAL: 50% of \"A & B\" lost; it's $HOME"}},
		"nagios · PagerDuty's Perl script · Pager of the contact":                                                                             {func(x *bench, p pasted) { x.pages(x.base+"/nagios/2010-04-15", p.text) }, []string{"trigger critical event_source=service;host_name=tower-7;service_desc=PING | PING on tower-7 is CRITICAL: 50% of \"A & B\" lost; it's $HOME"}},
		"nagios · PRTG · Payload of the first":                                                                                                {fills(body(form), plain...), []string{"trigger critical event_source=service;host_name=tower-7;service_desc=Ping (2043) | Ping (2043) on tower-7 is CRITICAL: Down: no answer"}},
		"nagios · PRTG · Payload of the second":                                                                                               {fills(body(form), plain...), []string{"resolve event_source=service;host_name=tower-7;service_desc=Ping (2043) | Ping (2043) on tower-7 is OK: Down"}},
		"nagios · Checkmk · ~/local/share/check_mk/notifications/wakeman":                                                                     {both(checkmk, checkmkHost), []string{"trigger critical event_source=service;host_name=tower-7;service_desc=Interface 1 | Interface 1 on tower-7 is CRITICAL: 50% of \"A & B\" lost; it's $HOME", "resolve event_source=host;host_name=tower-7 | tower-7 is UP: 50% of \"A & B\" lost; it's $HOME"}},
		"email · UPS cards, switches, any device · Recipient":                                                                                 {mailedTo, []string{"trigger * | UPS on battery"}},
		"email · curl, or any script · In a shell":                                                                                            {shell(), []string{"trigger * | UPS at tower-7 on battery"}},
		"email · A machine with a mail system · /etc/postfix/transport, then postmap it and set transport_maps = hash:/etc/postfix/transport": {routed, []string{"trigger * | UPS on battery"}},
		"email · A machine with a mail system · In a shell":                                                                                   {shell(), []string{"trigger * | UPS at tower-7 on battery"}},
		"email · MikroTik RouterOS · Down script":                                                                                             {netwatch("down"), []string{"trigger critical plain;192.0.2.7 | 192.0.2.7 is DOWN"}},
		"email · MikroTik RouterOS · Up script":                                                                                               {netwatch("up"), []string{"resolve plain;192.0.2.7 | 192.0.2.7 is UP"}},
		"email · Many mails, one incident · Recipient":                                                                                        {mailedTo, []string{"trigger ups-tower-7 | UPS on battery"}},
		"events_api_v1 · curl, or any script · In a shell: something is wrong":                                                                {shell(), []string{"trigger disk/core-1 | Disk of core-1 is full"}},
		"events_api_v1 · curl, or any script · In a shell: it is over":                                                                        {shell(), []string{"resolve disk/core-1 | "}},
		"events_api_v1 · Programs with PagerDuty's old API · Address":                                                                         {captured("healthchecks.json"), []string{"trigger 5e9c0b7f2c7d4e8b9a1f | nightly-backup is DOWN"}},
		"generic · curl or wget · In a shell: something is wrong":                                                                             {shell(), []string{"trigger tower-7 | No answer for 5 min (tower-7)"}},
		"generic · curl or wget · In a shell: it is over":                                                                                     {shell(), []string{"resolve tower-7 | tower-7 is up"}},
		"generic · curl or wget · With wget, in the address alone":                                                                            {shell(), []string{"trigger tower-7 | tower-7 is down"}},
		"generic · MikroTik RouterOS, Netwatch · Down":                                                                                        {routerOS(), []string{"trigger tower-7 | tower-7 is down"}},
		"generic · MikroTik RouterOS, Netwatch · Up":                                                                                          {routerOS(), []string{"resolve tower-7 | tower-7 is up"}},
		"generic · A webhook with a body of its own · Address": {func(x *bench, p pasted) {
			x.postsJSON(p.address, map[string]string{"host": "tower-7", "state": "failed"})
		}, []string{"trigger error tower-7 | tower-7 is failed"}},
		"alertmanager · Prometheus Alertmanager · alertmanager.yml":              {webhook, []string{"trigger critical 9f0a3d5c7b1e2468 | Uplink of tower-7 is down"}},
		"alertmanager · Prometheus without an Alertmanager · prometheus.yml":     {prometheus, []string{"trigger warning r8o4r0cmpehccq8omaulieajmbou8jdse3okrkso2r0nbr3lk0 | Disk is 91 % full (core-1.example.net)", "trigger critical p5dgop5vnb6ui6l6e2lk0hep591icfk290nkhhd5dmosdih35c | Disk is 91 % full (core-1.example.net)"}},
		"grafana · Grafana · Or /etc/grafana/provisioning/alerting/wakeman.yaml": {contactPoint, []string{"trigger warning b1f3c2d4e5a69788 | Signal of tower-7 is -82 dBm"}},
		"zabbix · Zabbix · wakeman.yaml":                                         {zabbix, []string{"trigger error tower-7/13502 | 50% of \"A & B\" lost; it's $HOME (tower-7)"}},
		"librenms · LibreNMS · Options":                                          {librenms, []string{"trigger warning 311 | Alert for device tower-7 - \"A & B\""}},
		"icinga2 · Icinga 2 · /etc/icinga2/conf.d/wakeman.conf":                  {icinga, []string{"trigger critical event_source=host;host_name=tower-7 | tower-7 is DOWN: 50% of \"A & B\" lost; it's $HOME", "trigger critical event_source=service;host_name=tower-7;service_desc=radio | radio on tower-7 is CRITICAL: 50% of \"A & B\" lost; it's $HOME"}},
		"nagios_command · Nagios · wakeman.cfg":                                  {nagios, []string{"trigger critical event_source=host;host_name=tower-7 | tower-7 is DOWN: 50% of A & B lost", "trigger critical event_source=service;host_name=tower-7;service_desc=PING | PING on tower-7 is CRITICAL: loss = 50% & more"}},
		"checkmk · Checkmk · ~/local/share/check_mk/notifications/wakeman":       {both(checkmk, checkmkHost), []string{"trigger critical tower-7/Interface 1 | Interface 1 on tower-7 is CRITICAL: 50% of \"A & B\" lost; it's $HOME", "resolve tower-7 | tower-7 is UP: 50% of \"A & B\" lost; it's $HOME"}},
		"prtg · PRTG · Payload of the first":                                     {fills(body(form), prtg...), []string{"trigger critical 2043 | tower-7 Ping Fehler: 50% of \"A & B\" lost; it's $HOME"}},
		"prtg · PRTG · Payload of the second":                                    {fills(body(form), prtg...), []string{"resolve 2043 | tower-7 Ping Fehler: 50% of \"A & B\" lost; it's $HOME"}},
		"routeros · MikroTik RouterOS · Down script and up script":               {both(netwatch("down"), netwatch("up")), []string{"trigger critical 192.0.2.7 | Tower 7 A&B (192.0.2.7) is down", "resolve 192.0.2.7 | Tower 7 A&B (192.0.2.7) is up"}},
		"healthchecks · Healthchecks · Request body, both times":                 {fills(body("text/plain"), "$CODE", "5e9c", "$STATUS", "down", "$NOW", "2026-08-12T15:21:28+00:00", "$TAGS", "", "$NAME", `backup "A & B"`), []string{"trigger critical 5e9c | backup \"A & B\" is down"}},
		"sns · Amazon SNS · Endpoint":                                            {raw, []string{"trigger arn:aws:cloudwatch:eu-central-1:123456789012:alarm:portal-5xx | portal-5xx: Threshold crossed"}},
		"eventbridge · Amazon EventBridge · Event pattern of the rule":           {matches, []string{"trigger error 16afba5c5c43e07c9e3e5e2e544e95df | 198.51.100.9 is performing SSH brute force attacks against i-05746eb48123455e0. (eu-central-1)"}},
		"elastic · Kibana · Body, for both":                                      {both(kibana("query matched"), kibana("recovered")), []string{"trigger 3583a470/portal-1 | Log errors: 42 log entries", "resolve 3583a470/portal-1 | Log errors: 42 log entries"}},
		"elastic · Watcher · Body":                                               {fills(body(json), "{{ctx.watch_id}}", "portal", "{{ctx.execution_time}}", "2026-08-12T15:23:20.123Z", "{{ctx.payload.hits.total}}", "42"), []string{"trigger critical watch/portal | portal: 42 hits"}},
		"elastalert · ElastAlert 2 · The rule's file":                            {elastalert, []string{"trigger error Many failed sign-ins/core-1 | Many failed sign-ins: 50% of \"A & B\" lost; it's $HOME"}},
		"wazuh · Wazuh · /var/ossec/integrations/custom-wakeman":                 {wazuhScript, []string{"trigger warning 5712/007 | sshd: brute force trying to get access to the system (core-1)"}},
		"wazuh · Wazuh · /var/ossec/etc/ossec.conf":                              {wazuhBlock, []string{"trigger warning 5712/007 | sshd: brute force trying to get access to the system (core-1)"}},
		"sumologic · Sumo Logic · Payload":                                       {both(sumo("Critical"), sumo("ResolvedCritical")), []string{"trigger critical 0000000000E5C1A2/critical | Portal errors [Critical]", "resolve 0000000000E5C1A2/critical | Portal errors [Critical]"}},
		"datadog · Datadog · Payload":                                            {both(datadog("Triggered"), datadog("Recovered")), []string{"trigger critical 9bd4ac313a4d1e8fae2482df7b77628 | CPU on {host:web-1}", "resolve 9bd4ac313a4d1e8fae2482df7b77628 | CPU on {host:web-1}"}},

		"heartbeat · cron, or any script · crontab":           {crontab, []string{"beat 0"}},
		"heartbeat · cron, or any script · Without curl":      {shell(), []string{"beat 1"}},
		"heartbeat · MikroTik RouterOS · Terminal":            {routerOS(), []string{"beat 2"}},
		"heartbeat · PowerShell · PowerShell":                 {powershell, []string{"beat 3"}},
		"heartbeat · Prometheus' Watchdog · alertmanager.yml": {webhook, []string{"beat 4"}},
		"heartbeat · Mail · Address":                          {mailedTo, []string{"beat 5"}},

		"docs/integrations/generic.md 1":  {routerOS(), []string{"trigger tower-7 | tower-7 is down"}},
		"docs/integrations/generic.md 2":  {routerOS(), []string{"resolve tower-7 | tower-7 is up"}},
		"docs/integrations/generic.md 3":  {routerOS(), []string{"trigger tower-7 | tower-7 is down", "resolve tower-7 | tower-7 is up"}},
		"docs/integrations/generic.md 4":  {shell(), []string{"trigger olt-3/pon-4 | 41 ONUs lost (olt-3)"}},
		"docs/integrations/generic.md 5":  {shell(), []string{"resolve olt-3/pon-4 | pon-4 on olt-3 is up"}},
		"docs/integrations/generic.md 6":  {shell(), []string{"trigger ups-shed-b | ups-shed-b is down"}},
		"docs/integrations/generic.md 7":  {python, []string{"trigger warning backup-1/backup | Backup failed (backup-1)"}},
		"docs/integrations/generic.md 8":  {powershell, []string{"trigger dc-1 | Disk D is full (dc-1)"}},
		"docs/integrations/generic.md 9":  {powershell, []string{"resolve dc-1 | dc-1 is up"}},
		"docs/integrations/generic.md 10": {sketch, []string{"trigger shed-b/mains | mains on shed-b is down", "resolve shed-b/mains | mains on shed-b is up"}},
		"docs/integrations/generic.md 11": {configured(anotherService, 4, rectifierPosts), []string{"trigger warning Hill/R2 | Hill: No mains", "resolve Hill/R2 | Hill: No mains"}},
		"docs/integrations/sns.md 1":      {configured(anotherService+"    integrations:\n", 0, topicListed), nil},
		"docs/senders.md 1":               {tokened, nil},
		"docs/senders.md 2":               {shell(), []string{"trigger critical tower-7/uplink | Uplink of tower-7 is down"}},
		"docs/senders.md 3":               {pagerduty, []string{"trigger group | [FIRING:1] ShedIsSilent"}},
		"docs/events-api.md 1":            {shell(), []string{"trigger critical tower-7/uplink | Uplink of tower-7 is down"}},
		"docs/events-api.md 2":            {answered, nil},
		"docs/events-api.md 3":            {shell(), []string{"resolve tower-7/uplink | "}},
		"docs/events-api.md 4":            {shell(), []string{"change  | Firmware 7.15 on tower-7"}},
		"docs/events-api.md 5":            {shell(), []string{"trigger fsd3mf8vd7bphftqh90kkkpr77kn6kjg23pbivh6j7mv78og8c | OLT 3 lost power"}},
		"docs/events-api.md 6":            {shell(), []string{"trigger disk/core-1 | Disk of core-1 is full"}},
		"docs/events-api.md 7":            {shell(), []string{"trigger critical event_source=service;host_name=tower-7;service_desc=PING | PING on tower-7 is CRITICAL"}},
		"docs/events-api.md 8":            {pagerduty, []string{"trigger warning group | [FIRING:1] ShedIsSilent"}},
		"docs/email.md 1":                 {mailedTo, []string{"trigger * | UPS on battery"}},
		"docs/email.md 2":                 {shell(), []string{"trigger * | UPS on battery"}},
		"docs/email.md 3":                 {mailedTo, []string{"trigger ups-pop3 | UPS on battery"}},
		"docs/email.md 4":                 {configured(rectifierMail, 8, rectifierMails), []string{"trigger Hill | Alarm 4711 at Hill (POP 3)", "resolve Hill | Clear 4712 at Hill (POP 3)"}},
		"docs/email.md 5":                 {configured("", 0, ruled), nil},
		"docs/email.md 6":                 {postfix, []string{"trigger * | UPS on battery"}},
		"docs/heartbeats.md 1":            {heartbeats, nil},
		"docs/heartbeats.md 2":            {crontab, []string{"beat 11"}},
		"docs/heartbeats.md 3":            {watchdogs, nil},
	}
}
