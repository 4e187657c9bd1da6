package ui_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// keyForm is the form of a key of the account, filled in.
func keyForm(name, scope, integration, life string) url.Values {
	return url.Values{"name": {name}, "scope": {scope}, "integration": {integration}, "life": {life}}
}

func TestAKeyOfTheAccountIsMadeByAFormAndShownOnce(t *testing.T) {
	w := staffedWorld(t)
	admin, other := w.signsIn(people.Admin), w.signsIn(people.Owner)
	made := map[string]string{}
	for scope, integration := range map[string]string{"ingest": "PINT001", "wallboard": "", "read": "", "full": ""} {
		admin.posts("/keys/new", keyForm("for "+scope, scope, integration, "30")).wantRedirect("/keys/made")
		p := admin.gets("/keys/made").wantStatus(200)
		secret := p.text("key-secret")
		if len(secret) != 36 || !strings.HasPrefix(secret, "wk_") {
			t.Fatalf("%s: key %q", scope, secret)
		}
		p.has("key-address", scope == "wallboard")
		if got := p.text("key-address"); scope == "wallboard" && !strings.HasSuffix(got, "/wallboard/enter/"+secret) {
			t.Errorf("the address of the wallboard is %q", got)
		}
		if slices.Contains(p.hrefs(), "/services/PCORE01/integrations/PINT001") != (scope == "ingest") {
			t.Errorf("%s: links %q", scope, p.hrefs())
		}
		made[scope] = secret
		other.gets("/keys/made").wantRedirect("/keys")
		admin.posts("/keys/kept", nil).wantRedirect("/keys")
		admin.gets("/keys/made").wantRedirect("/keys")
	}

	list, err := w.db.Tokens()
	w.must(err)
	for _, k := range list {
		if k.User != "" || k.CreatedBy != "The admin" || k.ExpiresAt.Sub(k.CreatedAt) != 30*24*time.Hour || (k.Integration != "") != (k.Scope == people.IngestScope) {
			t.Errorf("kept is %+v", k)
		}
	}
	p := admin.gets("/keys").wantStatus(200)
	rows := strings.Join(p.texts("key"), "\n")
	for _, want := range []string{"for ingest", "sends events to Core network / LibreNMS", "shows the wallboard", "reads only", "made by The admin", "never used", "ends in"} {
		if !strings.Contains(rows, want) {
			t.Errorf("the list does not say %q:\n%s", want, rows)
		}
	}
	for scope, secret := range made {
		if strings.Contains(p.Body.String(), secret) {
			t.Errorf("the list shows the key of scope %s", scope)
		}
	}
}

func TestAKeyMadeByTheFormOpensItsDoorUntilItIsRevoked(t *testing.T) {
	w := staffedWorld(t)
	admin := w.signsIn(people.Admin)
	admin.posts("/keys/new", keyForm("screen", "wallboard", "", "0")).wantRedirect("/keys/made")
	enter := admin.gets("/keys/made").text("key-address")
	at, err := url.Parse(enter)
	w.must(err)
	screen := w.visitor()
	screen.posts(at.Path, nil).wantRedirect("/wallboard")
	screen.gets("/wallboard").wantStatus(200)
	list, err := w.db.Tokens()
	w.must(err)
	admin.gets("/keys/"+list[0].ID+"/revoke").wantStatus(200).says("confirm", "screen")
	admin.posts("/keys/"+list[0].ID+"/revoke", nil).wantRedirect("/keys")
	screen.gets("/wallboard").wantRedirect("/signin?next=%2Fwallboard")
}

func TestAKeyThatDoesNotFitIsRefusedByFieldAndKept(t *testing.T) {
	w := staffedWorld(t)
	admin := w.signsIn(people.Admin)
	for field, form := range map[string]url.Values{
		"name":        keyForm("", "read", "", "90"),
		"scope":       keyForm("x", "root", "", "90"),
		"life":        keyForm("x", "read", "", "3651"),
		"integration": keyForm("x", "ingest", "", "90"),
	} {
		p := admin.posts("/keys/new", form).wantStatus(400)
		p.has("error-"+field, true)
		if p.field("name") != form.Get("name") {
			t.Errorf("%s: the name is lost", field)
		}
	}
	for name, form := range map[string]url.Values{
		"an integration that is gone":     keyForm("x", "ingest", "PGONE", "90"),
		"an integration of another scope": keyForm("x", "full", "PINT001", "90"),
	} {
		if p := admin.posts("/keys/new", form).wantStatus(400); len(p.parts("error-integration")) != 1 {
			t.Errorf("%s: %s", name, p.problem())
		}
	}
	if list, _ := w.db.Tokens(); len(list) != 0 {
		t.Errorf("made all the same: %+v", list)
	}
	link := admin.gets("/keys/new?scope=ingest&integration=PINT002").wantStatus(200)
	for name, want := range map[string]string{"integration": "PINT002", "scope": "ingest"} {
		fields := link.all(func(n *node) bool { return attr(n, "name") == name })
		if len(fields) != 1 || chosen(fields[0]) != want {
			t.Errorf("the link does not choose %s %s", name, want)
		}
	}
}

func TestAKeyOfTheAccountNeedsAFreshPassword(t *testing.T) {
	w := staffedWorld(t)
	admin := w.signsIn(people.Admin)
	admin.late()
	admin.gets("/keys").wantStatus(200)
	admin.gets("/keys/new").wantRedirect("/reauth?next=%2Fkeys%2Fnew")
	admin.posts("/keys/new", keyForm("x", "full", "", "0")).wantStatus(403)
	if list, _ := w.db.Tokens(); len(list) != 0 {
		t.Error("a key was made without a fresh password")
	}
}

func TestAKeyWhoseIntegrationIsGoneSaysSo(t *testing.T) {
	w := staffedWorld(t)
	admin := w.signsIn(people.Admin)
	admin.posts("/keys/new", keyForm("nms", "ingest", "PINT002", "0")).wantRedirect("/keys/made")
	next := *w.db.Config()
	next.Integrations = nil
	w.configure(&next)
	admin.gets("/keys").says("key", "an integration that is gone")
	admin.gets("/keys/made").wantStatus(200).says("key-made", "an integration that is gone")
}

func TestAKeyOfTheAccountOutlivesItsMakerAndIsMarked(t *testing.T) {
	w := staffedWorld(t)
	admin, owner := w.signsIn(people.Admin), w.signsIn(people.Owner)
	admin.posts("/keys/new", keyForm("for backups", "read", "", "30")).wantRedirect("/keys/made")
	if got := owner.gets("/keys").Body.String(); strings.Contains(got, "who has left") {
		t.Error("it is marked while its maker is here")
	}
	if got := owner.gets("/health").Body.String(); strings.Contains(got, "These still work") {
		t.Error("health warns while its maker is here")
	}
	if got := owner.gets(view.PersonPath(personOf(people.Admin)) + "/leave").Body.String(); !strings.Contains(got, "for backups") {
		t.Error("leaving does not name it")
	}
	w.sets(people.Admin, func(u *people.User) { u.Disabled = true })
	for _, path := range []string{"/keys", "/health"} {
		got := owner.gets(path).wantStatus(200).Body.String()
		if !strings.Contains(got, "for backups") || !strings.Contains(got, "has left") {
			t.Errorf("%s does not mark it", path)
		}
	}
	list, err := w.auth.Tokens()
	if err != nil || len(list) != 1 {
		t.Errorf("it does not go on: %v, %v", list, err)
	}
}

func TestWhoeverIsNoAdminAnyMoreMayKnowAKeyThatIs(t *testing.T) {
	w := staffedWorld(t)
	admin, owner := w.signsIn(people.Admin), w.signsIn(people.Owner)
	admin.posts("/keys/new", keyForm("for exports", "full", "", "0")).wantRedirect("/keys/made")
	at := view.PersonPath(personOf(people.Admin))
	form := w.shows(people.Owner, at+"/edit").filled("person-form")
	form.Set("role", string(people.Viewer))
	owner.posts(at+"/edit", form).wantRedirect(at)
	if got := owner.gets(at).Body.String(); !strings.Contains(got, "“for exports”, which can still do what admins do") {
		t.Error("the notice does not name it")
	}
	for _, path := range []string{"/keys", "/health"} {
		if got := owner.gets(path).wantStatus(200).Body.String(); !strings.Contains(got, "is no admin any more") {
			t.Errorf("%s does not mark it", path)
		}
	}
}
