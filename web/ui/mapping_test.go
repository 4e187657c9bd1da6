package ui_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/hooks"
)

// gets is the box's door for posts.
type gets struct{ *world }

func (g gets) Integration(key string) (engine.Integration, bool) {
	in, _, ok := g.db.Config().ByKey(key)
	return in, ok
}
func (gets) Refuse(engine.Refusal) {}

// arrives has a sender post to the generic hook, and gives what became of it.
func (w *world) arrives(in engine.Integration, query, body string) engine.PostRow {
	w.Helper()
	mux := http.NewServeMux()
	hooks.Routes(mux, struct {
		gets
		*engine.Engine
	}{gets{w}, w.engine}, hooks.Options{})
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequest("POST", "/hooks/generic/"+in.Key+query, strings.NewReader(body)))
	if rec.Code != http.StatusAccepted {
		w.Fatalf("answered %d %s", rec.Code, rec.Body)
	}
	w.step()
	return w.newestPost()
}

func (w *world) newestPost() engine.PostRow {
	w.Helper()
	posts, _, err := w.db.Posts(store.PostQuery{Limit: 1})
	w.must(err)
	return posts[0]
}

// rectifiers is a generic integration, with the path of its mapping.
func (w *world) rectifiers() (engine.Integration, string) {
	w.Helper()
	path := w.adds("generic")
	return w.integration("By generic"), path + "/mapping"
}

const failed, fine = `{"site": "elm", "unit": 2, "alarm": {"st": "kaputt", "lvl": 7, "text": "Mains lost"}}`, `{"site": "elm", "unit": 2, "alarm": {"st": "geht", "lvl": 7, "text": "Mains back"}}`

func TestAFormatIsTaughtFromWhatCameAndThenRepeatsJoinAndRecoveriesResolve(t *testing.T) {
	w := open(t)
	in, path := w.rectifiers()
	before := w.arrives(in, "", failed)
	if got := w.arrives(in, "", fine).Events[0]; got.Fate != engine.Opened {
		t.Fatalf("an unknown format that says nothing known: %+v", got)
	}
	teach := path + "?post=" + strconv.FormatUint(before.Seq, 10)
	event := "/events/" + strconv.FormatUint(before.Seq, 10)
	if link := w.shows(admin, event).parts("teach"); len(link) != 1 || attr(link[0], "href") != teach {
		t.Errorf("the event does not lead to %q", teach)
	}
	page := w.shows(admin, teach)
	page.says("sample", "Mains lost")
	page.says("past-summary", "None of the posts")
	if !strings.Contains(page.Body.String(), `<option value="alarm.st">alarm.st  —  kaputt</option>`) {
		t.Errorf("the sample's field is no choice")
	}

	form := w.mappingForm(teach, "state", "alarm.st", "key_text", "{site}/{unit}", "source", "site", "summary_text", "{site}: {alarm.text}", "severity", "alarm.lvl")
	looked := w.posts(admin, path, form)
	looked.wantStatus(http.StatusOK).says("word-states", "geht", "not known")
	if w.integration("By generic").Mapping != nil {
		t.Fatal("looking at it has saved it")
	}
	form = looked.form(t)
	form.Set("states_means_0", "resolve") // geht
	form.Set("severities_means_0", "critical")
	looked = w.posts(admin, path, form)
	looked.wantStatus(http.StatusOK).says("past-summary", "1 opening an incident, 1 resolving one.", "are marked: 2.")
	if rows := looked.texts("past-row"); len(rows) != 2 || !strings.Contains(rows[0], "Resolves it elm: Mains back key elm/2 elm") || !strings.Contains(rows[1], "Opens an incident elm: Mains lost") {
		t.Errorf("the past is %q", rows)
	}
	form = looked.form(t)
	form.Set("do", "save")
	w.posts(admin, path, form).wantRedirect(strings.TrimSuffix(path, "/mapping"))
	want := engine.Mapping{
		State: "alarm.st", Key: "{site}/{unit}", Source: "site", Summary: "{site}: {alarm.text}", Severity: "alarm.lvl",
		States: engine.Words{"resolve": {"geht"}}, Severities: engine.Words{"critical": {"7"}},
	}
	if diff := cmp.Diff(&want, w.integration("By generic").Mapping); diff != "" {
		t.Fatal(diff)
	}
	if log := w.shows(admin, "/audit").Body.String(); !strings.Contains(log, "mapping") {
		t.Error("the audit log does not have it")
	}

	opened := w.arrives(in, "", failed).Events[0]
	joined := w.arrives(in, "", strings.Replace(failed, "Mains lost", "Mains still gone", 1)).Events[0]
	if opened.Fate != engine.Opened || joined.Fate != engine.Updated || joined.Incident != opened.Incident {
		t.Errorf("the same again: %+v, %+v", opened, joined)
	}
	if over := w.arrives(in, "", fine).Events[0]; over.Fate != engine.ResolvedFate || over.Incident != opened.Incident {
		t.Errorf("its recovery: %+v", over)
	}
	if summary := w.shows(admin, path).text("past-summary"); !strings.Contains(summary, "1 joining an open one") || !strings.Contains(summary, "are marked: 2.") {
		t.Errorf("afterwards it says %q", summary)
	}
}

// mappingForm is the form of the page at a path, as it is sent when some of its
// fields are changed.
func (w *world) mappingForm(path string, changed ...string) url.Values {
	w.Helper()
	form := w.shows(admin, path).form(w)
	for i := 0; i < len(changed); i += 2 {
		form.Set(changed[i], changed[i+1])
	}
	return form
}

// form is what the mapping's form on a page sends, by no button.
func (p *page) form(t testing.TB) url.Values {
	t.Helper()
	sent := p.filled("mapping-form")
	sent.Del("do")
	return sent
}

func TestAMappingThatIsWrongIsToldBesideItsFieldAndWhatWasTypedIsKept(t *testing.T) {
	w := open(t)
	in, path := w.rectifiers()
	w.arrives(in, "", failed)
	for _, c := range []struct{ field, typed, at, says string }{
		{"key_text", "{site", "key_text", "without its }"},
		{"group_text", "header:Cookie", "group_text", "holds a secret"},
		{"states_trigger", "fine\r\nbad", "states", "can not mean both"},
		{"severities_critical", "a*b*c*d*", "severities", "more than three"},
		{"links", "a\nb\nc\nd\ne\nf", "links", "more than 5"},
		{"test_words", strings.Repeat("x", 101), "test_words", "longer than 100"},
	} {
		for _, do := range []string{"preview", "save"} {
			form := w.mappingForm(path, c.field, c.typed, "states_resolve", "fine", "do", do)
			refused := w.posts(admin, path, form)
			refused.wantStatus(http.StatusBadRequest).says("error-"+c.at, c.says)
			if got := refused.form(t).Get(c.field); strings.ReplaceAll(got, "\n", " ") != strings.ReplaceAll(strings.ReplaceAll(c.typed, "\r", ""), "\n", " ") {
				t.Errorf("%s: typed was %q, kept is %q", c.field, c.typed, got)
			}
		}
	}
	if w.integration("By generic").Mapping != nil {
		t.Error("something of it was saved")
	}
}

func TestOfTwoWhoTeachAtOnceTheSecondIsTold(t *testing.T) {
	w := open(t)
	_, path := w.rectifiers()
	form := w.mappingForm(path, "key_text", "{site}", "do", "save")
	w.posts(admin, path, w.mappingForm(path, "source_text", "site", "do", "save"))
	late := w.posts(admin, path, form)
	late.wantStatus(http.StatusConflict)
	if got := late.form(t); got.Get("key_text") != "{site}" || w.integration("By generic").Mapping.Key != "" {
		t.Errorf("kept %q, saved %+v", got.Get("key_text"), w.integration("By generic").Mapping)
	}
	again := late.form(t)
	again.Set("do", "save")
	w.posts(admin, path, again).wantRedirect(strings.TrimSuffix(path, "/mapping"))
	if got := w.integration("By generic").Mapping; got.Key != "{site}" || got.Source != "" {
		t.Errorf("pressed again: %+v", got)
	}
}

func TestWhatIsWrittenByHandIsTakenOutByChoosingAnotherOrByEmptyingIt(t *testing.T) {
	w := open(t)
	in, path := w.rectifiers()
	w.arrives(in, "", failed)
	save := func(typed ...string) *engine.Mapping {
		w.posts(admin, path, w.mappingForm(path, append(typed, "do", "save")...)).wantRedirect(strings.TrimSuffix(path, "/mapping"))
		return w.integration("By generic").Mapping
	}
	for _, c := range []struct {
		typed []string
		want  engine.Template
	}{
		{[]string{"key_text", " {site} "}, "{site}"},             // typed without choosing
		{[]string{"key", "unit"}, "unit"},                        // chosen instead
		{[]string{"key", "*", "key_text", "{unit}x"}, "{unit}x"}, // chosen to be written
		{[]string{"key", ""}, ""},                                // the usual names again
		{[]string{"key_text", "=fixed"}, "=fixed"},
		{[]string{"key_text", ""}, ""}, // emptied
		{[]string{"key", "*"}, ""},     // as written, and nothing is
	} {
		var got engine.Template
		if m := save(c.typed...); m != nil {
			got = m.Key
		}
		if got != c.want {
			t.Errorf("%q is saved as %q, want %q", c.typed, got, c.want)
		}
	}
}

func TestAPastedSampleIsReadAsItWouldCome(t *testing.T) {
	w := open(t)
	_, path := w.rectifiers()
	w.shows(admin, path).says("sample", "Nothing has arrived yet")
	for pasted, choice := range map[string]string{
		"{\r\n \"alarm\": {\"st\": \"an\"}}":            `<option value="alarm.st">`,
		"host=tower-7&status=down":                      `<option value="host">`,
		"https://nms.example.net/x?host=tower-7&code=3": `<option value="query:code">`,
		"tower-7 down\r\nsince 02:00":                   `<option value="line:2">line:2  —  since 02:00</option>`,
		`[{"id": 1}, {"id": 2}]`:                        `<option value="[*].id">[*].id  —  1 (and 1 more)</option>`,
	} {
		looked := w.posts(admin, path, w.mappingForm(path, "pasted", pasted))
		looked.wantStatus(http.StatusOK)
		if !strings.Contains(looked.Body.String(), choice) {
			t.Errorf("%q has no %s", pasted, choice)
		}
		if looked.text("becomes") == "" {
			t.Errorf("%q: nothing is said to become of it", pasted)
		}
	}
	w.posts(admin, path, w.mappingForm(path, "pasted", `{"a": `)).wantStatus(http.StatusOK).says("becomes", "Can not be read: opens an incident")
	quiet := w.posts(admin, path, w.mappingForm(path, "pasted", `{"host": "a", "state": "off"}`, "states_ignore", "off"))
	quiet.says("becomes", "kept in the event log")
	if posts, _, err := w.db.Posts(store.PostQuery{}); err != nil || len(posts) != 0 {
		t.Errorf("looking made %d posts, %v", len(posts), err)
	}
}

func TestOnlyAGenericIntegrationIsTaughtAndOnlyItsOwnPostsAreShown(t *testing.T) {
	w := open(t)
	in, path := w.rectifiers()
	w.opens(coreKey, "sw1 is down, which is nobody else's")
	foreign := w.newestPost()
	w.shows(admin, "/events/"+strconv.FormatUint(foreign.Seq, 10)).has("teach", false)
	page := w.shows(admin, path+"?post="+strconv.FormatUint(foreign.Seq, 10))
	page.says("sample", "Nothing has arrived yet")
	w.asks(personOf(admin), "GET", corePage+"/mapping", "").wantStatus(http.StatusNotFound)
	own := w.arrives(in, "?host=tower-7&status=down", "")
	seq := strconv.FormatUint(own.Seq, 10)
	w.shows(admin, path+"?post="+seq).says("sample", "?host=tower-7&status=down")
	w.shows(responder, "/events/"+seq).says("raw-query", "host=tower-7")
	w.shows(responder, "/events/"+seq).has("teach", false)
	w.shows(people.Viewer, strings.TrimSuffix(path, "/mapping")).has("taught", false)
	w.shows(admin, strings.TrimSuffix(path, "/mapping")).says("taught", "usual names")
}

func TestAnotherPostIsTakenAsTheSampleAndWhatWasTypedStays(t *testing.T) {
	w := open(t)
	in, path := w.rectifiers()
	first := w.arrives(in, "", failed)
	w.arrives(in, "", `{"other": "shape"}`)
	page := w.shows(admin, path)
	page.says("sample", "shape")
	form := page.form(t)
	form.Set("key_text", "{site}")
	form.Set("pasted", "x=1")
	form.Set("take", strconv.FormatUint(first.Seq, 10))
	taken := w.posts(admin, path, form)
	taken.wantStatus(http.StatusOK).says("sample", "Mains lost")
	if got := taken.form(t); got.Get("key_text") != "{site}" || got.Get("pasted") != "" || got.Get("post") != strconv.FormatUint(first.Seq, 10) {
		t.Errorf("the form has %v", got)
	}
}

func TestAtMostFiftyPostsAndTenEventsOfEachAreShown(t *testing.T) {
	w := open(t)
	in, path := w.rectifiers()
	w.arrives(in, "", "["+strings.Repeat(`{"host":"a","status":"down"},`, 30)+`{"host":"b"}]`)
	if row := w.shows(admin, path).text("past-row"); !strings.Contains(row, "and 21 further events") {
		t.Errorf("it says %q", row)
	}
	for range 51 {
		w.arrives(in, "", failed)
	}
	if rows := w.shows(admin, path).parts("past-row"); len(rows) != 50 {
		t.Errorf("%d posts", len(rows))
	}
}

func TestJunkDoesNotStandForTheFormatThatIsTaught(t *testing.T) {
	w := open(t)
	in, path := w.rectifiers()
	w.arrives(in, "", failed)
	w.arrives(in, "", "\x16\x03\x01\x00junk")
	w.arrives(in, "", `{"broken`)
	page := w.shows(admin, path)
	page.says("sample", "Mains lost")
	if n := len(page.parts("past")); n == 0 || strings.Count(page.Body.String(), "Use as sample") != 3 {
		t.Errorf("the others are not offered")
	}
}
