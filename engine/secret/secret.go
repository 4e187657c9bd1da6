package secret

import "strings"

// Mark begins the text of a sealed secret.
const Mark = "\x01sealed:"

// Unreadable reports whether a secret is the sealed text of one that could not be opened.
func Unreadable(s string) bool { return strings.HasPrefix(s, Mark) }

// Usable is the secret, or "" for one that can not be read.
func Usable(s string) string {
	if Unreadable(s) {
		return ""
	}
	return s
}

// Unread are the places in v of secrets that can not be read, in the order of the declarations.
func Unread[V any](v V) (places []string) {
	_, _ = Rewrite(v, func(place, value string) (string, error) { // the function gives no error
		if Unreadable(value) {
			places = append(places, place)
		}
		return value, nil
	})
	return places
}
