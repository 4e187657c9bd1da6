package ui

import (
	"net/http"
	"slices"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// welcomeRoutes are the first start: a list of its steps and a page for each.
// What decides where pages go needs a fresh proof, as elsewhere.
func (u *ui) welcomeRoutes() []route {
	return []route{
		{"GET /welcome", people.Admin, u.welcomeShow},
		{"GET /welcome/hide", people.Admin, u.welcomeHideAsk},
		{"POST /welcome/hide", people.Admin, u.welcomeHide},
		{"GET /welcome/mail", people.Admin, u.welcomeMail},
		{"POST /welcome/mail", people.Admin, u.proven(u.welcomeMailSave)},
		{"POST /welcome/mail/test", people.Admin, u.proven(u.welcomeMailTest)},
		{"GET /welcome/contact", people.Admin, u.welcomeContact},
		{"GET /welcome/oncall", people.Admin, u.welcomeOnCall},
		{"POST /welcome/oncall", people.Admin, u.welcomeOnCallSave},
		{"GET /welcome/test", people.Admin, u.welcomeTest},
		{"POST /welcome/test", people.Admin, u.welcomeWake},
		{"GET /welcome/sender", people.Admin, u.welcomeSender},
		{"POST /welcome/sender", people.Admin, u.welcomeSenderAdd},
		{"GET /welcome/heartbeat", people.Admin, u.welcomeHeartbeat},
		{"POST /welcome/heartbeat", people.Admin, u.proven(u.welcomeHeartbeatSave)},
	}
}

// welcomeShow is the list of the steps.
func (u *ui) welcomeShow(w http.ResponseWriter, r *http.Request) {
	f, err := u.welcomeFacts()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	cfg := u.Store.Config()
	v := view.WelcomePage{Steps: welcomeSteps(f), Hidden: cfg.Settings.SetupHidden, Declined: sentence(cfg.Settings.SetupDeclined)}
	if v.Ready() {
		if v.Rest, err = u.welcomeRest(cfg, who(r).User.ID); err != nil {
			u.fail(w, r, err)
			return
		}
	}
	page := u.welcomePage(w, r)
	u.draw(w, r, http.StatusOK, view.Welcome(page, v))
}

// welcomePage is the page of a step: it says itself how far things are.
func (u *ui) welcomePage(w http.ResponseWriter, r *http.Request) view.Page {
	page := u.page(r)
	page.Notice, page.Setup = takeNotice(w, r), nil
	return page
}

// atStep draws the page of a step. with gets its head.
func (u *ui) atStep(w http.ResponseWriter, r *http.Request, path string, with func(view.WelcomeHead)) {
	f, err := u.welcomeFacts()
	if err != nil {
		u.fail(w, r, err)
		return
	}
	with(welcomeHead(welcomeSteps(f), path))
}

// welcomeRest is what is worth doing once everything works.
func (u *ui) welcomeRest(cfg *engine.Config, viewer string) (rest []view.WelcomeRest, err error) {
	reachable := 0
	for _, user := range cfg.Users {
		if !user.Disabled && len(user.ContactMethods) > 0 {
			reachable++
		}
	}
	factors, err := u.Store.SecondFactors()
	if err != nil {
		return nil, err
	}
	return welcomeRest(reachable, slices.Contains(factors, viewer), u.Upkeep.Health().On()), nil
}

// welcomeRest decides what is left. reachable counts the people who can be paged.
func welcomeRest(reachable int, factor, backup bool) (rest []view.WelcomeRest) {
	if reachable < 2 {
		rest = append(rest, view.WelcomeRest{
			What: "A second person", Why: "One person sleeps through a page sooner or later. Invite somebody who is woken next.", Path: view.PathNewPerson, Do: "Invite somebody",
		})
	}
	if !factor {
		rest = append(rest, view.WelcomeRest{
			What: "A second factor, and recovery codes on paper", Why: "Your password alone opens everything here. The codes let you in when the phone is gone: print them.", Path: view.PathSecurity, Do: "Set it up",
		})
	}
	if !backup {
		rest = append(rest, view.WelcomeRest{
			What: "A daily backup", Why: "None is made. Name a directory, best on another disk.", Path: view.PathSettingsBackups, Do: "Set it up",
		})
	}
	return append(rest, view.WelcomeRest{
		What: "Nights and weekends", Why: "Who cannot be reached, which hours nobody covers, what was never tested.", Path: view.PathReadiness, Do: "See what is not ready",
	})
}
