// Package ui answers browsers with pages. Each handler reads what it needs from
// the store in short reads, turns it into the plain values of package view, and
// draws; changes go through the engine. One handler a file, named object_verb.
//
// A GET changes nothing. Every page works without scripts: a form posts, the
// answer is a redirect to the page, which says what was done (a notice carried
// in a short-lived cookie). Scripts only fetch fragments of the same pages anew
// (header X-Fragment).
//
// Who may see a page is written where it is mounted, in routes.go.
package ui
