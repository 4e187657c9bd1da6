package main

import (
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

func TestAFeedIsReadNowByTheCommandLine(t *testing.T) {
	b := newFedBox(t)
	dates, _ := coming()
	b.cal.has(dates...)
	c := commands{db: b.db, kick: func() {}, now: time.Now, refreshFeed: b.refresh}
	said := func(which string) string {
		t.Helper()
		rows, err := c.feedRefresh(t.Context(), feedRefreshIn{which})
		if err != nil {
			return "refused: " + err.Error()
		}
		var lines []string
		for _, r := range rows {
			lines = append(lines, r.Of+": "+r.words())
		}
		return strings.Join(lines, "\n")
	}
	rows, err := c.feedList(t.Context(), struct{}{})
	if err != nil || len(rows) != 2 || rows[0].words() != "not read yet" || strings.Contains(rows[0].Of+rows[1].Of, "http") {
		t.Fatalf("before: %+v, %v", rows, err)
	}
	for which, want := range map[string]string{
		"ann@example.net": "ann@example.net: ", "primary": "Primary: Public: ", "Primary: public": "Primary: Public: ", rows[0].ID: rows[0].Of + ": ",
	} {
		if got := said(which); !strings.HasPrefix(got, want) || strings.Contains(got, "\n") || strings.Contains(got, "not read yet") {
			t.Errorf("%q: %q", which, got)
		}
	}
	if got := said(""); strings.Count(got, "\n") != 1 {
		t.Errorf("all: %q", got)
	}
	if got := said("Secondary"); !strings.HasPrefix(got, "refused: ") || !strings.Contains(got, "'wakeman feed list' has them") {
		t.Errorf("of none: %q", got)
	}
	c.refreshFeed = nil
	if _, err := c.feedRefresh(t.Context(), feedRefreshIn{}); engine.CodeOf(err) != engine.Conflict || !strings.Contains(err.Error(), "start it first") {
		t.Errorf("without a server: %v", err)
	}
}
