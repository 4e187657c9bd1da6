package view

// formSenders send the notification macros of Nagios and Icinga as a form.
func formSenders() []Sender {
	kinds := []string{NagiosWeb}
	return []Sender{
		{
			kinds: kinds, Name: "Icinga 2", Steps: "Save it as a file of its own, then icinga2 daemon -C and reload. It needs curl, and no agent.",
			Texts: []Field{{"/etc/icinga2/conf.d/wakeman.conf", icingaForm}},
			Note:  "interval = 0 sends once: Wakeman repeats and escalates by itself.",
		},
		{
			kinds: kinds, Name: "Nagios", Steps: "Save it where cfg_dir or cfg_file finds it, add the contact wakeman to your contact group, then nagios -v and reload. It needs curl, and no agent.",
			Texts: []Field{{"wakeman.cfg", nagiosForm}},
			Note:  "Set notification_interval to 0: Wakeman repeats and escalates by itself.",
		},
		{
			kinds: kinds, Name: "PagerDuty's Perl script", Steps: "Keep pagerduty_nagios.pl or pagerduty_icinga.pl, and its cron job. Give enqueue and flush the base address, and the contact the key as its pager.",
			Texts: []Field{
				{"Service notification command", `/usr/local/bin/pagerduty_nagios.pl enqueue -f pd_nagios_object=service --api-base <BASE>/nagios/2010-04-15`},
				{"Crontab", `* * * * * /usr/local/bin/pagerduty_nagios.pl flush --api-base <BASE>/nagios/2010-04-15`},
				{"Pager of the contact", `<KEY>`},
			},
		},
	}
}

const icingaForm = `object User "wakeman" { }

object NotificationCommand "wakeman-host" {
  command = [ "/usr/bin/curl", "-sS", "--fail", "--max-time", "10", "--retry", "3",
    "<BASE>/nagios/2010-04-15/create_event",
    "--data-urlencode", "CONTACTPAGER=<KEY>", "--data-urlencode", "pd_nagios_object=host",
    "--data-urlencode", "NOTIFICATIONTYPE=$notification.type$", "--data-urlencode", "HOSTNAME=$host.name$",
    "--data-urlencode", "HOSTSTATE=$host.state$", "--data-urlencode", "HOSTOUTPUT=$host.output$" ]
}

object NotificationCommand "wakeman-service" {
  command = [ "/usr/bin/curl", "-sS", "--fail", "--max-time", "10", "--retry", "3",
    "<BASE>/nagios/2010-04-15/create_event",
    "--data-urlencode", "CONTACTPAGER=<KEY>", "--data-urlencode", "pd_nagios_object=service",
    "--data-urlencode", "NOTIFICATIONTYPE=$notification.type$", "--data-urlencode", "HOSTNAME=$host.name$",
    "--data-urlencode", "SERVICEDESC=$service.name$", "--data-urlencode", "SERVICESTATE=$service.state$",
    "--data-urlencode", "SERVICEOUTPUT=$service.output$" ]
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

const nagiosForm = `define contact {
  contact_name                  wakeman
  pager                         <KEY>
  host_notification_period      24x7
  service_notification_period   24x7
  host_notification_options     d,u,r,f
  service_notification_options  w,u,c,r,f
  host_notification_commands    wakeman-host
  service_notification_commands wakeman-service
}
define command {
  command_name wakeman-host
  command_line /usr/bin/curl -sS --fail --max-time 10 --retry 3 <BASE>/nagios/2010-04-15/create_event --data-urlencode "CONTACTPAGER=$CONTACTPAGER$" --data-urlencode "pd_nagios_object=host" --data-urlencode "NOTIFICATIONTYPE=$NOTIFICATIONTYPE$" --data-urlencode "HOSTNAME=$HOSTNAME$" --data-urlencode "HOSTSTATE=$HOSTSTATE$" --data-urlencode "HOSTOUTPUT=$HOSTOUTPUT$"
}
define command {
  command_name wakeman-service
  command_line /usr/bin/curl -sS --fail --max-time 10 --retry 3 <BASE>/nagios/2010-04-15/create_event --data-urlencode "CONTACTPAGER=$CONTACTPAGER$" --data-urlencode "pd_nagios_object=service" --data-urlencode "NOTIFICATIONTYPE=$NOTIFICATIONTYPE$" --data-urlencode "HOSTNAME=$HOSTNAME$" --data-urlencode "SERVICEDESC=$SERVICEDESC$" --data-urlencode "SERVICESTATE=$SERVICESTATE$" --data-urlencode "SERVICEOUTPUT=$SERVICEOUTPUT$"
}`
