package ui

import (
	"context"
	"net/http"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// SecurityAuth is what the pages about passwords, second factors, sessions, API
// keys and blocked sign-ins do; see package auth.
type SecurityAuth interface {
	AwaitsCode(r *http.Request) bool
	SignInCode(w http.ResponseWriter, r *http.Request, code string) (people.User, error)
	Reauth(w http.ResponseWriter, r *http.Request, password, code string) error
	ChangePassword(r *http.Request, old, password string) error

	Sessions(user string) ([]people.Session, error)
	EndSession(r *http.Request, id string) error
	EndSessions(ctx context.Context, user, keep string, actor engine.Actor) (int, error)

	Factor(user string) (people.SecondFactor, bool, error)
	Enrol(r *http.Request) (auth.Enrolment, error)
	Confirm(r *http.Request, code string) ([]string, error)
	RenewCodes(r *http.Request) ([]string, error)
	SwitchOff(r *http.Request) error
	PasskeyAuth
	CalendarAuth

	Tokens() ([]people.Token, error)
	CreateToken(ctx context.Context, n auth.NewToken) (secret string, t people.Token, err error)
	RevokeToken(ctx context.Context, id string, actor engine.Actor) error

	Blocks() []people.Block
	Alarms() []people.Block
	Unblock(ctx context.Context, what string, actor engine.Actor) ([]people.Block, error)
}

// securityRoutes are the second page of the sign-in, one's own security, and
// what admins see of everybody's.
func (u *ui) securityRoutes() []route {
	return append(u.passkeyRoutes(), []route{
		{"GET /signin/code", "", u.signinCodeShow},
		{"POST /signin/code", "", u.signinCodeDo},
		{"GET /reauth", people.Viewer, u.reauthShow},
		{"POST /reauth", people.Viewer, u.reauthDo},

		{"GET /profile/security", people.Viewer, u.securityShow},
		{"POST /profile/security/password", people.Viewer, u.passwordChange},
		{"POST /profile/security/sessions/end", people.Viewer, u.sessionEnd},
		{"GET /profile/security/second-factor", people.Viewer, u.proven(u.factorShow)},
		{"POST /profile/security/second-factor", people.Viewer, u.proven(u.factorConfirm)},
		{"GET /profile/security/second-factor/off", people.Viewer, u.proven(u.factorOffAsk)},
		{"POST /profile/security/second-factor/off", people.Viewer, u.proven(u.factorOff)},
		{"GET /profile/security/recovery-codes", people.Viewer, u.proven(u.codesShow)},
		{"POST /profile/security/recovery-codes", people.Viewer, u.proven(u.codesRenew)},
		{"POST /profile/security/recovery-codes/kept", people.Viewer, u.codesKept},
		{"GET /profile/security/keys/new", people.Viewer, u.proven(u.keyNew)},
		{"POST /profile/security/keys", people.Viewer, u.proven(u.keyMake)},
		{"GET /profile/security/keys/made", people.Viewer, u.proven(u.keyMade)},
		{"POST /profile/security/keys/kept", people.Viewer, u.keyKept},
		{"GET /profile/security/keys/{id}/revoke", people.Viewer, u.ownKeyAsk},
		{"POST /profile/security/keys/{id}/revoke", people.Viewer, u.ownKeyRevoke},

		{"GET /keys", people.Admin, u.keysList},
		{"GET /keys/new", people.Admin, u.proven(u.accountKeyNew)},
		{"POST /keys/new", people.Admin, u.proven(u.accountKeyMake)},
		{"GET /keys/made", people.Admin, u.proven(u.accountKeyMade)},
		{"POST /keys/kept", people.Admin, u.accountKeyKept},
		{"GET /keys/{id}/revoke", people.Admin, u.keyAsk},
		{"POST /keys/{id}/revoke", people.Admin, u.keyRevoke},
		{"GET /blocks", people.Admin, u.blocksList},
		{"POST /blocks/unblock", people.Admin, u.blockLift},
		{"GET /people/{id}/sessions", people.Admin, u.personSessions},
		{"POST /people/{id}/sessions", people.Admin, u.personSignOut},
	}...)
}

// proven is for pages that change what opens doors: contact data, second
// factors, API keys, roles. It lets on whoever gave a password or code within
// the last 15 minutes, and leads the others to the page that asks for it, and
// back. A form that was sent too late is kept meanwhile.
func (u *ui) proven(handle http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case auth.Fresh(r, auth.ProofLife):
			handle(w, r)
		case r.Method == http.MethodGet || r.Method == http.MethodHead:
			http.Redirect(w, r, view.ListPath(view.PathReauth, "next", nextPath(r.URL)), http.StatusSeeOther)
		default:
			u.reauthCarry(w, r)
		}
	}
}

// noticed is the page that says what was just done.
func (u *ui) noticed(w http.ResponseWriter, r *http.Request) view.Page {
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	return p
}
