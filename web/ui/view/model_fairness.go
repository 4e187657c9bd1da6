package view

import "time"

// FairnessPage is who carries how much of being on call.
type FairnessPage struct {
	Schedule Ref // empty: all schedules together
	Parts    []FairnessPart
}

// FairnessPart is a stretch of time.
type FairnessPart struct {
	ID       string // of its heading
	Title    string
	From, To time.Time
	Rows     []FairnessRow
	Words    []string // who carries far more or less than the others; empty: it is about even
}

// FairnessRow is one person's part of it.
type FairnessRow struct {
	Person Ref
	You    bool
	Left   bool // has left
	Night  Burden
	Week   Burden // weekends
	Total  Burden
}

// Burden is some time on call, held against that of the others.
type Burden struct {
	Time  time.Duration
	Share float64       // of the most that anybody has, from 0 to 1
	Diff  time.Duration // from the mean of all
}
