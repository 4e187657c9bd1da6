package view

// checkSenders are Nagios and its heirs: they run a command for each notification.
func checkSenders() []Sender {
	return []Sender{
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
	}
}

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
