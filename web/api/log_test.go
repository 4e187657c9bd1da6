package api_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PagerDuty/go-pagerduty"
	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/notify"
)

// leaf reads one list by its cursor until it ends, and gives a field of each.
func (w *world) leaf(key, path, list, field string) (all []string) {
	w.Helper()
	cursor := ""
	for range 50 {
		got := w.answers(key, "GET", path+"&cursor="+url.QueryEscape(cursor), "", 200)
		for _, item := range got[list].([]any) {
			all = append(all, fmt.Sprint(item.(map[string]any)[field]))
		}
		next, more := got["next_cursor"].(string)
		if !more {
			return all
		}
		cursor = next
	}
	w.Fatal("the list does not end")
	return nil
}

func TestTheClientReadsWhoDidWhat(t *testing.T) {
	w := open(t)
	for _, text := range []string{"one", "two", "three"} {
		w.answers("oona", "PUT", "/services/PCORE01", `{"description":"`+text+`"}`, 200)
		w.passes(time.Minute)
	}
	c := w.client("oona")
	first := must(c.ListAuditRecords(ctx(t), pagerduty.ListAuditRecordsOptions{Limit: 2}))(t)
	if len(first.Records) != 2 || first.NextCursor == nil {
		t.Fatalf("the first page is %+v", first)
	}
	r := first.Records[0]
	if r.Action != "update" || r.Actors[0].ID != "POONA01" || r.RootResource.ID != "PCORE01" || r.RootResource.Type != "service_reference" || r.ExecutionTime != "2026-03-02T16:02:00Z" {
		t.Errorf("the newest record is %+v", r)
	}
	second := must(c.ListAuditRecords(ctx(t), pagerduty.ListAuditRecordsOptions{Limit: 2, Cursor: *first.NextCursor}))(t)
	if len(second.Records) == 0 || second.Records[0].ExecutionTime != "2026-03-02T16:00:00Z" || second.Records[0].ID == r.ID {
		t.Errorf("the second page is %+v", second.Records)
	}
	body := fmt.Sprint(w.answers("oona", "GET", "/audit/records?actor_id=POONA01&operation=config&since=2026-03-02T16:01:00Z&until=2026-03-02T16:02:00Z", "", 200)["records"])
	if !strings.Contains(body, "description: one -> two") || strings.Contains(body, "three") {
		t.Errorf("of a minute: %s", body)
	}
	w.answers("oona", "GET", "/audit/records?cursor=%21", "", 400)
}

func TestWhatCameInIsListedAndShownAsItCame(t *testing.T) {
	w := open(t)
	_, err := w.engine.Submit(w.Context(), engine.Post{
		Key: coreKey, Via: "events_api_v2", Events: []engine.Event{{Action: engine.Trigger, Key: "a", Summary: "Tower North: no power", Source: "tower"}},
		Raw: engine.Raw{Method: "POST", Path: "/v2/enqueue", Body: []byte(`{"routing_key":"` + coreKey + `"}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"b", "c", "d"} {
		w.opens(key, "Battery low")
	}
	if got := w.leaf("vic", "/events?limit=3", "events", "id"); !slices.Equal(got, []string{"4", "3", "2", "1"}) {
		t.Errorf("the log is %q, the newest first", got)
	}
	if got := w.leaf("vic", "/events?query=NO+POWER", "events", "id"); !slices.Equal(got, []string{"1"}) {
		t.Errorf("a search finds %q", got)
	}
	if got := w.leaf("vic", "/events?outcome=resolved", "events", "id"); len(got) > 0 {
		t.Errorf("nothing was resolved, but %q", got)
	}
	bodyOf := func(key string) string {
		raw := w.answers(key, "GET", "/events/1", "", 200)["event"].(map[string]any)["raw"].(map[string]any)["body"].(string)
		text, err := base64.StdEncoding.DecodeString(raw)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := bodyOf("oona"); got != `{"routing_key":"`+coreKey+`"}` {
		t.Errorf("an admin reads %s", got)
	}
	if got := bodyOf("ann"); strings.Contains(got, coreKey) || !strings.Contains(got, "routing_key") {
		t.Errorf("a responder reads %s", got)
	}
	w.answers("ann", "GET", "/events/99", "", 404)
}

func TestWhatWentOutIsListedByTimeAndByIncident(t *testing.T) {
	w := open(t)
	in := w.opens("a", "one")
	var rows []engine.Delivery
	for i := range 5 {
		rows = append(rows, engine.Delivery{
			ID: fmt.Sprint("d", i), Kind: notify.Page, User: "PANN001", Method: "PCM0004", Label: "mobile", Channel: "sms", Address: "+15550100", State: engine.Sent,
			CreatedAt: start().Add(time.Duration(i/2) * time.Minute), Items: []engine.Item{{PageKey: engine.PageKey{Incident: in.Number}}},
		})
	}
	rows[4].State, rows[4].Reason = engine.Failed, "the gateway said no"
	entry := engine.Entry{Incident: in.Number, Seq: 90, At: start(), Type: engine.NotifyEntry, Actor: engine.System(), Delivery: "d4"}
	if err := w.db.Update(w.Context(), engine.Urgent, func(tx engine.Tx) error {
		return tx.Apply(engine.Changes{Deliveries: rows, Entries: []engine.Entry{entry}})
	}); err != nil {
		t.Fatal(err)
	}
	if got := w.leaf("vic", "/deliveries?limit=2", "deliveries", "id"); len(got) != 5 || got[0] != "d4" {
		t.Errorf("went out: %q", got)
	}
	if got := w.leaf("vic", "/deliveries?states[]=failed", "deliveries", "reason"); !slices.Equal(got, []string{"the gateway said no"}) {
		t.Errorf("failed: %q", got)
	}
	if got := w.leaf("vic", "/deliveries?limit=1&since=2026-03-02T16:01:00Z&until=2026-03-02T16:02:00Z", "deliveries", "id"); len(got) != 2 {
		t.Errorf("of one minute: %q", got)
	}
	one := func(key string) map[string]any {
		return w.answers(key, "GET", "/incidents/1/deliveries", "", 200)["deliveries"].([]any)[0].(map[string]any)
	}
	for key, want := range map[string]any{"vic": nil, "ben": nil, "ann": "+15550100", "oona": "+15550100"} {
		if got := one(key); got["id"] != "d4" || got["state"] != "failed" || got["address"] != want {
			t.Errorf("%s sees %v", key, got)
		}
	}
}

func TestEquipmentIsListedByNameAndShownWithWhatIsOpen(t *testing.T) {
	w := open(t)
	for _, key := range []string{"c", "a", "b"} {
		w.opens(key, "no power")
	}
	if got := w.leaf("vic", "/equipment?limit=2", "equipment", "name"); !slices.Equal(got, []string{"tower-a", "tower-b", "tower-c"}) {
		t.Errorf("the equipment is %q", got)
	}
	if got := w.leaf("vic", "/equipment?query=ER-B", "equipment", "name"); !slices.Equal(got, []string{"tower-b"}) {
		t.Errorf("a search finds %q", got)
	}
	one := w.answers("vic", "GET", "/equipment/tower-a", "", 200)["equipment"].(map[string]any)
	if open := one["open_incidents"].([]any); len(open) != 1 || open[0].(map[string]any)["summary"] != "[#2] no power" {
		t.Errorf("open is %v", open)
	}
	w.answers("vic", "GET", "/equipment/none", "", 404)
}

// "If this fired at …": the lines are those of the page.
func TestTheForecastSaysWhoWouldBePagedWhen(t *testing.T) {
	w := open(t)
	got := w.answers("vic", "GET", "/escalation_policies/PPOLI01/forecast?at=2026-03-10T12:00:00Z", "", 200)["forecast"].(map[string]any)
	want := len(engine.Forecast(w.db.Config(), "PPOLI01", "high", time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)))
	lines := got["lines"].([]any)
	first := lines[0].(map[string]any)
	if diff := cmp.Diff("2026-03-10T12:00:00Z PBEN001", fmt.Sprint(first["at"], " ", first["user"].(map[string]any)["id"])); diff != "" || len(lines) != want {
		t.Errorf("%d lines, want %d: %s", len(lines), want, diff)
	}
	low := w.answers("vic", "GET", "/escalation_policies/PPOLI01/forecast?urgency=low", "", 200)["forecast"].(map[string]any)
	if low["urgency"] != "low" || low["at"] != "2026-03-02T16:00:00Z" {
		t.Errorf("%v", low)
	}
	w.answers("vic", "GET", "/escalation_policies/PPOLI01/forecast?urgency=loud", "", 400)
	w.answers("vic", "GET", "/escalation_policies/PPOLI01/forecast?at=3026-01-01", "", 400)
	w.answers("vic", "GET", "/escalation_policies/PNONE01/forecast", "", 404)
}

func TestSomebodyGoesOnCallAtOnce(t *testing.T) {
	w := open(t)
	made := w.answers("ben", "POST", "/schedules/PSCHED1/take", `{"until":"2026-03-02T20:00:00Z"}`, 201)["override"].(map[string]any)
	if got := w.db.Config().Schedules["PSCHED1"].OnCall(start().Add(time.Hour)); !slices.Equal(got, []string{"PBEN001"}) || made["user"].(map[string]any)["id"] != "PBEN001" {
		t.Errorf("on call is %q by %v", got, made)
	}
	w.answers("ben", "POST", "/schedules/PSCHED1/take", `{"until":"2026-03-02T20:00:00Z"}`, 409) // on call already
	w.answers("ann", "POST", "/schedules/PSCHED1/take", `{}`, 400)
	if joined := w.answers("ann", "POST", "/schedules/PSCHED1/take", `{"until":"2026-03-02T20:00:00Z","adds":true}`, 201)["override"].(map[string]any); joined["adds"] != true || joined["replaces"] != nil {
		t.Errorf("joined by %v", joined)
	}
	w.answers("oona", "POST", "/schedules/PSCHED1/take", `{"until":"2026-03-02T20:00:00Z","adds":true,"replaces_everybody":true}`, 400)
	longer := w.answers("ben", "POST", "/schedules/PSCHED1/take", `{"until":"2026-03-02T23:00:00Z","replaces":{"id":"PBEN001"}}`, 201)["override"].(map[string]any)
	if got := w.db.Config().Schedules["PSCHED1"].OnCall(start().Add(time.Hour)); longer["adds"] != true || longer["replaces"] != nil || len(got) != 2 {
		t.Errorf("Ben stays on longer by %v, and on call is %q", longer, got)
	}
	w.answers("ann", "POST", "/schedules/PNONE01/take", `{"until":"2026-03-02T20:00:00Z"}`, 404)
}

func TestWhoHasAccessSaysTheWaysInAndWhatIsReachedBeside(t *testing.T) {
	w := open(t)
	body := w.answers("oona", "GET", "/audit/access", "", 200)
	for _, one := range body["access"].(map[string]any)["users"].([]any) {
		p := one.(map[string]any)
		if p["user"].(map[string]any)["id"] != "PANN001" {
			continue
		}
		if p["signs_in"] != "no: has no password, no passkey and no linked account" || len(p["ways"].([]any)) != 0 {
			t.Errorf("she signs in by %v: %v", p["signs_in"], p["ways"])
		}
		if p["invited_until"] == nil || p["sessions"] != 2.0 || len(p["api_keys"].([]any)) != 1 {
			t.Errorf("invited until %v, %v sessions, keys %v", p["invited_until"], p["sessions"], p["api_keys"])
		}
		return
	}
	t.Error("Ann is missing")
}
