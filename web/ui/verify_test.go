package ui_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/notify"
)

// addsMail adds a contact method and gives it with the page that asks for its
// code.
func (w *world) addsMail() (people.ContactMethod, string) {
	w.Helper()
	p := w.posts(responder, "/profile/methods/new", fields("type", "email", "label", "home", "address", "home@example.org"))
	all := w.user(responder).ContactMethods
	m := all[len(all)-1]
	p.wantRedirect("/profile/methods/" + m.ID + "/verify")
	return m, "/profile/methods/" + m.ID + "/verify"
}

// code is the one that the carrier was handed last.
func (w *world) code() string {
	w.Helper()
	sent := slices.DeleteFunc(w.pages(), func(d notify.Delivery) bool { return d.Message.Kind != notify.Verification })
	if len(sent) != 1 {
		w.Fatalf("codes sent: %+v", sent)
	}
	return sent[0].Message.Code
}

func TestAnAddressIsConfirmedByTheCodeSentThere(t *testing.T) {
	w := open(t)
	served(w)
	m, path := w.addsMail()
	p := w.shows(responder, path)
	p.says("code-sent", "Being sent")
	p.has("verify-form", true)
	w.shows(responder, "/profile").says("trust", "Never verified: it came with the configuration.")
	if all := w.shows(responder, "/profile").texts("trust"); !strings.HasPrefix(all[len(all)-1], "Never confirmed, so no page goes there.") {
		t.Errorf("the profile says %q", all)
	}
	code := w.code()
	w.shows(responder, path).says("code-sent", "Worked")
	wrong := w.posts(responder, path, fields("code", "12345"))
	wrong.wantStatus(http.StatusBadRequest).says("error-code", "This is not the code that was sent last; 4 tries are left.")
	wrong.has("verify-form", true)
	w.wantNotice(responder, w.posts(responder, path, fields("code", code[:3]+" "+code[3:])), "home is confirmed. Pages can come this way.")
	now, _ := w.user(responder).Method(m.ID)
	if now.Unconfirmed || now.VerifiedAt.IsZero() {
		t.Errorf("stored is %+v", now)
	}
	w.shows(responder, path).says("trust", "Confirmed ")
	w.posts(responder, path, fields("code", code)).wantStatus(http.StatusBadRequest)
	rows, err := w.db.Audit(0, 1)
	if err != nil || rows[0].Action != "user.contact_verified" || rows[0].Actor.ID != personOf(responder) {
		t.Errorf("audited is %+v, %v", rows, err)
	}
}

func TestANewCodeIsSentOnceAMinute(t *testing.T) {
	w := open(t)
	served(w)
	_, path := w.addsMail()
	old := w.code()
	w.wantNotice(responder, w.posts(responder, path+"/send", nil), "No code was sent. A code was sent a moment ago; another can be sent in 60 seconds.")
	w.set(w.now().Add(time.Minute))
	w.wantNotice(responder, w.posts(responder, path+"/send", nil), "A code is on its way by home.")
	if fresh := w.code(); fresh != old {
		w.posts(responder, path, fields("code", old)).wantStatus(http.StatusBadRequest)
		w.wantNotice(responder, w.posts(responder, path, fields("code", fresh)), "home is confirmed.")
	}
}

func TestWhyNoCodeCanComeIsSaid(t *testing.T) {
	w := open(t)
	_, path := w.addsMail()
	w.shows(responder, path).says("why", "No mail server is set, so no mail leaves the box.")
	w.set(w.now().Add(engine.CodeLife + time.Second))
	p := w.shows(responder, path)
	p.has("verify-form", false)
	p.has("send-code", true)
	w.posts(responder, path, fields("code", "123456")).wantStatus(http.StatusBadRequest).says("error-code", "older than 10 minutes")
}

func TestACodeForTheAddressBeforeConfirmsNothing(t *testing.T) {
	w := open(t)
	served(w)
	m, path := w.addsMail()
	code := w.code()
	w.sets(responder, func(u *people.User) {
		u.ContactMethods = append([]people.ContactMethod(nil), u.ContactMethods...)
		for i := range u.ContactMethods {
			if u.ContactMethods[i].ID == m.ID {
				u.ContactMethods[i].Address = "other@example.org"
			}
		}
	})
	w.posts(responder, path, fields("code", code)).wantStatus(http.StatusConflict)
	if now, _ := w.user(responder).Method(m.ID); !now.Unconfirmed {
		t.Error("an address was confirmed by a code that never went there")
	}
}

func TestAnotherNameForAMethodAsksForNoCode(t *testing.T) {
	w := open(t)
	served(w)
	m := w.user(responder).ContactMethods[0]
	w.wantNotice(responder, w.posts(responder, "/profile/methods/"+m.ID, url.Values{"label": {"my phone"}, "address": {m.Address}, "seen": {config.Version(m)}}), "Saved.")
	if sent := w.pages(); len(sent) != 0 {
		t.Errorf("sent %+v", sent)
	}
}
