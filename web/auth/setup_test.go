package auth_test

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/auth"
)

func inEmptyBox(t *testing.T, scenario func(b *box)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := emptyBox(t)
		scenario(b)
		b.must(b.db.Close())
	})
}

func (br *browser) setUp(form auth.SetupForm) error {
	w := httptest.NewRecorder()
	_, err := br.auth.Setup(w, br.request("POST", "/setup"), form)
	br.keep(w)
	return err
}

func formFor(token, email string) auth.SetupForm {
	return auth.SetupForm{Token: token, Name: "Ann Archer", Email: email, Password: goodPassword, TimeZone: "Europe/Berlin"}
}

func TestTheFirstVisitorWithTheTokenBecomesOwner(t *testing.T) {
	inEmptyBox(t, func(b *box) {
		token, err := b.auth.OpenSetup(b.dir)
		b.must(err)
		file := filepath.Join(b.dir, "setup-token")
		info, err := os.Stat(file)
		b.must(err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, want 0600", info.Mode().Perm())
		}
		if text, _ := os.ReadFile(file); strings.TrimSpace(string(text)) != token || len(token) != 35 {
			t.Errorf("file %q, printed %q", text, token)
		}
		state, err := b.auth.SetupState()
		if err != nil || !state.Open || state.File != file || time.Until(state.Expires) != auth.SetupLife {
			t.Errorf("state %+v, %v", state, err)
		}
		ann := b.browser("192.0.2.7")
		typed := " " + strings.ToUpper(strings.ReplaceAll(token, "-", " "))
		b.must(ann.setUp(formFor(typed, "ann@example.net")))
		p, known := ann.who()
		if !known || p.Role != people.Owner || p.User.Email != "ann@example.net" || p.User.TimeZone != "Europe/Berlin" {
			t.Errorf("known %v, %+v", known, p)
		}
		if _, err := os.Stat(file); !os.IsNotExist(err) {
			t.Errorf("the token's file is still there (%v)", err)
		}
		if state, err := b.auth.SetupState(); err != nil || state.Open {
			t.Errorf("afterwards: %+v, %v", state, err)
		}
		wantCode(t, b.browser("192.0.2.8").setUp(formFor(token, "eve@example.net")), engine.Conflict, "a second visitor")
		if token, err := b.auth.OpenSetup(b.dir); token != "" || err != nil {
			t.Errorf("a token after the next start: %q, %v", token, err)
		}
	})
}

func TestOfAHundredVisitorsExactlyOneBecomesOwner(t *testing.T) {
	inEmptyBox(t, func(b *box) {
		token, err := b.auth.OpenSetup(b.dir)
		b.must(err)
		errs := make([]error, 100)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				visitor := b.browser("192.0.2.7")
				errs[i] = visitor.setUp(formFor(token, string(rune('a'+i%26))+string(rune('a'+i/26))+"@example.net"))
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			wantCode(t, err, engine.Conflict, "a visitor who came too late")
		}
		if users := b.db.Config().Users; won != 1 || len(users) != 1 {
			t.Errorf("%d owners and %d users, want 1 and 1", won, len(users))
		}
	})
}

func TestTheStoreItselfAdmitsOnlyOneFirstCredential(t *testing.T) {
	inEmptyBox(t, func(b *box) {
		first := people.Credential{User: "PA", Hash: "h"}
		row := engine.AuditRow{Actor: cli(), Action: "test", Object: "PA"}
		b.must(b.db.SetCredential(b.ctx, first, "", true, row))
		wantCode(t, b.db.SetCredential(b.ctx, people.Credential{User: "PB", Hash: "h"}, "", true, row), engine.Conflict, "a second first")
	})
}

// meanwhile is the store of a box on whose command line somebody sets a
// password just while the setup form is worked on.
type meanwhile struct {
	*store.DB
	do func()
}

func (m meanwhile) Configure(ctx context.Context, change func(*engine.Config) (*engine.Config, []engine.AuditRow, error)) error {
	m.do()
	return m.DB.Configure(ctx, change)
}

func TestAPasswordSetOnTheCommandLineMeanwhileWins(t *testing.T) {
	inEmptyBox(t, func(b *box) {
		b.must(auth.CreateUser(b.ctx, b.db, people.User{ID: "PVIC", Email: "vic@example.net"}, "", cli()))
		race := meanwhile{b.db, func() { b.must(auth.SetPassword(b.ctx, b.db, "vic@example.net", goodPassword, cli())) }}
		b.auth = auth.New(auth.Options{Store: race})
		token, err := b.auth.OpenSetup(b.dir)
		b.must(err)
		ann := b.browser("192.0.2.7")
		wantCode(t, ann.setUp(formFor(token, "ann@example.net")), engine.Conflict, "the setup")
		ann.wantKnown(false, "who was too late")
	})
}

func TestAnAppliedPersonBecomesOwnerAndKeepsTheirMethods(t *testing.T) {
	inEmptyBox(t, func(b *box) {
		u := people.User{
			ID: "PANN", Email: "ann@example.net", Name: "Ann from the file", Role: people.Responder,
			ContactMethods: []people.ContactMethod{{ID: "M", Label: "pager", Type: "webhook", Address: "http://127.0.0.1/"}},
		}
		b.must(auth.CreateUser(b.ctx, b.db, u, "", cli()))
		token, err := b.auth.OpenSetup(b.dir)
		b.must(err)
		b.must(b.browser("192.0.2.7").setUp(formFor(token, "ANN@example.net")))
		got := b.db.Config().Users["PANN"]
		if got.Role != people.Owner || got.Name != "Ann from the file" || len(got.ContactMethods) != 1 {
			t.Errorf("%+v", got)
		}
	})
}

func TestAWrongSetupTokenIsRefusedAndSlowedDown(t *testing.T) {
	inEmptyBox(t, func(b *box) {
		token, err := b.auth.OpenSetup(b.dir)
		b.must(err)
		mallory, ann := b.browser("198.51.100.66"), b.browser("192.0.2.7")
		for range 10 {
			wantCode(t, mallory.setUp(formFor("aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa", "m@example.net")), auth.Denied, "a guess")
		}
		wantCode(t, mallory.setUp(formFor("", "m@example.net")), auth.Throttled, "the eleventh guess")
		if len(b.db.Config().Users) != 0 {
			t.Errorf("users %v", b.db.Config().Users)
		}
		f := formFor(token, "ann@example.net")
		f.Password = "short"
		wantCode(t, ann.setUp(f), engine.Invalid, "a short password")
		f = formFor(token, "not an address")
		wantCode(t, ann.setUp(f), engine.Invalid, "a bad address")
		f = formFor(token, "ann@example.net")
		f.TimeZone = "Mars/Olympus"
		wantCode(t, ann.setUp(f), engine.Invalid, "a bad zone")
		b.must(ann.setUp(formFor(token, "ann@example.net")))
	})
}

func TestTheSetupTokenEndsAfterAnHourAndANewStartGivesAnother(t *testing.T) {
	inEmptyBox(t, func(b *box) {
		old, err := b.auth.OpenSetup(b.dir)
		b.must(err)
		time.Sleep(auth.SetupLife)
		ann := b.browser("192.0.2.7")
		wantCode(t, ann.setUp(formFor(old, "ann@example.net")), auth.Denied, "after an hour")
		fresh, err := b.auth.OpenSetup(b.dir)
		b.must(err)
		wantCode(t, ann.setUp(formFor(old, "ann@example.net")), auth.Denied, "the old token after a new start")
		b.must(ann.setUp(formFor(fresh, "ann@example.net")))
	})
}

func TestNoTokenMeansNoSetup(t *testing.T) {
	inEmptyBox(t, func(b *box) {
		wantCode(t, b.browser("192.0.2.7").setUp(formFor("", "ann@example.net")), auth.Denied, "an empty token while none was made")
		_, err := b.auth.OpenSetup(b.dir)
		b.must(err)
		b.must(b.auth.CloseSetup())
		wantCode(t, b.browser("192.0.2.7").setUp(formFor("", "ann@example.net")), auth.Denied, "an empty token while the server stops")
	})
}
