package ui

// The readers of what comes from outside, for the fuzz targets.
var (
	AfterSignIn = afterSignIn
	RawText     = rawText
	TakeNotice  = takeNotice
	Table       = table
)

// CursorRoundTrip reads a cursor and writes it.
func CursorRoundTrip(text string) string { return parseCursor(text).String() }
