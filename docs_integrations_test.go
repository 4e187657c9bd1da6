package main

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/web/mailgate/reading"
)

// sourceRow is a row of the tables of docs/integrations/README.md.
type sourceRow struct{ source, kind, tested string }

func sourceRows(t *testing.T) (rows []sourceRow) {
	t.Helper()
	page, err := os.ReadFile("docs/integrations/README.md")
	if err != nil {
		t.Fatal(err)
	}
	cells := regexp.MustCompile(`(?m)^\| (.+?) \| (.+?) \| (.+?) \| .* \|$`)
	for _, m := range cells.FindAllStringSubmatch(strings.ReplaceAll(string(page), `\|`, "¦"), -1) {
		if m[1] != "Source" {
			rows = append(rows, sourceRow{m[1], strings.Trim(m[2], "`"), m[3]})
		}
	}
	return rows
}

// Whoever adds a type of integration, or teaches the box another sender's mails,
// says in the table what it maps and how that was tested.
func TestTheTableOfSourcesHasEveryTypeAndSaysHowItWasTested(t *testing.T) {
	kinds, inTable := map[string]bool{}, map[string]bool{}
	for _, k := range engine.Kinds() {
		kinds[k.Name] = true
	}
	for _, row := range sourceRows(t) {
		inTable[row.kind] = true
		if len(strings.Trim(row.tested, "–- ")) < len("by hand") {
			t.Errorf("%s: the table does not say how it was tested", row.source)
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(kinds)), slices.Sorted(maps.Keys(inTable))); diff != "" {
		t.Errorf("types of integration (-) and those of the table (+):\n%s", diff)
	}
}

func TestTheTableOfSourcesHasEveryReaderOfMails(t *testing.T) {
	words := map[string]string{"plain": "anything else", "icinga2": "icinga 2"}
	var mails []string
	for _, row := range sourceRows(t) {
		if row.kind == "email" {
			mails = append(mails, strings.ToLower(row.source))
		}
	}
	read := map[string]bool{}
	for _, r := range reading.Shipped() {
		word := r.Name
		if words[word] != "" {
			word = words[word]
		}
		found := false
		for _, source := range mails {
			if strings.Contains(source, word) {
				found, read[source] = true, true
			}
		}
		if !found {
			t.Errorf("mails of %s are read, and the table does not say so", r.Name)
		}
	}
	for _, source := range mails {
		if !read[source] {
			t.Errorf("the table has mails of %s, which no reader knows", source)
		}
	}
}
