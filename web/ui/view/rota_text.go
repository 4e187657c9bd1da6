package view

import (
	"strconv"
	"strings"
	"unicode"
)

// How wide a picture's days are at least, in pixels, where its texts for a wide
// screen and for a phone are shown: rota.css shows neither on less.
const (
	deskDays  = 800
	phoneDays = 290
)

// margin is what a text in a bar or a day leaves free at both sides together.
const margin = 7

// BarTexts are what a bar of a width says of people, whole names if they fit:
// on a wide screen and on a phone. What does not fit is never cut: a bar of
// several never reads as one of them, and one without room says nothing.
func BarTexts(people []string, width float64) (desk, phone string) {
	return fitting(barTexts(people), width*deskDays), fitting(barTexts(people), width*phoneDays)
}

// GapTexts are what a gap of a width says.
func GapTexts(width float64) (desk, phone string) {
	word := []string{"Nobody"}
	return fitting(word, width*deskDays), fitting(word, width*phoneDays)
}

// barTexts are ways to name people, the longest first.
func barTexts(people []string) []string {
	initials := make([]string, len(people))
	for i, name := range people {
		initials[i] = Initials(name)
	}
	list := []string{strings.Join(people, ", "), strings.Join(initials, " ")}
	if len(people) > 1 {
		list = append(list, initials[0]+"+"+strconv.Itoa(len(people)-1))
	}
	return list
}

func fitting(texts []string, room float64) string {
	for _, text := range texts {
		if textWidth(text)+margin <= room {
			return text
		}
	}
	return ""
}

// textWidth is how wide a text of a bar is at most, in pixels: 12 px and bold in
// a wide face as Arial, because the reader's face is not known here.
func textWidth(text string) (width float64) {
	for _, r := range text {
		width += 12 * runeWidth(r)
	}
	return width
}

// runeWidth is in widths of the font.
func runeWidth(r rune) float64 {
	switch {
	case strings.ContainsRune("ijlI.,:;'|!-()ftr ", r):
		return 0.37
	case strings.ContainsRune("MWmw@", r):
		return 0.96
	case unicode.In(r, unicode.Mn):
		return 0
	case r >= 0x1100 && !unicode.In(r, unicode.Latin, unicode.Greek): // ideographs, Hangul, emoji: a square each
		return 1.1
	case unicode.IsUpper(r):
		return 0.76
	}
	return 0.63
}

// Initials is the first letters of the first and the last word.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == '-' })
	if len(words) > 2 {
		words = []string{words[0], words[len(words)-1]}
	}
	var b strings.Builder
	for _, w := range words {
		for _, r := range w {
			b.WriteRune(unicode.ToUpper(r))
			break
		}
	}
	return b.String()
}

// room says on which pictures a day's words have room: "" on all. Those of a
// month's Mondays may reach over the days after them, but not over the edge.
func (d RotaDay) room() string {
	width := d.Width
	if d.Name == "" {
		width = min(7*d.Width, 1-d.At)
	}
	needs := 0.85*max(textWidth(d.Name), textWidth(d.Number)) + 4 // smaller than in bars, and not bold
	switch {
	case needs > width*deskDays:
		return "is-tight"
	case needs > width*phoneDays:
		return "on-desk"
	}
	return ""
}
