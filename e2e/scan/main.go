package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"text/tabwriter"
)

func main() {
	binary := flag.String("binary", "bin/wakeman", "the program to look at")
	verbose := flag.Bool("v", false, "print every route")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := scan(ctx, os.Stdout, *binary, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "scan:", err)
		os.Exit(1)
	}
}

// scan looks at the box as it should be run, then at the two other ways it is
// reached: with a certificate of its own making, and on plain http.
func scan(ctx context.Context, out io.Writer, binary string, verbose bool) error {
	var failed error
	for _, how := range []setting{{tls: true, hsts: true}, {tls: true}, {}} {
		if err := scanOne(ctx, out, binary, how, verbose); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

func (how setting) String() string {
	switch {
	case how.hsts:
		return "https with --hsts"
	case how.tls:
		return "https"
	}
	return "plain http"
}

func scanOne(ctx context.Context, out io.Writer, binary string, how setting, verbose bool) error {
	b, err := start(ctx, binary, how)
	if err != nil {
		return err
	}
	faults, err := b.look(ctx, out, verbose)
	for _, f := range faults {
		fmt.Fprintln(out, "FAULT", f)
	}
	err = errors.Join(err, b.stop())
	if len(faults) > 0 {
		err = errors.Join(err, fmt.Errorf("%s: %d faults", how, len(faults)))
	}
	return err
}

// look runs every judge; sessions, forgeries and redirects once, where cookies
// are as they should be.
func (b *box) look(ctx context.Context, out io.Writer, verbose bool) ([]string, error) {
	visitors := []visitor{{name: "stranger"}}
	for _, role := range roles() {
		v, err := b.signIn(ctx, role, nil)
		if err != nil {
			return nil, err
		}
		visitors = append(visitors, v)
	}
	owner := visitors[len(visitors)-1]
	all, err := b.targets(ctx, owner)
	if err != nil {
		return nil, err
	}
	faults, err := b.headers(ctx, out, all, visitors, verbose)
	if err != nil || !b.hsts {
		return faults, err
	}
	return b.behaviour(ctx, out, all, faults)
}

func (b *box) behaviour(ctx context.Context, out io.Writer, all []target, faults []string) ([]string, error) {
	// What was asked for above ended sessions and slowed sign-ins down.
	if err := b.command(ctx, "", "unblock", "--all"); err != nil {
		return faults, err
	}
	owner, err := b.signIn(ctx, "owner", nil)
	if err != nil {
		return faults, err
	}
	asks, more, err := b.forged(ctx, all, owner)
	if err != nil {
		return faults, err
	}
	fmt.Fprintf(out, "forged requests: %d sent, %d taken\n", asks, len(more))
	faults = append(faults, more...)
	asks, more = b.redirects(ctx, all, owner)
	fmt.Fprintf(out, "open redirects and header injection: %d asked, %d found\n", asks, len(more))
	faults = append(faults, more...)
	if more, err = b.sessionFaults(ctx); err != nil {
		return faults, err
	}
	fmt.Fprintf(out, "session fixation and ended sessions: %d found\n", len(more))
	return append(faults, more...), nil
}

// row is what the table says of one door.
type row struct {
	answers, lowest int
	statuses        map[int]int
}

// headers asks for everything as everybody and grades each answer: first what
// only looks, because some of the rest ends sessions even without a form.
func (b *box) headers(ctx context.Context, out io.Writer, all []target, visitors []visitor, verbose bool) (faults []string, err error) {
	table := map[string]*row{}
	said := map[string]bool{}
	looking, changing := split(all)
	for _, t := range slices.Concat(looking, changing) {
		for _, by := range visitors {
			if ends(t, by) {
				continue
			}
			res, err := b.ask(ctx, asked{method: t.method, path: t.path, by: by, header: map[string]string{"Sec-Fetch-Site": "same-origin"}})
			if err != nil {
				return faults, fmt.Errorf("%s as %s: %w", t.route, by.name, err)
			}
			points, wrong := grade(t.path, res.Response, b.setting)
			note(table, t.door+"\t"+by.name, points, res.StatusCode)
			if verbose {
				fmt.Fprintf(out, "%3d %-2s %d %-9s %s\n", points, letter(points), res.StatusCode, by.name, t.route)
			}
			for _, f := range wrong {
				if line := fmt.Sprintf("%s as %s: %s", t.route, by.name, f); !said[line] {
					said[line] = true
					faults = append(faults, line)
				}
			}
			if len(wrong) == 0 && points < wanted {
				faults = append(faults, fmt.Sprintf("%s as %s: %d points, want %d", t.route, by.name, points, wanted))
			}
		}
	}
	b.print(out, table)
	return faults, nil
}

func split(all []target) (looking, changing []target) {
	for _, t := range all {
		if t.method == http.MethodGet {
			looking = append(looking, t)
		} else {
			changing = append(changing, t)
		}
	}
	return looking, changing
}

// ends are the requests that would end the scan's own sessions.
func ends(t target, by visitor) bool { return t.route == "POST /signout" && by.cookie != nil }

func note(table map[string]*row, key string, points, status int) {
	r := table[key]
	if r == nil {
		r = &row{lowest: points, statuses: map[int]int{}}
		table[key] = r
	}
	r.answers++
	r.statuses[status]++
	r.lowest = min(r.lowest, points)
}

func (b *box) print(out io.Writer, table map[string]*row) {
	fmt.Fprintf(out, "\n%s\n", b.setting)
	w := tabwriter.NewWriter(out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(w, "door\tas\tanswers\tlowest\tgrade\tanswered")
	lowest, answers := wanted, 0
	for _, key := range slices.Sorted(maps.Keys(table)) {
		r := table[key]
		lowest, answers = min(lowest, r.lowest), answers+r.answers
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%v\n", key, r.answers, r.lowest, letter(r.lowest), r.statuses)
	}
	_ = w.Flush()
	fmt.Fprintf(out, "%s: %d answers, grade %s (%d points; A+ is 100)\n", b.setting, answers, letter(lowest), lowest)
}
