package auth

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"wakeman/engine"
)

// Bounds on a password, in characters. NIST SP 800-63B-4 and OWASP ASVS 5.0
// (6.2.1, 6.2.9) ask for at least 8 and for 64 to be allowed; there are no rules
// about kinds of characters (6.2.5) and no forced change (6.2.10).
const (
	MinPassword = 10
	MaxPassword = 128
)

// rest is how many characters of a password must have nothing to do with the
// person or the product.
const rest = 6

// CheckPassword says what is wrong with a new password for a person, as an
// Invalid Failure for the field "password"; nil if it will do.
func CheckPassword(password, email, name string) error {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		return badPassword("it is not valid UTF-8")
	case n < MinPassword:
		return badPassword("it needs at least %d characters; a sentence is easy to remember", MinPassword)
	case n > MaxPassword:
		return badPassword("it may have at most %d characters", MaxPassword)
	case common(password):
		return badPassword("it is one that guessing begins with, or nearly; three or four words that have nothing to do with each other are easy to remember")
	case personal(password, email, name):
		return badPassword("it is made from your name or address; choose something unrelated")
	}
	return nil
}

func badPassword(format string, args ...any) error {
	f := engine.Fail(engine.Invalid, format, args...)
	f.Field = "password"
	return f
}

// personal takes away what a stranger knows and looks at what is left.
func personal(password, email, name string) bool {
	left := squash(password)
	local, domain, _ := strings.Cut(strings.ToLower(email), "@")
	known := append([]string{strings.ToLower(email), local, domain, "wakeman"}, strings.Fields(strings.ToLower(name))...)
	for _, word := range known {
		if utf8.RuneCountInString(word) >= 3 {
			left = strings.ReplaceAll(left, word, "")
		}
	}
	return utf8.RuneCountInString(left) < rest
}

func squash(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return -1
		}
		return unicode.ToLower(c)
	}, s)
}
