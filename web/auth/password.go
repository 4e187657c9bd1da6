package auth

import (
	"slices"
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
		return badPassword("it is one of the passwords that everybody tries first")
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

// common finds passwords of few different characters, and those in the list,
// in any case and without regard to spaces.
func common(password string) bool {
	plain := squash(password)
	return variety(plain) < 4 || slices.Contains(commonPasswords(), plain)
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

func variety(s string) int {
	seen := map[rune]bool{}
	for _, c := range s {
		seen[c] = true
	}
	return len(seen)
}

// commonPasswords are those of ten characters and more that guessing begins
// with. Shorter ones are refused for their length, those of a few repeated
// characters for that.
func commonPasswords() []string {
	return strings.Fields(`
		1234567890 0123456789 12345678910 123456789a 1234567891 0987654321 9876543210 12341234567
		1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc qwertyuiop qwertyuiop123 qwerty12345
		qwerty123456 qwertz12345 qwertzuiop asdfghjkl1 asdfghjkl123 zaq12wsxcde3 abcdefghij
		abcdefghijk abcd123456 abc1234567 a123456789 password12 password123 password1234 password12345
		password!1 passw0rd123 p@ssw0rd123 p@ssword123 mypassword passwordpassword changeme123
		changeme1234 letmein1234 letmein123 iloveyou12 iloveyou123 iloveyou1234 welcome123
		welcome1234 administrator admin12345 admin123456 adminadmin sunshine123 football123
		baseball123 princess123 superman123 trustno1trustno1 correcthorsebatterystaple
		networkadmin internet123 monitoring alertmanager nagiosadmin technician operator123`)
}
