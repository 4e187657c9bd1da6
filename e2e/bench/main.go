// Command bench measures a real Wakeman from outside and writes the figures the
// design is held to, each with what it is compared with, measured in the same
// run on the same machine.
//
// The load generator shares the machine with the server under test, so absolute
// rates are low; the ratios are what counts.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"
)

func main() {
	write := flag.String("write", "", "file to write the figures to, as Markdown; standard output when left out")
	seconds := flag.Duration("for", 4*time.Second, "how long each load lasts")
	old := flag.Int("old", 1_000_000, "how many resolved incidents the old store holds")
	only := flag.String("only", "", "one part alone: intake, doors, latency, storm, old store, pages, schedules, watch")
	bare := flag.String("bare", "", "internal: run the bare handler on this address")
	dir := flag.String("dir", "", "internal: its directory")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *bare != "" {
		exitOn(serveBare(ctx, *bare, *dir))
		return
	}
	b := &bench{each: *seconds, old: *old, only: *only}
	err := b.run(ctx)
	exitOn(err)
	text := b.report.markdown()
	if *write == "" {
		fmt.Print(text)
		return
	}
	exitOn(os.WriteFile(*write, []byte(text), 0o644))
	fmt.Println("written to", *write)
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	each   time.Duration
	old    int
	only   string
	dir    string
	binary string
	report report
}

func (b *bench) run(ctx context.Context) (err error) {
	if b.dir, err = os.MkdirTemp("", "wakeman-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir) //nolint:errcheck // a temporary directory
	b.binary = filepath.Join(b.dir, "wakeman")
	build := exec.CommandContext(ctx, "make", "--silent", "build", "BIN="+b.dir) // as it is shipped
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build: %w", err)
	}
	for _, part := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"intake", b.intake}, {"doors", b.doors}, {"latency", b.latency}, {"storm", b.storm}, {"old store", b.oldStore}, {"pages", b.pages}, {"schedules", b.schedules}, {"watch", b.watch},
	} {
		if b.only != "" && b.only != part.name {
			continue
		}
		fmt.Fprintln(os.Stderr, "bench:", part.name)
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return b.size()
}

// size is the binary's.
func (b *bench) size() error {
	info, err := os.Stat(b.binary)
	if err == nil {
		b.report.add("size", "stripped binary", fmt.Sprintf("%.1f MiB", float64(info.Size())/(1<<20)), "≤ 40 MiB", info.Size() <= 40<<20)
	}
	return err
}
