package ui

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// welcomeSender asks what sends, and shows how it is pointed here.
func (u *ui) welcomeSender(w http.ResponseWriter, r *http.Request) {
	u.welcomeSenderPage(w, r, http.StatusOK, view.Form{})
}

func (u *ui) welcomeSenderPage(w http.ResponseWriter, r *http.Request, status int, form view.Form) {
	u.atStep(w, r, view.PathWelcomeSender, func(head view.WelcomeHead) {
		cfg := u.Store.Config()
		marks, err := u.marks(cfg)
		if err != nil {
			u.fail(w, r, err)
			return
		}
		v := view.WelcomeSender{WelcomeHead: head, Form: form, Senders: view.SenderOptions(), Services: serviceOptions(cfg)}
		base, guessed := u.senderBase(r)
		chosen := chosenIntegration(cfg, r.FormValue("integration"))
		for _, in := range cfg.Integrations {
			one := view.WelcomeIntegration{Integration: u.connection(cfg, in, marks[in.ID], base), Service: view.Ref{ID: in.Service, Name: cfg.Services[in.Service].Name}}
			if in.ID != chosen {
				v.Others = append(v.Others, one)
				continue
			}
			one.Setup = setupOf(in, view.Senders(plug(cfg, in, base)))
			if guessed {
				one.Guessed = base
			}
			v.Chosen = &one
		}
		slices.SortFunc(v.Others, func(a, b view.WelcomeIntegration) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
		u.draw(w, r, status, view.WelcomeSenderStep(u.welcomePage(w, r), v))
	})
}

// chosenIntegration is the one a request names, else the newest.
func chosenIntegration(cfg *engine.Config, id string) string {
	if _, known := cfg.Integrations[id]; known {
		return id
	}
	var newest engine.Integration
	for _, in := range cfg.Integrations {
		if newest.ID == "" || in.CreatedAt.After(newest.CreatedAt) || in.CreatedAt.Equal(newest.CreatedAt) && in.ID < newest.ID {
			newest = in
		}
	}
	return newest.ID
}

// setupOf are the instructions for the sender that an integration is named
// after; without one all that fit.
func setupOf(in engine.Integration, all []view.Sender) []view.Sender {
	for _, s := range all {
		if in.Name == s.Name || strings.HasPrefix(in.Name, s.Name+" ") {
			return []view.Sender{s}
		}
	}
	return all
}

func serviceOptions(cfg *engine.Config) (list []view.Option) {
	for _, s := range cfg.ServicesByName() {
		if !s.Disabled {
			list = append(list, view.Option{Value: s.ID, Label: s.Name})
		}
	}
	return list
}

// welcomeSenderAdd adds the integration of a sender, named after it.
func (u *ui) welcomeSenderAdd(w http.ResponseWriter, r *http.Request) {
	form := view.Form{Values: map[string]string{"sender": cut(r.PostFormValue("sender"), maxTyped), "service": cut(r.PostFormValue("service"), maxTyped)}, Errors: map[string]string{}}
	kind, name, _ := strings.Cut(form.Value("sender"), " ")
	if !slices.ContainsFunc(view.SenderOptions(), func(o view.Option) bool { return o.Value == form.Value("sender") }) {
		say(&form, "sender", "Choose what sends")
	}
	s, known := u.Store.Config().Services[form.Value("service")]
	if !known {
		say(&form, "service", "Choose a service")
	}
	if form.Failed() {
		u.welcomeSenderPage(w, r, http.StatusBadRequest, form)
		return
	}
	in := engine.Integration{ID: config.NewID(config.IntegrationID), Service: s.ID, Type: kind, Key: engine.NewKey(), CreatedAt: u.Now().Round(time.Microsecond)}
	_, err := u.Editor.Do(r.Context(), who(r).Actor("ui"), func(next *engine.Config) error {
		if _, there := next.Services[s.ID]; !there {
			return gone()
		}
		in.Name = freeIntegrationName(next, s.ID, name)
		next.Integrations[in.ID] = in
		return nil
	})
	if err != nil {
		if status, ok := refused(&form, err, integrationField); ok {
			u.welcomeSenderPage(w, r, status, form)
			return
		}
		u.fail(w, r, err)
		return
	}
	u.done(w, r, view.Notice{Level: view.Good, Text: "It has an address and a key of its own. Point " + name + " there as below."}, view.ListPath(view.PathWelcomeSender, "integration", in.ID))
}

func freeIntegrationName(cfg *engine.Config, service, sender string) string {
	taken := func(name string) bool {
		return slices.ContainsFunc(cfg.IntegrationsOf(service), func(in engine.Integration) bool { return strings.EqualFold(in.Name, name) })
	}
	name := sender
	for n := 2; taken(name) && n < 1000; n++ {
		name = sender + " " + itoa(n)
	}
	return name
}
