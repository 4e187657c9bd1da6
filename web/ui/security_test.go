package ui_test

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// visitor is a browser with cookies, at the real sign-in.
type visitor struct {
	*world
	cookies map[string]string
}

func (w *world) visitor() *visitor { return &visitor{w, map[string]string{}} }

// sends asks with the cookies it has, and keeps those it gets.
func (v *visitor) sends(method, path string, form url.Values) *page {
	v.Helper()
	var pairs []string
	for name, value := range v.cookies {
		pairs = append(pairs, name+"="+value)
	}
	p := v.asks("", method, path, form.Encode(), "Cookie", strings.Join(pairs, "; "), "User-Agent", "Mozilla/5.0 (Android 14) Firefox/140.0")
	for _, c := range p.Result().Cookies() {
		v.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		}
	}
	return p
}

func (v *visitor) gets(path string) *page { v.Helper(); return v.sends("GET", path, nil) }

func (v *visitor) posts(path string, form url.Values) *page {
	v.Helper()
	return v.sends("POST", path, form)
}

// signsIn is a visitor with a session.
func (w *world) signsIn(role people.Role) *visitor {
	w.Helper()
	v := w.visitor()
	v.posts("/signin", url.Values{"email": {string(role) + "@example.net"}, "password": {password}}).wantRedirect("/")
	return v
}

// late makes the password of a visitor's session twenty minutes old.
func (v *visitor) late() {
	v.Helper()
	list, err := v.db.Sessions("")
	v.must(err)
	for _, s := range list {
		s.ProvenAt = s.ProvenAt.Add(-20 * time.Minute)
		v.must(v.db.PutSession(v.Context(), s, nil))
	}
}

// enrols sets up a second factor by the pages, and gives what they show.
func (v *visitor) enrols() (seed string, codes []string) {
	v.Helper()
	seed = strings.ReplaceAll(v.gets("/profile/security/second-factor").wantStatus(200).text("seed"), " ", "")
	v.posts("/profile/security/second-factor", url.Values{"code": {codeAt(v, seed, 0)}}).wantRedirect("/profile/security/recovery-codes")
	codes = v.gets("/profile/security/recovery-codes").wantStatus(200).texts("recovery-code")
	return seed, codes
}

// codeAt is the code some steps from now: each works once, and the clock of
// these tests is the real one.
func codeAt(v *visitor, seed string, steps int) string {
	v.Helper()
	code, err := totp.GenerateCode(seed, time.Now().Add(time.Duration(steps)*30*time.Second))
	v.must(err)
	return code
}

func staffedWorld(t *testing.T) *world { return staffedIn(t, t.TempDir()) }

// staffedIn is a box on a directory where everybody can sign in.
func staffedIn(t *testing.T, dir string) *world {
	t.Helper()
	w := openIn(t, dir)
	for _, role := range roles() {
		w.must(setPassword(w, role, password))
	}
	return w
}

func TestASecondFactorFromEnrolmentToTheLastRecoveryCode(t *testing.T) {
	w := staffedWorld(t)
	desk, phone := w.signsIn(people.Responder), w.signsIn(people.Responder)
	enrol := desk.gets("/profile/security/second-factor")
	if svg := enrol.all(func(n *node) bool { return n.Data == "path" && attr(n, "fill") == "#000" }); len(svg) != 1 || len(attr(svg[0], "d")) < 1000 {
		t.Error("no QR code")
	}
	desk.posts("/profile/security/second-factor", url.Values{"code": {"12345"}}).wantStatus(400).has("error-code", true)
	time.Sleep(time.Second) // the wait after a wrong code
	seed, codes := desk.enrols()
	if len(codes) != 10 {
		t.Fatalf("recovery codes %v", codes)
	}
	if again := desk.gets("/profile/security/recovery-codes").texts("recovery-code"); !slices.Equal(again, codes) {
		t.Error("a page that is loaded again does not show the codes again")
	}
	desk.posts("/profile/security/recovery-codes/kept", nil).wantRedirect("/profile/security")
	desk.gets("/profile/security/recovery-codes").has("recovery-code", false)
	phone.gets("/").wantRedirect("/signin")

	in := url.Values{"email": {"responder@example.net"}, "password": {password}, "next": {"/oncall"}}
	phone.gets("/signin/code").wantRedirect("/signin")
	phone.posts("/signin", in).wantRedirect("/signin/code?next=%2Foncall")
	phone.gets("/oncall").wantRedirect("/signin?next=%2Foncall") // half in is out
	if p := phone.gets("/signin/code?next=/oncall").wantStatus(200); p.field("next") != "/oncall" {
		t.Errorf("it would lead to %q", p.field("next"))
	}
	phone.posts("/signin/code", url.Values{"code": {codeAt(phone, seed, 1)}, "next": {"/oncall"}}).wantRedirect("/oncall")
	phone.gets("/oncall").wantStatus(200)

	thief := w.visitor()
	thief.posts("/signin", in).wantRedirect("/signin/code?next=%2Foncall")
	thief.posts("/signin/code", url.Values{"code": {codeAt(phone, seed, 1)}}).wantStatus(401).says("form-problem", "used before")

	other := w.visitor()
	other.posts("/signin", in)
	time.Sleep(time.Second)
	other.posts("/signin/code", url.Values{"code": {codes[7]}}).wantRedirect("/")
	desk.gets("/profile/security").says("factor", "On", "9 recovery codes left")

	desk.gets("/profile/security/second-factor/off").wantStatus(200).says("confirm", "password alone")
	desk.posts("/profile/security/second-factor/off", nil).wantRedirect("/profile/security")
	phone.gets("/").wantRedirect("/signin")
	w.visitor().posts("/signin", in).wantRedirect("/oncall")
}

func TestALatePageAsksForThePasswordAndLeadsBack(t *testing.T) {
	w := staffedWorld(t)
	desk := w.signsIn(people.Responder)
	desk.late()
	desk.gets("/profile/security").wantStatus(200) // looking needs no proof
	desk.gets("/profile/security/keys/new").wantRedirect("/reauth?next=%2Fprofile%2Fsecurity%2Fkeys%2Fnew")
	p := desk.gets("/reauth?next=/profile/security/keys/new").wantStatus(200)
	if p.field("next") != "/profile/security/keys/new" {
		t.Errorf("it would lead to %q", p.field("next"))
	}
	before := desk.cookies["wakeman"]
	desk.posts("/reauth", url.Values{"password": {"wrong"}, "next": {"/profile/security/keys/new"}}).wantStatus(401).says("form-problem", "not right")
	time.Sleep(time.Second)
	desk.posts("/reauth", url.Values{"password": {password}, "next": {"/profile/security/keys/new"}}).wantRedirect("/profile/security/keys/new")
	if desk.cookies["wakeman"] == before {
		t.Error("the session keeps its secret")
	}
	desk.gets("/profile/security/keys/new").wantStatus(200)
	desk.gets("/reauth?next=//evil.example.org").wantRedirect("/")
}

func TestAFormThatComesTooLateIsKept(t *testing.T) {
	w := staffedWorld(t)
	desk := w.signsIn(people.Responder)
	desk.late()
	typed := url.Values{"name": {`A "key" <b>`}, "scope": {"read"}, "life": {"30"}}
	p := desk.posts("/profile/security/keys", typed).wantStatus(403)
	if list, _ := w.db.Tokens(); len(list) != 0 {
		t.Fatal("a key was made without a fresh password")
	}
	on := desk.posts("/reauth", url.Values{"password": {password}, "next": {p.field("next")}, "carry": {p.field("carry")}}).wantStatus(200)
	form := on.all(func(n *node) bool { return n.Data == "form" && attr(n, "action") == "/profile/security/keys" })
	if len(form) != 1 || on.field("name") != typed.Get("name") || on.field("scope") != "read" || on.field("life") != "30" {
		t.Fatalf("what was typed is not there: %s", on.Body.String())
	}
	desk.posts("/profile/security/keys", typed).wantRedirect("/profile/security/keys/made")
	long := url.Values{"name": {strings.Repeat("x", 70_000)}}
	desk.late()
	desk.posts("/profile/security/keys", long).wantStatus(403).says("form-problem", "too long")
}

func TestAKeyIsShownOnceAndEndsWhenItIsRevoked(t *testing.T) {
	w := staffedWorld(t)
	desk, stranger, admin := w.signsIn(people.Responder), w.signsIn(people.Scheduler), w.signsIn(people.Admin)
	desk.posts("/profile/security/keys", url.Values{"name": {""}, "scope": {"read"}, "life": {"90"}}).wantStatus(400).has("error-name", true)
	desk.posts("/profile/security/keys", url.Values{"name": {"x"}, "scope": {"all"}, "life": {"90"}}).wantStatus(400).has("error-scope", true)
	desk.posts("/profile/security/keys", url.Values{"name": {"x"}, "scope": {"read"}, "life": {"-1"}}).wantStatus(400).has("error-life", true)
	desk.posts("/profile/security/keys", url.Values{"name": {"Wallboard"}, "scope": {"read"}, "life": {"90"}}).wantRedirect("/profile/security/keys/made")
	secret := desk.gets("/profile/security/keys/made").wantStatus(200).text("key-secret")
	if !strings.HasPrefix(secret, "wk_") || len(secret) != 36 {
		t.Fatalf("key %q", secret)
	}
	stranger.gets("/profile/security/keys/made").wantRedirect("/profile/security")
	desk.posts("/profile/security/keys/kept", nil)
	desk.gets("/profile/security/keys/made").wantRedirect("/profile/security")
	if p := desk.gets("/profile/security"); strings.Contains(p.Body.String(), secret) || !strings.Contains(p.text("key"), "Wallboard") {
		t.Errorf("the list says %q", p.text("key"))
	}
	list, err := w.db.Tokens()
	w.must(err)
	if len(list) != 1 || list[0].User != personOf(people.Responder) || list[0].ExpiresAt.Sub(list[0].CreatedAt) != 90*24*time.Hour {
		t.Fatalf("keys %+v", list)
	}
	id := list[0].ID
	stranger.posts("/profile/security/keys/"+id+"/revoke", nil).wantStatus(404)
	admin.posts("/profile/security/keys/"+id+"/revoke", nil).wantStatus(404) // not there: it is not the admin's own
	admin.gets("/keys").says("key", "Wallboard", "The responder", "read")
	admin.gets("/keys/"+id+"/revoke").wantStatus(200).says("confirm", "Wallboard")
	admin.posts("/keys/"+id+"/revoke", nil).wantRedirect("/keys")
	if list, _ = w.db.Tokens(); len(list) != 0 {
		t.Error("the key is still there")
	}
	desk.posts("/profile/security/keys/"+id+"/revoke", nil).wantStatus(404)
}

func TestSessionsAreListedAndEndedFromElsewhere(t *testing.T) {
	w := staffedWorld(t)
	desk, phone, stranger := w.signsIn(people.Responder), w.signsIn(people.Responder), w.signsIn(people.Viewer)
	p := desk.gets("/profile/security")
	if rows := p.texts("session"); len(rows) != 2 || strings.Count(strings.Join(rows, " "), "this one") != 1 || !strings.Contains(rows[0], "Firefox on Android from 192.0.2.7") {
		t.Errorf("sessions %q", rows)
	}
	id := p.field("id")
	stranger.posts("/profile/security/sessions/end", url.Values{"id": {id}}).wantStatus(404)
	phone.gets("/").wantStatus(200)
	desk.posts("/profile/security/sessions/end", url.Values{"id": {id}}).wantRedirect("/profile/security")
	phone.gets("/").wantRedirect("/signin")
	third := w.signsIn(people.Responder)
	desk.posts("/profile/security/sessions/end", url.Values{"others": {"yes"}}).wantRedirect("/profile/security")
	desk.gets("/profile/security").says("notice", "one other place")
	third.gets("/").wantRedirect("/signin")
	stranger.gets("/").wantStatus(200)
}

func TestAnAdminSignsOutAnybodyButAnOwner(t *testing.T) {
	w := staffedWorld(t)
	admin, owner, viewer := w.signsIn(people.Admin), w.signsIn(people.Owner), w.signsIn(people.Viewer)
	admin.gets("/people/PVIEWER/sessions").wantStatus(200).has("end-all", true)
	admin.posts("/people/PVIEWER/sessions", nil).wantRedirect("/people/PVIEWER/sessions")
	admin.gets("/people/PVIEWER/sessions").says("notice", "signed out everywhere. The viewer was not told: no mail server is set.")
	viewer.gets("/").wantRedirect("/signin")
	admin.gets("/people/POWNER/sessions").wantStatus(200).has("end-all", false)
	admin.posts("/people/POWNER/sessions", nil).wantStatus(403)
	owner.gets("/").wantStatus(200)
	owner.posts("/people/PADMIN/sessions", nil).wantRedirect("/people/PADMIN/sessions")
	admin.gets("/").wantRedirect("/signin")
	owner.gets("/people/PNOBODY/sessions").wantStatus(404)
}

func TestAChangedPasswordIsToldByField(t *testing.T) {
	w := staffedWorld(t)
	desk, phone := w.signsIn(people.Responder), w.signsIn(people.Responder)
	change := func(old, fresh string) *page {
		return desk.posts("/profile/security/password", url.Values{"old": {old}, "password": {fresh}})
	}
	change("wrong", "nine blue switches").wantStatus(400).has("error-old", true)
	time.Sleep(time.Second)
	p := change(password, "short").wantStatus(400)
	p.has("error-password", true)
	if strings.Contains(p.Body.String(), password) || strings.Contains(p.Body.String(), `value="short"`) {
		t.Error("a password is in the page")
	}
	phone.gets("/").wantStatus(200)
	change(password, "nine blue switches").wantRedirect("/profile/security")
	desk.gets("/").wantStatus(200)
	phone.gets("/").wantRedirect("/signin")
}

func TestWhoMayChangeEverythingIsUrgedToHaveASecondFactor(t *testing.T) {
	w := staffedWorld(t)
	for _, role := range roles() {
		v := w.signsIn(role)
		urged := role.AtLeast(people.Admin)
		if got := strings.Contains(v.gets("/").text("notice"), "second factor"); got != urged {
			t.Errorf("%s: told after signing in %v, want %v", role, got, urged)
		}
		v.gets("/profile/security").has("urge", urged)
		if role == people.Admin {
			v.enrols()
			v.gets("/profile/security").has("urge", false)
		}
	}
}

func TestBlocksAreShownToAdminsAndLifted(t *testing.T) {
	b := people.Block{Key: "net 198.51.100.66/32", Kind: people.NetBlock, Net: "198.51.100.66/32", Strikes: 2, Since: time.Now(), Blocked: time.Now().Add(time.Hour), Until: time.Now().Add(time.Hour)}
	alarm := people.Block{Key: "alarm 1", Kind: people.AlarmBlock, Net: "203.0.113.66", User: "PVIEWER", Failures: 12, Since: time.Now(), Until: time.Now().Add(time.Hour)}
	dir := t.TempDir()
	db, err := store.Open(t.Context(), store.Options{Dir: dir, Ballast: 64 << 10, NoSync: true})
	if err == nil {
		err = errors.Join(db.ChangeBlocks(t.Context(), []people.Block{b, alarm}, nil, nil), db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	w := staffedIn(t, dir)
	admin := w.signsIn(people.Admin)
	p := admin.gets("/blocks").wantStatus(200)
	p.says("blocks", "198.51.100.66", "second time")
	p.says("alarms", "The viewer", "203.0.113.66", "12 failed attempts")
	admin.gets("/").says("banner", "The viewer", "12 failed attempts")
	if text := w.shows(people.Scheduler, "/").text("banner"); strings.Contains(text, "failed attempts") {
		t.Error("a scheduler is told of it")
	}
	admin.posts("/blocks/unblock", url.Values{"what": {"alarm 1"}}).wantRedirect("/blocks")
	admin.gets("/").has("banner", false)
	admin.posts("/blocks/unblock", url.Values{"what": {"198.51.100.66"}}).wantRedirect("/blocks")
	admin.gets("/blocks").has("empty", true)
	if list, _ := w.db.Blocks(); len(list) != 0 {
		t.Errorf("left in the store: %v", list)
	}
}

func TestBrowsersAreNamed(t *testing.T) {
	w := staffedWorld(t)
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":                            "Chrome on Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0":        "Edge on Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1": "Safari on iPhone",
		"curl/8.5.0": "A program that calls itself curl/8.5.0",
		"":           "A program without a name",
	} {
		s := people.Session{Hash: strings.Repeat("a", 64), User: "PVIEWER", Agent: agent, Remote: "192.0.2.9", CreatedAt: time.Now(), SeenAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}
		w.must(w.db.PutSession(t.Context(), s, &engine.AuditRow{Actor: engine.System(), Action: "test", Object: "PVIEWER"}))
		if said := w.shows(people.Admin, "/people/PVIEWER/sessions").text("session"); !strings.HasPrefix(said, want+" from 192.0.2.9") {
			t.Errorf("%q is called %q", agent, said)
		}
	}
}

func TestASecretIsShownToNobodyElse(t *testing.T) {
	dir := t.TempDir()
	w := staffedIn(t, dir)
	desk := w.signsIn(people.Responder)
	_, codes := desk.enrols()
	p := desk.gets("/profile/security/recovery-codes").wantStatus(http.StatusOK)
	if got := p.Result().Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
	for name, value := range desk.cookies {
		if strings.Contains(value, codes[0]) {
			t.Errorf("the cookie %s holds a code", name)
		}
	}
	file, err := os.ReadFile(filepath.Join(dir, store.FileName))
	w.must(err)
	for _, code := range codes {
		if bytes.Contains(file, []byte(code)) || bytes.Contains(file, []byte(strings.ReplaceAll(code, "-", ""))) {
			t.Errorf("the code %s is in the store as it is", code)
		}
	}
}
