package view

import "strings"

func mailTLSOptions() []Option {
	return []Option{{"starttls", "STARTTLS"}, {"tls", "TLS"}, {"none", "none (readable on the way)"}}
}

func methodOptions() []Option { return []Option{{"POST", "POST"}, {"GET", "GET"}, {"PUT", "PUT"}} }

func numberOptions() []Option {
	return []Option{{"", "as the person gave them"}, {"e164", "+15555550100"}, {"digits", "15555550100"}}
}

func secretHelp(stored bool) string {
	if stored {
		return "Stored, and never shown. Leave it empty to keep it."
	}
	return "It is stored, and never shown again."
}

// answersWrong opens the fold when something in it is wrong.
func (v SettingsPage) answersWrong() bool {
	for name := range v.Form.Errors {
		switch strings.TrimPrefix(name, "sms.") {
		case "success_status", "success_contains", "success_match", "provider_id", "max_runes":
			return true
		}
	}
	return false
}

func heartbeatHelp(stored string) string {
	help := "Like https://hc.example.net/ping/… of healthchecks, Uptime Kuma or Dead Man's Snitch."
	if stored != "" {
		help += " It is a secret, and is not shown: leave (stored) to keep it."
	}
	return help
}
