package reading

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wakeman/engine"
)

// Mark is a text that somebody has pointed at in a mail, in bytes of [Letter.Part].
type Mark struct {
	In         engine.MailPart
	Start, End int
}

// Locate finds a text in a mail, where it is most likely to be found again in the
// next one: behind a label in the body, then by itself in the body, the subject, the
// address, and at last as a part of a word.
func Locate(l Letter, text string) (Mark, bool) {
	if text = strings.TrimSpace(text); text == "" || strings.Contains(text, "\n") {
		return Mark{}, false
	}
	var best Mark
	rank := 0
	for _, in := range []engine.MailPart{engine.MailBody, engine.MailSubject, engine.MailFrom} {
		part := l.Part(in)
		for from := 0; ; {
			i := strings.Index(part[from:], text)
			if i < 0 {
				break
			}
			m := Mark{in, from + i, from + i + len(text)}
			if r := m.likely(part); r > rank {
				best, rank = m, r
			}
			_, size := utf8.DecodeRuneInString(part[from+i:])
			from += i + size
		}
	}
	return best, rank > 0
}

func (m Mark) likely(part string) int {
	before, _ := utf8.DecodeLastRuneInString(part[:m.Start])
	behind, _ := utf8.DecodeRuneInString(part[m.End:])
	switch {
	case isWord(before) || isWord(behind):
		return 1
	case m.In == engine.MailBody && m.label(part) != "":
		return 3
	}
	return 2
}

func isWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}

// line is the line around a mark.
func (m Mark) line(part string) (start, end int) {
	start = strings.LastIndexByte(part[:m.Start], '\n') + 1
	if end = strings.IndexByte(part[m.End:], '\n'); end < 0 {
		return start, len(part)
	}
	return start, m.End + end
}

// label is that of a line which is nothing but a label and the mark; "" for other
// lines.
func (m Mark) label(part string) string {
	start, end := m.line(part)
	before := strings.TrimLeft(part[start:m.Start], " \t>*•-\u00a0")
	name := strings.TrimRight(before, " \t\u00a0")
	if strings.TrimSpace(part[m.End:end]) != "" || name == "" || !strings.ContainsRune(":=", rune(name[len(name)-1])) {
		return ""
	}
	name = strings.TrimRight(strings.TrimRight(name, ":="), " .\t\u00a0")
	if strings.ContainsAny(name, "0123456789:=*#\\") || utf8.RuneCountInString(name) > 40 || !strings.ContainsFunc(name, unicode.IsLetter) {
		return ""
	}
	return name
}

// Infer says how a marked text is found again in the next mail of the kind: by the
// label of its line, else by what stands around it. others are texts in the mail
// that are another in each: they are no landmarks, nor are numbers, dates and words
// for states. ok is false if nothing around it tells it from the rest.
func Infer(l Letter, m Mark, others []Mark) (t engine.MailTake, ok bool) {
	part := l.Part(m.In)
	if m.Start < 0 || m.End > len(part) || m.Start >= m.End {
		return t, false
	}
	value := part[m.Start:m.End]
	m.Start += len(value) - len(strings.TrimLeftFunc(value, unicode.IsSpace))
	if m.End = m.Start + len(strings.TrimSpace(value)); m.Start >= m.End || strings.Contains(part[m.Start:m.End], "\n") {
		return t, false
	}
	fits := func(t engine.MailTake) bool {
		start, end, ok := t.Find(part)
		return ok && start == m.Start && end == m.End && len(engine.MailRule{Name: "x", Source: t}.Check()) == 0
	}
	if label := m.label(part); label != "" {
		if t = (engine.MailTake{In: m.In, Line: label}); fits(t) {
			return t, true
		}
	}
	w := newLandmarks(part, m, others)
	untils := w.behind()
	for _, after := range w.before() {
		for _, until := range untils {
			t = engine.MailTake{In: m.In, After: after, Until: until}
			if after+until == "" {
				t.Whole = true
			}
			if fits(t) {
				return t, true
			}
		}
	}
	return engine.MailTake{}, false
}

// landmarks are what stands around a mark.
type landmarks struct {
	part   string
	mark   Mark
	others []Mark
	words  *regexp.Regexp
	fickle map[string]bool
}

func newLandmarks(part string, m Mark, others []Mark) landmarks {
	w := landmarks{part: part, mark: m, words: regexp.MustCompile(`\pL{2,}`), fickle: map[string]bool{}}
	for _, o := range others {
		if o.In == m.In && (o.End <= m.Start || o.Start >= m.End) {
			w.others = append(w.others, o)
		}
	}
	for _, list := range engine.DefaultStates() {
		for _, word := range list {
			w.fickle[word] = true
		}
	}
	for _, word := range strings.Fields("major info emergency disaster average high jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october november december mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday") {
		w.fickle[word] = true
	}
	return w
}

// before are the texts that may stand before the value, the best first: one with a
// word goes before one with signs, that before blanks, and the shorter before the
// longer.
func (w landmarks) before() []string {
	start, _ := w.mark.line(w.part)
	prefix := w.part[start:w.mark.Start]
	if strings.TrimSpace(prefix) == "" {
		return w.above(start)
	}
	var all []string
	for at := w.mark.Start; at > start; {
		at = w.tokenBefore(at, start)
		all = append(all, withoutFirstStar(w.general(at, w.mark.Start)))
	}
	list := w.ranked(all, 3)
	return append(list, `\n`+w.general(start, w.mark.Start))
}

// maxHeading is how long a line may be that is taken for a heading.
const maxHeading = 60

// above takes the line before for a landmark of a value that stands at the
// beginning of its own.
func (w landmarks) above(start int) []string {
	end := len(strings.TrimRightFunc(w.part[:start], unicode.IsSpace))
	if end == 0 {
		return []string{""}
	}
	first := strings.LastIndexByte(w.part[:end], '\n') + 1
	whole := strings.TrimLeft(withoutFirstStar(w.general(first, end)), " ") + `\n`
	all := []string{}
	for at := end; at > first; {
		at = w.tokenBefore(at, first)
		all = append(all, withoutFirstStar(w.general(at, end))+`\n`)
	}
	if utf8.RuneCountInString(whole) <= maxHeading && w.words.MatchString(whole) {
		return append([]string{whole}, w.ranked(all, 3)...) // a heading, all of it
	}
	return append(w.ranked(all, 3), `\n`+whole)
}

// behind are the texts that may follow the value: the first sign or word.
func (w landmarks) behind() []string {
	_, end := w.mark.line(w.part)
	if strings.TrimSpace(w.part[w.mark.End:end]) == "" {
		return []string{""}
	}
	var all []string
	for at := w.mark.End; at < end; {
		at = w.tokenBehind(at, end)
		all = append(all, withoutLastStar(w.general(w.mark.End, at)))
	}
	return w.ranked(all, 2)
}

// withoutFirstStar drops a star that would stand for anything before an anchor.
func withoutFirstStar(s string) string {
	if strings.HasPrefix(s, "**") {
		return s
	}
	return strings.TrimPrefix(s, "*")
}

func withoutLastStar(s string) string {
	if strings.HasSuffix(s, "**") {
		return s
	}
	return strings.TrimSuffix(s, "*")
}

// ranked sorts candidates; best is the highest rank that counts.
func (w landmarks) ranked(all []string, best int) []string {
	rank := func(s string) int {
		switch {
		case w.words.MatchString(s):
			return min(3, best)
		case strings.Trim(s, ` *#\n`) != "", strings.Contains(s, "**"):
			return 2
		}
		return 1
	}
	all = slices.DeleteFunc(all, func(s string) bool { return s == "" || utf8.RuneCountInString(s) > engine.MaxAnchor })
	slices.SortStableFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(b), rank(a)), cmp.Compare(utf8.RuneCountInString(a), utf8.RuneCountInString(b)))
	})
	return slices.Compact(all[:min(len(all), 40)])
}

// tokenBefore is where the token begins that ends at end: a marked text, a word, a
// run of blanks, a sign.
func (w landmarks) tokenBefore(end, least int) int {
	for _, o := range w.others {
		if o.Start < end && end <= o.End {
			return max(o.Start, least)
		}
	}
	last, size := utf8.DecodeLastRuneInString(w.part[least:end])
	at := end - size
	for at > least && !w.marked(at-1) {
		r, size := utf8.DecodeLastRuneInString(w.part[least:at])
		if kindOf(r) != kindOf(last) || kindOf(r) == 0 {
			break
		}
		at -= size
	}
	return at
}

func (w landmarks) tokenBehind(start, most int) int {
	for _, o := range w.others {
		if o.Start <= start && start < o.End {
			return min(o.End, most)
		}
	}
	first, size := utf8.DecodeRuneInString(w.part[start:most])
	at := start + size
	for at < most && !w.marked(at) {
		r, size := utf8.DecodeRuneInString(w.part[at:most])
		if kindOf(r) != kindOf(first) || kindOf(r) == 0 {
			break
		}
		at += size
	}
	return at
}

func (w landmarks) marked(at int) bool {
	return slices.ContainsFunc(w.others, func(o Mark) bool { return o.Start <= at && at < o.End })
}

// kindOf tells words and blanks apart; 0 is a sign, which stands alone.
func kindOf(r rune) int {
	switch {
	case isWord(r):
		return 1
	case unicode.IsSpace(r):
		return 2
	case r == '*':
		return 3 // ** PROBLEM **
	}
	return 0
}

// general is a text with what is another in the next mail left open.
func (w landmarks) general(start, end int) string {
	var b strings.Builder
	add := func(s string) {
		last := b.String()
		if s == "*" && strings.HasSuffix(last, "*") || s == "#" && strings.HasSuffix(last, "#") {
			return // one stands for both; two stars would be stars
		}
		b.WriteString(s)
	}
	for at := start; at < end; {
		next := w.tokenBehind(at, end)
		if w.marked(at) {
			add("*")
		} else {
			add(w.generalToken(w.part[at:next]))
		}
		at = next
	}
	return b.String()
}

func (w landmarks) generalToken(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	switch kindOf(first) {
	case 2:
		return " "
	case 1:
	default:
		return s
	}
	letters := strings.TrimRightFunc(s, unicode.IsDigit)
	switch {
	case w.fickle[strings.ToLower(s)]:
		return "*"
	case letters == s && !strings.ContainsFunc(s, unicode.IsDigit):
		return s
	case strings.ContainsFunc(letters, unicode.IsDigit), strings.ContainsFunc(s, func(r rune) bool { return unicode.IsDigit(r) && (r < '0' || r > '9') }):
		return "*" // an id, like 3f9c1
	}
	return letters + "#"
}
