package ui

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
	"wakeman/web/ui/view"
)

// maxRuleDelay bounds what can be typed as the delay of a rule.
const maxRuleDelay = 24 * time.Hour

// rulesMoved is said when the rules that a button was drawn for have changed.
const rulesMoved = "Somebody else has changed the rules since you opened the page: look again, and press again"

func hasRules(user people.User, urgency people.Urgency) bool {
	return slices.ContainsFunc(user.NotificationRules, func(r people.NotificationRule) bool { return r.Urgency == urgency })
}

// ruleNew is the form of a new notification rule.
func (u *ui) ruleNew(w http.ResponseWriter, r *http.Request, s subject) {
	if len(s.ContactMethods) == 0 {
		u.done(w, r, view.Notice{Level: view.Warning, Text: "First say how you can be reached: there is no contact method."}, s.base)
		return
	}
	form := view.Form{Values: map[string]string{"delay": "0", "method": s.ContactMethods[0].ID}}
	u.ruleForm(w, r, http.StatusOK, s, urgencyOf(r), form, config.Version(s.NotificationRules))
}

// urgencyOf reads an urgency; anything but low is high.
func urgencyOf(r *http.Request) people.Urgency {
	if people.Urgency(r.FormValue("urgency")) == people.Low {
		return people.Low
	}
	return people.High
}

func (u *ui) ruleForm(w http.ResponseWriter, r *http.Request, status int, s subject, urgency people.Urgency, form view.Form, seen string) {
	v := view.RuleForm{
		Form: form, Base: s.base, Whose: s.owner(r), Urgency: string(urgency), Methods: methodOptions(s.User),
		Default: !hasRules(s.User, urgency), Seen: seen,
	}
	u.draw(w, r, status, view.Rule(u.page(r), v))
}

func methodOptions(user people.User) (list []view.Option) {
	for _, m := range user.ContactMethods {
		list = append(list, view.Option{Value: m.ID, Label: channelName(string(m.Type)) + ": " + m.Label})
	}
	return list
}

// ruleAdd adds a notification rule.
func (u *ui) ruleAdd(w http.ResponseWriter, r *http.Request, s subject) {
	form := view.Form{Values: typed(r, "delay", "method")}
	urgency, seen := urgencyOf(r), cut(r.PostFormValue("seen"), 100)
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		if err := changed(user.NotificationRules, seen); err != nil {
			return err
		}
		rule, err := ruleFrom(*user, urgency, form.Values)
		user.NotificationRules = append(user.NotificationRules, rule)
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
	u.ruleForm(w, r, status, s, urgency, form, seen)
}

// ruleField is the form's name of a field of a file.
func ruleField(p config.Problem) string {
	if name := lastName(p); name != "contact_method" {
		return name
	}
	return "method"
}

func ruleFrom(user people.User, urgency people.Urgency, typed map[string]string) (rule people.NotificationRule, err error) {
	minutes, err := strconv.ParseFloat(typed["delay"], 64)
	delay := time.Duration(minutes * float64(time.Minute)).Round(time.Second)
	if err != nil || minutes != minutes || minutes < 0 || minutes > maxRuleDelay.Minutes() {
		return rule, wrongField("delay", "a number of minutes is needed, from 0 to 1440")
	}
	if _, known := user.Method(typed["method"]); !known {
		return rule, wrongField("method", "choose a contact method")
	}
	for _, other := range user.NotificationRules {
		if other.Urgency == urgency && other.Delay == delay && other.Method == typed["method"] {
			return rule, wrongField("delay", "there is this very rule already")
		}
	}
	return people.NotificationRule{ID: config.NewID("notification_rule"), Urgency: urgency, Delay: delay, Method: typed["method"]}, nil
}

// ruleAct is the buttons of a rung: earlier, later, remove.
func (u *ui) ruleAct(w http.ResponseWriter, r *http.Request, s subject) {
	deed, said := r.PathValue("deed"), "Changed."
	if !slices.Contains([]string{view.RuleEarlier, view.RuleLater, view.RuleRemove}, deed) {
		u.notFound(w, r)
		return
	}
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		if config.Version(user.NotificationRules) != r.PostFormValue("seen") {
			return engine.Fail(engine.Conflict, rulesMoved)
		}
		user.NotificationRules = rearranged(*user, r.PathValue("rule"), deed)
		return nil
	})
	if deed == view.RuleRemove {
		said = "Removed."
	}
	u.pressed(w, r, s, err, said)
}

// rearranged removes a rung, or swaps it with its neighbour: the times stay
// where they are, and the methods change places.
func rearranged(user people.User, id, deed string) []people.NotificationRule {
	all := slices.Clone(user.NotificationRules)
	at := slices.IndexFunc(all, func(r people.NotificationRule) bool { return r.ID == id })
	if at < 0 {
		return all
	}
	if deed == view.RuleRemove {
		return slices.Delete(all, at, at+1)
	}
	rungs := user.Rules(all[at].Urgency)
	place := slices.IndexFunc(rungs, func(r people.NotificationRule) bool { return r.ID == id })
	other := place - 1
	if deed == view.RuleLater {
		other = place + 1
	}
	if place < 0 || other < 0 || other >= len(rungs) {
		return all
	}
	with := slices.IndexFunc(all, func(r people.NotificationRule) bool { return r.ID == rungs[other].ID })
	all[at].Method, all[with].Method = all[with].Method, all[at].Method
	return all
}

// usualDelays is the ladder that most people are well served by: what is quick
// first, then what wakes better, then what is certain to be read some day.
func usualDelays() map[notify.Channel]time.Duration {
	return map[notify.Channel]time.Duration{notify.Push: 0, notify.Webhook: 0, notify.SMS: 3 * time.Minute, notify.Email: 5 * time.Minute}
}

// rulesUsual replaces all rules by the usual ladder: of what a person has, the
// first rung is at once.
func (u *ui) rulesUsual(w http.ResponseWriter, r *http.Request, s subject) {
	err := u.changePerson(r, s.ID, func(user *people.User) error {
		if config.Version(user.NotificationRules) != r.PostFormValue("seen") {
			return engine.Fail(engine.Conflict, rulesMoved)
		}
		user.NotificationRules = usualRules(user.ContactMethods)
		return nil
	})
	u.pressed(w, r, s, err, "These are the usual rules now: what is quick first, then what wakes better.")
}

func usualRules(methods []people.ContactMethod) (rules []people.NotificationRule) {
	delays, first := usualDelays(), maxRuleDelay
	for _, m := range methods {
		first = min(first, delays[m.Type])
	}
	var quietest people.ContactMethod
	for _, m := range methods {
		rules = append(rules, people.NotificationRule{ID: config.NewID("notification_rule"), Urgency: people.High, Delay: delays[m.Type] - first, Method: m.ID})
		if quietest.ID == "" || delays[m.Type] > delays[quietest.Type] {
			quietest = m
		}
	}
	if quietest.ID == "" {
		return nil
	}
	return append(rules, people.NotificationRule{ID: config.NewID("notification_rule"), Urgency: people.Low, Method: quietest.ID})
}
