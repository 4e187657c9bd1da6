package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words say what a sender's words mean: the words for each meaning. Upper and
// lower case are the same, and a * in a word stands for any text: "Up*" is the
// word of "Up (was: Down)".
type Words map[string][]string

// Of is what a word means. A word that is written out goes before one with a *;
// of several with a *, the longest.
func (w Words) Of(word string) (meaning string, ok bool) {
	said, best := foldWord(word), -1
	if said == "" {
		return "", false
	}
	for _, m := range slices.Sorted(maps.Keys(w)) {
		for _, known := range w[m] {
			if foldWord(known) == said {
				return m, true
			}
			if len(known) > best && matchesWord(known, said) {
				meaning, best = m, len(known)
			}
		}
	}
	return meaning, best >= 0
}

func foldWord(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// matchesWord tells whether a word that was said, folded, is a known one, which may have
// a * in it. It takes time in proportion to what was said.
func matchesWord(known, said string) bool {
	parts := strings.Split(foldWord(known), "*")
	rest, ok := strings.CutPrefix(said, parts[0])
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		if _, rest, ok = strings.Cut(rest, part); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, parts[last])
}

// check holds words to what a file may say.
func (w Words) check(meanings []string) error {
	taken := map[string]string{}
	for _, m := range slices.Sorted(maps.Keys(w)) {
		if !slices.Contains(meanings, m) {
			return fmt.Errorf("a word can mean %s, not %q", oneOf(meanings), m)
		}
		if err := checkWords(w[m]); err != nil {
			return err
		}
		for _, word := range w[m] {
			if other, twice := taken[foldWord(word)]; twice && other != m {
				return fmt.Errorf("%q can not mean both %s and %s", word, other, m)
			}
			taken[foldWord(word)] = m
		}
	}
	return nil
}

func checkWords(words []string) error {
	if len(words) > MaxWords {
		return fmt.Errorf("more than %d words for one meaning", MaxWords)
	}
	for _, word := range words {
		switch {
		case foldWord(word) == "":
			return errors.New("an empty word means nothing")
		case utf8.RuneCountInString(word) > MaxWord:
			return fmt.Errorf("%.20q… is longer than %d characters", word, MaxWord)
		case strings.Count(word, "*") > 3:
			return fmt.Errorf("%q has more than three *", word)
		}
	}
	return nil
}

// within is what a text means by the words that are in it. Of several the one
// counts that loses least if it is wrong: a problem before an acknowledgement, and
// a recovery last. "not restored" is no recovery.
func (w Words) within(text string) (meaning string, ok bool) {
	text = foldWord(text)
	for _, m := range []string{string(Trigger), string(Acknowledge), StateIgnore, string(Resolve)} {
		if slices.ContainsFunc(w[m], func(word string) bool { return saysWord(text, foldWord(word)) }) {
			return m, true
		}
	}
	return "", false
}

// saysWord tells whether a word stands in a text by itself, and not denied.
func saysWord(text, word string) bool {
	for rest, from := text, 0; word != ""; {
		i := strings.Index(rest, word)
		if i < 0 {
			return false
		}
		before, behind := text[:from+i], text[from+i+len(word):]
		if !endsInWord(before) && !beginsWithWord(behind) && !isDenied(before) {
			return true
		}
		_, size := utf8.DecodeRuneInString(word)
		from += i + size
		rest = text[from:]
	}
	return false
}

func endsInWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return isWordRune(r)
}

func beginsWithWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isWordRune(r)
}

func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}

func isDenied(before string) bool {
	words := strings.Fields(before)
	for _, w := range words[max(0, len(words)-2):] {
		if w == "not" || w == "no" || w == "never" || strings.HasSuffix(w, "n't") || w == "nicht" {
			return true
		}
	}
	return false
}
