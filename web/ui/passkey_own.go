package ui

import (
	"errors"
	"net/http"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// passkeyRows are one's own passkeys.
func (u *ui) passkeyRows(user string) (rows []view.PasskeyRow, err error) {
	host := u.Auth.PasskeyPlace().Host
	list, err := u.Auth.Passkeys(user)
	for _, k := range list {
		row := view.PasskeyRow{ID: k.ID, Name: k.Name, Synced: k.Synced, Created: k.CreatedAt, Used: k.UsedAt}
		if k.RPID != host {
			row.Host = k.RPID
		}
		rows = append(rows, row)
	}
	return rows, err
}

// passkeyNew is the page that adds one.
func (u *ui) passkeyNew(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: map[string]string{"name": browserName(r.UserAgent())}}
	u.passkeyForm(w, r, http.StatusOK, form)
}

func (u *ui) passkeyForm(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	_, has, err := u.Auth.Factor(who(r).User.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, status, view.PasskeyNew(u.page(r), view.PasskeyFormPage{Form: form, First: !has}))
}

// passkeyAdd takes what the device made.
func (u *ui) passkeyAdd(w http.ResponseWriter, r *http.Request) {
	name := cut(r.PostFormValue("name"), 200)
	codes, err := u.Auth.AddPasskey(w, r, name, passkeyAnswer(r))
	f, is := errors.AsType[*engine.Failure](err)
	switch {
	case err == nil && codes != nil:
		u.showCodes(w, r, codes, "The passkey is added. Everywhere else you are signed out. Now keep your recovery codes.")
	case err == nil:
		u.done(w, r, view.Notice{Level: view.Good, Text: "The passkey is added. Everywhere else you are signed out."}, view.PathSecurity)
	case is && (f.Code == auth.Denied || f.Code == auth.CodeExpired || f.Code == engine.Conflict):
		form := view.Form{Values: map[string]string{"name": name}, Problem: sentence(f.Message) + " If your device kept a new passkey, remove it there."}
		u.passkeyForm(w, r, http.StatusBadRequest, form)
	default:
		u.fail(w, r, err)
	}
}

// passkeyName is the form that renames one.
func (u *ui) passkeyName(w http.ResponseWriter, r *http.Request) {
	k, err := u.ownPasskey(r)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	form := view.Form{Values: map[string]string{"name": k.Name}}
	u.draw(w, r, http.StatusOK, view.PasskeyRename(u.page(r), view.PasskeyFormPage{Form: form, ID: k.ID, Name: k.Name}))
}

// passkeyRename gives one another name.
func (u *ui) passkeyRename(w http.ResponseWriter, r *http.Request) {
	k, err := u.ownPasskey(r)
	if err == nil {
		err = u.Auth.RenamePasskey(r, k.ID, r.PostFormValue("name"))
	}
	if f, is := errors.AsType[*engine.Failure](err); is && f.Code == engine.Invalid {
		form := view.Form{Errors: map[string]string{f.Field: sentence(f.Message)}}
		u.draw(w, r, http.StatusBadRequest, view.PasskeyRename(u.page(r), view.PasskeyFormPage{Form: form, ID: k.ID, Name: k.Name}))
		return
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "Renamed."}, view.PathSecurity)
}

// passkeyRemoveAsk asks before one is removed.
func (u *ui) passkeyRemoveAsk(w http.ResponseWriter, r *http.Request) {
	k, err := u.ownPasskey(r)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	list, err := u.Auth.Passkeys(who(r).User.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	f, _, err := u.Auth.Factor(who(r).User.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v := view.ConfirmPage{
		Title: "Remove the passkey " + k.Name + "?", Text: "It signs nobody in any more. Remove it from the device, too: Wakeman cannot.",
		Effects:  []string{"Your other browsers and phones are signed out."},
		PostPath: view.PasskeyRemovePath(k.ID), Yes: "Remove it", NoPath: view.PathSecurity,
	}
	if len(list) == 1 && !f.App() {
		v.Effects = append(v.Effects, "It is the last one, and there is no app: then your password alone signs you in.", "The recovery codes end with it.")
	}
	u.draw(w, r, http.StatusOK, view.Confirm(u.page(r), v))
}

// passkeyRemove removes it.
func (u *ui) passkeyRemove(w http.ResponseWriter, r *http.Request) {
	if err := u.Auth.RemovePasskey(r, r.PathValue("id")); err != nil {
		u.fail(w, r, err)
		return
	}
	if _, has, err := u.Auth.Factor(who(r).User.ID); err == nil && !has {
		u.shown.forget(who(r).Session, onceCodes)
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "The passkey is removed. Remove it from the device, too."}, view.PathSecurity)
}

// ownPasskey finds the passkey that a path names; those of others are not there.
func (u *ui) ownPasskey(r *http.Request) (people.Passkey, error) {
	list, err := u.Auth.Passkeys(who(r).User.ID)
	for _, k := range list {
		if k.ID == r.PathValue("id") {
			return k, nil
		}
	}
	if err == nil {
		err = engine.Fail(engine.NotFound, "There is no such passkey, or it is removed already")
	}
	return people.Passkey{}, err
}
