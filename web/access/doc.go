// Package access says who can get in, by what, and what they reach: what one hands
// to an auditor, and looks at when somebody leaves.
//
//	store ── Read ──> Facts ── Judge (pure) ──> Report: a Person each, with their ways in
//
// The page, its table and the API say the same, because all of them only draw a
// [Report]. A [Way] has a code for programs and words for people.
package access
