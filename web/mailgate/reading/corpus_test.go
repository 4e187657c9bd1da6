package reading

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The fuzzer begins at what each reader takes, not only at what none of them knows.
func TestEachReaderTakesAMailOfTheCorpus(t *testing.T) {
	taken := map[string]bool{}
	files, err := filepath.Glob("testdata/fuzz/FuzzRead/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if _, by, ok := Read(inputOf(t, file), Shipped()); ok {
			taken[by.Name] = true
		}
	}
	for _, r := range Shipped() {
		if !taken[r.Name] {
			t.Errorf("no mail of testdata/fuzz/FuzzRead is taken by %s", r.Name)
		}
	}
}

// inputOf reads an input of FuzzRead: subject, text, sender.
func inputOf(t *testing.T, file string) Letter {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var args []string
	for line := range strings.Lines(string(raw)) {
		if quoted, ok := strings.CutPrefix(strings.TrimSpace(line), "string("); ok {
			arg, err := strconv.Unquote(strings.TrimSuffix(quoted, ")"))
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			args = append(args, arg)
		}
	}
	if len(args) != 3 {
		t.Fatalf("%s: %d arguments", file, len(args))
	}
	return Letter{Subject: strings.Join(strings.Fields(args[0]), " "), Text: args[1], From: args[2]}
}
