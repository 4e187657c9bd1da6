// Package civiltest gives tests every zone of the tz data that the toolchain embeds, and the instants at which their clocks
// change. It reads the archive itself, so that nothing depends on what the machine has installed, nor on how the package
// under test looks zones up.
package civiltest
