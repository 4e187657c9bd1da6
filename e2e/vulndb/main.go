// Command vulndb makes what govulncheck reads (https://go.dev/doc/security/vuln/database)
// from a clone of the Go vulnerability database, for machines that do not reach
// vuln.go.dev:
//
//	git clone https://github.com/golang/vulndb
//	go run ./e2e/vulndb -osv vulndb/data/osv -out /tmp/vulndb
//	make scan VULNDB=file:///tmp/vulndb
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// entry is what the index needs of a report in the OSV form.
type entry struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
	Affected []struct {
		Package struct {
			Name string `json:"name"`
		} `json:"package"`
		Ranges []struct {
			Events []struct {
				Fixed string `json:"fixed"`
			} `json:"events"`
		} `json:"ranges"`
	} `json:"affected"`
}

// vuln and module are lines of index/modules.json.
type vuln struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
	Fixed    string    `json:"fixed,omitempty"`
}

type module struct {
	Path  string `json:"path"`
	Vulns []vuln `json:"vulns"`
}

func main() {
	osv := flag.String("osv", "", "directory of reports (data/osv of the clone)")
	out := flag.String("out", "", "where to write the database")
	flag.Parse()
	n, err := build(*osv, *out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "vulndb:", err)
		os.Exit(1)
	}
	fmt.Printf("%d reports in %s\n", n, *out)
}

// build copies the reports and writes the index beside them; it gives their number.
func build(osv, out string) (int, error) {
	names, err := filepath.Glob(filepath.Join(osv, "*.json"))
	if err != nil || len(names) == 0 {
		return 0, cmp.Or(err, fmt.Errorf("no reports in %q", osv))
	}
	for _, dir := range []string{"index", "ID"} {
		if err := os.MkdirAll(filepath.Join(out, dir), 0o750); err != nil {
			return 0, err
		}
	}
	modules := map[string]*module{}
	var newest time.Time
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return 0, err
		}
		var e entry
		if err := json.Unmarshal(text, &e); err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		if e.Modified.After(newest) {
			newest = e.Modified
		}
		note(modules, e)
		if err := os.WriteFile(filepath.Join(out, "ID", filepath.Base(name)), text, 0o600); err != nil {
			return 0, err
		}
	}
	return len(names), index(out, newest, modules)
}

// note adds a report to every module that it names, once each.
func note(modules map[string]*module, e entry) {
	for _, a := range e.Affected {
		m := modules[a.Package.Name]
		if m == nil {
			m = &module{Path: a.Package.Name}
			modules[m.Path] = m
		}
		fixed := ""
		for _, r := range a.Ranges {
			for _, event := range r.Events {
				fixed = cmp.Or(event.Fixed, fixed)
			}
		}
		if !slices.ContainsFunc(m.Vulns, func(v vuln) bool { return v.ID == e.ID }) {
			m.Vulns = append(m.Vulns, vuln{e.ID, e.Modified, fixed})
		}
	}
}

func index(out string, newest time.Time, modules map[string]*module) error {
	list := []*module{}
	for _, m := range modules {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b *module) int { return cmp.Compare(a.Path, b.Path) })
	for name, v := range map[string]any{"db.json": map[string]time.Time{"modified": newest}, "modules.json": list} {
		text, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, "index", name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}
