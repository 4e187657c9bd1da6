package view

import "fmt"

func qrBox(q QR) string { return fmt.Sprintf("0 0 %d %d", q.Size, q.Size) }

// scopes are the choices of a new key, the harmless one first.
func scopes() []Option {
	return []Option{{Value: "read", Label: "Only look (read)"}, {Value: "full", Label: "All that you may do (full)"}}
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
