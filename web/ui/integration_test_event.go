package ui

import (
	"net/http"
	"strconv"

	"wakeman/web/auth"
	"wakeman/web/sample"
	"wakeman/web/ui/view"
)

// integrationTest sends an integration what its sender would send, through its own
// door, and shows what the event log has of it. It is marked as test traffic, which
// pages nobody; in a sandbox, which pages nobody either, it goes the whole way.
func (u *ui) integrationTest(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	receipt, err := sample.Trial{
		Integration: in, Submit: u.Engine.Submit, Whole: s.Sandbox,
		By: who(r).User.Name, Remote: auth.ClientOf(r).String(), Now: u.Now(),
	}.Run(r.Context())
	if err != nil {
		u.fail(w, r, err)
		return
	}
	http.Redirect(w, r, view.ListPath(view.IntegrationPath(s.ID, in.ID), "test", strconv.FormatUint(receipt.Seq, 10)), http.StatusSeeOther)
}
