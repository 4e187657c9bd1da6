package ui

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// maxAdvance is how long before a shift a reminder may come.
const maxAdvance = 48 * time.Hour

// handoffNew is the form of a new reminder of shifts.
func (u *ui) handoffNew(w http.ResponseWriter, r *http.Request, s subject) {
	if len(s.ContactMethods) == 0 {
		u.done(w, r, view.Notice{Level: view.Warning, Text: "First say how you can be reached: there is no contact method."}, s.base)
		return
	}
	form := view.Form{Values: map[string]string{"when": "on", "advance": "1", "method": s.ContactMethods[0].ID}}
	u.handoffForm(w, r, http.StatusOK, s, form, config.Version(s.HandoffRules))
}

func (u *ui) handoffForm(w http.ResponseWriter, r *http.Request, status int, s subject, form view.Form, seen string) {
	v := view.RuleForm{
		Form: form, Base: s.base, Whose: s.owner(r), Handoff: true, Methods: methodOptions(s.User), Seen: seen,
		Schedules: scheduleChoices(u.Store.Config(), r.PostForm["schedules"]),
	}
	u.draw(w, r, status, view.Rule(u.page(r), v))
}

// scheduleChoices are the schedules that a reminder can be for.
func scheduleChoices(cfg *engine.Config, chosen []string) (list []view.Choice) {
	for _, s := range cfg.Schedules {
		list = append(list, view.Choice{ID: s.ID, Name: s.Name, Chosen: slices.Contains(chosen, s.ID)})
	}
	slices.SortFunc(list, func(a, b view.Choice) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	return list
}

// handoffAdd adds a reminder of shifts.
func (u *ui) handoffAdd(w http.ResponseWriter, r *http.Request, s subject) {
	form := view.Form{Values: typed(r, "when", "advance", "method")}
	seen := cut(r.PostFormValue("seen"), 100)
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		if err := changed(user.HandoffRules, seen); err != nil {
			return err
		}
		rule, err := handoffFrom(*user, form.Values)
		rule.Schedules = slices.DeleteFunc(r.PostForm["schedules"], func(id string) bool { return u.Store.Config().Schedules[id].ID == "" })
		user.HandoffRules = append(user.HandoffRules, rule)
		return err
	})
	if err == nil {
		u.done(w, r, view.Notice{Level: view.Good, Text: "Added."}, s.base)
		return
	}
	status, ok := refused(&form, err, ruleField)
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.handoffForm(w, r, status, s, form, seen)
}

func handoffFrom(user people.User, typed map[string]string) (rule people.HandoffRule, err error) {
	hours, err := strconv.ParseFloat(typed["advance"], 64)
	if err != nil || hours != hours || hours < 0 || hours > maxAdvance.Hours() {
		return rule, wrongField("advance", "a number of hours is needed, from 0 to 48")
	}
	if !slices.Contains([]string{"on", "off", "both"}, typed["when"]) {
		return rule, wrongField("when", "choose when")
	}
	if _, known := user.Method(typed["method"]); !known {
		return rule, wrongField("method", "choose a contact method")
	}
	advance := time.Duration(hours * float64(time.Hour)).Round(time.Second)
	return people.HandoffRule{ID: config.NewID("handoff_rule"), When: typed["when"], Advance: advance, Method: typed["method"]}, nil
}

// handoffRemove removes a reminder.
func (u *ui) handoffRemove(w http.ResponseWriter, r *http.Request, s subject) {
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		if config.Version(user.HandoffRules) != r.PostFormValue("seen") {
			return engine.Fail(engine.Conflict, "Somebody else has changed the reminders since you opened the page: look again, and press again")
		}
		user.HandoffRules = slices.DeleteFunc(user.HandoffRules, func(h people.HandoffRule) bool { return h.ID == r.PathValue("rule") })
		return nil
	})
	u.pressed(w, r, s, err, "Removed.")
}
