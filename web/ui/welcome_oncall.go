package ui

import (
	"net/http"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// The first policy: what an admin who knows nothing yet would be glad of.
const (
	firstPolicyDelay  = 5 * time.Minute
	firstPolicyRepeat = 2
)

// welcomeOnCall asks who is woken.
func (u *ui) welcomeOnCall(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: map[string]string{"first": who(r).User.ID}}
	if len(u.Store.Config().Services) == 0 {
		form.Values["service"] = "Core network"
	}
	u.welcomeOnCallPage(w, r, http.StatusOK, form)
}

func (u *ui) welcomeOnCallPage(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	u.atStep(w, r, view.PathWelcomeOnCall, func(head view.WelcomeHead) {
		cfg := u.Store.Config()
		v := view.WelcomeOnCall{WelcomeHead: head, Form: form, Now: u.wakes(cfg)}
		for _, p := range cfg.Sorted() {
			o := view.Option{Value: p.ID, Label: p.Name}
			switch {
			case p.Disabled:
				continue
			case len(p.ContactMethods) == 0:
				o.Label += " (cannot be reached yet)"
			}
			v.People = append(v.People, o)
		}
		u.draw(w, r, status, view.WelcomeOnCallStep(u.welcomePage(w, r), v))
	})
}

// welcomeOnCallSave makes a policy without schedules and the service that uses
// it, both or none.
func (u *ui) welcomeOnCallSave(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for _, name := range []string{"service", "first", "second"} {
		form.Values[name] = strings.TrimSpace(cut(r.PostFormValue(name), maxTyped))
	}
	cfg := u.Store.Config()
	if form.Value("service") == "" {
		say(&form, "service", "Give it a name")
	}
	for _, field := range []string{"first", "second"} {
		if id := form.Value(field); cfg.Users[id].ID == "" && (id != "" || field == "first") {
			say(&form, field, "Choose somebody")
		}
	}
	if form.Value("first") == form.Value("second") && form.Value("second") != "" {
		say(&form, "second", "Choose somebody else, or nobody: the first is woken again anyway")
	}
	if form.Failed() {
		u.welcomeOnCallPage(w, r, http.StatusBadRequest, form)
		return
	}
	p, s := firstService(form, u.Now())
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		p.Name = freePolicyName(next, s.Name)
		next.Policies[p.ID], next.Services[s.ID] = p, s
		return nil
	})
	if err == nil {
		u.done(w, r, firstServiceNotice(s, cfg.Users[form.Value("first")]), view.PathWelcomeOnCall)
		return
	}
	status, ok := refused(&form, err, func(p config.Problem) string {
		if p.Kind == "service" && p.Field == "name" {
			return "service"
		}
		return ""
	})
	if !ok {
		u.fail(w, r, err)
		return
	}
	u.welcomeOnCallPage(w, r, status, form)
}

// firstServiceNotice says no more than the step does: whom nothing reaches is not
// woken.
func firstServiceNotice(s engine.Service, first people.User) view.Notice {
	if len(first.ContactMethods) == 0 {
		return view.Notice{Level: view.Warning, Text: s.Name + " is there, and wakes " + first.Name + " first as soon as " + first.Name + " has a contact method: there is none yet."}
	}
	return view.Notice{Level: view.Good, Text: s.Name + " is there, and wakes " + first.Name + " first."}
}

func firstService(form view.Form, now time.Time) (engine.Policy, engine.Service) {
	p := engine.Policy{ID: config.NewID("escalation_policy"), Repeat: firstPolicyRepeat}
	for _, field := range []string{"first", "second"} {
		if id := form.Value(field); id != "" {
			p.Steps = append(p.Steps, engine.Step{ID: config.NewID("step"), Delay: firstPolicyDelay, Targets: []people.Target{{User: id}}})
		}
	}
	return p, engine.Service{
		ID: config.NewID(config.ServiceID), Name: form.Value("service"), Policy: p.ID, Urgency: engine.AlwaysHigh, AckTimeout: engine.DefaultAckTimeout, CreatedAt: now,
	}
}

// freePolicyName names a policy after its service, as long as nothing else is
// called so.
func freePolicyName(cfg *engine.Config, service string) string {
	taken := func(name string) bool {
		for _, p := range cfg.Policies {
			if strings.EqualFold(p.Name, name) {
				return true
			}
		}
		return false
	}
	name := service
	for n := 2; taken(name) && n < 1000; n++ {
		name = service + " " + itoa(n)
	}
	return name
}
