package reading

import (
	"strings"
	"time"
)

// Letter is a mail as readers see it. Its text is hostile, valid UTF-8, and
// bounded by who made it.
type Letter struct {
	// Header holds the fields, decoded, by their names as net/textproto writes
	// them: "X-Asterisk-Callerid".
	Header map[string][]string
	// From is the author's address, or else the envelope's, or else the machine
	// that brought the mail.
	From    string
	Subject string // one line
	Text    string // lines end with \n; HTML is turned into text before
	// Date is what the mail says of itself, in the sender's zone; zero if it says
	// nothing, or nonsense.
	Date        time.Time
	MessageID   string
	Attachments []Attachment
}

// Attachment is a file in a mail.
type Attachment struct {
	Name, Type string // as the mail has them: "msg0000.WAV", "audio/x-wav"
}

// maxLine bounds what is read of a line, in bytes: no sender writes longer ones
// that matter.
const maxLine = 2000

// Field is the first value of a header field, by its name as net/textproto writes it.
func (l Letter) Field(name string) string {
	if v := l.Header[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// lines are the lines of the text without blanks around them.
func (l Letter) lines() []string { return linesOf(l.Text) }

func linesOf(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		list = append(list, strings.TrimSpace(line[:min(len(line), maxLine)]))
	}
	return list
}

// firstLine is the first line that says something.
func firstLine(lines []string) string {
	for _, line := range lines {
		if line != "" {
			return line
		}
	}
	return ""
}

// value is what stands behind a label in the first line that has it: "Host: a" or
// "Host   : a".
func value(lines []string, label string) string {
	for _, line := range lines {
		if v, ok := labelled(line, label); ok {
			return v
		}
	}
	return ""
}

func labelled(line, label string) (string, bool) {
	if len(line) <= len(label) || !strings.EqualFold(line[:len(label)], label) {
		return "", false
	}
	v, ok := strings.CutPrefix(strings.TrimLeft(line[len(label):], " \t"), ":")
	return strings.TrimSpace(v), ok
}

// until are the lines before the first that begins with one of the labels.
func until(lines []string, labels ...string) []string {
	for i, line := range lines {
		for _, label := range labels {
			if _, ok := labelled(line, label); ok {
				return lines[:i]
			}
		}
	}
	return lines
}

// after are the lines behind the first that has the label.
func after(lines []string, label string) []string {
	for i, line := range lines {
		if _, ok := labelled(line, label); ok {
			return lines[i+1:]
		}
	}
	return nil
}

// mentions reports whether a line of the text, or the subject, holds words,
// whatever their case.
func (l Letter) mentions(words string) bool {
	return strings.Contains(strings.ToLower(l.Subject+"\n"+l.Text), strings.ToLower(words))
}
