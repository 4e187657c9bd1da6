package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"wakeman/engine/people"
)

// adds makes an integration of a kind, and gives the path of its page.
func (w *world) adds(kind string) string {
	w.Helper()
	w.posts(admin, "/services/PCORE01/integrations/new", url.Values{"name": {"By " + kind}, "type": {kind}})
	return "/services/PCORE01/integrations/" + w.integration("By "+kind).ID
}

// seen is what the form of signing was drawn with.
func (w *world) seenAt(path string) string {
	w.Helper()
	_, after, _ := strings.Cut(w.shows(admin, path).Body.String(), `name="seen" value="`)
	seen, _, _ := strings.Cut(after, `"`)
	return seen
}

func TestASendersSecretIsSetReplacedAndRemovedAndNeverShown(t *testing.T) {
	w := open(t)
	path := w.adds("github")
	w.shows(admin, path).says("signing", "No signature is asked for")
	const secret = "correct-horse-battery"
	save := func(form url.Values) *page {
		form.Set("seen", w.seenAt(path+"/signing"))
		return w.posts(admin, path+"/signing", form)
	}
	save(url.Values{"secret": {" " + secret + " "}}).wantRedirect(path)
	if got := w.integration("By github").Secret; got != secret {
		t.Fatalf("stored is %q", got)
	}
	w.shows(admin, path).says("signing", "must be signed")
	for _, shown := range []string{path, path + "/signing", "/audit"} {
		if strings.Contains(w.shows(admin, shown).Body.String(), secret) {
			t.Errorf("%s shows the secret", shown)
		}
	}
	save(url.Values{"secret": {""}}).wantRedirect(path)
	if got := w.integration("By github").Secret; got != secret {
		t.Errorf("a field left empty changed it to %q", got)
	}
	save(url.Values{"secret": {""}, "remove": {"yes"}}).wantRedirect(path)
	if got := w.integration("By github").Secret; got != "" {
		t.Errorf("removed, it is %q", got)
	}
}

func TestTopicsOfSNSAreListedAndAWrongOneIsNamed(t *testing.T) {
	w := open(t)
	path := w.adds("sns")
	const topic = "arn:aws:sns:eu-central-1:123456789012:alarms"
	seen := w.seenAt(path + "/signing")
	wrong := w.posts(admin, path+"/signing", url.Values{"topics": {topic + "\nalarms"}, "seen": {seen}})
	wrong.wantStatus(http.StatusBadRequest).says("error-topics", "topic")
	if !strings.Contains(wrong.Body.String(), "alarms</textarea>") {
		t.Errorf("what was typed is gone: %s", wrong.text("signing-form"))
	}
	for typed, said := range map[string]string{topic + "\u202e": "cannot be seen or read", topic + "\x00": "control characters", strings.Repeat("x", 5000): "longer than"} {
		w.posts(admin, path+"/signing", url.Values{"topics": {typed}, "seen": {seen}}).wantStatus(http.StatusBadRequest).says("error-topics", said)
	}
	w.posts(admin, path+"/signing", url.Values{"topics": {topic + "\n"}, "seen": {seen}}).wantRedirect(path)
	w.shows(people.Viewer, path).says("signing", topic, "may open incidents")
	w.posts(admin, path+"/signing", url.Values{"topics": {topic}, "signed_only": {"yes"}, "seen": {w.seenAt(path + "/signing")}}).wantRedirect(path)
	w.shows(people.Viewer, path).says("signing", topic, "Nothing else is taken")
	if got := w.shows(admin, path+"/signing").field("signed_only"); got != "yes" {
		t.Errorf("the form has %q", got)
	}
}

func TestWhatCanNotSignHasNoSuchForm(t *testing.T) {
	w := open(t)
	w.asks(personOf(admin), "GET", corePage+"/signing", "").wantStatus(http.StatusNotFound)
	w.posts(admin, corePage+"/signing", url.Values{"secret": {"x"}}).wantStatus(http.StatusNotFound)
}
