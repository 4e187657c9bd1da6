package ui

import (
	"log/slog"
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// Routes mounts the pages. Who may see each is the second column: "" is
// everybody, also strangers.
func Routes(mux *http.ServeMux, o Options) {
	u := &ui{Options: o.withDefaults()}
	for _, r := range u.routes() {
		mux.Handle(r.pattern, u.guard(r.role, r.handle))
	}
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

type route struct {
	pattern string
	role    people.Role
	handle  http.HandlerFunc
}

// routes is every page. What belongs together stands together: the pages that
// change configuration are listed beside their handlers.
func (u *ui) routes() []route {
	return slices.Concat(
		u.entryRoutes(),
		u.welcomeRoutes(),
		u.upkeepRoutes(),
		u.certificateRoutes(),
		u.securityRoutes(),
		u.providerRoutes(),
		u.nightRoutes(),
		u.scheduleRoutes(),
		u.dutyRoutes(),
		u.calendarRoutes(),
		u.handoffRoutes(),
		u.policyRoutes(),
		u.serviceRoutes(), u.mailRuleRoutes(),
		u.heartbeatRoutes(),
		u.watchRoutes(),
		u.ruleRoutes(),
		u.auditRoutes(),
		u.peopleRoutes(),
		u.teamRoutes(),
		u.wallboardRoutes(),
	)
}

// Patterns are the patterns of every route, in order: for what looks at all of
// them from outside.
func Patterns() (list []string) {
	for _, r := range (&ui{}).routes() {
		list = append(list, r.pattern)
	}
	return list
}

func (u *ui) entryRoutes() []route {
	return []route{
		{"GET /signin", "", u.signinShow},
		{"POST /signin", "", u.signinDo},
		{"POST /signout", "", u.signoutDo},
		{"GET /setup", "", u.setupShow},
		{"POST /setup", "", u.setupDo},
		{"GET /a/{token}", "", u.ackShow},
		{"POST /a/{token}", "", u.ackDo},
	}
}

// nightRoutes are the pages of whoever is on call.
func (u *ui) nightRoutes() []route {
	return []route{
		{"GET /{$}", people.Viewer, u.incidentsList},
		{"GET /incidents", people.Viewer, u.incidentsList},
		{"POST /incidents/bulk", people.Responder, u.incidentsBulk},
		{"POST /incidents/bulk/undo", people.Responder, u.incidentsUndo},
		{"GET /incidents/{id}", people.Viewer, u.incidentShow},
		{"POST /incidents/{id}/{verb}", people.Responder, u.incidentAct},
		{"GET /oncall", people.Viewer, u.oncallShow},
		{"GET /services", people.Viewer, u.servicesList},
		{"GET /services/{id}", people.Viewer, u.serviceShow},
		{"GET /equipment", people.Viewer, u.equipmentList},
		{"GET /equipment/{name}", people.Viewer, u.equipmentShow},
		{"GET /events", people.Viewer, u.eventsList},
		{"GET /events/{seq}", people.Responder, u.eventShow},
		{"GET /events/{seq}/recordings/{number}", people.Viewer, u.recordingPlay},
		{"GET /events/{seq}/recordings/{number}/file", people.Viewer, u.recordingFile},
		{"POST /events/{seq}/release", people.Responder, u.eventRelease},
		{"GET /deliveries", people.Viewer, u.deliveriesList},
		{"GET /health", people.Viewer, u.healthShow},
		{"GET /health/start-paging", people.Admin, u.pagingConfirm},
		{"POST /health/start-paging", people.Admin, u.pagingStart},
		{"GET /menu", people.Viewer, u.menuShow},
		{"GET /", people.Viewer, u.notFound},
	}
}

// guard lets in who may see a page. A stranger is led to the sign-in, and back
// afterwards; a person without the right is told so.
func (u *ui) guard(role people.Role, handle http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, ok := auth.From(r.Context())
		switch {
		case role == "" || ok && p.Role.AtLeast(role):
			handle(w, u.positioned(r))
		case ok:
			u.fail(w, r, engine.Fail(engine.Forbidden, "Your role is %s, and this needs %s", p.Role, role))
		default:
			u.signInFirst(w, r)
		}
	})
}

func (u *ui) menuShow(w http.ResponseWriter, r *http.Request) {
	u.draw(w, r, http.StatusOK, view.Menu(u.page(r)))
}
