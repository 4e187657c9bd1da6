package ui

// Patterns are the patterns of every route, in order.
func Patterns() (list []string) {
	for _, r := range (&ui{}).routes() {
		list = append(list, r.pattern)
	}
	return list
}

// The readers of what comes from outside, for the fuzz targets.
var (
	AfterSignIn = afterSignIn
	RawText     = rawText
	TakeNotice  = takeNotice
)

// CursorRoundTrip reads a cursor and writes it.
func CursorRoundTrip(text string) string { return parseCursor(text).String() }
