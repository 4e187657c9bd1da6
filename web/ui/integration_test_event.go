package ui

import (
	"encoding/json"
	"net/http"
	"strconv"

	"wakeman/engine"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// integrationTest hands the engine an event as if this integration had received
// it, and shows what the event log has of it. It is marked as test traffic, which
// pages nobody; in a sandbox, which pages nobody either, it goes the whole way.
func (u *ui) integrationTest(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	receipt, err := u.Engine.Submit(r.Context(), testPost(in, s, r))
	if err != nil {
		u.fail(w, r, err)
		return
	}
	http.Redirect(w, r, view.ListPath(view.IntegrationPath(s.ID, in.ID), "test", strconv.FormatUint(receipt.Seq, 10)), http.StatusSeeOther)
}

// testPost is the test event. It always has the same key, so that many tests in
// a sandbox make one incident.
func testPost(in engine.Integration, s engine.Service, r *http.Request) engine.Post {
	ev := engine.Event{
		Action: engine.Trigger, Key: "wakeman-test", Summary: "Test event for " + in.Name + ", sent by " + who(r).User.Name,
		Source: "wakeman", Severity: engine.Info, Client: "Wakeman", Test: !s.Sandbox,
	}
	body, _ := json.Marshal(map[string]any{ // strings always have a JSON form
		"event_action": ev.Action, "dedup_key": ev.Key,
		"payload": map[string]any{"summary": ev.Summary, "source": ev.Source, "severity": ev.Severity},
	})
	return engine.Post{Key: in.Key, Via: viaTest, Signed: true, Events: []engine.Event{ev}, Raw: engine.Raw{
		Body: body, ContentType: "application/json", Method: r.Method, Path: r.URL.Path, Remote: auth.ClientOf(r).String(),
	}}
}
