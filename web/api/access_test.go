package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// reads decodes an answer that must have a status.
func reads[T any](w *world, key, request, body string, want int) (out T) {
	w.Helper()
	method, path, _ := strings.Cut(request, " ")
	status, _, answer := w.asks(key, method, "/api"+path, body)
	if status != want {
		w.Fatalf("%s %s: %d, want %d: %s", key, request, status, want, answer)
	}
	if answer == "" {
		return out
	}
	if err := json.Unmarshal([]byte(answer), &out); err != nil {
		w.Fatalf("%s: %v: %s", request, err, answer)
	}
	return out
}

type keyAnswer struct {
	APIKey struct {
		ID, Name, Scope, Hint string
		User, Integration     *struct{ ID string }
		CreatedBy             string  `json:"created_by"`
		ExpiresAt             *string `json:"expires_at"`
		Secret                *string
	} `json:"api_key"`
}

// A key that leaked must not make itself another that never ends, nor one that only its own page makes.
func TestAKeyMakesNoneThatOutlivesIt(t *testing.T) {
	w := open(t)
	reads[any](w, "week", "POST /api_keys", `{"api_key":{"name":"for ever","scope":"full"}}`, 400)
	reads[any](w, "week", "POST /api_keys", `{"api_key":{"name":"for longer","scope":"full","expires_at":"2026-03-09T16:00:01Z"}}`, 400)
	reads[any](w, "week", "POST /api_keys", `{"api_key":{"name":"as long","scope":"full","expires_at":"2026-03-09T16:00:00Z"}}`, 201)
	reads[any](w, "ann", "POST /api_keys", `{"api_key":{"name":"calendar","scope":"calendar","user":{"id":"PANN001"}}}`, 400)
}

func TestAKeyMadeByTheAPIIsShownOnceAndEnds(t *testing.T) {
	w := open(t)
	made := reads[keyAnswer](w, "account", "POST /api_keys", `{"api_key":{"name":"nms 2","scope":"ingest","integration":{"id":"PINT001"},"expires_at":"2026-03-09T16:00:00Z"}}`, 201).APIKey
	if made.Secret == nil || !strings.HasPrefix(*made.Secret, "wk_") || made.Integration.ID != "PINT001" || made.User != nil || made.CreatedBy != "noc-bot" || *made.ExpiresAt != "2026-03-09T16:00:00Z" {
		t.Fatalf("got %+v", made)
	}
	r := httptest.NewRequest("POST", "/v2/enqueue", nil)
	r.Header.Set("Authorization", "Bearer "+*made.Secret)
	list, err := w.db.Tokens()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(k people.Token) bool { return k.ID == made.ID })
	if i < 0 || list[i].ExpiresAt.Sub(list[i].CreatedAt) != 7*24*time.Hour {
		t.Errorf("kept is %+v", list)
	}
	for _, path := range []string{"/api_keys", "/api_keys/" + made.ID} {
		_, _, body := w.asks("oona", "GET", "/api"+path, "")
		if strings.Contains(body, *made.Secret) || !strings.Contains(body, "nms 2") || !strings.Contains(body, `"secret":null`) {
			t.Errorf("%s: %s", path, body)
		}
	}
	reads[any](w, "account", "DELETE /api_keys/"+made.ID, "", 204)
	reads[any](w, "account", "DELETE /api_keys/"+made.ID, "", 404)
	if key, err := w.auth.EventKey(r); key != "" || err != nil {
		t.Errorf("a revoked key delivers to %q, %v", key, err)
	}
}

func TestEverybodySeesTheKeysThatAreTheirs(t *testing.T) {
	w := open(t)
	for key, want := range map[string]string{"vic": "", "ben": "", "ann": "PTOKEN1", "readonly": "", "account": "PTOKEN1 PTOKEN2", "oona": "PTOKEN1 PTOKEN2"} {
		var ids []string
		for _, k := range reads[struct {
			APIKeys []struct{ ID string } `json:"api_keys"`
		}](w, key, "GET /api_keys", "", 200).APIKeys {
			ids = append(ids, k.ID)
		}
		slices.Sort(ids)
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s sees %q, want %q", key, got, want)
		}
	}
}

func TestAKeyThatDoesNotFitIsRefusedByItsField(t *testing.T) {
	w := open(t)
	for body, mention := range map[string]string{
		`{"api_key":{"name":""}}`:                                              "name: ",
		`{"api_key":{"name":"x","scope":"root"}}`:                              "scope: ",
		`{"api_key":{"name":"x","scope":"ingest"}}`:                            "integration: ",
		`{"api_key":{"name":"x","scope":"ingest","integration":{"id":"PNO"}}}`: "integration: ",
		`{"api_key":{"name":"x","expires_at":"tomorrow"}}`:                     "expires_at: ",
		`{"api_key":{"name":"x","expires_at":"2026-03-02T16:00:00Z"}}`:         "expires_at: ",
		`{"api_key":{"name":7}}`:                                               "name: ",
	} {
		status, header, answer := w.asks("account", "POST", "/api/api_keys", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	status, header, answer := w.asks("oona", "POST", "/api/api_keys", `{"api_key":{"name":"x","user":{"id":"PANN001"}}}`)
	w.wantError(status, header, answer, 403, 2010, "only yourself")
	if list, _ := w.db.Tokens(); len(list) != 2 {
		t.Errorf("made all the same: %+v", list)
	}
}

func TestSessionsAreListedAndEndedByTheAPI(t *testing.T) {
	w := open(t)
	type answer struct {
		Sessions []struct {
			ID, Remote, Agent string
			UserID            string `json:"user_id"`
		} `json:"user_sessions"`
	}
	list := reads[answer](w, "ann", "GET /users/PANN001/sessions", "", 200).Sessions
	if len(list) != 2 || list[0].ID != sessionHash(0)[:16] || list[0].Remote != "192.0.2.9" || list[0].Agent != "Firefox" || list[0].UserID != "PANN001" {
		t.Fatalf("sessions %+v", list)
	}
	if _, _, body := w.asks("ann", "GET", "/api/users/PANN001/sessions", ""); strings.Contains(body, sessionHash(0)) {
		t.Error("the hash of a session's secret is shown")
	}
	reads[any](w, "account", "DELETE /users/PANN001/sessions/"+sessionHash(2)[:16], "", 404) // an owner's
	reads[any](w, "ann", "DELETE /users/PANN001/sessions/"+list[0].ID, "", 204)
	reads[any](w, "ann", "DELETE /users/PANN001/sessions/"+list[0].ID, "", 404)
	if left := reads[answer](w, "ann", "GET /users/PANN001/sessions", "", 200).Sessions; len(left) != 1 || left[0].ID == list[0].ID {
		t.Errorf("left are %+v", left)
	}
	reads[any](w, "account", "DELETE /users/PANN001/sessions", "", 204)
	for id, want := range map[string]int{"PANN001": 0, "POONA01": 1} {
		if left, err := w.db.Sessions(id); err != nil || len(left) != want {
			t.Errorf("%s has %d sessions, %v", id, len(left), err)
		}
	}
}

func TestAnInvitationByTheAPIWorksOnceUntilItIsTakenBack(t *testing.T) {
	w := open(t)
	type answer struct {
		Invitation struct {
			User struct{ ID string }
			Link string
		}
	}
	invited := func(link string) bool {
		t.Helper()
		at, err := url.Parse(link)
		if err != nil || !strings.HasPrefix(link, "https://pager.example.net/invite/") {
			t.Fatalf("link %q", link)
		}
		u, err := w.auth.Inviter(w.db).Invited(httptest.NewRequest("GET", at.Path, nil), strings.TrimPrefix(at.Path, "/invite/"))
		return err == nil && u.ID == "PANN001"
	}
	first := reads[answer](w, "account", "POST /users/PANN001/invitation", "", 201).Invitation.Link
	second := reads[answer](w, "account", "POST /users/PANN001/invitation", "", 201).Invitation.Link
	if invited(first) || !invited(second) {
		t.Error("not the newest link works, or not it alone")
	}
	_, _, list := w.asks("account", "GET", "/api/invitations", "")
	if !strings.Contains(list, `"id":"PANN001"`) || strings.Contains(list, strings.TrimPrefix(second, "https://pager.example.net/invite/")) {
		t.Errorf("the list is %s", list)
	}
	reads[any](w, "account", "DELETE /users/PANN001/invitation", "", 204)
	if invited(second) {
		t.Error("a link that was taken back works")
	}
	reads[any](w, "account", "DELETE /users/PANN001/invitation", "", 404)
	rows, err := w.db.Audit(0, 1)
	if err != nil || rows[0].Action != "user.invite_revoke" || rows[0].Object != "PANN001" || rows[0].Actor.Name != "noc-bot" {
		t.Errorf("the audit log says %+v, %v", rows, err)
	}
}

func TestNoKeyMakesAWayInForWhoeverCanSignIn(t *testing.T) {
	w := open(t)
	c := people.Credential{User: "PANN001", Hash: "x", ChangedAt: start()}
	if err := w.db.SetCredential(w.Context(), c, "", false, engine.AuditRow{Actor: engine.System(), Action: "test"}); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"", `{"invitation":{"send_mail":true}}`} {
		status, header, answer := w.asks("account", "POST", "/api/users/PANN001/invitation", body)
		w.wantError(status, header, answer, 403, 2010, "no key reaches passwords")
	}
	if inv, _, err := w.db.Invitation("PANN001"); err != nil || inv.Hash != sessionHash(1) {
		t.Errorf("the link that was there is replaced: %+v, %v", inv, err)
	}
	reads[any](w, "oona", "POST /users/PANN001/invitation", "", 201) // a person, not a key
}

// A key that ends must not leave somebody behind who goes on.
func TestAKeyThatEndsMakesNobodyWhoOutlastsItAnAdmin(t *testing.T) {
	small := roomyProvider()
	boss := small.Users["PFREE02"]
	boss.Role = people.Admin
	small.Users["PFREE02"] = boss
	w := openWith(t, small)
	for request, body := range map[string]string{
		"POST /users":                    `{"user":{"name":"N","email":"n@example.net","role":"admin"}}`,
		"PUT /users/PANN001":             `{"user":{"role":"admin"}}`,
		"PUT /users/PFREE02":             `{"user":{"email":"mine@example.org"}}`,
		"POST /users/PFREE02/invitation": "",
	} {
		method, path, _ := strings.Cut(request, " ")
		status, header, answer := w.asks("week", method, "/api"+path, body)
		w.wantError(status, header, answer, 403, 2010, "ends on 2026-03-09")
	}
	status, header, answer := w.asks("account", "PUT", "/api/settings", `{"settings":{"oidc":{"issuer":"https://id.example.net","client_id":"wakeman"}}}`)
	w.wantError(status, header, answer, 403, 2010, "no key says who vouches for people")
	reads[any](w, "week", "POST /users", `{"user":{"name":"N","email":"n@example.net","role":"user"}}`, 201)
	reads[any](w, "account", "POST /users", `{"user":{"name":"M","email":"m@example.net","role":"admin"}}`, 201)
}

// A key of the account goes on when whoever made it may not do any more what it
// can; that is said, and it can be ended in the same call.
func TestTheKeysOfWhoeverIsNoAdminAnyMoreAreNamed(t *testing.T) {
	w := openWith(t, roomyProvider())
	row := engine.AuditRow{Actor: engine.System(), Action: "test"}
	for _, k := range []people.Token{
		{ID: "KEXPORT", Name: "export", Hash: "a", Scope: people.FullScope, Maker: "PFREE02"},
		{ID: "KREPORT", Name: "report", Hash: "b", Scope: people.ReadScope, Maker: "PFREE02"},
	} {
		if err := w.db.PutToken(w.Context(), k, &row); err != nil {
			t.Fatal(err)
		}
	}
	w.says("PUT", "/users/PFREE02", `{"user":{"role":"admin"}}`, 200, `"warnings":[]`)
	w.says("PUT", "/users/PFREE02", `{"user":{"role":"user"}}`, 200, "still work", "“export”")
	w.says("PUT", "/users/PFREE02", `{"user":{"role":"admin"}}`, 200, `"warnings":[]`)
	w.says("PUT", "/users/PFREE02", `{"user":{"role":"user","revoke_keys":["KEXPORT"]}}`, 200, `"warnings":[]`)
	w.says("PUT", "/users/PFREE02", `{"user":{"disabled":true}}`, 200, "“report”")
}

func TestAnInvitationIsNotMailedWhereNoMailServerIsSet(t *testing.T) {
	w := open(t)
	status, header, body := w.asks("account", "POST", "/api/users/PANN001/invitation", `{"invitation":{"send_mail":true}}`)
	w.wantError(status, header, body, 400, 2001, "No mail server is set")
	status, header, body = w.asks("account", "POST", "/api/users/PANN001/invitation", `{"invitation":{"send_mail":"x"}}`)
	w.wantError(status, header, body, 400, 2001, "send_mail")
}

func TestBlocksAreListedAndLiftedByTheAPI(t *testing.T) {
	w := open(t)
	_, _, list := w.asks("account", "GET", "/api/blocks", "")
	if !strings.Contains(list, `"network":"198.51.100.66/32"`) {
		t.Errorf("blocks %s", list)
	}
	_, _, gone := w.asks("account", "POST", "/api/blocks/unblock", `{"what":"198.51.100.66"}`)
	if !strings.Contains(gone, "198.51.100.66/32") || len(w.auth.Blocks()) != 0 {
		t.Errorf("lifted %s, left %v", gone, w.auth.Blocks())
	}
	status, header, body := w.asks("account", "POST", "/api/blocks/unblock", `{"what":"198.51.100.66"}`)
	w.wantError(status, header, body, 404, 2100, "nothing is blocked")
}

func TestSomebodyLeavesByTheAPIAndComesBack(t *testing.T) {
	w := open(t)
	reads[any](w, "account", "PUT /users/PANN001", `{"user":{"disabled":true}}`, 200)
	if _, _, body := w.asks("oona", "GET", "/api/users/PANN001", ""); !strings.Contains(body, `"disabled":true`) {
		t.Errorf("shown is %s", body)
	}
	sessions, err := w.db.Sessions("PANN001")
	tokens, err2 := w.db.Tokens()
	_, invited, err3 := w.db.Invitation("PANN001")
	if len(sessions) != 0 || len(tokens) != 1 || invited || err != nil || err2 != nil || err3 != nil {
		t.Errorf("left are %v, %v, %v: %v %v %v", sessions, tokens, invited, err, err2, err3)
	}
	status, header, body := w.asks("account", "POST", "/api/users/PANN001/invitation", "")
	w.wantError(status, header, body, 400, 2001, "has left")
	reads[any](w, "account", "PUT /users/PANN001", `{"user":{"disabled":false}}`, 200)
	for key, mention := range map[string]string{"oona": "only owner"} {
		status, header, body = w.asks(key, "PUT", "/api/users/POONA01", `{"user":{"disabled":true}}`)
		w.wantError(status, header, body, 400, 2001, mention)
	}
	roomy := openWith(t, roomyProvider())
	status, header, body = roomy.asks("oona", "PUT", "/api/users/POONA01", `{"user":{"disabled":true}}`)
	roomy.wantError(status, header, body, 400, 2001, "disabled: ")
}

func TestKeysThatSomebodyMadeAreRevokedByTheAPIWhenTheyLeave(t *testing.T) {
	w := open(t)
	for _, k := range []people.Token{
		{ID: "KSCREEN", Name: "screen", Hash: "a", Scope: people.WallboardScope, Maker: "PANN001"},
		{ID: "KNMS", Name: "nms", Hash: "b", Scope: people.IngestScope, Integration: "PINT001", Maker: "PANN001"},
	} {
		if err := w.db.PutToken(w.Context(), k, &engine.AuditRow{At: start(), Actor: engine.System(), Action: "token.create", Object: k.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, body := w.asks("account", "GET", "/api/api_keys/KNMS", ""); !strings.Contains(body, `"maker":{"id":"PANN001"`) {
		t.Errorf("it does not say who made it: %s", body)
	}
	left := func() string {
		list, err := w.db.Tokens()
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, k := range list {
			ids = append(ids, k.ID)
		}
		slices.Sort(ids)
		return strings.Join(ids, " ")
	}
	before := left()
	for body, mention := range map[string]string{
		`{"user":{"disabled":true,"revoke_keys":["KSCREEN","PTOKEN2"]}}`:  "revoke_keys[1]: ",
		`{"user":{"disabled":true,"revoke_keys":["PTOKEN1"]}}`:            "revoke_keys[0]: ",
		`{"user":{"revoke_keys":["KSCREEN"]}}`:                            "revoke_keys: ",
		`{"user":{"disabled":false,"revoke_keys":["KSCREEN"]}}`:           "revoke_keys: ",
		`{"user":{"disabled":true,"name":" ","revoke_keys":["KSCREEN"]}}`: "name: ",
	} {
		status, header, answer := w.asks("account", "PUT", "/api/users/PANN001", body)
		w.wantError(status, header, answer, 400, 2001, mention)
	}
	if status, _, body := w.asks("ann", "PUT", "/api/users/PANN001", `{"user":{"disabled":true,"revoke_keys":["KSCREEN"]}}`); status/100 != 4 {
		t.Errorf("somebody who is no admin: %d %s", status, body)
	}
	if got := left(); got != before {
		t.Errorf("a refused request revoked keys: %s of %s", got, before)
	}
	reads[any](w, "account", "PUT /users/PANN001", `{"user":{"disabled":true,"revoke_keys":["KSCREEN"]}}`, 200)
	if got := left(); got != "KNMS PTOKEN2" {
		t.Errorf("left are %s", got)
	}
	rows, err := w.db.Audit(0, 10)
	if err != nil || !slices.ContainsFunc(rows, func(r engine.AuditRow) bool { return r.Action == "token.revoke" && r.Object == "KSCREEN" }) {
		t.Errorf("the audit log: %v %v", rows, err)
	}
}
