package view

import (
	"slices"
	"strings"
)

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

// understood is the decoded event with what every event has in front. What a
// decoder says once more in the same words is left out.
func (v EventPage) understood() []Field {
	fields := []Field{
		{"action", v.Action},
		{"dedup key", v.Key},
		{"severity", v.Severity},
		{"source", v.Source},
		{"service", v.Service.Name},
		{"received", v.Method},
		{"from address", v.Remote},
	}
	fields = slices.DeleteFunc(fields, func(f Field) bool { return f.Value == "" })
	for _, f := range v.Decoded {
		if !slices.Contains(fields, f) {
			fields = append(fields, f)
		}
	}
	return fields
}

// further is the reasons that Why does not give already.
func (v EventPage) further() []string {
	return slices.DeleteFunc(slices.Clone(v.Reasons), func(r string) bool { return r == v.Why })
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
