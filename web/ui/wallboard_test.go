package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
)

func TestAScreenIsLetInByItsKeyAndShowsTheWorstFirst(t *testing.T) {
	w := open(t)
	_, first := w.opens("a", "An old trouble"), w.opens("b", "Taken already")
	w.does(responder, first, engine.Act{Acknowledge: true})
	w.sends(coreKey, nil, engine.Event{Action: engine.Trigger, Key: "c", Summary: "Only a warning", Severity: engine.Warning})
	w.sends(trialKey, nil, engine.Event{Action: engine.Trigger, Key: "d", Summary: "On trial"})

	secret, token, err := auth.CreateToken(t.Context(), w.db, auth.NewToken{Name: "wall", Scope: people.WallboardScope, Actor: engine.System(), Now: time.Now()})
	w.must(err)
	w.asks("", "GET", "/wallboard/enter/"+secret, "").wantStatus(http.StatusOK).says("wallboard-ask", "Show the wallboard")
	in := w.asks("", "POST", "/wallboard/enter/"+secret, "")
	in.wantStatus(http.StatusSeeOther)
	cookies := in.Result().Cookies()
	if len(cookies) != 1 || cookies[0].Path != "/wallboard" || !cookies[0].HttpOnly {
		t.Fatalf("cookies %v", cookies)
	}
	cookie := cookies[0].Name + "=" + cookies[0].Value
	p := w.asks("", "GET", "/wallboard", "", "Cookie", cookie)
	p.wantStatus(http.StatusOK)
	html := p.Body.String()
	last := -1
	for _, title := range []string{"An old trouble", "Only a warning", "Taken already"} {
		at := strings.Index(html, title)
		if at <= last {
			t.Errorf("%q is not where it should be", title)
		}
		last = at
	}
	for _, never := range []string{"On trial", "responder@example.net", "topic-responder", `class="nav"`, "/incidents/"} {
		if strings.Contains(html, never) {
			t.Errorf("the wall shows %q", never)
		}
	}
	p.says("on-call-line", "The responder")

	for _, path := range []string{"/", "/incidents", "/people", "/profile", "/keys"} {
		if got := w.asks("", "GET", path, "", "Cookie", cookie).Code; got != http.StatusSeeOther {
			t.Errorf("a screen at %s: %d, want the way to the sign-in", path, got)
		}
	}
	w.must(w.auth.RevokeToken(t.Context(), token.ID, engine.System()))
	if got := w.asks("", "GET", "/wallboard", "", "Cookie", cookie).Code; got != http.StatusSeeOther {
		t.Errorf("with a revoked key: %d", got)
	}
	w.shows(viewer, "/wallboard")
}
