package ui_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui"
)

// door is what each role meets at a route: "in", "forbidden"; a stranger is
// led to the sign-in where somebody else may go in.
type door struct {
	path   string // an example of the route's pattern
	lowest people.Role
	status int // for those who may
}

// doors has every route. What is missing here fails the test below.
func doors(w *world) map[string]door {
	id := engine.IncidentID(w.opens("tower-north", "Tower North: no power"))
	token := w.links.Token(w.pages()[0].ID)
	table := map[string]door{
		"GET /signin":     {"/signin", "", 0},
		"POST /signin":    {"/signin", "", 0},
		"POST /signout":   {"/signout", "", 303},
		"GET /setup":      {"/setup", "", 404}, // until a test of its own opens it
		"POST /setup":     {"/setup", "", 404},
		"GET /a/{token}":  {"/a/" + token, "", 200},
		"POST /a/{token}": {"/a/" + token, "", 200},

		"GET /install-certificate":                      {"/install-certificate", "", 200},
		"GET /install-certificate/wakeman-root.crt":     {"/install-certificate/wakeman-root.crt", "", 404}, // until a test of its own has one
		"GET /install-certificate/wakeman-root.pem":     {"/install-certificate/wakeman-root.pem", "", 404},
		"GET /install-certificate/wakeman.mobileconfig": {"/install-certificate/wakeman.mobileconfig", "", 404},

		"GET /signin/code":          {"/signin/code", "", 303},
		"POST /signin/code":         {"/signin/code", "", 401},
		"GET /signin/oidc":          {"/signin/oidc", "", 0},
		"GET /signin/oidc/callback": {"/signin/oidc/callback", "", 0},
		"GET /reauth/oidc":          {"/reauth/oidc", people.Viewer, 404}, // no provider is set
		"POST /reauth/oidc":         {"/reauth/oidc", people.Viewer, 400},

		"GET /profile/security/provider/link":         {"/profile/security/provider/link", people.Viewer, 404},
		"GET /profile/security/provider/accept":       {"/profile/security/provider/accept", people.Viewer, 303},
		"POST /profile/security/provider/accept":      {"/profile/security/provider/accept", people.Viewer, 303},
		"GET /profile/security/provider/{id}/unlink":  {"/profile/security/provider/x/unlink", people.Viewer, 404},
		"POST /profile/security/provider/{id}/unlink": {"/profile/security/provider/x/unlink", people.Viewer, 404},
		"GET /settings/sign-in":                       {"/settings/sign-in", people.Admin, 200},
		"POST /settings/sign-in":                      {"/settings/sign-in", people.Admin, 409},
		"POST /settings/sign-in/test":                 {"/settings/sign-in/test", people.Admin, 200},

		"GET /reauth":  {"/reauth", people.Viewer, 303},
		"POST /reauth": {"/reauth", people.Viewer, 0}, // wrong: slowed down

		"GET /profile/security":                      {"/profile/security", people.Viewer, 200},
		"POST /profile/security/password":            {"/profile/security/password", people.Viewer, 0},
		"POST /profile/security/sessions/end":        {"/profile/security/sessions/end", people.Viewer, 404},
		"GET /profile/security/second-factor":        {"/profile/security/second-factor", people.Viewer, 200},
		"POST /profile/security/second-factor":       {"/profile/security/second-factor", people.Viewer, 0},
		"GET /profile/security/second-factor/off":    {"/profile/security/second-factor/off", people.Viewer, 200},
		"POST /profile/security/second-factor/off":   {"/profile/security/second-factor/off", people.Viewer, 303},
		"GET /profile/security/recovery-codes":       {"/profile/security/recovery-codes", people.Viewer, 200},
		"POST /profile/security/recovery-codes":      {"/profile/security/recovery-codes", people.Viewer, 409},
		"POST /profile/security/recovery-codes/kept": {"/profile/security/recovery-codes/kept", people.Viewer, 303},
		"GET /profile/security/keys/new":             {"/profile/security/keys/new", people.Viewer, 200},
		"POST /profile/security/keys":                {"/profile/security/keys", people.Viewer, 400},
		"GET /profile/security/keys/made":            {"/profile/security/keys/made", people.Viewer, 303},
		"POST /profile/security/keys/kept":           {"/profile/security/keys/kept", people.Viewer, 303},
		"GET /profile/security/keys/{id}/revoke":     {"/profile/security/keys/PNOKEY/revoke", people.Viewer, 404},
		"POST /profile/security/keys/{id}/revoke":    {"/profile/security/keys/PNOKEY/revoke", people.Viewer, 404},

		"POST /signin/passkey/begin":                  {"/signin/passkey/begin", "", 0},
		"POST /signin/passkey":                        {"/signin/passkey", "", 0},
		"POST /signin/code/passkey/begin":             {"/signin/code/passkey/begin", "", 401},
		"POST /signin/code/passkey":                   {"/signin/code/passkey", "", 401},
		"POST /reauth/passkey/begin":                  {"/reauth/passkey/begin", people.Viewer, 409},
		"POST /reauth/passkey":                        {"/reauth/passkey", people.Viewer, 0},
		"GET /profile/security/passkeys/new":          {"/profile/security/passkeys/new", people.Viewer, 200},
		"POST /profile/security/passkeys/begin":       {"/profile/security/passkeys/begin", people.Viewer, 200},
		"POST /profile/security/passkeys":             {"/profile/security/passkeys", people.Viewer, 400},
		"GET /profile/security/passkeys/{id}":         {"/profile/security/passkeys/PNOKEY", people.Viewer, 404},
		"POST /profile/security/passkeys/{id}":        {"/profile/security/passkeys/PNOKEY", people.Viewer, 404},
		"GET /profile/security/passkeys/{id}/remove":  {"/profile/security/passkeys/PNOKEY/remove", people.Viewer, 404},
		"POST /profile/security/passkeys/{id}/remove": {"/profile/security/passkeys/PNOKEY/remove", people.Viewer, 404},

		"GET /keys":                  {"/keys", people.Admin, 200},
		"GET /keys/new":              {"/keys/new", people.Admin, 200},
		"POST /keys/new":             {"/keys/new", people.Admin, 400},
		"GET /keys/made":             {"/keys/made", people.Admin, 303},
		"POST /keys/kept":            {"/keys/kept", people.Admin, 303},
		"GET /keys/{id}/revoke":      {"/keys/PNOKEY/revoke", people.Admin, 404},
		"POST /keys/{id}/revoke":     {"/keys/PNOKEY/revoke", people.Admin, 404},
		"GET /blocks":                {"/blocks", people.Admin, 200},
		"POST /blocks/unblock":       {"/blocks/unblock", people.Admin, 404},
		"GET /people/{id}/sessions":  {"/people/PVIEWER/sessions", people.Admin, 200},
		"POST /people/{id}/sessions": {"/people/PVIEWER/sessions", people.Admin, 303},

		"GET /{$}":                                   {"/", people.Viewer, 200},
		"GET /incidents":                             {"/incidents", people.Viewer, 200},
		"POST /incidents/bulk":                       {"/incidents/bulk", people.Responder, 303},
		"POST /incidents/bulk/undo":                  {"/incidents/bulk/undo?id=" + id, people.Responder, 303},
		"GET /incidents/{id}":                        {"/incidents/" + id, people.Viewer, 200},
		"POST /incidents/{id}/{verb}":                {"/incidents/" + id + "/acknowledge", people.Responder, 303},
		"GET /oncall":                                {"/oncall", people.Viewer, 200},
		"GET /events/{seq}/recordings/{number}":      {"/events/999999/recordings/1", people.Viewer, 404},
		"GET /events/{seq}/recordings/{number}/file": {"/events/999999/recordings/1/file", people.Viewer, 404},
		"POST /events/{seq}/release":                 {"/events/999999/release", people.Responder, 404},
		"POST /rules/held/{held}/dismiss":            {"/rules/held/UABr/dismiss", people.Responder, 404},
		"POST /rules/held/{held}/page":               {"/rules/held/UABr/page", people.Responder, 404},
		"GET /services":                              {"/services", people.Viewer, 200},
		"GET /services/{id}":                         {"/services/PCORE01", people.Viewer, 200},

		"GET /handoffs":                   {"/handoffs", people.Viewer, 200},
		"GET /handoffs/{number}":          {"/handoffs/1", people.Viewer, 404},
		"POST /handoffs/{number}/note":    {"/handoffs/1/note", people.Viewer, 404},
		"POST /handoffs/{number}/confirm": {"/handoffs/1/confirm", people.Viewer, 404},

		"GET /schedules":                            {"/schedules", people.Viewer, 200},
		"GET /schedules/new":                        {"/schedules/new", people.Scheduler, 200},
		"POST /schedules/new":                       {"/schedules/new", people.Scheduler, 400},
		"GET /schedules/{schedule}/edit":            {"/schedules/PNONE01/edit", people.Viewer, 404},
		"POST /schedules/{schedule}/edit":           {"/schedules/PNONE01/edit", people.Viewer, 404},
		"GET /schedules/{schedule}":                 {"/schedules/PNONE01", people.Viewer, 404},
		"GET /schedules/{schedule}/advice":          {"/schedules/PNONE01/advice", people.Viewer, 404},
		"GET /schedules/{schedule}/advice/{remedy}": {"/schedules/PNONE01/advice/daytime", people.Viewer, 404},
		"GET /schedules/{schedule}/delete":          {"/schedules/PNONE01/delete", people.Viewer, 404},
		"POST /schedules/{schedule}/delete":         {"/schedules/PNONE01/delete", people.Viewer, 404},
		"GET /schedules/{schedule}/overrides/new":   {"/schedules/PNONE01/overrides/new", people.Viewer, 404},
		"POST /schedules/{schedule}/overrides/new":  {"/schedules/PNONE01/overrides/new", people.Viewer, 404},
		"GET /policies":                             {"/policies", people.Viewer, 200},
		"GET /policies/new":                         {"/policies/new", people.Admin, 200},
		"POST /policies/new":                        {"/policies/new", people.Admin, 400},
		"GET /policies/{policy}":                    {"/policies/PPOLI01", people.Viewer, 200},
		"GET /policies/{policy}/edit":               {"/policies/PPOLI01/edit", people.Admin, 200},
		"POST /policies/{policy}/edit":              {"/policies/PPOLI01/edit", people.Admin, 400},
		"GET /policies/{policy}/delete":             {"/policies/PPOLI01/delete", people.Admin, 200},
		"POST /policies/{policy}/delete":            {"/policies/PPOLI01/delete", people.Admin, 409},
		"GET /settings":                             {"/settings", people.Viewer, 200},
		"POST /settings":                            {"/settings", people.Admin, 409},
		"GET /readiness":                            {"/readiness", people.Viewer, 200},

		"GET /wallboard":              {"/wallboard", people.Viewer, 200},
		"GET /wallboard/enter/{key}":  {"/wallboard/enter/wk_none", "", 200},
		"POST /wallboard/enter/{key}": {"/wallboard/enter/wk_none", "", 403},

		"GET /equipment":            {"/equipment", people.Viewer, 200},
		"GET /equipment/{name}":     {"/equipment/sw1.north", people.Viewer, 200},
		"GET /events":               {"/events", people.Viewer, 200},
		"GET /events/{seq}":         {"/events/1", people.Responder, 200},
		"GET /deliveries":           {"/deliveries", people.Viewer, 200},
		"GET /audit":                {"/audit", people.Admin, 200},
		"GET /audit/access":         {"/audit/access", people.Admin, 200},
		"GET /audit/access.csv":     {"/audit/access.csv", people.Admin, 200},
		"GET /health":               {"/health", people.Viewer, 200},
		"GET /health/start-paging":  {"/health/start-paging", people.Admin, 409},
		"POST /health/start-paging": {"/health/start-paging", people.Admin, 409},
		"GET /menu":                 {"/menu", people.Viewer, 200},
		"GET /":                     {"/nowhere", people.Viewer, 404},
	}
	maps.Copy(table, serviceDoors())
	maps.Copy(table, heartbeatDoors())
	maps.Copy(table, watchDoors())
	maps.Copy(table, ruleDoors())
	maps.Copy(table, mailRuleDoors())
	maps.Copy(table, peopleDoors())
	maps.Copy(table, teamDoors(w))
	maps.Copy(table, dutyDoors())
	maps.Copy(table, calendarDoors())
	maps.Copy(table, welcomeDoors())
	maps.Copy(table, upkeepDoors())
	return table
}

func TestEveryRouteLetsInWhomItShouldAndNobodyElse(t *testing.T) {
	w := open(t)
	w.must(signable(w))
	table := doors(w)
	for _, pattern := range ui.Patterns() {
		d, known := table[pattern]
		if !known {
			t.Errorf("%s is a route that this table does not know: who may go in?", pattern)
			continue
		}
		method, _, _ := strings.Cut(pattern, " ")
		w.tries(method, d, "", "a stranger")
		for _, role := range roles() {
			w.tries(method, d, role, string(role))
		}
		delete(table, pattern)
	}
	for pattern := range table {
		t.Errorf("%s is in the table, and no route", pattern)
	}
}

func (w *world) tries(method string, d door, role people.Role, name string) {
	w.Helper()
	by := ""
	if role != "" {
		by = personOf(role)
	}
	before := w.head()
	p := w.asks(by, method, d.path, "")
	switch {
	case d.lowest == "" || role.AtLeast(d.lowest):
		if d.status != 0 && p.Code != d.status {
			w.Errorf("%s at %s %s: %d, want %d: %s", name, method, d.path, p.Code, d.status, p.problem())
		}
		return
	case role != "" && p.Code != http.StatusForbidden:
		w.Errorf("%s at %s %s: %d, want 403", name, method, d.path, p.Code)
	case role != "":
		p.says("problem", "Your role is "+name, string(d.lowest))
	case method == "GET":
		if !strings.HasPrefix(p.Result().Header.Get("Location"), "/signin") {
			w.Errorf("a stranger at %s is not led to the sign-in: %d", d.path, p.Code)
		}
	case p.Code != http.StatusUnauthorized:
		w.Errorf("a stranger at %s %s: %d, want 401", method, d.path, p.Code)
	}
	if after := w.head(); after != before {
		w.Errorf("%s was kept out of %s %s, and still changed something", name, method, d.path)
	}
}

// signable gives the owner a password, so that the box counts as set up.
func signable(w *world) error {
	return setPassword(w, people.Owner, "seven grey routers")
}

func TestEveryAnswerHasTheHeadersThatProtectBrowsers(t *testing.T) {
	w := open(t)
	w.must(signable(w))
	for pattern, d := range doors(w) {
		method, _, _ := strings.Cut(pattern, " ")
		h := w.asks(personOf(people.Owner), method, d.path, "").Result().Header
		if !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'; style-src 'self';") {
			t.Errorf("%s: policy %q", pattern, h.Get("Content-Security-Policy"))
		}
		if h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", pattern, h)
		}
		if method == "GET" && d.status == 200 && !slices.Contains(h.Values("Vary"), "X-Fragment, Cookie") {
			t.Errorf("%s: a cache could give one person's page, or a part of one, to another: Vary %q", pattern, h.Values("Vary"))
		}
	}
}
