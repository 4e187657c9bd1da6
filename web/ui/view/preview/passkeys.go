package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

// passkeysHere is a place where passkeys work; e2e/preview.mjs puts its own
// address there, so that the buttons are shown.
func passkeysHere() view.PasskeyPlace {
	return view.PasskeyPlace{Host: "pager.example.net", Origin: "https://pager.example.net", Offer: true}
}

func passkeyList() []view.PasskeyRow {
	return []view.PasskeyRow{
		{ID: "p1", Name: "Chrome on Android", Synced: true, Created: ago(40 * 24 * time.Hour), Used: ago(3 * time.Hour)},
		{ID: "p2", Name: "مفتاح الأمان الأزرق الذي يبقى في الخزنة", Created: ago(400 * 24 * time.Hour)},
		{ID: "p3", Name: "The security key on the ring with the keys to the shed at Elm Ridge", Host: "old-name-of-the-box.noc.larkfield.example", Created: ago(700 * 24 * time.Hour), Used: ago(300 * 24 * time.Hour)},
	}
}

func passkeySamples(p view.Page, add func(string, templ.Component)) {
	p.Passkeys = passkeysHere()
	some := view.SecurityPage{Factor: view.FactorState{On: true, CodesLeft: 9}, Passkeys: passkeyList(), Sessions: sessionRows()[:1]}
	add("passkeys", view.Security(p, some))
	some.Passkeys, some.Factor.CodesLeft = nil, 2
	add("passkeys-codes-only", view.Security(p, some))
	add("passkey-new", view.PasskeyNew(p, view.PasskeyFormPage{First: true, Form: view.Form{Values: map[string]string{"name": "Chrome on Android"}}}))
	add("passkey-wrong", view.PasskeyNew(p, view.PasskeyFormPage{Form: view.Form{Values: map[string]string{"name": "phone"}, Problem: "That took too long, or was begun in another window; try the passkey again. If your device kept a new passkey, remove it there."}}))
	rename := view.PasskeyFormPage{ID: "p1", Name: "Chrome on Android", Form: view.Form{Values: map[string]string{"name": "Chrome on Android"}}}
	add("passkey-rename", view.PasskeyRename(p, rename))
	rename.Form = view.Form{Errors: map[string]string{"name": "Say how you recognise it, as in “blue phone”."}}
	add("passkey-rename-wrong", view.PasskeyRename(p, rename))
	add("passkey-reauth", view.Reauth(p, view.ReauthPage{Next: view.PathFactor, Code: true, Passkey: true}))

	p.Passkeys.Origin = "https://elsewhere.example.net"
	add("passkey-elsewhere", view.PasskeyNew(p, view.PasskeyFormPage{}))
	for name, place := range map[string]view.PasskeyPlace{
		"passkeys-no-address": {Obstacle: "no_address"},
		"passkeys-no-name":    {Obstacle: "no_name", Host: "192.0.2.1"},
		"passkeys-no-tls":     {Obstacle: "no_tls", Host: "pager.example.net", Origin: "http://pager.example.net"},
	} {
		p.Passkeys = place
		add(name, view.Security(p, view.SecurityPage{Sessions: sessionRows()[:1]}))
	}
}

// passkeyStrangerSamples are the sign-in's two steps.
func passkeyStrangerSamples(p view.Page, add func(string, templ.Component)) {
	p.Passkeys = passkeysHere()
	add("signin-passkey", view.SignIn(p, view.SignInPage{Next: "/"}))
	add("signin-code-passkey", view.SignInCode(p, view.SignInCodePage{Next: "/", Passkey: true}))
	add("signin-code-both", view.SignInCode(p, view.SignInCodePage{Next: "/", App: true, Passkey: true, Form: view.Form{Problem: "The passkey was refused."}}))
}
