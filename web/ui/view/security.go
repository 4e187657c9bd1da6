package view

import "fmt"

func qrBox(q QR) string { return fmt.Sprintf("0 0 %d %d", q.Size, q.Size) }

// scopes are the choices of a new key, the harmless one first.
func scopes() []Option {
	return []Option{{Value: "read", Label: "Only look (read)"}, {Value: "full", Label: "All that you may do (full)"}}
}

// accountScopes are the choices of a key that belongs to nobody, the one that
// opens least first.
func accountScopes() []Option {
	return []Option{
		{Value: "ingest", Label: "Send events to one integration"},
		{Value: "wallboard", Label: "Show the wallboard on a screen"},
		{Value: "read", Label: "Read everything by the API"},
		{Value: "full", Label: "Change everything by the API, as an admin may"},
	}
}

// scopeWords is what a key may do.
func scopeWords(scope string) string {
	switch scope {
	case "ingest":
		return "sends events"
	case "wallboard":
		return "shows the wallboard"
	case "calendar":
		return "shows a calendar"
	case "read":
		return "reads only (read)"
	}
	return "may change things (" + scope + ")"
}

// wallboardEntry is the address that lets a screen in.
func wallboardEntry(v KeyMadePage) string { return v.Base + PathWallboard + "/enter/" + v.Secret }

func keyExample(v KeyMadePage) string {
	if v.Scope == "ingest" {
		return "curl " + v.Base + "/v2/enqueue -H 'Authorization: Bearer KEY' \\\n" +
			`  -d '{"event_action": "trigger", "payload": {"summary": "Uplink of tower-7 is down", "source": "tower-7", "severity": "critical"}}'`
	}
	return "curl -H 'Authorization: Token token=KEY' " + v.Base + "/api/incidents"
}

// lives are how long a new key may work, in days.
func lives() []Option {
	return []Option{
		{Value: "90", Label: "90 days"}, {Value: "30", Label: "30 days"}, {Value: "365", Label: "One year"}, {Value: "0", Label: "Until it is revoked"},
	}
}

func endWord(k KeyRow) string {
	if k.Over {
		return "ended "
	}
	return "ends "
}
