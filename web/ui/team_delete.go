package ui

import (
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// teamDeleteAsk asks before a team is deleted, and says what belongs to it.
func (u *ui) teamDeleteAsk(w http.ResponseWriter, r *http.Request) {
	if t, ok := u.teamOf(w, r); ok {
		u.drawTeamDelete(w, r, http.StatusOK, t, "")
	}
}

func (u *ui) drawTeamDelete(w http.ResponseWriter, r *http.Request, status int, t people.Team, problem string) {
	u.draw(w, r, status, view.TeamRemoval(u.page(r), view.TeamDeletePage{
		Team: view.Ref{ID: t.ID, Name: t.Name}, Belongs: config.BelongsTo(u.Store.Config(), t.ID), Seen: config.Version(t), Problem: problem,
	}))
}

// teamDelete deletes a team that nothing belongs to.
func (u *ui) teamDelete(w http.ResponseWriter, r *http.Request) {
	t, ok := u.teamOf(w, r)
	if !ok {
		return
	}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		if err := changed(next.Teams[t.ID], r.PostFormValue("seen")); err != nil {
			return err
		}
		delete(next.Teams, t.ID)
		return nil
	})
	_, isProblem := errors.AsType[config.Problems](err)
	switch {
	case isProblem:
		u.drawTeamDelete(w, r, http.StatusConflict, t, "")
	case engine.CodeOf(err) == engine.Conflict:
		u.drawTeamDelete(w, r, http.StatusConflict, t, "Somebody else has changed this team since you opened the page. Look at it again before you delete it.")
	case err != nil:
		u.fail(w, r, err)
	default:
		u.done(w, r, view.Notice{Level: view.Good, Text: "The team " + t.Name + " is deleted."}, view.PathTeams)
	}
}
