package main

import (
	"fmt"
	"runtime"
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

func (r *report) markdown() string {
	var b strings.Builder
	b.WriteString("# Figures\n\nWritten by `make bench`; do not edit. Everything is measured from outside, on one run of one machine, with the load\n")
	fmt.Fprintf(&b, "generator and the server sharing its %d processors: read the ratios, not the rates. Every answer counted is a 202 after an\nfsync. \"Bare\" is an HTTP handler that does nothing but three group-committed bbolt puts.\n", runtime.NumCPU())
	part := ""
	for _, x := range r.rows {
		if x.part != part {
			part = x.part
			fmt.Fprintf(&b, "\n## %s\n\n| what | figure | held to | reached |\n|---|---|---|---|\n", strings.ToUpper(part[:1])+part[1:])
		}
		reached := "yes"
		if !x.ok {
			reached = "**no**"
		}
		if x.held == "" {
			reached = ""
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", x.what, x.figure, x.held, reached)
	}
	return b.String()
}
