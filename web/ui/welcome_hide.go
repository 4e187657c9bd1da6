package ui

import (
	"net/http"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// welcomeHideAsk asks before admins are not reminded of the first start any more.
func (u *ui) welcomeHideAsk(w http.ResponseWriter, r *http.Request) {
	u.welcomeHidePage(w, r, http.StatusOK, view.Form{Values: map[string]string{}})
}

func (u *ui) welcomeHidePage(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	steps, err := u.openSteps()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, status, view.WelcomeHide(u.welcomePage(w, r), view.WelcomeHidePage{Form: form, Open: steps}))
}

// openSteps are the steps of the first start that are not done.
func (u *ui) openSteps() (open []view.WelcomeStep, err error) {
	f, err := u.welcomeFacts()
	for _, s := range welcomeSteps(f) {
		if !s.Done {
			open = append(open, s)
		}
	}
	return open, err
}

// welcomeHide ends the reminder on other pages with open eyes, or brings it back.
// The change of the settings is in the audit log.
func (u *ui) welcomeHide(w http.ResponseWriter, r *http.Request) {
	hide := r.PostFormValue("hide") == checked
	declined := ""
	if hide {
		form := view.Form{Values: map[string]string{}, Errors: map[string]string{}}
		for _, name := range []string{"understood", "why"} {
			form.Values[name] = strings.TrimSpace(cut(r.PostFormValue(name), maxReason))
		}
		if form.Value("understood") == "" {
			say(&form, "understood", "Tick this if it is so")
		}
		if form.Value("why") == "" {
			say(&form, "why", "Say why, in a few words")
		}
		if form.Failed() {
			u.welcomeHidePage(w, r, http.StatusBadRequest, form)
			return
		}
		steps, err := u.openSteps()
		if err != nil {
			u.fail(w, r, err)
			return
		}
		declined = u.declined(r, form.Value("why")+stillOpen(steps))
	}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		next.Settings.SetupHidden, next.Settings.SetupDeclined = hide, declined
		return nil
	})
	if err != nil {
		form := view.Form{Values: map[string]string{"why": r.PostFormValue("why"), "understood": r.PostFormValue("understood")}}
		status, ok := refused(&form, err, func(config.Problem) string { return "why" })
		if !ok || !hide {
			u.fail(w, r, err)
			return
		}
		u.welcomeHidePage(w, r, status, form)
		return
	}
	text := "Admins are reminded again."
	if hide {
		text = "Admins are not reminded any more. The steps stay here, and the readiness page says who chose so."
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: text}, view.PathWelcome)
}

// maxReason bounds a reason, in characters: it is shown in a line.
const maxReason = 300

// stillOpen names the steps that were open when somebody declined them.
func stillOpen(steps []view.WelcomeStep) string {
	var titles []string
	for _, s := range steps {
		titles = append(titles, s.Title)
	}
	if titles == nil {
		return ""
	}
	return " (open then: " + strings.Join(titles, ", ") + ")"
}
