// Command scan looks at the running program as a stranger with a scanner would,
// and as each role: it starts the real binary with a certificate of its own,
// signs one person of each role in, finds every page by its route and by
// following links, and asks for all of them.
//
// It judges three things. What every answer carries for browsers (grade.go,
// after Mozilla's Observatory and OWASP's secure headers); what a request of
// another site can do (forged.go); and where an address given by a stranger can
// lead (redirect.go). Sessions are in session.go. Each judge is a pure function
// over an answer, tested against answers that lack one thing each: a scanner
// that cannot fail proves nothing.
//
//	go run ./e2e/scan -binary bin/wakeman [-v]
package main
