package ui

import (
	"net/http"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// neverShow is whom the sign-in's throttle never blocks.
func (u *ui) neverShow(w http.ResponseWriter, r *http.Request) {
	list := u.Store.Config().Settings.NeverBlock
	u.neverPage(w, r, http.StatusOK, view.Form{Values: map[string]string{"never_block": ranges(list, "\n")}}, config.Version(list))
}

func (u *ui) neverPage(w http.ResponseWriter, r *http.Request, status int, form view.Form, seen string) {
	fixed := u.Upkeep.NeverBlock()
	if by := fixed["never_block"]; by != "" {
		form.Values["never_block"] = strings.ReplaceAll(strings.TrimPrefix(by, "--never-block "), " --never-block ", ", ")
	}
	u.draw(w, r, status, view.NeverBlock(u.noticed(w, r), view.NeverPage{Form: form, Seen: seen, Fixed: fixed, From: auth.Remote(r)}))
}

// neverSave changes them.
func (u *ui) neverSave(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: map[string]string{"never_block": strings.TrimSpace(strings.ReplaceAll(cut(r.PostFormValue("never_block"), maxTyped), "\r\n", "\n"))}, Errors: map[string]string{}}
	seen := r.PostFormValue("seen")
	if by := u.Upkeep.NeverBlock()["never_block"]; by != "" {
		u.fail(w, r, fixedAtStart(by))
		return
	}
	read := &reading{settingsForm{values: form.Values}, engine.Settings{}, map[string]string{}}
	list := read.prefixes("never_block")
	for field, why := range read.wrong {
		say(&form, field, why)
	}
	if form.Failed() {
		u.neverPage(w, r, http.StatusBadRequest, form, seen)
		return
	}
	changes, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		if err := changed(next.Settings.NeverBlock, seen); err != nil {
			return err
		}
		next.Settings.NeverBlock = list
		return nil
	})
	if err != nil {
		status, ok := refused(&form, err, below("never_block"))
		if !ok {
			u.fail(w, r, err)
			return
		}
		u.neverPage(w, r, status, form, seen)
		return
	}
	n := view.Notice{Level: view.Good, Text: "Saved. It counts from the next try on."}
	if len(changes) == 0 {
		n = view.Notice{Text: "Nothing has changed: it was like this already."}
	}
	u.done(w, r, n, view.PathSettingsNever)
}
