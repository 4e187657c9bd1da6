package view

import "time"

// AdvicePage is what the weeks to come of a schedule ask of its people, and what
// could be better.
type AdvicePage struct {
	Schedule Ref
	Own      Clock // the schedule's
	From, To time.Time
	Coverage string // "100 %"
	Handoffs int
	Hours    Chart
	Days     Chart
	Lengths  Chart
	Advice   []AdviceRow
}

// AdviceRow is one thing that could be better.
type AdviceRow struct {
	Title    string
	Why      string   // it matters
	Details  []string // where
	Remedies []Task
	WhyNot   string // no remedy is one click away; "" if one is
	// Gaps is when somebody is missing, and MoreGaps what is folded away.
	Gaps, MoreGaps []AdviceGap
}

// AdviceGap is a time in which nobody is on call.
type AdviceGap struct {
	When  string
	Cover Task // puts somebody on; without a path for who may not
}

// Chart is a distribution, drawn as bars.
type Chart struct {
	Name  string
	Bars  []ChartBar
	Note  string // what the marked bars are; "" without any
	Words string // the same in words
}

// ChartBar is how often something is.
type ChartBar struct {
	Label  string // "" for no room
	Count  int
	Marked bool // a bad one
}
