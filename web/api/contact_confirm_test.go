package api_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
)

const annsMobile = "/users/PANN001/contact_methods/PCM0004"

// sent hands the carriers what is under way, and gives the message of a kind.
func (w *world) sent(kind notify.Kind) (sent notify.Message) {
	w.Helper()
	list, _, err := w.engine.Lease(w.Context(), map[notify.Channel]int{notify.SMS: 10, notify.Email: 10})
	for _, d := range list {
		if d.Message.Kind == kind {
			sent = d.Message
		}
		err = errors.Join(err, w.engine.Report(w.Context(), d.ID, d.Attempt, notify.Outcome{Status: notify.Accepted}))
	}
	if err != nil || sent.Kind == "" {
		w.Fatalf("no %s among %+v: %v", kind, list, err)
	}
	return sent
}

// typed gives Ann's mobile another address, on a page.
func (w *world) typed() {
	w.Helper()
	_, err := config.Editor{Store: w.db}.Do(w.Context(), engine.Actor{Kind: engine.ByPerson, ID: "PANN001", Via: "ui"}, func(next *engine.Config) error {
		u := next.Users["PANN001"]
		u.ContactMethods = slices.Clone(u.ContactMethods)
		i := slices.IndexFunc(u.ContactMethods, func(m people.ContactMethod) bool { return m.ID == "PCM0004" })
		u.ContactMethods[i].Address = "+12025550144"
		next.Users["PANN001"] = u
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
}

func TestATestPageIsSentByTheAPIAndCountedUntilItIsEnough(t *testing.T) {
	w := open(t)
	made := w.answers("ann", "POST", annsMobile+"/test", "", 201)["delivery"].(map[string]any)
	if made["kind"] != "test" || made["state"] != "waiting" || made["answered_at"] != nil {
		t.Errorf("answered is %v", made)
	}
	w.answers("account", "POST", annsMobile+"/test", "", 409)
	for i := range engine.TestsADay {
		if i > 0 {
			w.answers("account", "POST", annsMobile+"/test", "", 201)
		}
		w.sent(notify.Test)
		w.passes(time.Minute)
	}
	status, header, body := w.asks("ann", "POST", "/api"+annsMobile+"/test", "")
	w.wantError(status, header, body, http.StatusTooManyRequests, 2001, "30 tests were sent by this method within a day")
	if header.Get("Retry-After") == "" {
		t.Error("it is not said when to come back")
	}
	w.answers("ann", "POST", "/users/PANN001/contact_methods/PCM0002/test", "", 201)
	w.passes(24 * time.Hour)
	w.answers("ann", "POST", annsMobile+"/test", "", 201)
	w.answers("ann", "POST", "/users/PANN001/contact_methods/PNONE/test", "", 404)
}

func TestAnAddressIsConfirmedByTheAPI(t *testing.T) {
	w := open(t)
	w.typed()
	w.answers("ann", "POST", annsMobile+"/verify", `{"code":"123456"}`, 400)
	w.answers("ann", "POST", annsMobile+"/verification_code", "", 201)
	code := w.sent(notify.Verification).Code
	status, header, body := w.asks("ann", "POST", "/api"+annsMobile+"/verification_code", "")
	w.wantError(status, header, body, http.StatusTooManyRequests, 2001, "a code was sent a moment ago")
	status, header, body = w.asks("ann", "POST", "/api"+annsMobile+"/verify", `{"code":"1"}`)
	w.wantError(status, header, body, 400, 2001, "code: this is not the code that was sent last; 4 tries are left")
	w.answers("account", "POST", annsMobile+"/verify", `{"code":"`+code+`"}`, 403)
	got := w.answers("ann", "POST", annsMobile+"/verify", `{"code":"`+code+`"}`, 200)["contact_method"].(map[string]any)
	if got["unconfirmed"] != false || got["verified_at"] == nil {
		t.Errorf("answered is %v", got)
	}
	rows, err := w.db.Audit(0, 1)
	if err != nil || rows[0].Action != "user.contact_verified" || rows[0].Actor.ID != "PANN001" || rows[0].Actor.Via != "api" {
		t.Errorf("audited is %+v, %v", rows, err)
	}
}

// A stolen key brings in its own number, and can not make it one that pages go to.
func TestAKeyConfirmsNoAddressThatTheAPISet(t *testing.T) {
	w := open(t)
	made := w.answers("ann", "POST", "/users/PANN001/contact_methods", `{"contact_method":{"label":"thief","type":"sms_contact_method","address":"+12025550166"}}`, 201)["contact_method"].(map[string]any)
	path := "/users/PANN001/contact_methods/" + made["id"].(string)
	w.answers("ann", "POST", path+"/verification_code", "", 201)
	code := w.sent(notify.Verification).Code
	status, header, body := w.asks("ann", "POST", "/api"+path+"/verify", `{"code":"`+code+`"}`)
	w.wantError(status, header, body, 403, 2010, "it is confirmed on its page")
	m, _ := w.db.Config().Users["PANN001"].Method(made["id"].(string))
	if !m.Unconfirmed || !m.ByAPI {
		t.Errorf("stored is %+v", m)
	}
	if d, err := w.engine.TakeCode(w.Context(), "PANN001", m.ID, code); err != nil || d.ID == "" {
		t.Errorf("the refusal used the code up: %v", err)
	}
}

func TestAFeedIsReadWhenTheAPIAsks(t *testing.T) {
	w := openWith(t, roomyProvider())
	w.reads = func(ctx context.Context, id string) error {
		return w.db.PutFeed(ctx, engine.FeedState{ID: id, GoodAt: start(), Entries: 7})
	}
	for path, key := range map[string]string{"/schedules/PSCHED1/holiday_feeds/PFEED01": "holiday_feed", "/users/PANN001/absence_feed": "absence_feed"} {
		got := w.answers("account", "POST", path+"/refresh", "", 200)[key].(map[string]any)
		if got["entries"] != 7.0 || got["last_read_at"] != "2026-03-02T16:00:00Z" || strings.Contains(got["server"].(string), "/") {
			t.Errorf("%s: %v", path, got)
		}
	}
	w.answers("account", "POST", "/schedules/PSCHED1/holiday_feeds/PFEED02/refresh", "", 404) // a person's
	w.answers("ben", "POST", "/users/PBEN001/absence_feed/refresh", "", 404)
	w.reads = func(context.Context, string) error {
		return engine.Fail(engine.NotFound, "there is no such calendar feed any more")
	}
	w.answers("account", "POST", "/users/PANN001/absence_feed/refresh", "", 404)
}
