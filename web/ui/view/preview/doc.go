// Package preview draws every page of Wakeman with made-up contents, so that
// pages can be looked at, measured and tested without a running box.
//
//	go run ./web/ui/view/preview/write /tmp/preview
//
// The contents are as unfriendly as real ones: 40-character host names,
// right-to-left text, markup in titles, two hundred incidents, none at all.
package preview
