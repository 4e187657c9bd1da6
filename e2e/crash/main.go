// Command crash kills a real Wakeman under load, again and again, and proves
// that nothing it accepted is lost and nothing it owed was left unpaged.
//
// An outside observer keeps the book: every event that was answered with 202,
// and every page that a carrier received. After the last restart it compares
// the book with what the API says is stored. With -no-sync the store does not
// wait for the disk; then, and with -powercut, the harness must find losses, or
// it could not have found any.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"time"
)

// plan is what a run does.
type plan struct {
	cycles   int
	clients  int
	longest  time.Duration // a process lives at most so long under load
	powercut bool
	noSync   bool
	seed     uint64
	binary   string
}

func main() {
	var p plan
	flag.IntVar(&p.cycles, "cycles", 25, "how often to kill")
	flag.IntVar(&p.clients, "clients", 8, "senders at once")
	flag.DurationVar(&p.longest, "longest", 600*time.Millisecond, "longest life under load")
	flag.BoolVar(&p.powercut, "powercut", false, "cut the power of the file system too (root, loop mount)")
	flag.BoolVar(&p.noSync, "no-sync", false, "run with syncing off: with -powercut this must lose events")
	flag.Uint64Var(&p.seed, "seed", uint64(time.Now().UnixNano()), "seed of the kill times")
	flag.StringVar(&p.binary, "binary", "", "the wakeman to run; built when left out")
	canCut := flag.Bool("can-cut", false, "only say, by the exit code, whether power can be cut here")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if *canCut {
		if err := tryCut(ctx); err != nil {
			fmt.Fprintln(os.Stderr, "crash:", err)
			os.Exit(1)
		}
		return
	}
	result, err := p.run(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "crash:", err)
		os.Exit(2)
	}
	result.print(os.Stdout)
	if !p.judge(result) {
		os.Exit(1)
	}
}

// judge says whether the run proves what it should.
func (p plan) judge(r result) bool {
	if p.noSync {
		if r.lost == 0 {
			fmt.Println("FAILED: syncing was off, and the harness noticed no loss: it can not be trusted")
		}
		return r.lost > 0
	}
	ok := r.lost == 0 && r.unpaged == 0 && r.duplicates <= r.kills && r.damage == ""
	if !ok {
		fmt.Println("FAILED")
	}
	return ok
}

func (p plan) run(ctx context.Context) (result, error) {
	fmt.Printf("seed %d, %d cycles, %d senders, power cuts %v, syncing %v\n", p.seed, p.cycles, p.clients, p.powercut, !p.noSync)
	random := rand.New(rand.NewPCG(p.seed, 1))
	rig, err := newRig(ctx, p)
	if err != nil {
		return result{}, err
	}
	defer rig.close()
	for cycle := range p.cycles {
		life := 20*time.Millisecond + time.Duration(random.Int64N(int64(p.longest)))
		if err := rig.cycle(ctx, life); err != nil {
			return result{}, fmt.Errorf("cycle %d: %w", cycle+1, err)
		}
		if (cycle+1)%50 == 0 {
			fmt.Printf("%d kills, %d events accepted, %d pages\n", cycle+1, rig.book.accepted(), rig.book.pages())
		}
	}
	return rig.finish(ctx)
}
