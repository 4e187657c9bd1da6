package web

import "testing"

// A path that the mux would clean leads to the same secret.
func TestSecretsInPathsAreNotLoggedHoweverTheyAreWritten(t *testing.T) {
	for _, path := range []string{
		"/beat/wk_0", "/calendar/wk_0.ics", "//calendar/wk_0.ics", "/./calendar/wk_0.ics", "/x/../calendar/wk_0.ics", "//a/wk_0", "/invite//wk_0", "calendar/wk_0.ics",
	} {
		if got := redact(path); got != "/calendar/…" && got != "/a/…" && got != "/invite/…" && got != "/beat/…" {
			t.Errorf("%s is logged as %s", path, got)
		}
	}
	if got := redact("/schedules"); got != "/schedules" {
		t.Errorf("got %s", got)
	}
}
