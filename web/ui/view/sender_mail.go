package view

// mailSenders can do nothing but mail.
func mailSenders() []Sender {
	kinds := []string{MailIn}
	return []Sender{
		{
			kinds: kinds, Name: "UPS cards, switches, any device", Steps: "In its mail settings: this server and recipient, no user name and no password, no encryption or STARTTLS.",
			Fields: []Field{{"Mail server", "<HOST>"}, {"Port", "2525"}, {"Recipient", "<ADDRESS>"}},
			Note:   "2525 is the port unless the box was started with another (--smtp). A device that insists on 25 needs the box to listen there: see the documentation on mail.",
		},
		{
			kinds: kinds, Name: "curl, or any script", Steps: "Without a mail server on the machine.",
			Texts: []Field{{"In a shell", `printf 'Subject: UPS at tower-7 on battery\n\n20 minutes left\n' | curl -sS --crlf smtp://<HOST>:2525 \
  --mail-from ups@example.net --mail-rcpt <ADDRESS> -T -`}},
			Note: "This pages: it is no test.",
		},
		{
			kinds: kinds, Name: "A machine with a mail system", Steps: "With Postfix: send what goes to this domain straight to the box.",
			Texts: []Field{{"/etc/postfix/transport, then postmap it and set transport_maps = hash:/etc/postfix/transport", `<DOMAIN> smtp:[<HOST>]:2525`}, {"In a shell", `echo '20 minutes left' | mail -s 'UPS at tower-7 on battery' <ADDRESS>`}},
		},
		{
			kinds: kinds, Name: "MikroTik RouterOS", Steps: "Tools › Netwatch: one host to watch, and these as its down script and its up script.",
			Texts: []Field{{"Down script", `/tool e-mail send server=<HOST> port=2525 from=router@example.net to=<ADDRESS> subject="$host is DOWN" body=[/system identity get name]`}, {"Up script", `/tool e-mail send server=<HOST> port=2525 from=router@example.net to=<ADDRESS> subject="$host is UP" body=[/system identity get name]`}},
			Note:  "For RouterOS 7. Where it can reach the box by HTTP, an integration of the type MikroTik RouterOS is quicker, and its answer says whether the event was taken.",
		},
		{
			kinds: kinds, Name: "Many mails, one incident", Steps: "A mail that is not understood opens an incident of its own. Mails to an address with a word behind a plus sign belong to one incident while it is open.",
			Fields: []Field{{"Recipient", "<KEYED>"}},
		},
	}
}
