package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheIndexNamesEachModulesReports(t *testing.T) {
	osv, out := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		"GO-1.json": `{"id":"GO-1","modified":"2026-01-02T00:00:00Z","affected":[{"package":{"name":"stdlib"},"ranges":[{"events":[{"introduced":"0"},{"fixed":"1.2.3"}]}]},{"package":{"name":"stdlib"}}]}`,
		"GO-2.json": `{"id":"GO-2","modified":"2026-03-04T00:00:00Z","affected":[{"package":{"name":"example.net/m"}}]}`,
	} {
		if err := os.WriteFile(filepath.Join(osv, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n, err := build(osv, out)
	if err != nil || n != 2 {
		t.Fatalf("%d, %v", n, err)
	}
	for name, want := range map[string]string{
		"index/db.json": `{"modified":"2026-03-04T00:00:00Z"}`,
		"index/modules.json": `[{"path":"example.net/m","vulns":[{"id":"GO-2","modified":"2026-03-04T00:00:00Z"}]},
			{"path":"stdlib","vulns":[{"id":"GO-1","modified":"2026-01-02T00:00:00Z","fixed":"1.2.3"}]}]`,
	} {
		var got, wanted any
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil || json.Unmarshal(text, &got) != nil || json.Unmarshal([]byte(want), &wanted) != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if _, err := os.Stat(filepath.Join(out, "ID", "GO-1.json")); err != nil {
		t.Error(err)
	}
	if _, err := build(t.TempDir(), out); err == nil {
		t.Error("an empty directory is a database")
	}
}
