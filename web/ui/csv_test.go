package ui_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wakeman/web/ui"
)

// Whatever people are called: a table reads back as it was but for the marks that
// keep formulas apart, and a program that cuts at semicolons finds no formula.
func TestNoCellOfATableIsAFormulaWhereverItIsCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOfN(rapid.RuneFrom([]rune("=+-@;,|\t\r\n \"'aB1")), 0, 12, -1)
		row := rapid.SliceOfN(cell, 1, 4).Draw(t, "row")
		text := ui.Table([][]string{row})
		read, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(read) != 1 || len(read[0]) != len(row) {
			t.Fatalf("%q is read as %q, %v", text, read, err)
		}
		for i := range row {
			plain := func(s string) string { return strings.NewReplacer("'", "", "\r", "").Replace(s) }
			if plain(read[0][i]) != plain(row[i]) {
				t.Errorf("%q became %q", row[i], read[0][i])
			}
		}
		cuts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";,|\t\r\n", r) })
		if slices.ContainsFunc(cuts, func(s string) bool {
			s = strings.TrimLeft(s, ` "`)
			return s != "" && strings.ContainsAny(s[:1], "=+-@")
		}) {
			t.Errorf("%q holds a formula: %q", row, text)
		}
	})
}
