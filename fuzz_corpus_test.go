package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// intakeRooms are where bytes from outside become events, rotas or rules.
func intakeRooms() []string {
	return []string{
		"web/hooks", "web/mailgate", "web/mailgate/origin", "web/mailgate/reading", "web/recording", "web/recording/gsm",
		"engine", "engine/rules", "schedules/ical",
	}
}

// A handful is what a person can read, and what each run of the tests can afford.
const (
	fewestInputs, mostInputs = 3, 40
	mostInputBytes           = 4 << 10
)

// Whoever adds a fuzz target to the intake commits what it is to begin with: the
// traps that the sender's documents name, and what the fuzzer has found so far.
func TestEachFuzzTargetOfTheIntakeHasASmallCorpus(t *testing.T) {
	for _, room := range intakeRooms() {
		targets := fuzzTargets(t, room)
		if len(targets) == 0 {
			t.Errorf("%s has no fuzz target", room)
		}
		for _, target := range targets {
			checkCorpus(t, filepath.Join(room, "testdata", "fuzz", target))
		}
		kept, _ := os.ReadDir(filepath.Join(room, "testdata", "fuzz"))
		for _, dir := range kept {
			if !slices.Contains(targets, dir.Name()) {
				t.Errorf("%s: a corpus of %s, which is no fuzz target", room, dir.Name())
			}
		}
	}
}

// What has to be fuzzed whoever renames or moves it. The decoders of posts and the
// readers of mails are counted beside them: in web/hooks and web/mailgate/reading.
func TestWhatComesFromOutsideIsFuzzed(t *testing.T) {
	for what, where := range map[string][2]string{
		"MIME":                       {"web/mailgate", "FuzzParse"},
		"SMTP dialogues":             {"web/mailgate", "FuzzSession"},
		"answers to a page":          {"web/mailgate", "FuzzAnAnswer"},
		"proofs of a mail's origin":  {"web/mailgate/origin", "FuzzAnyMail"},
		"mails of all senders":       {"web/mailgate/reading", "FuzzRead"},
		"taught formats":             {"web/mailgate/reading", "FuzzTaught"},
		"taught formats with rows":   {"web/mailgate/reading", "FuzzRows"},
		"formats taught by a sample": {"web/mailgate/reading", "FuzzInfer"},
		"places in a taught mail":    {"engine", "FuzzMailTake"},
		"the mapper":                 {"web/hooks", "FuzzMapping"},
		"templates of the mapper":    {"engine", "FuzzTemplate"},
		"event rules":                {"engine/rules", "FuzzRule"},
		"recordings in mails":        {"web/recording", "FuzzAnyMail"},
		"recordings":                 {"web/recording", "FuzzAnyWave"},
		"GSM":                        {"web/recording/gsm", "FuzzAnyBytes"},
		"calendars":                  {"schedules/ical", "FuzzRead"},
	} {
		if !slices.Contains(fuzzTargets(t, where[0]), where[1]) {
			t.Errorf("%s: %s has no %s", what, where[0], where[1])
		}
	}
}

func fuzzTargets(t *testing.T, room string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(room, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	target := regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range target.FindAllStringSubmatch(string(text), -1) {
			names = append(names, m[1])
		}
	}
	return names
}

// checkCorpus counts the inputs of a target; that they are read and hold is what
// each ordinary run of the target's package sees to.
func checkCorpus(t *testing.T, dir string) {
	t.Helper()
	inputs := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		inputs++
		if info, err := d.Info(); err == nil && info.Size() > mostInputBytes {
			t.Errorf("%s has %d bytes, at most %d are as good", path, info.Size(), mostInputBytes)
		}
		return nil
	})
	switch {
	case err != nil && strings.Contains(err.Error(), "no such file"), inputs == 0:
		t.Errorf("%s: no corpus", dir)
	case err != nil:
		t.Error(err)
	case inputs < fewestInputs || inputs > mostInputs:
		t.Errorf("%s: %d inputs, want %d to %d", dir, inputs, fewestInputs, mostInputs)
	}
}
