package view

// ReadinessPage is what would keep a page from reaching somebody, found before
// it happens.
type ReadinessPage struct {
	Groups []ReadinessGroup
}

// ReadinessGroup is one question with what speaks against a yes.
type ReadinessGroup struct {
	Title string
	Good  string // what is so when no line follows
	Lines []ReadinessLine
}

// ReadinessLine is one thing to mend.
type ReadinessLine struct {
	Level Level // Bad: a page would be lost or late; Warning: it may be; "": somebody chose it so
	What  string
	Why   string // a sentence
	Path  string // where it is mended
	Do    string // the words of the link
}

// Count is how many lines of a level there are.
func (v ReadinessPage) Count(level Level) (n int) {
	for _, g := range v.Groups {
		for _, l := range g.Lines {
			if l.Level == level {
				n++
			}
		}
	}
	return n
}
