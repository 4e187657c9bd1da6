package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary be the program itself when a script calls
// wakeman.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"wakeman": main})
}
