package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"wakeman/notify"
)

// Kept stands in a file for a secret that the writer of the file was not to
// see. Resolve puts back what is stored, and refuses where nothing is.
const Kept = "(stored)"

// checkAddress gives the form in which an address is stored, or why it can not
// be one.
func checkAddress(channel notify.Channel, address string) (stored, why string) {
	if address == Kept {
		return address, ""
	}
	switch channel {
	case notify.Email:
		if !isEmail(address) {
			return "", fmt.Sprintf("%q is not an e-mail address", address)
		}
	case notify.SMS:
		return checkNumber(address)
	case notify.Push:
		if !isTopic(address) && !isWebURL(address) {
			return "", "must be an ntfy topic (1–64 letters, digits, - and _) or an http(s) URL"
		}
	default:
		if !isWebURL(address) {
			return "", "must be a URL that begins with http:// or https://"
		}
	}
	return address, ""
}

// Address gives the form in which an address is stored, or says why it can not be
// one of the channel: numbers lose the spaces and brackets that are for the eye.
func Address(channel notify.Channel, address string) (stored, why string) {
	return checkAddress(channel, address)
}

// checkNumber wants E.164 (ITU-T): a plus, the country code, at most 15 digits
// in all. Spaces, hyphens, dots and brackets for the eye are taken out.
func checkNumber(number string) (stored, why string) {
	stored = strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "").Replace(number)
	digits, plus := strings.CutPrefix(stored, "+")
	bad := strings.ContainsFunc(digits, func(c rune) bool { return c < '0' || c > '9' })
	if !plus || bad || len(digits) < 7 || len(digits) > 15 || digits[0] == '0' {
		return "", fmt.Sprintf("%q is not a telephone number in international form, like +15551234567", number)
	}
	return stored, ""
}

// isTopic follows ntfy's documentation ("Publishing": topic names).
func isTopic(s string) bool {
	return len(s) >= 1 && len(s) <= 64 && !strings.ContainsFunc(s, func(c rune) bool {
		return c != '-' && c != '_' && !isAlnum(c)
	})
}

// isTopicARN follows Amazon's SNS API reference (CreateTopic): partition, region,
// account, and a name of letters, digits, "-" and "_", behind which FIFO topics have
// ".fifo".
func isTopicARN(s string) bool {
	parts := strings.Split(s, ":")
	return len(parts) == 6 && parts[0] == "arn" && parts[2] == "sns" && !slices.Contains(parts, "") &&
		!strings.ContainsFunc(s, func(c rune) bool { return !strings.ContainsRune(":-_.", c) && !isAlnum(c) })
}

func isWebURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		!strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' })
}

// hidesSecret reports whether a URL carries a password, or (in the query) what
// gateways take for one.
func hidesSecret(s string, query bool) bool {
	u, err := url.Parse(s)
	if err != nil {
		return true
	}
	return u.User != nil || query && u.RawQuery != ""
}
