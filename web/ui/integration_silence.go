package ui

import (
	"net/http"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

func silenceForm(in engine.Integration, s engine.Service, f view.Form, seen string) view.IntegrationFormPage {
	return view.IntegrationFormPage{Service: view.Ref{ID: s.ID, Name: s.Name}, ID: in.ID, Name: in.Name, Form: f, Seen: seen}
}

// integrationSilenceShow is the form for how long an integration may be silent.
func (u *ui) integrationSilenceShow(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	form := view.Form{Values: map[string]string{}}
	if in.SilentAfter > 0 {
		form.Values["silent_after"] = config.FormatDuration(in.SilentAfter)
	}
	u.draw(w, r, http.StatusOK, view.IntegrationSilence(u.page(r), silenceForm(in, s, form, config.Version(in))))
}

// typedSilence reads the form. Empty, as off, is not judged.
func typedSilence(r *http.Request) (after time.Duration, f view.Form) {
	f = view.Form{Values: map[string]string{"silent_after": cut(r.PostFormValue("silent_after"), maxTyped)}, Errors: map[string]string{}}
	if strings.TrimSpace(f.Value("silent_after")) == "" {
		return 0, f
	}
	after = typedTimeout(&f, "silent_after")
	if !f.Failed() && after != 0 && (after < engine.MinInterval || after > engine.MaxInterval) {
		say(&f, "silent_after", "Write a time from 10s to 366d, or leave it empty")
	}
	return after.Round(time.Second), f
}

// integrationSilence saves it.
func (u *ui) integrationSilence(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok {
		return
	}
	status, seen := http.StatusBadRequest, r.PostFormValue("seen")
	after, form := typedSilence(r)
	if !form.Failed() {
		err := u.changeIntegration(r, in.ID, func(next *engine.Config, in engine.Integration) {
			in.SilentAfter = after
			next.Integrations[in.ID] = in
		})
		if err == nil {
			u.done(w, r, view.Notice{Level: view.Good, Text: "Saved."}, view.IntegrationPath(s.ID, in.ID))
			return
		}
		var is bool
		if status, is = refused(&form, err, silenceField); !is {
			u.fail(w, r, err)
			return
		}
		if status == http.StatusConflict {
			seen = config.Version(in)
		}
	}
	u.draw(w, r, status, view.IntegrationSilence(u.page(r), silenceForm(in, s, form, seen)))
}

func silenceField(p config.Problem) string {
	if strings.HasSuffix(p.Field, ".silent_after") {
		return "silent_after"
	}
	return ""
}
