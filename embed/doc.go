// Package embed holds the files that are compiled into the binary: the
// stylesheet, the script and the icons.
//
// The folder is called embed because that is what it does; the standard
// library's package of that name is imported as stdembed, here and only here.
//
// Every asset is served under an address that contains a hash of its bytes
// (/assets/{hash}/app.css), so browsers may keep it for ever and still get the
// new one with the next release. The stylesheet is kept as several files that
// are joined once, in the order that [Load] names: custom properties first, so
// that the colour scheme is known before anything is painted.
package embed
