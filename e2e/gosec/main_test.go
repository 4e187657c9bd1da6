package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOnlyWhatIsExplainedPasses(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	issue := `{"rule_id":"G304","file":"` + filepath.Join(root, "a/b.go") + `","line":"7","details":"a file"}`
	known := filepath.Join(t.TempDir(), "explained.txt")
	for _, c := range []struct{ report, explained, want string }{
		{`{"Issues":[` + issue + `],"Stats":{"files":3}}`, "# why\nG304 a/b.go 1 the admin names it", ""},
		{`{"Issues":[` + issue + `],"Stats":{"files":3}}`, "", "a/b.go:7: G304 a file (1 found here, 0 explained)"},
		{`{"Issues":[` + issue + `,` + issue + `],"Stats":{"files":3}}`, "G304 a/b.go 1 the admin names it", "(2 found here, 1 explained)"},
		{`{"Issues":[],"Stats":{"files":3}}`, "G304 a/b.go 1 the admin names it", "not found any more"},
		{`{"Issues":[],"Stats":{"files":0}}`, "", "0 files were read"},
		{`{"Golang errors":{"x.go":[{"error":"broken"}]},"Issues":[],"Stats":{"files":3}}`, "", "were not"},
		{`{"Issues":[],"Stats":{"files":3}}`, "G304 a/b.go 1", "want rule, file, count and a reason"},
		{`{"Issues":[],"Stats":{"files":3}}`, "G304 a/b.go many because it is so", "is no count"},
		{`nonsense`, "", "report: "},
	} {
		if err := os.WriteFile(known, []byte(c.explained), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := run([]string{known}, strings.NewReader(c.report), &out)
		said := out.String()
		if err != nil {
			said += err.Error()
		}
		if (err == nil) != (c.want == "") || !strings.Contains(said, c.want) {
			t.Errorf("%s with %q: %v, said %q", c.report, c.explained, err, said)
		}
	}
}
