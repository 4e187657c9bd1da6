// Package readiness judges, in daylight, what would keep a page from reaching
// somebody at night.
//
//	store ── Read ──> Facts ── Judge (pure) ──> Report: groups of findings
//
// A [Finding] has a code for programs and a sentence for people, and names what it
// is about. The page and the API say the same, because both only draw a [Report].
//
// What the configuration alone gives away is found by config.Lint, and taken over
// from there; this package adds what has happened: who was tested, what was heard.
package readiness
