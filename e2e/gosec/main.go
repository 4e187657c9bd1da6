// Command gosec holds what gosec finds against explained.txt: each finding is
// fixed, or stands there with its reason. It fails on a finding that nobody has
// explained, and on an explanation that nothing needs any more. There are no
// rules switched off and no directories left out.
//
//	gosec -quiet -fmt json ./... | go run ./e2e/gosec e2e/gosec/explained.txt
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gosec:", err)
		os.Exit(1)
	}
}

// place is a rule in a file. Lines are not named: they move.
type place struct{ rule, file string }

// explained is how many findings of a place are known, and why they are none.
type explained struct {
	count int
	why   string
}

func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("name the file with the explanations")
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	known, err := read(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	found, files, err := report(in, root)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	wrong := compare(found, known)
	for _, line := range wrong {
		fmt.Fprintln(out, line)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%d places to look at", len(wrong))
	}
	fmt.Fprintf(out, "gosec: %d files, %d places explained, nothing else\n", files, len(known))
	return nil
}

// read takes lines "RULE FILE COUNT why"; # begins a comment.
func read(text string) (map[place]explained, error) {
	known := map[place]explained{}
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		if len(words) < 4 {
			return nil, fmt.Errorf("line %d: want rule, file, count and a reason", i+1)
		}
		count, err := strconv.Atoi(words[2])
		if err != nil || count < 1 {
			return nil, fmt.Errorf("line %d: %q is no count", i+1, words[2])
		}
		known[place{words[0], words[1]}] = explained{count, strings.Join(words[3:], " ")}
	}
	return known, nil
}

// finding is one issue of gosec's report.
type finding struct {
	Rule string `json:"rule_id"`
	File string `json:"file"`
	Line string `json:"line"`
	What string `json:"details"`
}

// report reads gosec's JSON. A package that gosec could not read is an error:
// what was not looked at is not clean.
func report(in io.Reader, root string) (found map[place][]finding, files int, err error) {
	var r struct {
		Errors map[string][]any `json:"Golang errors"`
		Issues []finding
		Stats  struct{ Files int }
	}
	if err := json.NewDecoder(in).Decode(&r); err != nil {
		return nil, 0, err
	}
	if len(r.Errors) > 0 || r.Stats.Files == 0 {
		return nil, 0, fmt.Errorf("%d files were read, and %v were not", r.Stats.Files, r.Errors)
	}
	found = map[place][]finding{}
	for _, f := range r.Issues {
		name, err := filepath.Rel(root, f.File)
		if err != nil {
			return nil, 0, err
		}
		p := place{f.Rule, filepath.ToSlash(name)}
		found[p] = append(found[p], f)
	}
	return found, r.Stats.Files, nil
}

// compare gives a line for each place where findings and explanations differ.
func compare(found map[place][]finding, known map[place]explained) (wrong []string) {
	for p, list := range found {
		if len(list) == known[p].count {
			continue
		}
		for _, f := range list {
			wrong = append(wrong, fmt.Sprintf("%s:%s: %s %s (%d found here, %d explained)", p.file, f.Line, f.Rule, f.What, len(list), known[p].count))
		}
	}
	for p, e := range known {
		if len(found[p]) == 0 {
			wrong = append(wrong, fmt.Sprintf("%s: %s is explained (%s) and not found any more", p.file, p.rule, e.why))
		}
	}
	slices.Sort(wrong)
	return wrong
}
