package ui

import (
	"net/http"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// snsKind signs without a secret of ours: its topics are what is let in.
const snsKind = "sns"

// signedOnly says of an integration that it takes nothing else.
const signedOnly = "Nothing else is taken: what came by raw message delivery, or by another address, is refused and listed under Health. While this box has no way to Amazon, posts are refused, too, and Amazon sends them again."

// uncheckedOf is what becomes of posts of SNS that nothing proves.
func uncheckedOf(in engine.Integration) string {
	if in.SignedOnly {
		return signedOnly
	}
	return unchecked
}

// unchecked is what becomes of posts of SNS while Amazon can not be reached.
const unchecked = "What can not be checked, because this box has no way to Amazon or because raw message delivery is on (which has no signature), may open incidents and resolves none: a recovery waits in the event log until somebody lets it in."

// signingOf says in words what an integration's sender signs; nil: it does not.
func signingOf(in engine.Integration) *view.Signing {
	kind, _ := engine.KindOf(in.Type)
	switch {
	case in.Type == snsKind && len(in.Topics) > 0:
		return &view.Signing{Lines: []string{"Posts are let in if Amazon has signed them, and if they are of one of these topics: " + strings.Join(in.Topics, ", ") + ".", uncheckedOf(in)}}
	case in.Type == snsKind:
		return &view.Signing{Lines: []string{"Posts of any topic are let in if Amazon has signed them. A new topic waits in the event log until somebody confirms it.", uncheckedOf(in)}}
	case !kind.Signs:
		return nil
	case in.Secret != "":
		return &view.Signing{Lines: []string{"Every post must be signed with the secret, which is not shown again."}}
	}
	return &view.Signing{Lines: []string{"No signature is asked for: whoever knows the address can page."}}
}

// mayNotSign answers for integrations whose sender does not sign.
func (u *ui) mayNotSign(w http.ResponseWriter, r *http.Request, in engine.Integration) bool {
	if signingOf(in) == nil {
		u.notFound(w, r)
		return true
	}
	return false
}

func signingForm(in engine.Integration, s engine.Service, f view.Form, seen string) view.IntegrationFormPage {
	return view.IntegrationFormPage{
		Service: view.Ref{ID: s.ID, Name: s.Name}, ID: in.ID, Name: in.Name, Form: f, Seen: seen,
		Topics: in.Type == snsKind, Stored: in.Secret != "",
	}
}

// integrationSigningShow is the form for what a sender signs with.
func (u *ui) integrationSigningShow(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok || u.mayNotSign(w, r, in) {
		return
	}
	form := view.Form{Values: map[string]string{"topics": strings.Join(in.Topics, "\n")}}
	if in.SignedOnly {
		form.Values["signed_only"] = "yes"
	}
	u.draw(w, r, http.StatusOK, view.IntegrationSigning(u.page(r), signingForm(in, s, form, config.Version(in))))
}

// integrationSigning saves it. A secret that is left empty stays, because no page
// shows it.
func (u *ui) integrationSigning(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.integrationOf(w, r)
	if !ok || u.mayNotSign(w, r, in) {
		return
	}
	form := view.Form{Values: map[string]string{"topics": cut(r.PostFormValue("topics"), 20_000), "remove": r.PostFormValue("remove"), "signed_only": r.PostFormValue("signed_only")}, Errors: map[string]string{}}
	typed, seen := strings.TrimSpace(r.PostFormValue("secret")), r.PostFormValue("seen")
	err := u.changeIntegration(r, in.ID, func(next *engine.Config, in engine.Integration) {
		switch {
		case in.Type == snsKind:
			in.SignedOnly = form.Values["signed_only"] != ""
			in.Topics = strings.Fields(strings.ReplaceAll(form.Values["topics"], ",", " "))
		case typed != "":
			in.Secret = typed
		case form.Values["remove"] != "":
			in.Secret = ""
		}
		next.Integrations[in.ID] = in
	})
	if err == nil {
		u.done(w, r, view.Notice{Level: view.Good, Text: "Saved. It holds from the next post on."}, view.IntegrationPath(s.ID, in.ID))
		return
	}
	status, is := refused(&form, err, signingField)
	if !is {
		u.fail(w, r, err)
		return
	}
	if status == http.StatusConflict {
		seen = config.Version(in)
	}
	u.draw(w, r, status, view.IntegrationSigning(u.page(r), signingForm(in, s, form, seen)))
}

func signingField(p config.Problem) string {
	_, field, _ := strings.Cut(p.Field, "].")
	field, _, _ = strings.Cut(field, "[")
	if field == "secret" || field == "topics" || field == "signed_only" {
		return field
	}
	return ""
}
