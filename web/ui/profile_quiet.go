package ui

import (
	"net/http"

	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// quietEdit is the form of the hours in which somebody is sent no reminder. To who
// has none it proposes some.
func (u *ui) quietEdit(w http.ResponseWriter, r *http.Request, s subject) {
	q := s.QuietHours
	if q.IsZero() {
		q = people.DefaultQuietHours()
	}
	form := view.Form{Values: map[string]string{"from": q.From.String(), "until": q.Until.String()}}
	u.quietForm(w, r, http.StatusOK, s, form, config.Version(s.QuietHours))
}

func (u *ui) quietForm(w http.ResponseWriter, r *http.Request, status int, s subject, form view.Form, seen string) {
	v := view.QuietForm{Form: form, Base: s.base, Whose: s.owner(r), Zone: s.TimeZone, Seen: seen}
	u.draw(w, r, status, view.QuietHours(u.page(r), v))
}

// quietSave sets them, or takes them away.
func (u *ui) quietSave(w http.ResponseWriter, r *http.Request, s subject) {
	form := view.Form{Values: typed(r, "from", "until")}
	seen := cut(r.PostFormValue("seen"), 100)
	err := u.changePerson(r, s.ID, func(user *people.User) (err error) {
		if err := changed(user.QuietHours, seen); err != nil {
			return err
		}
		user.QuietHours, err = quietFrom(form.Values)
		return err
	})
	if err == nil {
		u.done(w, r, view.Notice{Level: view.Good, Text: "Saved."}, s.base)
		return
	}
	status, ok := refused(&form, err, lastName)
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.quietForm(w, r, status, s, form, seen)
}

func quietFrom(typed map[string]string) (q people.QuietHours, err error) {
	if typed["from"] == "" && typed["until"] == "" {
		return q, nil
	}
	if q.From, err = civil.ParseTimeOfDay(typed["from"]); err != nil {
		return q, wrongField("from", "a time such as 22:00 is needed, or both empty")
	}
	if q.Until, err = civil.ParseTimeOfDay(typed["until"]); err != nil {
		return q, wrongField("until", "a time such as 07:00 is needed, or both empty")
	}
	if q.IsZero() {
		return q, wrongField("until", "another time than the first is needed; leave both empty for none")
	}
	return q, nil
}

// quietWords are "22:00 to 07:00"; empty for none.
func quietWords(user people.User) string {
	if user.QuietHours.IsZero() {
		return ""
	}
	return user.QuietHours.From.String() + " to " + user.QuietHours.Until.String()
}
