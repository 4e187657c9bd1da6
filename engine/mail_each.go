package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// MailEach says that a mail tells of several things: each row of its text that fits is
// an event. The zero value: the mail is one event.
//
// With Contains or Matches, these say which rows are events, and none of them is
// passed over. Without them, a row is one if the rule finds in it all that its key is
// made of; one that says nothing of its state is a problem, as a whole mail would be.
type MailEach struct {
	By       MailRow `json:"by"`
	Contains string  `json:"contains,omitempty"` // whatever the case
	Matches  string  `json:"matches,omitempty"`  // RE2
	// NewestFirst tells that the mail has the last thing that happened at its top. The
	// events are taken in the order in which they happened: of two about the same thing,
	// the later one counts.
	NewestFirst bool `json:"newest_first,omitempty"`
}

// MailRow is what a row of a mail's text is.
type MailRow string

// The kinds of rows.
const (
	MailLine  MailRow = "line"
	MailBlock MailRow = "block" // lines without a blank one between them
)

// IsZero tells whether the mail is one event.
func (e MailEach) IsZero() bool { return e == MailEach{} }

// Rows are the rows of a text with where they begin, in bytes, in their order.
func (e MailEach) Rows(text string) (rows []string, starts []int) {
	add := func(start, end int) {
		row := strings.TrimRight(text[start:end], " \t\n")
		if strings.TrimSpace(row) != "" {
			rows, starts = append(rows, row), append(starts, start)
		}
	}
	start, at := 0, 0
	for line := range strings.Lines(text) {
		at += len(line)
		if e.By == MailLine || strings.TrimSpace(line) == "" {
			add(start, at)
			start = at
		}
	}
	add(start, at)
	return rows, starts
}

// Chosen tells rows that are said to be events from others; nil if it is not said which.
func (e MailEach) Chosen() func(row string) bool {
	if e.Contains+e.Matches == "" {
		return nil
	}
	return MailCondition{Contains: e.Contains, Matches: e.Matches}.holder()
}

// check finds what is wrong with it, in a rule; field is empty or begins with a dot.
func (r MailRule) checkEach() (field string, err error) {
	switch e := r.Each; {
	case e.IsZero():
		return "", nil
	case e.By != MailLine && e.By != MailBlock:
		return ".by", fmt.Errorf("must be line or block, not %q", e.By)
	case e.Contains != "" && e.Matches != "":
		return ".matches", errors.New("the rows have either a text or a pattern, not both")
	case len([]rune(e.Contains)) > MaxAnchor:
		return ".contains", fmt.Errorf("is longer than %d characters", MaxAnchor)
	case e.Matches != "":
		if _, err := boundedPattern(e.Matches); err != nil {
			return ".matches", err
		}
	}
	if !slices.ContainsFunc([]MailTake{r.Key, r.Source, r.Component}, func(t MailTake) bool { return t.In == MailBody }) {
		return "", fmt.Errorf("each %s is an event, and nothing tells one from another: take the host, or what is checked there, from the text", r.Each.By)
	}
	return "", nil
}
