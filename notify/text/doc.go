// Package text prepares words from outside for a message: it makes hostile text
// harmless, cuts it to length, and says in the same way in every channel when
// something began, how a bundle is named, and that a page may be a repeat.
//
// Everything is a pure function of its arguments. Escaping for a medium (HTML,
// JSON, a header) is the driver's work; this package only takes away what is
// dangerous or useless in all of them.
package text
