package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is one thing wrong with a file. Line and Column count from 1, columns
// in characters, and point at the value, or at the field's name if the value is
// missing.
type Error struct {
	File         string
	Line, Column int
	// Path is the field, as "services[0].integrations[1].key"; empty when the
	// text is no YAML at all.
	Path    string
	Message string
}

// Error prints it the way compilers do, so that editors can jump to it.
func (e Error) Error() string {
	at := fmt.Sprintf("%s:%d:%d: ", e.File, e.Line, e.Column)
	if e.Path != "" {
		at += e.Path + ": "
	}
	return at + e.Message
}

// Errors is everything wrong with a file, from top to bottom.
type Errors []Error

// Error gives one line each.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// maxErrors bounds a report: nobody reads the second hundred.
const maxErrors = 100

// report collects errors while a file is read.
type report struct {
	file   string
	errs   Errors
	hidden int
	// places is where each field stands, for faults that are found later.
	places map[string]place
}

func newReport(file string) *report { return &report{file: file, places: map[string]place{}} }

// at finds a field, or the nearest thing around it that the file does have.
func (r *report) at(path string) place {
	for around := path; around != ""; around = around[:max(strings.LastIndexAny(around, ".["), 0)] {
		if p, ok := r.places[around]; ok {
			p.path = path
			return p
		}
	}
	return place{line: 1, column: 1, path: path}
}

// told reports whether something is already known to be wrong at a path, or at
// what it is a part of.
func (r *report) told(path string) bool {
	return slices.ContainsFunc(r.errs, func(e Error) bool {
		rest, inside := strings.CutPrefix(path, e.Path)
		return inside && e.Path != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

func (r *report) fail(p place, format string, args ...any) {
	if r.full() {
		r.hidden++
		return
	}
	r.errs = append(r.errs, Error{r.file, p.line, p.column, p.path, fmt.Sprintf(format, args...)})
}

func (r *report) full() bool { return len(r.errs) == maxErrors }

// err is nil, or everything found, in the order of the file.
func (r *report) err() error {
	if len(r.errs) == 0 {
		return nil
	}
	slices.SortStableFunc(r.errs, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	if r.hidden > 0 {
		last := r.errs[len(r.errs)-1]
		last.Path, last.Message = "", fmt.Sprintf("and %d more", r.hidden)
		return append(r.errs, last)
	}
	return r.errs
}
