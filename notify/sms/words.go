package sms

import (
	"strings"
	"unicode/utf8"

	"wakeman/notify"
	"wakeman/notify/text"
)

// minCore is what is said at least before the link, even if a very long link
// makes the text longer than it should be.
const minCore = 40

// write says m in one line of at most limit runes: what, where, since when (and from when
// it was kept quiet), that it may be a repeat, and the link, which is never cut.
func write(m notify.Message, limit int) string {
	var tail []string
	if m.MayBeDuplicate {
		tail = append(tail, text.DuplicateShort)
	}
	if l := link(m); l != "" {
		tail = append(tail, l)
	}
	end := strings.Join(tail, " ")
	room := limit - utf8.RuneCountInString(end)
	if end != "" {
		room--
	}
	return text.Join(" ", core(m, max(room, minCore)), end)
}

func link(m notify.Message) string {
	if l := text.Link(m.AckURL); l != "" {
		return l
	}
	return text.Link(m.ListURL)
}

// core is the message without its tail, in at most limit runes.
func core(m notify.Message, limit int) string {
	switch {
	case text.Total(m) == 1 && len(m.Incidents) == 1:
		i := m.Incidents[0]
		return fit(limit, text.Headline(i), text.Place(i), text.Held(i, m), text.Since(i, m))
	case text.Total(m) > 0:
		return text.Bundle(m, limit)
	}
	return text.Cut(text.Join(" ", sentence(heading(m)), text.Line(m.Text)), limit)
}

func heading(m notify.Message) string {
	switch s := text.Line(m.Subject); {
	case s != "":
		return s
	case m.Kind == notify.Test:
		return "Test page from Wakeman"
	}
	return "Message from Wakeman"
}

// fit joins sentences as long as they fit whole; only the first is ever cut.
func fit(limit int, sentences ...string) string {
	s := text.Cut(sentence(sentences[0]), limit)
	for _, next := range sentences[1:] {
		if joined := text.Join(" ", s, sentence(next)); utf8.RuneCountInString(joined) <= limit {
			s = joined
		}
	}
	return s
}

// sentence ends s with a full stop, and begins "since" and "held" with a capital.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	if strings.HasPrefix(s, "since ") || strings.HasPrefix(s, "held since ") {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}
