// Wakeman is on-call alerting in one binary: events come in from the monitoring
// on the LAN, become incidents, wake the one person on call, and escalate until
// somebody says "I have it".
//
// This package wires the rooms together and is the only one that sees all of
// them: main parses the command line, opens the store, builds the appliance,
// serves, and stops. See docs/ for the handbook.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a box without zone files must still know when a shift begins
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr}))
}

// stdio are the streams of a command.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}
