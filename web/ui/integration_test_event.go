package ui

import (
	"errors"
	"net/http"
	"strconv"

	"wakeman/engine"
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
	from := r.PostFormValue("from")
	sender, err := sample.SenderOf(u.Store, in, from)
	if f, bad := errors.AsType[*engine.Failure](err); bad && f.Field == "from" {
		form := view.Form{Values: map[string]string{"from": cut(from, 400)}, Errors: map[string]string{}}
		say(&form, "from", f.Message)
		u.drawIntegration(w, r, http.StatusBadRequest, in, s, form)
		return
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	receipt, err := sample.Trial{
		Sender: sender, Integration: in, Submit: u.Engine.Submit, Whole: s.Sandbox,
		By: who(r).User.Name, Remote: auth.ClientOf(r).String(), Now: u.Now(),
	}.Run(r.Context())
	if err != nil {
		u.fail(w, r, err)
		return
	}
	http.Redirect(w, r, view.ListPath(view.IntegrationPath(s.ID, in.ID), "test", strconv.FormatUint(receipt.Seq, 10), "from", sender.From), http.StatusSeeOther)
}
