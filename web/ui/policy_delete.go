package ui

import (
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// policyRemoval asks before a policy is deleted, and says what uses it.
func (u *ui) policyRemoval(w http.ResponseWriter, r *http.Request) {
	u.policyRemovalPage(w, r, http.StatusOK, "")
}

func (u *ui) policyRemovalPage(w http.ResponseWriter, r *http.Request, status int, problem string) {
	cfg := u.Store.Config()
	p, ok := cfg.Policies[r.PathValue("policy")]
	if !ok {
		u.notFound(w, r)
		return
	}
	u.draw(w, r, status, view.PolicyRemoval(u.page(r), view.PolicyDeletePage{
		Policy: view.Ref{ID: p.ID, Name: p.Name}, Services: servicesOf(cfg, p.ID), Seen: config.Version(p), Problem: problem,
	}))
}

// policyDelete deletes a policy that nothing uses.
func (u *ui) policyDelete(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("policy")
	p, ok := u.Store.Config().Policies[id]
	if !ok {
		u.notFound(w, r)
		return
	}
	before := u.Store.Config()
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		if err := changed(next.Policies[id], r.PostFormValue("seen")); err != nil {
			return err
		}
		delete(next.Policies, id)
		return nil
	})
	problems, isProblem := errors.AsType[config.Problems](err)
	switch {
	case isProblem:
		u.policyRemovalPage(w, r, http.StatusConflict, sentence(problems.Error()))
	case engine.CodeOf(err) == engine.Conflict:
		u.policyRemovalPage(w, r, http.StatusConflict, "Somebody else has changed this policy since you opened the page. Look at it again before you delete it.")
	case err != nil:
		u.fail(w, r, err)
	default:
		u.done(w, r, view.Notice{Level: view.Good, Text: "The policy " + p.Name + " is deleted." + u.untoldBy(r, before)}, view.PathPolicies)
	}
}
