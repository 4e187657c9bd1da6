package hooks

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// inputsOf is the committed corpus of a fuzz target: the arguments of each.
func inputsOf(t *testing.T, target string) (inputs [][]string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "fuzz", target, "*"))
	if err != nil || len(files) == 0 {
		t.Errorf("%s has no corpus: %v", target, err)
	}
	for _, file := range files {
		var args []string
		for line := range strings.Lines(mustRead(t, file)) {
			if _, quoted, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(line), ")"), "("); ok {
				arg, err := strconv.Unquote(quoted)
				if err != nil {
					t.Fatalf("%s: %v", file, err)
				}
				args = append(args, arg)
			}
		}
		inputs = append(inputs, args)
	}
	return inputs
}

func mustRead(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// targetsOf are the fuzz targets of this package by what they fuzz:
// "sourceSnyk", "DecodeV2".
func targetsOf(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	target, out := regexp.MustCompile(`(?m)^func (Fuzz\w+)\(f \*testing\.F\) *\{ fuzz(?:Source)?\(f, (\w+)`), map[string]string{}
	for _, file := range files {
		for _, m := range target.FindAllStringSubmatch(mustRead(t, file), -1) {
			out[m[2]] = m[1]
		}
	}
	return out
}

// constructors are the functions that make a source, by the source's name.
func constructors(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("source_*.go")
	if err != nil {
		t.Fatal(err)
	}
	made, out := regexp.MustCompile(`(?ms)^func (source\w+)\(\) source \{.*?name: +"(\w+)"`), map[string]string{}
	for _, file := range files {
		for _, m := range made.FindAllStringSubmatch(mustRead(t, file), -1) {
			out[m[2]] = m[1]
		}
	}
	return out
}

// What is fuzzed from rubbish alone stays at the door: each source's corpus has posts
// that it can read, and posts that open nothing or are not whole.
func TestEachSourceHasAFuzzTargetWithPostsThatItReads(t *testing.T) {
	made, fuzzed := constructors(t), targetsOf(t)
	for _, s := range sources() {
		target := fuzzed[made[s.name]]
		if target == "" {
			t.Errorf("%s has no fuzz target", s.name)
			continue
		}
		read := 0
		for _, args := range inputsOf(t, target) {
			if len(args) != 4 {
				t.Fatalf("%s: %d arguments", target, len(args))
			}
			r := bare([]byte(args[3]))
			r.Method, r.Path, r.Header = args[0], map[string]string{"key": testKey}, http.Header{"Content-Type": {args[2]}}
			r.Query, _ = url.ParseQuery(args[1])
			d, err := s.Decode(r)
			if err == nil && len(d.Events) > 0 && !d.Events[0].Unparsed {
				read++
			}
		}
		if read == 0 {
			t.Errorf("%s: no post of the corpus is read as one", target)
		}
	}
}

func TestEachDecoderHasAFuzzTarget(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	decoder, fuzzed, found := regexp.MustCompile(`(?m)^func (Decode\w+)\(\w+ Request\) \(Decoded, error\)`), targetsOf(t), 0
	for _, file := range slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") }) {
		for _, m := range decoder.FindAllStringSubmatch(mustRead(t, file), -1) {
			if found++; fuzzed[m[1]] == "" {
				t.Errorf("%s has no fuzz target", m[1])
			}
		}
	}
	if found < 5 {
		t.Errorf("%d decoders are found", found)
	}
}
