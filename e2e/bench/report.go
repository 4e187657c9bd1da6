package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// report collects the figures.
type report struct{ rows []row }

type row struct {
	part, what, figure, held string
	ok                       bool
}

func (r *report) add(part, what, figure, held string, ok bool) {
	r.rows = append(r.rows, row{part, what, figure, held, ok})
	fmt.Printf("%-10s %-60s %-40s %s\n", part, what, figure, held)
}

// note is a figure that nothing is held to.
func (r *report) note(part, what, figure string) { r.add(part, what, figure, "", true) }

// limits says why a part does not reach everything it is held to. It was found
// with a profiler, and is printed only while it is true.
func limits(part string) string {
	if part != "intake" {
		return ""
	}
	return `
What limits new keys is processor time, not the disk. An event writes eleven rows and seven index entries (post, raw body,
incident, alert, three lines of the timeline, equipment, timer, page, audit), each row JSON under a checksum; that and bbolt's
own commit, on the one goroutine that writes, take about 135 µs, HTTP and JSON on the way in another 70 µs. The bare handler
writes three short rows and decides nothing. On these processors, which the load generator shares, half of it is out of reach
while every event is an incident with all that belongs to it; what repeats is cheaper.
`
}

func (r *report) markdown() string {
	var b strings.Builder
	b.WriteString("# Figures\n\nWritten by `make bench`; do not edit. Everything is measured from outside, on one run of one machine, with the load\n")
	fmt.Fprintf(&b, "generator and the server sharing its %d processors: read the ratios, not the rates. Every answer counted is a 202 after an\nfsync. \"Bare\" is an HTTP handler that does nothing but three group-committed bbolt puts. What crashes and power cuts lose\nis in [reliability.md](reliability.md).\n", runtime.NumCPU())
	for _, part := range r.parts() {
		r.section(&b, part)
	}
	return b.String()
}

// parts are the parts in the order in which they first came.
func (r *report) parts() (parts []string) {
	for _, x := range r.rows {
		if !slices.Contains(parts, x.part) {
			parts = append(parts, x.part)
		}
	}
	return parts
}

func (r *report) section(b *strings.Builder, part string) {
	fmt.Fprintf(b, "\n## %s\n\n| what | figure | held to | reached |\n|---|---|---|---|\n", strings.ToUpper(part[:1])+part[1:])
	missed := false
	for _, x := range r.rows {
		if x.part != part {
			continue
		}
		reached := "yes"
		if !x.ok {
			reached, missed = "**no**", true
		}
		if x.held == "" {
			reached = ""
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", x.what, x.figure, x.held, reached)
	}
	if missed {
		b.WriteString(limits(part))
	}
}
