package rules_test

import (
	"fmt"
	"testing"

	"wakeman/engine/rules"
)

// BenchmarkRun is what a set costs an event that no rule of it matches.
func BenchmarkRun(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		b.Run(fmt.Sprint(n, " rules"), func(b *testing.B) {
			var set rules.Set
			for i := range n {
				set = append(set, rules.Rule{ID: fmt.Sprint(i), When: fmt.Sprintf(`event.source startsWith "lab-%d" and event.details.site == "x%d"`, i, i)})
			}
			p, in := rules.Compile(set, true), rules.Input{Event: down(), Now: monday()}
			for b.Loop() {
				p.Run(in)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/rule")
		})
	}
}

// BenchmarkCompile is what a rule costs a change of the configuration.
func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		rules.Compile(rules.Set{{ID: "R", When: `event.source startsWith "lab-" and event.details.site == "x"`, Actions: rules.Actions{Note: "{event.source}"}}}, true)
	}
}
