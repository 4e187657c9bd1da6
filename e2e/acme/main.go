package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// patience bounds a whole run; it takes about twenty seconds.
const patience = 3 * time.Minute

func main() {
	binary := flag.String("binary", "", "the program")
	pebble := flag.String("pebble", "", "the ACME server")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := run(ctx, *binary, *pebble); err != nil {
		fmt.Fprintln(os.Stderr, "acme:", err)
		os.Exit(1)
	}
	fmt.Println("PASS")
}

// ways are how a name is proven. Each has an ACME server of its own, which looks
// at the box's ports in that way alone.
func ways() []way {
	return []way{
		{name: "http-01", plain: true},
		{name: "tls-alpn-01"},
		{name: "dns-01", plain: true, dns: true},
	}
}

func run(ctx context.Context, binary, pebble string) error {
	errs := make([]error, len(ways()))
	var done sync.WaitGroup
	for i, w := range ways() {
		done.Go(func() {
			if err := w.play(ctx, binary, pebble); err != nil {
				errs[i] = fmt.Errorf("%s: %w", w.name, err)
			}
		})
	}
	done.Wait()
	return errors.Join(errs...)
}
