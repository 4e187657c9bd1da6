package store

import (
	"bytes"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateGolden = flag.Bool("update", false, "write the golden rows in testdata/golden anew")

// golden compares the row that t makes of k and v with the bytes in testdata/golden/<table>.hex, and reads those bytes
// back. A field that was renamed or changed its type shows here, before it shows at a customer's. Every field of v
// should be set: a zero value may be left out of the payload.
func golden[K, V any](t *testing.T, table *table[K, V], k K, v V, options ...cmp.Option) {
	t.Helper()
	t.Run(table.name, func(t *testing.T) {
		t.Helper()
		key, err := table.keyBytes(k)
		if err != nil {
			t.Fatal(err)
		}
		row, err := table.encode(key, v)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "golden", table.name+".hex")
		if *updateGolden {
			writeGolden(t, path, key, row)
		}
		goldenKey, goldenRow := readGolden(t, path)
		if !bytes.Equal(key, goldenKey) {
			t.Errorf("the key is\n%x, and was\n%x", key, goldenKey)
		}
		if !bytes.Equal(row, goldenRow) {
			t.Errorf("the row is\n%q, and was\n%q", row, goldenRow)
		}
		back, err := table.decode(goldenKey, goldenRow)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(v, back, options...); diff != "" {
			t.Errorf("the golden row is read as something else (-want +got):\n%s", diff)
		}
		for _, field := range unset(reflect.ValueOf(v)) {
			t.Errorf("%s is not set in the example: its name in the file is not tested", field)
		}
	})
}

// unset are the exported fields of a struct that have their zero value.
func unset(v reflect.Value) (names []string) {
	if v.Kind() != reflect.Struct {
		return nil
	}
	for _, field := range reflect.VisibleFields(v.Type()) {
		if field.IsExported() && !field.Anonymous && field.Tag.Get("json") != "-" && v.FieldByIndex(field.Index).IsZero() {
			names = append(names, field.Name)
		}
	}
	return names
}

// writeGolden writes the key, a line break, and the row in lines of 32 bytes.
func writeGolden(t *testing.T, path string, key, row []byte) {
	t.Helper()
	text := hex.EncodeToString(key) + "\n"
	for len(row) > 0 {
		n := min(32, len(row))
		text += hex.EncodeToString(row[:n]) + "\n"
		row = row[n:]
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readGolden(t *testing.T, path string) (key, row []byte) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; make it with: go test ./store -run %s -update", err, t.Name())
	}
	first, rest, _ := bytes.Cut(text, []byte("\n"))
	return unhex(t, first), unhex(t, bytes.ReplaceAll(rest, []byte("\n"), nil))
}

func unhex(t *testing.T, text []byte) []byte {
	t.Helper()
	b := make([]byte, hex.DecodedLen(len(text)))
	if _, err := hex.Decode(b, text); err != nil {
		t.Fatal(err)
	}
	return b
}
