package view

import "strings"

// eventTitle is the event's summary, or what stands for it.
func eventTitle(r EventRow) string {
	if strings.TrimSpace(r.Summary) != "" {
		return r.Summary
	}
	if r.Outcome == EventUnparsed {
		return "An event that could not be read"
	}
	return capital(r.Action) + " without a summary"
}

// understood is the decoded event with what every event has in front.
func (v EventPage) understood() []Field {
	var fields []Field
	for _, f := range []Field{
		{"action", v.Action},
		{"dedup key", v.Key},
		{"severity", v.Severity},
		{"source", v.Source},
		{"service", v.Service.Name},
		{"received", v.Method},
		{"from address", v.Remote},
	} {
		if f.Value != "" {
			fields = append(fields, f)
		}
	}
	return append(fields, v.Decoded...)
}

// rawWords says how large a body is and what of it is shown.
func rawWords(v EventPage) string {
	words := count(v.RawBytes, "byte", "bytes")
	if v.ContentType != "" {
		words = v.ContentType + ", " + words
	}
	if v.RawBinary {
		words += ", not text: shown as hexadecimal"
	}
	if v.RawCut {
		words += ", only its beginning is shown"
	}
	return words
}
