package ui

import "strings"

// table is rows as CSV (RFC 4180). Every cell is quoted, so that nothing in one
// ends it.
func table(rows [][]string) string {
	var b strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(harmless(cell), `"`, `""`) + `"`)
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// harmless is a cell that no spreadsheet takes for a formula (OWASP, "CSV
// Injection"; ASVS 1.2.10), neither as it is nor where it is cut: many cut at
// semicolons, and know quotation marks only at the beginning of a cell of theirs.
func harmless(cell string) string {
	var b strings.Builder
	begins := true
	for _, r := range cell {
		switch {
		case r == '\t' || r == '\r':
			b.WriteByte('\'')
			begins = true
		case begins && strings.ContainsRune("=+-@\uff1d\uff0b\uff0d\uff20", r):
			b.WriteByte('\'')
			begins = false
		case strings.ContainsRune(";,|\n", r):
			begins = true
		case !strings.ContainsRune(` "'`, r):
			begins = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
