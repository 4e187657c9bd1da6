package ui

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// maxTyped bounds what a form gives back of one field, in characters. It is more
// than any field may have, so that nothing is cut unseen.
const maxTyped = 5000

// checked is the value of a box that is checked.
const checked = "yes"

// serviceTexts are the fields of the form that are typed or chosen, named as in
// the configuration file.
var serviceTexts = [...]string{"name", "description", "runbook", "escalation_policy", "team", "urgency", "ack_timeout", "auto_resolve", "flap_window"}

// serviceForm is a service as its form shows it.
func serviceForm(s engine.Service) view.Form {
	f := view.Form{Values: map[string]string{
		"name": s.Name, "description": s.Description, "runbook": s.Runbook, "escalation_policy": s.Policy, "team": s.Team, "urgency": string(s.Urgency),
		"ack_timeout": timeoutText(s.AckTimeout), "auto_resolve": timeoutText(s.AutoResolve), "flap_window": timeoutText(s.FlapWindow),
	}}
	if s.Sandbox {
		f.Values["sandbox"] = checked
	}
	if s.Disabled {
		f.Values["disabled"] = checked
	}
	return f
}

// typedService reads the form. set puts what was typed into a service; what it
// can not is said in the form's errors.
func typedService(r *http.Request) (f view.Form, set func(*engine.Service)) {
	f = view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for _, name := range serviceTexts {
		f.Values[name] = cut(r.PostFormValue(name), maxTyped)
	}
	for _, name := range []string{"sandbox", "disabled"} {
		if r.PostFormValue(name) != "" {
			f.Values[name] = checked
		}
	}
	typed := engine.Service{
		Name: strings.TrimSpace(f.Value("name")), Description: lines(f.Value("description")), Runbook: strings.TrimSpace(f.Value("runbook")),
		Policy: f.Value("escalation_policy"), Team: f.Value("team"), Urgency: engine.UrgencyRule(f.Value("urgency")),
		AckTimeout: typedTimeout(&f, "ack_timeout"), AutoResolve: typedTimeout(&f, "auto_resolve"), FlapWindow: typedTimeout(&f, "flap_window"),
		Sandbox: f.Value("sandbox") != "", Disabled: f.Value("disabled") != "",
	}
	if typed.Policy == "" {
		say(&f, "escalation_policy", "Choose who is paged")
	}
	if typed.Name == "" {
		say(&f, "name", "Give it a name")
	}
	return f, func(s *engine.Service) {
		typed.ID, typed.CreatedAt, typed.EventRules = s.ID, s.CreatedAt, s.EventRules // which have pages of their own
		*s = typed
	}
}

// lines is prose with the line ends of the store: browsers send CRLF.
func lines(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
}

// serviceField is the form's field that a problem of a service belongs to.
func serviceField(f *view.Form) func(config.Problem) string {
	return func(p config.Problem) string {
		if _, is := f.Values[p.Field]; is && p.Kind == "service" {
			return p.Field
		}
		return ""
	}
}

// typedTimeout reads a time, or off, and says in the form what is wrong with it.
func typedTimeout(f *view.Form, field string) time.Duration {
	d, err := parseTimeout(f.Value(field))
	if err != nil {
		say(f, field, err.Error())
	}
	return d
}

func timeoutText(d time.Duration) string {
	if d == 0 {
		return "off"
	}
	return config.FormatDuration(d)
}

// unitWords are the units as people write them; the file knows their letters.
var unitWords = regexp.MustCompile(`(\d)\s*(w|d|h|m|s)(eeks?|ays?|ours?|rs?|inutes?|ins?|econds?|ecs?)?\b\s*`)

// parseTimeout reads a time as people type it: "30m", "30 min", "1 h 30 min",
// "2 days", "off". It must be at least a second, or off.
func parseTimeout(text string) (time.Duration, error) {
	short := strings.ToLower(strings.TrimSpace(text))
	switch short {
	case "":
		return 0, fmt.Errorf("write a time such as 30m or 4h, or off")
	case "off", "never", "none", "no", "0":
		return 0, nil
	}
	d, err := config.ParseDuration(unitWords.ReplaceAllString(short, "$1$2"))
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q is no time; write it like 90s, 30m, 4h or 2d, or off", strings.TrimSpace(cut(text, 40)))
	case d < time.Second:
		return 0, fmt.Errorf("a second is the least; write off to have none")
	}
	return d, nil
}

// policyOptions are the escalation policies by name. Without one that was chosen
// already nobody is chosen unseen, unless there is only one.
func policyOptions(cfg *engine.Config, chosen string) []view.Option {
	list := make([]view.Option, 0, len(cfg.Policies)+1)
	for _, p := range cfg.PoliciesByName() {
		list = append(list, view.Option{Value: p.ID, Label: p.Name})
	}
	if _, known := cfg.Policies[chosen]; !known && len(list) > 1 {
		list = slices.Insert(list, 0, view.Option{Label: "Choose …"})
	}
	return list
}
