package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/api"
	"wakeman/web/auth"
)

// readable is every path that can be read, with incident 1 open.
func readable() []string {
	return []string{
		"/incidents?date_range=all", "/incidents/1", "/incidents/1/notes", "/incidents/1/log_entries", "/incidents/1/alerts", "/incidents/1/alerts/1",
		"/incidents/1/deliveries", "/deliveries", "/events", "/equipment", "/equipment/tower-a", "/escalation_policies/PPOLI01/forecast", "/refusals", "/readiness", "/handoffs",
		"/log_entries", "/log_entries/" + firstEntry(), "/oncalls", "/abilities", "/vendors", "/vendors/PWVEVT2", "/teams", "/teams/PTEAM01", "/teams/PTEAM01/members", "/priorities", "/priorities/PWPRIO1",
		"/services", "/services/PCORE01", "/services/PMAIL01/integrations", "/services/PMAIL01/integrations/PINT002", "/services/PMAIL01/heartbeats", "/services/PMAIL01/heartbeats/PBEAT02", "/services/PMAIL01/watches", "/services/PMAIL01/watches/PWATCH2",
		"/escalation_policies", "/escalation_policies/PPOLI01", "/escalation_policies/PPOLI01/escalation_rules", "/escalation_policies/PPOLI01/escalation_rules/PSTEP01",
		"/schedules", "/schedules/PSCHED1", "/schedules/PSCHED1/users", "/schedules/PSCHED1/overrides", "/schedules/PSCHED1/swaps", "/schedules/PSCHED1/advice",
		"/schedules/PSCHED1/absences", "/schedules/PSCHED1/holidays", "/schedules/PSCHED1/holiday_feeds", "/users/PANN001/absences",
		"/users", "/users/PANN001", "/users/PANN001/contact_methods", "/users/PANN001/contact_methods/PCM0002",
		"/users/PANN001/notification_rules", "/users/PANN001/notification_rules/PNR0001",
		"/users/PANN001/oncall_handoff_notification_rules", "/users/PANN001/oncall_handoff_notification_rules/PHR0001", "/users/PANN001/license", "/licenses",
	}
}

// firstEntry is the id of the first log entry of incident 1.
func firstEntry() string { return "R" + engine.IncidentID(1)[1:] + "1" }

// writable is every request that changes something.
func writable() map[string]string {
	return map[string]string{
		"PUT /incidents":           `{"incidents":[{"id":"1","type":"incident","title":"renamed"}]}`,
		"PUT /incidents/1":         `{"incident":{"type":"incident","title":"renamed"}}`,
		"POST /incidents":          `{"incident":{"type":"incident","title":"by hand","service":{"id":"PCORE01"}}}`,
		"POST /incidents/1/notes":  `{"note":{"content":"seen"}}`,
		"POST /incidents/1/snooze": `{"duration":60}`,
		"PUT /incidents/1/merge":   `{"source_incidents":[{"id":"OTHER","type":"incident_reference"}]}`, // OTHER: an incident that is open
	}
}

func TestWhoMayDoWhat(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	for key, may := range map[string]struct{ read, write int }{
		"": {401, 401}, "wrong": {401, 401}, "vic": {200, 403}, "readonly": {200, 403}, "ingest": {403, 403}, "wall": {403, 403}, "ann": {200, 200}, "account": {200, 200}, "oona": {200, 200},
	} {
		for _, path := range readable() {
			status, header, body := w.asks(key, "GET", "/api"+path, "")
			if status != may.read {
				t.Errorf("%q reads %s: %d, want %d: %s", key, path, status, may.read, body)
			}
			w.wantAnswer(status, header, body)
		}
		for request, sent := range writable() {
			method, path, _ := strings.Cut(request, " ")
			if strings.Contains(sent, "OTHER") {
				sent = strings.ReplaceAll(sent, "OTHER", engine.IncidentID(w.opens("other-"+key, "two").Number))
			}
			status, header, body := w.asks(key, method, "/api"+path, sent)
			if status != may.write && (may.write != 200 || status != 201) {
				t.Errorf("%q sends %s: %d, want %d: %s", key, request, status, may.write, body)
			}
			w.wantAnswer(status, header, body)
		}
	}
}

// wantAnswer demands what is true of every answer.
func (w *world) wantAnswer(status int, header http.Header, body string) {
	w.Helper()
	if !json.Valid([]byte(body)) || !strings.HasPrefix(header.Get("Content-Type"), "application/json") {
		w.Errorf("not JSON (%s): %s", header.Get("Content-Type"), body)
	}
	for _, name := range []string{"ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"} {
		if header.Get(name) == "" {
			w.Errorf("header %s is missing", name)
		}
	}
	switch status {
	case http.StatusUnauthorized:
		w.wantError(status, header, body, 401, 2006, "")
	case http.StatusForbidden:
		w.wantError(status, header, body, 403, 2010, "")
	}
}

func TestSecretsAreShownToWhoNeedsThemAndToNobodyElse(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	includes := "include[]=contact_methods&include[]=notification_rules&include[]=integrations&include[]=services&include[]=users&include[]=targets&include[]=escalation_policies&include[]=assignees&include[]=incidents"
	for key, may := range map[string]map[string]bool{
		"vic":      {},
		"readonly": {},
		"ann":      {"beat1111": true, pushTopic: true, "ann-hook-path": true, "5550100": true},
		"oona":     {coreKey: true, mailKey: true, "beat1111": true, pushTopic: true, "ann-hook-path": true, "5550100": true},
	} {
		var all strings.Builder
		for _, path := range readable() {
			sep := "?"
			if strings.Contains(path, "?") {
				sep = "&"
			}
			_, _, body := w.asks(key, "GET", "/api"+path+sep+includes, "")
			all.WriteString(body)
		}
		for _, secret := range []string{coreKey, mailKey, "beat1111", pushTopic, "ann-hook-path", "5550100", hookSecret} {
			if got := strings.Contains(all.String(), secret); got != may[secret] {
				t.Errorf("%s sees %q: %v, want %v", key, secret, got, may[secret])
			}
		}
	}
	// Of others, a responder sees the mail address and the number to call.
	_, _, body := w.asks("ann", "GET", "/api/users/PBEN001/contact_methods", "")
	if !strings.Contains(body, `"address":"ben@example.net"`) {
		t.Errorf("got %s", body)
	}
}

func TestAnotherRespondersPushTopicStaysSecret(t *testing.T) {
	c := smallProvider()
	ben := c.Users["PBEN001"]
	ben.ContactMethods = append(ben.ContactMethods, people.ContactMethod{ID: "PCM0009", Label: "push", Type: "push", Address: "ben-topic"})
	c.Users["PBEN001"] = ben
	w := openWith(t, c)
	for key, want := range map[string]bool{"ann": false, "vic": false, "oona": true, "account": true} {
		if _, _, body := w.asks(key, "GET", "/api/users/PBEN001/contact_methods", ""); strings.Contains(body, "ben-topic") != want {
			t.Errorf("%s: %s", key, body)
		}
	}
}

func TestWhatIsNotThere(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	for _, c := range []struct {
		request, body string
		status, code  int
		mention       string
	}{
		{"GET /api", "", 404, 2100, "there is no"},
		{"GET /api/", "", 404, 2100, "there is no"},
		{"GET /api/tags", "", 404, 2100, "/api/tags"},
		{"PUT /api/tags", "", 404, 2100, "/api/tags"},
		{"GET /api/incidents/1/explode", "", 404, 2100, ""},
		{"DELETE /api/incidents/1", "", 405, 2001, "GET"},
		{"POST /api/vendors", "{}", 405, 2001, "GET"},
		{"OPTIONS /api/services", "", 405, 2001, "GET"},
		{"PUT /api/incidents/1/alerts/", "{}", 405, 2001, "GET"},
		{"GET /api/users/PNOBODY", "", 404, 2100, "user"},
		{"GET /api/services/PNONE00", "", 404, 2100, "service"},
		{"GET /api/services/PNONE00/integrations", "", 404, 2100, "service"},
		{"GET /api/schedules/PNONE00", "", 404, 2100, "schedule"},
		{"GET /api/escalation_policies/PNONE00", "", 404, 2100, "policy"},
		{"GET /api/escalation_policies/PPOLI01/escalation_rules/PNONE00", "", 404, 2100, "rule"},
		{"GET /api/users/PANN001/contact_methods/PNONE00", "", 404, 2100, "contact method"},
		{"GET /api/vendors/PNONE00", "", 404, 2100, "vendor"},
		{"GET /api/incidents/99999", "", 404, 2100, "incident"},
		{"GET /api/incidents/%2e%2e", "", 404, 2100, "incident"},
		{"PUT /api/incidents/99999", `{"incident":{"status":"resolved"}}`, 404, 2100, "incident"},
	} {
		method, path, _ := strings.Cut(c.request, " ")
		status, header, body := w.asks("ann", method, path, c.body)
		w.wantError(status, header, body, c.status, c.code, c.mention)
		if allow := header.Get("Allow"); (status == 405) != (allow != "") {
			t.Errorf("%s: Allow is %q", c.request, allow)
		}
	}
}

func TestBadInputIsRefusedAndNamed(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	for _, c := range []struct {
		request, body string
		status, code  int
		mention       string
	}{
		{"GET /api/incidents?limit=ten", "", 400, 2001, "limit"},
		{"GET /api/incidents?offset=-1", "", 400, 2001, "offset"},
		{"GET /api/incidents?offset=99999999999999999999", "", 400, 2001, "10000"},
		{"GET /api/incidents?total=maybe", "", 400, 2001, "total"},
		{"GET /api/incidents?statuses[]=closed", "", 400, 2001, "statuses"},
		{"GET /api/incidents?urgencies[]=medium", "", 400, 2001, "urgencies"},
		{"GET /api/incidents?priorities[]=P9", "", 400, 2001, "priorities"},
		{"GET /api/priorities/PWPRIO9", "", 404, 2100, "priority"},
		{"GET /api/incidents?since=yesterday", "", 400, 2001, "since"},
		{"GET /api/incidents?since=2026-03-02&until=2026-03-01", "", 400, 2001, "until"},
		{"GET /api/incidents?sort_by=created_at:up", "", 400, 2001, "sort_by"},
		{"GET /api/incidents?time_zone=Mars/Olympus", "", 400, 2001, "time_zone"},
		{"GET /api/incidents?a=%zz", "", 400, 2001, "query"},
		{"GET /api/oncalls?earliest=first", "", 400, 2001, "earliest"},
		{"GET /api/schedules/PSCHED1?overflow=much", "", 400, 2001, "overflow"},
		{"GET /api/schedules/PSCHED1?until=2026-03-02T10:00:00Z&since=2025-03-02", "", 400, 2001, "90 days"},
		{"PUT /api/incidents/1", "", 400, 2001, "empty"},
		{"PUT /api/incidents/1", "status=resolved", 400, 2001, "not JSON"},
		{"PUT /api/incidents/1", `{"incident":{"status":`, 400, 2001, "not JSON"},
		{"PUT /api/incidents/1", `["resolved"]`, 400, 2001, "JSON object"},
		{"PUT /api/incidents/1", `{"incident":"resolved"}`, 400, 2001, "incident"},
		{"PUT /api/incidents/1", `{"incident":{"status":1}}`, 400, 2001, "incident.status"},
		{"PUT /api/incidents/1", `{"incident":{"status":"closed"}}`, 400, 2001, "status"},
		{"PUT /api/incidents/1", `{"incident":{"urgency":"medium"}}`, 400, 2001, "urgency"},
		{"PUT /api/incidents/1", `{"incident":{"escalation_level":7}}`, 400, 2001, "escalation_level"},
		{"PUT /api/incidents/1", `{"incident":{"escalation_level":-1}}`, 400, 2001, "escalation_level"},
		{"PUT /api/incidents/1", `{"incident":{"assignments":[{"assignee":{"id":"PNOBODY"}}]}}`, 400, 2001, "assignments"},
		{"PUT /api/incidents/1", `{"incident":{"assignments":[{}]}}`, 400, 2001, "assignments"},
		{"PUT /api/incidents/1", `{"incident":{"escalation_policy":{"id":"PNONE00"}}}`, 400, 2001, "escalation_policy"},
		{"PUT /api/incidents/1", `{"incident":{"title":"` + strings.Repeat("x", 1025) + `"}}`, 400, 2001, "title"},
		{"PUT /api/incidents", `{"incidents":{}}`, 400, 2001, "incidents"},
		{"PUT /api/incidents", `{"incidents":[{"status":"resolved"}]}`, 404, 2100, "incidents[0]"},
		{"POST /api/incidents/1/notes", `{"note":{"content":" "}}`, 400, 2001, "content"},
		{"POST /api/incidents/1/notes", `{"note":{"content":"` + strings.Repeat("x", 2001) + `"}}`, 400, 2001, "content"},
		{"POST /api/incidents/1/snooze", `{}`, 400, 1013, "duration"},
		{"POST /api/incidents/1/snooze", `{"duration":"an hour"}`, 400, 2001, "duration"},
		{"POST /api/incidents/1/snooze", `{"duration":1e300}`, 400, 1013, "duration"},
		{"POST /api/incidents/1/notes", `{"note":{"content":"` + strings.Repeat("x", 513<<10) + `"}}`, 413, 2001, "524288"},
	} {
		method, path, _ := strings.Cut(c.request, " ")
		status, header, body := w.asks("ann", method, path, c.body)
		w.wantError(status, header, body, c.status, c.code, c.mention)
	}
	if in := w.incident(1); in.Status != engine.Triggered || in.Title != "one" {
		t.Errorf("a refused request changed the incident: %s %q", in.Status, in.Title)
	}
}

func TestWhatClientsGetWrongIsUnderstood(t *testing.T) {
	w := open(t)
	in := w.opens("a", "one")
	id := engine.IncidentID(in.Number)
	for request, mention := range map[string]string{
		"GET /api/incidents?":                                                 id,
		"GET /api/incidents/?":                                                id,
		"GET /api/incidents/" + id + "/":                                      id,
		"GET /api/incidents/" + id + "/alerts/":                               `"alert_key":"a"`,
		"GET /api/incidents?statuses=triggered,acknowledged":                  id,
		"GET /api/incidents?limit=5000":                                       `"limit":100`,
		"GET /api/incidents?limit=0":                                          `"limit":25`,
		"GET /api/incidents?total=true":                                       `"total":1`,
		"GET /api/incidents?since=2026-03-02T10:00:00+01:00":                  id, // the plus sign is not escaped
		"GET /api/incidents?since=2026-03-02+09:59&time_zone=America/Chicago": id, // and here it is a space
		"GET /api/incidents?include[]=no_such_thing":                          id,
		"GET /api/users/me/":                                                  "PANN001",
	} {
		method, path, _ := strings.Cut(request, " ")
		status, _, body := w.asks("ann", method, path, "")
		if status != 200 || !strings.Contains(body, mention) {
			t.Errorf("%s: %d, want %q in %s", request, status, mention, body)
		}
	}
	status, _, body := w.asks("ann", "PUT", "/api/incidents/"+id+"/", `{"type":"incident","status":"acknowledged","priority":null}`, "From", "")
	if status != 200 || !strings.Contains(body, `"status":"acknowledged"`) {
		t.Errorf("an unwrapped body: %d %s", status, body)
	}
	for name, value := range map[string]string{"HEAD": "/api/incidents", "GET": "/api/abilities/urgencies"} {
		if status, _, body := w.asks("ann", name, value, ""); body != "" || status >= 300 {
			t.Errorf("%s %s: %d %q", name, value, status, body)
		}
	}
}

func TestAnIncidentSentBackAsItCameWakesNobody(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	_, _, body := w.asks("ann", "GET", "/api/incidents/1", "")
	before := w.incident(1)
	status, _, answer := w.asks("ann", "PUT", "/api/incidents/1", body)
	after := w.incident(1)
	if status != 200 || after.Revision != before.Revision || after.LastPage != before.LastPage {
		t.Errorf("%d: revision %d became %d, %d pages became %d: %s", status, before.Revision, after.Revision, before.LastPage, after.LastPage, answer)
	}
}

// brokenEngine fails as it is told.
type brokenEngine struct{ err error }

func (b brokenEngine) Open(context.Context, engine.Actor, engine.Opening) (engine.Incident, error) {
	return engine.Incident{}, b.err
}

func (b brokenEngine) Submit(context.Context, engine.Post) (engine.Receipt, error) {
	return engine.Receipt{}, b.err
}

func (b brokenEngine) Release(context.Context, engine.Actor, uint64, json.RawMessage) (engine.Receipt, error) {
	return engine.Receipt{}, b.err
}

func (b brokenEngine) Do(context.Context, uint64, engine.Actor, ...engine.Act) (engine.Incident, error) {
	return engine.Incident{}, b.err
}

func (b brokenEngine) DoEach(context.Context, engine.Actor, []engine.Order) ([]engine.Incident, error) {
	return nil, b.err
}

func (b brokenEngine) Merge(context.Context, engine.Actor, uint64, ...uint64) (engine.Incident, error) {
	return engine.Incident{}, b.err
}

func (b brokenEngine) NoteHandoff(context.Context, engine.Actor, uint64, func(engine.HandoffNote) (engine.HandoffNote, error)) error {
	return b.err
}

func (b brokenEngine) Dismiss(context.Context, engine.Actor, engine.ByHand) error { return b.err }

func (b brokenEngine) PageNow(context.Context, engine.Actor, engine.ByHand) (engine.Receipt, error) {
	return engine.Receipt{}, b.err
}

func (b brokenEngine) RuleCounts() (map[string]engine.RuleCount, error) { return nil, b.err }

func (b brokenEngine) ConfirmHandoff(context.Context, engine.Actor, uint64) error { return b.err }

func (b brokenEngine) TestPage(context.Context, engine.Actor, string, string) (string, error) {
	return "", b.err
}

func (b brokenEngine) SendCode(context.Context, engine.Actor, string, string) (string, error) {
	return "", b.err
}

func (b brokenEngine) TakeCode(context.Context, string, string, string) (engine.Delivery, error) {
	return engine.Delivery{}, b.err
}

func TestWhatTheEngineRefusesHasItsStatus(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	for _, c := range []struct {
		err          error
		status, code int
		retry        string
	}{
		{&engine.Failure{Code: engine.Unavailable, Message: "the store is full", Retry: 30 * time.Second}, 503, 2000, "30"},
		{engine.Fail(engine.Conflict, "the incident is already resolved"), 400, 1001, ""},
		{engine.Fail(engine.NotFound, "gone"), 404, 2100, ""},
		{engine.Fail(engine.Forbidden, "no"), 403, 2010, ""},
		{fmt.Errorf("commit: %w", context.DeadlineExceeded), 503, 2016, "1"},
		{errors.New("/var/lib/secret: broken"), 500, 2000, ""},
	} {
		mux := http.NewServeMux()
		api.Routes(mux, api.Options{Engine: brokenEngine{c.err}, Store: w.db})
		for _, request := range []string{"POST /api/incidents", "PUT /api/incidents/1", "PUT /api/incidents"} {
			method, path, _ := strings.Cut(request, " ")
			body := `{"incident":{"status":"resolved","title":"x","service":{"id":"PCORE01"}},"incidents":[{"id":"1","status":"resolved"}]}`
			r := httptest.NewRequest(method, path, strings.NewReader(body))
			r = r.WithContext(auth.With(r.Context(), principals(w.db.Config())["ann"]))
			rec := httptest.NewRecorder()
			mux.ServeHTTP(rec, r)
			w.wantError(rec.Code, rec.Header(), rec.Body.String(), c.status, c.code, "")
			if got := rec.Header().Get("Retry-After"); got != c.retry {
				t.Errorf("%v: Retry-After %q, want %q", c.err, got, c.retry)
			}
			if strings.Contains(rec.Body.String(), "secret") {
				t.Errorf("the cause of an internal error got out: %s", rec.Body)
			}
		}
	}
}

func TestWithoutAPublicAddressLinksGoWhereTheClientCame(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	mux := http.NewServeMux()
	api.Routes(mux, api.Options{Engine: w.engine, Store: w.db})
	r := httptest.NewRequest("GET", "http://192.0.2.7:8080/api/incidents/1", nil)
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, r.WithContext(auth.With(r.Context(), principals(w.db.Config())["vic"])))
	if want := `"self":"http://192.0.2.7:8080/api/incidents/` + engine.IncidentID(1); !strings.Contains(rec.Body.String(), want) {
		t.Errorf("no %s in %s", want, rec.Body)
	}
}

func TestWhoActedIsInTheAuditLog(t *testing.T) {
	w := open(t)
	w.opens("a", "one")
	w.asks("account", "PUT", "/api/incidents/1", `{"incident":{"status":"acknowledged"}}`)
	w.asks("account", "PUT", "/api/incidents/1", `{"incident":{"status":"triggered"}}`, "From", "ben@example.net")
	w.asks("ann", "PUT", "/api/incidents/1", `{"incident":{"status":"resolved"}}`, "From", "ben@example.net")
	rows, err := w.db.Audit(0, 3)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range slices.Backward(rows) {
		got = append(got, fmt.Sprintf("%s %s %s %s", r.Action, r.Actor.Kind, r.Actor.Name, r.Actor.Via))
	}
	want := []string{
		"incident.acknowledge token noc-bot api",
		"incident.unacknowledge person Ben Day API key noc-bot",
		"incident.resolve person Ann Night api",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
