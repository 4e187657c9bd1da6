package ui_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	device "github.com/descope/virtualwebauthn"

	"wakeman/engine/people"
)

// gadget is a phone that keeps a passkey for the box; it makes the same bytes as
// real ones do.
type gadget struct {
	device.Authenticator
	key device.Credential
}

func newGadget() *gadget {
	for { // the fake leaves out leading zeros of a key, which no real device does
		if key := device.NewCredential(device.KeyTypeEC2); len(key.Key.AttestationData()) == 77 {
			return &gadget{device.NewAuthenticator(), key}
		}
	}
}

func (g *gadget) party() device.RelyingParty {
	return device.RelyingParty{ID: "pager.example.net", Name: "Wakeman", Origin: "https://pager.example.net"}
}

// challenge asks as the script does.
func (v *visitor) challenge(path string) string {
	v.Helper()
	return v.posts(path+"/begin", nil).wantStatus(200).Body.String()
}

// adds gives a visitor a passkey by the pages.
func (v *visitor) adds(g *gadget, name string) *page {
	v.Helper()
	o, err := device.ParseAttestationOptions(v.challenge("/profile/security/passkeys"))
	v.must(err)
	g.Options.UserHandle = []byte(o.UserID)
	return v.posts("/profile/security/passkeys", url.Values{"name": {name}, "credential": {device.CreateAttestationResponse(g.party(), g.Authenticator, g.key, *o)}})
}

// touches shows the passkey at one of the places that take one.
func (v *visitor) touches(g *gadget, path string, more url.Values) *page {
	v.Helper()
	o, err := device.ParseAssertionOptions(v.challenge(path))
	v.must(err)
	form := url.Values{"credential": {device.CreateAssertionResponse(g.party(), g.Authenticator, g.key, *o)}}
	for name, values := range more {
		form[name] = values
	}
	return v.posts(path, form)
}

func TestAPasskeyFromTheFirstToTheLast(t *testing.T) {
	w := staffedWorld(t)
	w.visitor().gets("/signin").wantStatus(200).has("passkey", false)
	desk, phone := w.signsIn(people.Admin), newGadget()
	desk.gets("/profile/security").says("passkeys", "None")
	if p := desk.gets("/profile/security/passkeys/new").wantStatus(200); p.field("name") != "Firefox on Android" || !strings.Contains(p.text("passkey-new"), "ten recovery codes") {
		t.Errorf("name %q, %s", p.field("name"), p.text("passkey-new"))
	}
	desk.adds(phone, "Blue phone").wantRedirect("/profile/security/recovery-codes")
	if codes := desk.gets("/profile/security/recovery-codes").texts("recovery-code"); len(codes) != 10 {
		t.Errorf("codes %v", codes)
	}
	shown := desk.gets("/profile/security")
	shown.has("urge", false)
	shown.says("passkey-row", "Blue phone", "on one device", "never used")
	shown.says("passkeys", "10 recovery codes left")
	shown.says("factor", "Off")

	other := w.visitor()
	offered := other.gets("/signin?next=/oncall").wantStatus(200)
	if offered.has("passkey", true); offered.field("next") != "/oncall" {
		t.Errorf("it leads to %q", offered.field("next"))
	}
	other.touches(phone, "/signin/passkey", url.Values{"next": {"/oncall"}}).wantRedirect("/oncall")
	other.gets("/oncall").wantStatus(200).has("notice", false) // nobody urges them

	half := w.visitor()
	half.posts("/signin", url.Values{"email": {"admin@example.net"}, "password": {password}}).wantRedirect("/signin/code")
	half.gets("/signin/code").wantStatus(200).has("passkey", true)
	half.touches(phone, "/signin/code/passkey", url.Values{"next": {"/events"}}).wantRedirect("/events")

	row, _ := w.db.Passkeys("")
	at := "/profile/security/passkeys/" + row[0].ID
	if p := desk.gets(at).wantStatus(200); p.field("name") != "Blue phone" {
		t.Errorf("it is called %q", p.field("name"))
	}
	desk.posts(at, url.Values{"name": {" "}}).wantStatus(400).has("error-name", true)
	desk.posts(at, url.Values{"name": {"Red phone"}}).wantRedirect("/profile/security")
	stranger := w.signsIn(people.Owner)
	for _, path := range []string{at, at + "/remove"} {
		stranger.gets(path).wantStatus(404)
		stranger.posts(path, url.Values{"name": {"mine"}}).wantStatus(404)
	}
	desk.gets(at+"/remove").says("confirm", "Red phone", "last one", "password alone", "recovery codes end")
	desk.posts(at+"/remove", nil).wantRedirect("/profile/security")
	bare := desk.gets("/profile/security")
	bare.has("passkey-row", false)
	bare.has("urge", true)
	half.gets("/").wantRedirect("/signin")
}

func TestAPasskeyIsAFreshProofAndSendsWhatWasKept(t *testing.T) {
	w := staffedWorld(t)
	desk, phone := w.signsIn(people.Responder), newGadget()
	desk.gets("/reauth").wantRedirect("/")
	desk.adds(phone, "Phone").wantRedirect("/profile/security/recovery-codes")
	desk.late()
	desk.gets("/profile/security/passkeys/new").wantRedirect("/reauth?next=%2Fprofile%2Fsecurity%2Fpasskeys%2Fnew")
	desk.gets("/reauth?next=/oncall").wantStatus(200).has("passkey", true)
	desk.posts("/profile/security/passkeys/begin", nil).wantStatus(403)
	kept := desk.posts("/profile/security/keys", url.Values{"name": {"script"}, "scope": {"read"}, "life": {"90"}}).wantStatus(403)
	p := desk.touches(phone, "/reauth/passkey", url.Values{"next": {kept.field("next")}, "carry": {kept.field("carry")}}).wantStatus(200)
	p.says("confirm", "Send it now")
	desk.late()
	desk.touches(phone, "/reauth/passkey", url.Values{"next": {"/oncall"}}).wantRedirect("/oncall")

	desk.late()
	wrong := newGadget()
	desk.touches(wrong, "/reauth/passkey", nil).wantStatus(401).says("form-problem", "not known here")
}

func TestWhatIsWrongWithAPasskeyIsSaid(t *testing.T) {
	w := staffedWorld(t)
	desk, phone := w.signsIn(people.Responder), newGadget()
	desk.adds(phone, "Phone").wantRedirect("/profile/security/recovery-codes")
	other := w.visitor()
	other.posts("/signin/passkey", url.Values{"credential": {"{}"}}).wantStatus(401).says("form-problem", "took too long")
	other.challenge("/signin/passkey")
	other.posts("/signin/passkey", url.Values{"credential": {"{}"}}).wantStatus(401).says("form-problem", "refused")
	other.challenge("/signin/passkey")
	other.posts("/signin/passkey", url.Values{"credential": {strings.Repeat("[", 70_000)}}).wantStatus(401).says("form-problem", "refused")
	other.touches(newGadget(), "/signin/passkey", nil).wantStatus(401).says("form-problem", "not known here")
	desk.posts("/profile/security/passkeys", url.Values{"name": {"Tablet"}, "credential": {"{}"}}).wantStatus(400).says("form-problem", "took too long", "remove it there")
	if p := desk.adds(phone, "again"); p.Code != 400 {
		t.Errorf("the same passkey twice: %d", p.Code)
	}

	half := w.visitor()
	half.posts("/signin", url.Values{"email": {"responder@example.net"}, "password": {password}}).wantRedirect("/signin/code")
	half.posts("/signin/code/passkey", url.Values{"credential": {"{}"}}).wantStatus(401).says("form-problem", "took too long")
	again := half.touches(newGadget(), "/signin/code/passkey", nil).wantStatus(401)
	again.says("form-problem", "not known")
	again.has("sign-in-code", true)
	half.cookies = map[string]string{}
	half.posts("/signin/code/passkey", nil).wantStatus(401).has("sign-in", true)
}

func TestWherePasskeysCannotBeThePageSaysWhyAndWhatToDo(t *testing.T) {
	w := staffedWorld(t)
	v := w.signsIn(people.Responder)
	v.adds(newGadget(), "Phone").wantRedirect("/profile/security/recovery-codes")
	for base, words := range map[string]string{
		"":                           "no public address",
		"https://192.0.2.1":          "192.0.2.1: an admin gives it a name",
		"http://127.0.0.1:8080":      "127.0.0.1: an admin gives it a name",
		"http://pager.example.net":   "http://pager.example.net: an admin gives it a certificate",
		"https://pager.example.net/": "",
	} {
		w.base = base
		for _, path := range []string{"/profile/security", "/profile/security/passkeys/new"} {
			p := v.gets(path).wantStatus(200)
			p.has("passkey-obstacle", words != "")
			if words != "" {
				p.says("passkey-obstacle", words)
			}
		}
		p := v.posts("/profile/security/passkeys/begin", nil)
		var said struct{ Problem string }
		if err := json.Unmarshal(p.Body.Bytes(), &said); err != nil || (words != "") != (p.Code == 409 && said.Problem != "") {
			t.Errorf("%q: %d %q, %v", base, p.Code, said.Problem, err)
		}
		w.visitor().gets("/signin").wantStatus(200).has("passkey", words == "")
		v.gets("/profile/security").has("passkey-row", true)
	}
	w.base = "https://new.example.net"
	v.gets("/profile/security").says("passkey-row", "Only for pager.example.net")
}

func TestAChallengeForABlockedAddressSaysHowLong(t *testing.T) {
	w := staffedWorld(t)
	thief := w.visitor()
	for range 10 {
		thief.touches(newGadget(), "/signin/passkey", nil).wantStatus(401)
	}
	p := thief.posts("/signin/passkey/begin", nil).wantStatus(429)
	if !strings.Contains(p.Body.String(), "try again in") || p.Result().Header.Get("Retry-After") == "" {
		t.Errorf("%s, Retry-After %q", p.Body, p.Result().Header.Get("Retry-After"))
	}
}

func TestAnotherSiteCannotBeginOrEndAPasskey(t *testing.T) {
	w := staffedWorld(t)
	for _, path := range []string{"/signin/passkey/begin", "/signin/passkey"} {
		w.asks("", "POST", path, "credential={}", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example.org").wantStatus(403)
	}
}
