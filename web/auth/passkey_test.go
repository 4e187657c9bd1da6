package auth_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	device "github.com/descope/virtualwebauthn"
	"github.com/pquerna/otp/hotp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth"
)

const publicURL = "https://wakeman.example.net"

// gadget is a phone or security key: it makes the same bytes as real ones do.
type gadget struct {
	device.Authenticator
	key device.Credential
	rp  device.RelyingParty
}

func newGadget() *gadget {
	return &gadget{device.NewAuthenticator(), newKey(), device.RelyingParty{ID: "wakeman.example.net", Name: "Wakeman", Origin: publicURL}}
}

// newKey is a key pair whose coordinates have all their bytes: the fake leaves
// out leading zeros, which no real device does (RFC 9053, section 7.1.1).
func newKey() device.Credential {
	for {
		if c := device.NewCredential(device.KeyTypeEC2); len(c.Key.AttestationData()) == 77 {
			return c
		}
	}
}

type options = json.RawMessage

type beginner func(http.ResponseWriter, *http.Request) (options, error)

// asks gets a challenge.
func (br *browser) asks(begin beginner) (options, error) {
	w := httptest.NewRecorder()
	o, err := begin(w, br.asked("POST", "/"))
	br.keep(w)
	return o, err
}

// makes answers a challenge to make a passkey.
func (g *gadget) makes(t *testing.T, o options) string {
	t.Helper()
	parsed, err := device.ParseAttestationOptions(string(o))
	if err != nil {
		t.Fatal(err)
	}
	g.Options.UserHandle = []byte(parsed.UserID)
	return device.CreateAttestationResponse(g.rp, g.Authenticator, g.key, *parsed)
}

// signs answers a challenge to show it.
func (g *gadget) signs(t *testing.T, o options) string {
	t.Helper()
	parsed, err := device.ParseAssertionOptions(string(o))
	if err != nil {
		t.Fatal(err)
	}
	return device.CreateAssertionResponse(g.rp, g.Authenticator, g.key, *parsed)
}

// adds gives the person signed in a passkey on a gadget.
func (br *browser) adds(g *gadget, name string) (codes []string) {
	br.Helper()
	o, err := br.asks(br.auth.BeginPasskey)
	br.must(err)
	codes, err = br.addsWith(name, g.makes(br.T, o))
	br.must(err)
	time.Sleep(time.Second) // none is as old as another
	return codes
}

func (br *browser) addsWith(name, response string) ([]string, error) {
	w := httptest.NewRecorder()
	codes, err := br.auth.AddPasskey(w, br.asked("POST", "/"), name, response)
	br.keep(w)
	return codes, err
}

// touches signs in with a gadget.
func (br *browser) touches(g *gadget) error {
	br.Helper()
	o, err := br.asks(br.auth.BeginPasskeySignIn)
	br.must(err)
	return br.shows(g.signs(br.T, o))
}

func (br *browser) shows(response string) error {
	w := httptest.NewRecorder()
	_, err := br.auth.SignInPasskey(w, br.request("POST", "/signin/passkey"), response)
	br.keep(w)
	return err
}

func (br *browser) touchesAtCode(g *gadget) error {
	br.Helper()
	o, err := br.asks(br.auth.BeginPasskeyCode)
	if err != nil {
		return err
	}
	w := httptest.NewRecorder()
	_, err = br.auth.SignInCodePasskey(w, br.request("POST", "/signin/code/passkey"), g.signs(br.T, o))
	br.keep(w)
	return err
}

func (br *browser) touchesToProve(g *gadget) error {
	br.Helper()
	o, err := br.asks(br.auth.BeginPasskeyProof)
	if err != nil {
		return err
	}
	w := httptest.NewRecorder()
	err = br.auth.ReauthPasskey(w, br.asked("POST", "/reauth/passkey"), g.signs(br.T, o))
	br.keep(w)
	return err
}

// inBoxOfPasskey is a box with Ann at her desk, a passkey on her phone and the
// recovery codes that came with it.
func inBoxOfPasskey(t *testing.T, scenario func(b *box, desk *browser, phone *gadget, codes []string)) {
	t.Helper()
	inBox(t, func(b *box) {
		b.base = publicURL
		desk := b.browser("192.0.2.7")
		b.must(desk.signIn("ann@example.net", goodPassword))
		phone := newGadget()
		scenario(b, desk, phone, desk.adds(phone, "Ann's phone"))
	})
}

// emptyCode is what an app with an empty secret would show, some steps from now.
func (b *box) emptyCode(steps int) string {
	b.Helper()
	code, err := hotp.GenerateCode("", uint64(time.Now().Unix()/30+int64(steps)))
	b.must(err)
	return code
}

// audited are the details of the audit rows of an action, newest first.
func (b *box) audited(action string) (list []string) {
	b.Helper()
	rows, err := b.db.Audit(0, 100)
	b.must(err)
	for _, row := range rows {
		if row.Action == action {
			list = append(list, row.Detail)
		}
	}
	return list
}

func TestAPasskeySignsInWithoutPasswordAndCode(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, _ *browser, phone *gadget, _ []string) {
		elsewhere := b.browser("203.0.113.5")
		b.must(elsewhere.touches(phone))
		p, known := elsewhere.who()
		if !known || p.User.ID != "PANN" || !elsewhere.fresh() {
			t.Errorf("%+v, known %v, fresh %v", p.User, known, elsewhere.fresh())
		}
		if len(elsewhere.cookies) != 1 {
			t.Errorf("the challenge's cookie is left: %v", elsewhere.cookies)
		}
		list, err := b.auth.Passkeys("PANN")
		if err != nil || len(list) != 1 || list[0].Name != "Ann's phone" || !list[0].UsedAt.Equal(time.Now()) || list[0].RPID != "wakeman.example.net" {
			t.Errorf("%+v, %v", list, err)
		}
		if got := b.audited("user.passkey"); len(got) != 2 || got[0] != "ann@example.net: passkey Ann's phone used" || got[1] != "ann@example.net: passkey Ann's phone added" {
			t.Errorf("audit: %q", got)
		}
	})
}

func TestTheOptionsDemandANamedVerifiedPasskeyForThePublicAddress(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, desk *browser, phone *gadget, _ []string) {
		type asked struct {
			PublicKey struct {
				RP                     struct{ ID string }
				RPID                   string `json:"rpId"`
				User                   struct{ Name, DisplayName string }
				Attestation            string
				UserVerification       string
				AllowCredentials       []any
				ExcludeCredentials     []struct{ ID string }
				AuthenticatorSelection struct {
					ResidentKey        string
					RequireResidentKey bool
					UserVerification   string
				}
			} `json:"publicKey"`
		}
		var add, in asked
		o, err := desk.asks(b.auth.BeginPasskey)
		b.must(err)
		b.must(json.Unmarshal(o, &add))
		k := add.PublicKey
		if k.RP.ID != "wakeman.example.net" || k.User.Name != "ann@example.net" || k.User.DisplayName != "Ann Archer" || k.Attestation != "none" {
			t.Errorf("adding: %s", o)
		}
		if s := k.AuthenticatorSelection; s.ResidentKey != "required" || !s.RequireResidentKey || s.UserVerification != "required" || len(k.ExcludeCredentials) != 1 {
			t.Errorf("adding: %s", o)
		}
		o, err = b.browser("192.0.2.8").asks(b.auth.BeginPasskeySignIn)
		b.must(err)
		b.must(json.Unmarshal(o, &in))
		if k := in.PublicKey; k.RPID != "wakeman.example.net" || k.UserVerification != "required" || len(k.AllowCredentials) != 0 {
			t.Errorf("signing in: %s", o)
		}
	})
}

// TestPasskeysThatAreRefused is every answer that is not quite right.
func TestPasskeysThatAreRefused(t *testing.T) {
	for name, spoil := range map[string]func(g *gadget){
		"the wrong origin":       func(g *gadget) { g.rp.Origin = "https://wakeman.example.org" },
		"the wrong port":         func(g *gadget) { g.rp.Origin = publicURL + ":8443" },
		"plain http":             func(g *gadget) { g.rp.Origin = "http://wakeman.example.net" },
		"the wrong host":         func(g *gadget) { g.rp.ID = "example.net" },
		"no finger, no PIN":      func(g *gadget) { g.Options.UserNotVerified = true },
		"nobody there":           func(g *gadget) { g.Options.UserNotPresent = true },
		"another key":            func(g *gadget) { g.key.Key = newKey().Key },
		"a passkey not known":    func(g *gadget) { g.key = newKey() },
		"somebody else's name":   func(g *gadget) { g.Options.UserHandle = []byte("PVIC") },
		"no name":                func(g *gadget) { g.Options.UserHandle = nil },
		"another kind of device": func(g *gadget) { g.Options.BackupEligible = true },
	} {
		t.Run(name, func(t *testing.T) {
			inBoxOfPasskey(t, func(b *box, _ *browser, phone *gadget, _ []string) {
				thief := b.browser("198.51.100.66")
				spoil(phone)
				wantCode(t, thief.touches(phone), auth.Denied, "signing in")
				thief.wantKnown(false, "afterwards")
				if b.refusals() != 1 {
					t.Errorf("%d refusals are on record", b.refusals())
				}
			})
		})
	}
}

func TestWhatIsMadeForAnotherPlaceIsNotAdded(t *testing.T) {
	for name, spoil := range map[string]func(g *gadget){
		"the wrong origin":  func(g *gadget) { g.rp.Origin = "https://wakeman.example.org" },
		"the wrong host":    func(g *gadget) { g.rp.ID = "example.net" },
		"no finger, no PIN": func(g *gadget) { g.Options.UserNotVerified = true },
	} {
		t.Run(name, func(t *testing.T) {
			inBoxOfPasskey(t, func(b *box, desk *browser, _ *gadget, _ []string) {
				other := newGadget()
				spoil(other)
				o, err := desk.asks(b.auth.BeginPasskey)
				b.must(err)
				_, err = desk.addsWith("other", other.makes(t, o))
				wantCode(t, err, auth.Denied, "adding")
				if list, _ := b.auth.Passkeys("PANN"); len(list) != 1 {
					t.Errorf("there are %d", len(list))
				}
			})
		})
	}
}

func TestAChallengeIsAnsweredOnceInTimeAndByTheBrowserThatAsked(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, desk *browser, phone *gadget, _ []string) {
		br := b.browser("192.0.2.8")
		o, err := br.asks(b.auth.BeginPasskeySignIn)
		b.must(err)
		answer, cookie := phone.signs(t, o), br.cookies["wakeman-passkey"]
		if cookie == nil || !cookie.HttpOnly || cookie.MaxAge != 300 {
			t.Fatalf("cookies %v", br.cookies)
		}
		wantCode(t, b.browser("192.0.2.8").shows(answer), auth.CodeExpired, "from a browser that did not ask")
		b.must(br.shows(answer))
		again := b.browser("192.0.2.8")
		again.cookies["wakeman-passkey"] = cookie
		wantCode(t, again.shows(answer), auth.CodeExpired, "a second time")

		for name, wait := range map[string]time.Duration{"in time": auth.CeremonyLife - time.Second, "late": auth.CeremonyLife} {
			br := b.browser("192.0.2.8")
			o, err := br.asks(b.auth.BeginPasskeySignIn)
			b.must(err)
			time.Sleep(wait)
			want := engine.Code("")
			if name == "late" {
				want = auth.CodeExpired
			}
			wantCode(t, br.shows(phone.signs(t, o)), want, name)
		}

		early, err := br.asks(b.auth.BeginPasskeySignIn)
		b.must(err)
		_, err = br.asks(b.auth.BeginPasskeySignIn)
		b.must(err)
		wantCode(t, br.shows(phone.signs(t, early)), auth.Denied, "with the challenge before the last")

		b.must(desk.proves(goodPassword, ""))
		o, err = desk.asks(b.auth.BeginPasskeyProof)
		b.must(err)
		wantCode(t, desk.shows(phone.signs(t, o)), auth.CodeExpired, "signing in with a challenge to prove")
		wantCode(t, desk.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		o, err = desk.asks(b.auth.BeginPasskeyProof)
		b.must(err)
		w := httptest.NewRecorder()
		_, err = b.auth.SignInCodePasskey(w, desk.request("POST", "/signin/code/passkey"), phone.signs(t, o))
		wantCode(t, err, auth.CodeExpired, "the second step with one's own challenge to prove")
		_, err = desk.asks(b.auth.BeginPasskeySignIn)
		b.must(err)
		_, err = desk.addsWith("x", "{}")
		wantCode(t, err, auth.CodeExpired, "adding with a challenge to sign in")
	})
}

func TestOneNetworkCannotPushOutTheChallengesOfOthers(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, _ *browser, phone *gadget, _ []string) {
		br := b.browser("192.0.2.8")
		o, err := br.asks(b.auth.BeginPasskeySignIn)
		b.must(err)
		for range 5000 {
			_, err := b.browser("198.51.100.66").asks(b.auth.BeginPasskeySignIn)
			b.must(err)
		}
		if n := b.auth.Ceremonies(); n != 33 {
			t.Errorf("%d challenges are in memory, want one and 32 of the flood", n)
		}
		b.must(br.shows(phone.signs(t, o)))
	})
}

func TestACounterThatGoesBackIsRefusedAndWrittenDown(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, _ *browser, phone *gadget, _ []string) {
		br := b.browser("192.0.2.8")
		b.must(br.touches(phone)) // devices that sync say 0 every time
		b.must(br.touches(phone))
		phone.key.Counter = 7
		b.must(br.touches(phone))
		for _, count := range []uint32{7, 6, 0} {
			phone.key.Counter = count
			thief := b.browser("198.51.100.66")
			wantCode(t, thief.touches(phone), auth.Denied, fmt.Sprintf("a counter of %d after 7", count))
			thief.wantKnown(false, "afterwards")
		}
		rows := b.audited("signin.passkey_copied")
		if len(rows) != 3 || !strings.Contains(rows[2], "Ann's phone went back to 7") || !strings.Contains(rows[2], "198.51.100.66") {
			t.Errorf("audit: %q", rows)
		}
		phone.key.Counter = 8
		b.must(br.touches(phone))
	})
}

func TestWhoLeftIsNotLetInByAPasskey(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, _ *browser, phone *gadget, _ []string) {
		kept, err := b.auth.Passkeys("PANN")
		b.must(err)
		b.change("PANN", func(u *people.User) { u.Disabled = true })
		if list, _ := b.auth.Passkeys("PANN"); len(list) != 0 {
			t.Error("disabling Ann left her passkey")
		}
		b.must(b.db.ChangeFactors(b.ctx, store.FactorsChange{User: "PANN", Do: func(old people.Factors) (people.Factors, error) {
			old.Passkeys = kept // as if it had been left
			return old, nil
		}}))
		br := b.browser("192.0.2.8")
		wantCode(t, br.touches(phone), auth.Denied, "while she is disabled")
		br.wantKnown(false, "afterwards")
		b.change("PANN", func(u *people.User) { u.Disabled = false })
		b.must(br.touches(phone))
	})
}

func TestWithAPasskeyThePasswordAloneOpensNothing(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, _ *browser, phone *gadget, codes []string) {
		if len(codes) != 10 {
			t.Fatalf("codes %v", codes)
		}
		br := b.browser("192.0.2.8")
		wantCode(t, br.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		br.wantKnown(false, "with the password alone")
		if ways, err := b.auth.CodeWays(br.request("GET", "/")); err != nil || ways != (auth.Ways{Passkey: true}) {
			t.Errorf("ways %+v, %v", ways, err)
		}
		for at := -1; at <= 1; at++ { // the codes of no secret at all
			wantCode(t, br.showsCode(b.emptyCode(at)), auth.Denied, "a code of the empty secret")
			time.Sleep(time.Minute)
		}
		b.must(br.touchesAtCode(phone))
		br.wantKnown(true, "with the passkey")

		paper := b.browser("192.0.2.9")
		wantCode(t, paper.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		b.must(paper.showsCode(codes[3]))
		paper.wantKnown(true, "with a recovery code")
	})
}

func TestAPasskeyAfterManyWrongCodesRaisesTheAlarmToo(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, _ *browser, phone *gadget, _ []string) {
		for i := range 12 {
			guesser := b.browser(fmt.Sprintf("198.51.%d.1", i))
			wantCode(t, guesser.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
			wantCode(t, guesser.showsCode("000000"), auth.Denied, "a wrong code")
			time.Sleep(20 * time.Minute)
		}
		br := b.browser("203.0.113.66")
		wantCode(t, br.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		b.must(br.touchesAtCode(phone))
		if list := b.auth.Alarms(); len(list) != 1 {
			t.Errorf("alarms %+v", list)
		}
	})
}

func TestTheSecondStepTakesNoPasskeyOfSomebodyElse(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, _ *browser, phone *gadget, _ []string) {
		vics := b.browser("192.0.2.8")
		b.must(vics.signIn("vic@example.net", goodPassword))
		vics.adds(newGadget(), "Vic's")
		half := b.browser("198.51.100.66")
		wantCode(t, half.touchesAtCode(phone), auth.CodeExpired, "without the password")
		wantCode(t, half.signIn("vic@example.net", goodPassword), auth.CodeNeeded, "Vic's password")
		for i := range 4 {
			wantCode(t, half.touchesAtCode(phone), auth.Denied, fmt.Sprintf("Ann's phone, %d", i+1))
		}
		wantCode(t, half.touchesAtCode(phone), auth.CodeExpired, "for the fifth time")
		if rows := b.audited("signin.wrong_codes"); len(rows) != 1 {
			t.Errorf("audit: %q", rows)
		}
		half.wantKnown(false, "afterwards")

		wantCode(t, vics.touchesToProve(phone), auth.Denied, "proving with Ann's phone")
		b.browser("192.0.2.7").wantKnown(false, "a stranger")
	})
}

func TestAPasskeyProvesWhoIsThere(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, desk *browser, phone *gadget, _ []string) {
		time.Sleep(auth.ProofLife)
		_, err := desk.asks(b.auth.BeginPasskey)
		wantCode(t, err, engine.Forbidden, "adding without a fresh proof")
		list, _ := b.auth.Passkeys("PANN")
		wantCode(t, b.auth.RemovePasskey(desk.asked("POST", "/"), list[0].ID), engine.Forbidden, "removing without one")
		before, _ := desk.who()
		b.must(desk.touchesToProve(phone))
		if after, _ := desk.who(); !desk.fresh() || after.Session == before.Session {
			t.Errorf("fresh %v, a new secret %v", desk.fresh(), after.Session != before.Session)
		}
		b.must(b.auth.RemovePasskey(desk.asked("POST", "/"), list[0].ID))
	})
}

func TestAddingAndRemovingSignOutEverywhereElse(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, desk *browser, phone *gadget, codes []string) {
		other := b.browser("192.0.2.8")
		b.must(other.touches(phone))
		second := newGadget()
		if more := desk.adds(second, ""); more != nil {
			t.Error("the second passkey made new codes, which end the old ones")
		}
		other.wantKnown(false, "after another passkey was added")
		desk.wantKnown(true, "who added it")

		b.must(other.touches(second))
		list, _ := b.auth.Passkeys("PANN")
		if list[1].Name != "Passkey" {
			t.Errorf("without a name it is called %q", list[1].Name)
		}
		ended := b.ended
		b.must(b.auth.RemovePasskey(desk.asked("POST", "/"), list[0].ID))
		other.wantKnown(false, "after one was removed")
		if b.ended == ended {
			t.Error("open streams were not told")
		}
		wantCode(t, other.touches(phone), auth.Denied, "the one that was removed")
		wantCode(t, b.auth.RemovePasskey(desk.asked("POST", "/"), list[0].ID), engine.NotFound, "removing it again")
		if f, found, _ := b.auth.Factor("PANN"); !found || f.CodesLeft() != len(codes) {
			t.Error("the codes went while there is a passkey")
		}
		b.must(b.auth.RemovePasskey(desk.asked("POST", "/"), list[1].ID))
		b.must(b.browser("192.0.2.9").signIn("ann@example.net", goodPassword))
	})
}

func TestPeopleReachOnlyTheirOwnPasskeys(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, desk *browser, _ *gadget, _ []string) {
		vics := b.browser("192.0.2.8")
		b.must(vics.signIn("vic@example.net", goodPassword))
		list, _ := b.auth.Passkeys("PANN")
		wantCode(t, b.auth.RemovePasskey(vics.asked("POST", "/"), list[0].ID), engine.NotFound, "Vic removing Ann's")
		wantCode(t, b.auth.RenamePasskey(vics.asked("POST", "/"), list[0].ID, "mine"), engine.NotFound, "Vic renaming Ann's")
		wantCode(t, b.auth.RenamePasskey(desk.asked("POST", "/"), list[0].ID, " \n"), engine.Invalid, "no name")
		b.must(b.auth.RenamePasskey(desk.asked("POST", "/"), list[0].ID, "Blue phone"))
		if list, _ = b.auth.Passkeys("PANN"); list[0].Name != "Blue phone" {
			t.Errorf("it is called %q", list[0].Name)
		}
	})
}

func TestAnAppAndPasskeysStandBesideEachOther(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, desk *browser, phone *gadget, _ []string) {
		seed, _ := desk.enrols()
		half := b.browser("192.0.2.8")
		wantCode(t, half.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		if ways, _ := b.auth.CodeWays(half.request("GET", "/")); ways != (auth.Ways{App: true, Passkey: true}) {
			t.Errorf("ways %+v", ways)
		}
		b.must(half.showsCode(b.codeNow(seed)))
		time.Sleep(time.Minute)

		b.must(b.auth.SwitchOff(desk.asked("POST", "/")))
		f, found, _ := b.auth.Factor("PANN")
		if !found || f.App() || f.CodesLeft() != 10 {
			t.Errorf("without the app: %+v, %v", f, found)
		}
		wantCode(t, half.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password")
		wantCode(t, half.showsCode(b.codeNow(seed)), auth.Denied, "a code of the app that was switched off")
		b.must(half.touchesAtCode(phone))
	})
}

func TestResetTakesThePasskeysToo(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, desk *browser, phone *gadget, _ []string) {
		b.must(auth.ResetFactor(b.ctx, b.db, "ann@example.net", cli()))
		desk.wantKnown(false, "after the reset")
		wantCode(t, desk.touches(phone), auth.Denied, "the passkey")
		b.must(desk.signIn("ann@example.net", goodPassword))
		if some, _ := b.auth.HasPasskeys(); some {
			t.Error("there is one left")
		}
	})
}

func TestFailuresCountForTheAddressAsPasswordsDo(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, _ *browser, phone *gadget, _ []string) {
		stranger := newGadget()
		stranger.Options.UserHandle = []byte("PANN")
		thief := b.browser("198.51.100.66")
		for range 10 {
			wantCode(t, thief.touches(stranger), auth.Denied, "a passkey that nobody has")
		}
		_, err := thief.asks(b.auth.BeginPasskeySignIn)
		wantCode(t, err, auth.Throttled, "the eleventh")
		wantCode(t, thief.signIn("vic@example.net", goodPassword), auth.Throttled, "a password from there")
		b.must(b.browser("192.0.2.8").touches(phone))

		wrong := b.browser("203.0.113.9")
		for range 9 { // of somebody's password
			_ = wrong.signIn("ann@example.net", "not this one")
			time.Sleep(time.Second)
		}
		b.must(b.browser("192.0.2.99").touches(phone)) // who guesses cannot keep her out
	})
}

func TestWhenTheBoxMovesItsPasskeysStayBehind(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, desk *browser, phone *gadget, codes []string) {
		br := b.browser("192.0.2.8")
		o, err := br.asks(b.auth.BeginPasskeySignIn)
		b.must(err)
		b.base = "https://pager.example.org"
		wantCode(t, br.shows(phone.signs(t, o)), auth.CodeExpired, "begun before the move")
		phone.rp.Origin = b.base // a browser would not do it
		wantCode(t, br.touches(phone), auth.Denied, "after it")
		wantCode(t, br.signIn("ann@example.net", goodPassword), auth.CodeNeeded, "the password alone")
		if ways, _ := b.auth.CodeWays(br.request("GET", "/")); ways != (auth.Ways{}) {
			t.Errorf("ways %+v", ways)
		}
		wantCode(t, br.touchesAtCode(phone), engine.Conflict, "the passkey of the old place")
		b.must(br.showsCode(codes[0]))
		b.base = "https://192.0.2.1"
		_, err = desk.asks(b.auth.BeginPasskey)
		wantCode(t, err, engine.Conflict, "adding at an address")
	})
}

func TestNobodyHasMoreThanTwentyPasskeys(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, desk *browser, _ *gadget, _ []string) {
		for i := range 19 {
			desk.adds(newGadget(), fmt.Sprint(i))
		}
		_, err := desk.asks(b.auth.BeginPasskey)
		wantCode(t, err, engine.Conflict, "the twenty-first")
		list, _ := b.auth.Passkeys("PANN")
		if len(list) != 20 || slices.ContainsFunc(list, func(k people.Passkey) bool { return k.User != "PANN" }) {
			t.Errorf("%d", len(list))
		}
	})
}

func TestTwoUsesOfOneCounterAtOnceLetInOne(t *testing.T) {
	inBoxOfPasskey(t, func(b *box, _ *browser, phone *gadget, _ []string) {
		phone.key.Counter = 3
		results := make(chan error)
		for i := range 2 {
			br := b.browser(fmt.Sprintf("192.0.2.%d", 20+i))
			o, err := br.asks(b.auth.BeginPasskeySignIn)
			b.must(err)
			answer := phone.signs(t, o)
			go func() { results <- br.shows(answer) }()
		}
		codes := []engine.Code{engine.CodeOf(<-results), engine.CodeOf(<-results)}
		slices.Sort(codes)
		if codes[0] != "" || codes[1] != auth.Denied {
			t.Errorf("%q", codes)
		}
	})
}
