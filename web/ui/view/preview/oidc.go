package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func providerSamples(p view.Page, add func(string, templ.Component)) {
	const longName = "Lietuvos-Vokietijos-interneto-tiekėjo tapatybės paslauga"
	add("signin-provider", view.SignIn(p, view.SignInPage{Provider: "Larkfield"}))
	add("signin-provider-wrong", view.SignIn(p, view.SignInPage{Provider: longName, Form: view.Form{
		Problem: "Somebody here has your address, and " + longName + " alone can not prove that it is you: sign in with your password, and link it under Password and security.",
	}}))
	add("reauth-provider", view.Reauth(p, view.ReauthPage{Next: view.PathFactor, Provider: "Larkfield"}))
	add("reauth-provider-only", view.Reauth(p, view.ReauthPage{Next: view.PathFactor, Carry: "a=b", Provider: longName, NoPassword: true}))
	add("reauth-carry-on", view.CarryOn(p, view.CarryOnPage{Provider: "Larkfield", Path: view.PathProviderReauth}))

	links := []view.LinkRow{
		{ID: "a", Email: "ana@larkfield.example", Provider: "id.larkfield.example", Since: ago(30 * 24 * time.Hour), UnlinkPath: view.UnlinkPath("a")},
		{ID: "b", Provider: longHost, Since: ago(time.Minute), UnlinkPath: view.UnlinkPath("b")},
	}
	add("security-provider", view.Security(p, view.SecurityPage{Provider: view.ProviderState{Name: "Larkfield", Links: links}, Sessions: sessionRows()}))
	add("security-provider-none", view.Security(p, view.SecurityPage{Provider: view.ProviderState{Name: longName}, Sessions: sessionRows()[:1]}))

	const back = "https://wakeman.larkfield.example/signin/oidc/callback"
	add("settings-provider-empty", view.ProviderSettings(p, view.ProviderPage{Return: back}))
	values := map[string]string{"on": "yes", "issuer": "https://id.larkfield.example/realms/isp", "client_id": "wakeman", "label": "Larkfield", "allow_domains": "larkfield.example", "create_as": "viewer"}
	add("settings-provider", view.ProviderSettings(p, view.ProviderPage{Form: view.Form{Values: values}, Return: back, Public: true, Stored: true, TestedWell: true, Tested: "It answers, and it is an OpenID provider."}))
	add("settings-provider-wrong", view.ProviderSettings(p, view.ProviderPage{
		Form: view.Form{Problem: "Nothing is saved yet.", Values: values, Errors: map[string]string{
			"issuer": "Must begin with https://.", "client_id": "Is missing.", "client_secret": "Type the secret again: what is stored is not sent to another address.", "allow_domains": `"a b" is not a domain.`, "create_as": "Must be viewer or responder.",
		}},
		Return: back, Public: true, Stored: true, Tested: `Refused to call 192.0.2.9: add "192.0.2.0/24" to settings.outgoing_allow (or start with --outgoing-allow).`,
	}))
}
