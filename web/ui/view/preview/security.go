package preview

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

func sessionRows() []view.SessionRow {
	return []view.SessionRow{
		{ID: "a1", Browser: "Firefox on Android", Where: "192.0.2.17", Began: ago(9 * 24 * time.Hour), Seen: ago(2 * time.Minute), Here: true},
		{ID: "a2", Browser: "Chrome on Windows", Where: "2001:db8:4a2f:1900:d1c9:84ff:fe33:9a01", Began: ago(70 * time.Hour), Seen: ago(26 * time.Hour)},
		{ID: "a3", Browser: "A program that calls itself curl/8.5.0", Where: "198.51.100.66", Began: ago(20 * time.Minute), Seen: ago(20 * time.Minute)},
	}
}

func keyRows() []view.KeyRow {
	return []view.KeyRow{
		{ID: "k1", Name: "Wallboard in the workshop", Hint: "wk_…a1b2", Scope: "read", Created: ago(90 * 24 * time.Hour), Expires: ago(-30 * 24 * time.Hour), Used: ago(time.Hour), RevokePath: view.OwnKeyPath("k1")},
		{ID: "k2", Name: "سكربت النسخ الاحتياطي", Hint: "wk_…Zz09", Scope: "full", Created: ago(400 * 24 * time.Hour), RevokePath: view.OwnKeyPath("k2")},
		{ID: "k3", Name: "Script that a colleague wrote years ago and that nobody dares to touch since", Hint: "wk_…0000", Scope: "full", Created: ago(700 * 24 * time.Hour), Expires: ago(300 * 24 * time.Hour), Used: ago(310 * 24 * time.Hour), Over: true, RevokePath: view.OwnKeyPath("k3")},
	}
}

// sampleQR looks like a code and is none.
func sampleQR() view.QR {
	var path strings.Builder
	for _, corner := range []string{"M4 4h7v7h-7zM5 5v5h5v-5zM6 6h3v3h-3z", "M26 4h7v7h-7zM27 5v5h5v-5zM28 6h3v3h-3z", "M4 26h7v7h-7zM5 27v5h5v-5zM6 28h3v3h-3z"} {
		path.WriteString(corner)
	}
	path.WriteString("M13 4h2v3h-2zM17 6h3v1h-3zM13 13h5v2h-5zM20 15h4v3h-4zM14 20h2v6h-2zM19 22h7v2h-7zM28 20h2v5h-2zM22 28h4v3h-4z")
	return view.QR{Size: 37, Path: path.String()}
}

func securitySamples(p view.Page, add func(string, templ.Component)) {
	full := view.SecurityPage{
		Factor: view.FactorState{On: true, App: true, Since: ago(30 * 24 * time.Hour), CodesLeft: 9}, Sessions: sessionRows(), Keys: keyRows(),
	}
	add("security", view.Security(p, full))
	add("security-first", view.Security(p, view.SecurityPage{Urge: true, Sessions: sessionRows()[:1]}))
	wrong := full
	wrong.Factor.CodesLeft = 1
	wrong.Password = view.Form{Errors: map[string]string{"old": "The current password is wrong.", "password": "It needs at least 10 characters; a sentence is easy to remember."}}
	add("security-wrong", view.Security(p, wrong))

	passkeySamples(p, add)
	enrol := view.EnrolPage{Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP", QR: sampleQR()}
	add("security-enrol", view.Enrol(p, enrol))
	enrol.Form = view.Form{Errors: map[string]string{"code": "This is not the code that the app shows now; is the phone's clock right?"}}
	add("security-enrol-wrong", view.Enrol(p, enrol))
	codes := []string{
		"0-k7xv-q2wm-9fht", "1-3ncd-8w0z-r5ya", "2-vb6j-40te-xk1m", "3-9hq2-smpx-7d3c", "4-tw5f-0a8n-jz6k",
		"5-ey1r-c4vg-2q9b", "6-8mzk-p7hd-w3x5", "7-4sja-6yft-v0nc", "8-bx2q-9k1e-5mrw", "9-gd7z-t3cv-8h4p",
	}
	add("security-codes", view.RecoveryCodes(p, view.CodesPage{Codes: codes, Made: ago(time.Minute), Until: ago(-9 * time.Minute)}))

	add("security-key-new", view.NewKey(p, view.KeyFormPage{Role: "responder"}))
	add("security-key-wrong", view.NewKey(p, view.KeyFormPage{Role: "responder", Form: view.Form{
		Values: map[string]string{"scope": "full", "life": "0"}, Errors: map[string]string{"name": "Say what the key is for."},
	}}))
	keySamples(p, add)
	blockSamples(p, add)
	add("reauth", view.Reauth(p, view.ReauthPage{Next: view.PathFactor}))
	add("reauth-carry", view.Reauth(p, view.ReauthPage{
		Next: view.PathOwnKeys, Carry: "name=wallboard", Code: true, Wait: 4 * time.Second, Form: view.Form{Problem: "This is not right."},
	}))
}

func keySamples(p view.Page, add func(string, templ.Component)) {
	made := view.KeyMadePage{Name: "Dashboard in the workshop", Secret: "wk_" + strings.Repeat("0aZ", 11), Scope: "read", Base: "https://pager.example.net", Kept: view.PathKeyKept}
	add("security-key-made", view.KeyMade(p, made))
	to := &view.IntegrationRef{ID: "PINT001", Service: "PCORE01", Name: "Core network, towers and rings of the northern valley / LibreNMS"}
	made.Kept, made.Scope, made.To = view.PathAccountKeyKept, "ingest", to
	add("key-made-ingest", view.KeyMade(p, made))
	made.Scope, made.To = "wallboard", nil
	add("key-made-wallboard", view.KeyMade(p, made))

	form := view.AccountKeyPage{Integrations: []view.Option{{Label: "None"}, {Value: to.ID, Label: to.Name}, {Value: "PINT002", Label: "بريد / mailbox"}}}
	add("key-new", view.NewAccountKey(p, form))
	form.Form = view.Form{
		Values: map[string]string{"scope": "ingest", "life": "0", "name": strings.Repeat("monitoring ", 10)},
		Errors: map[string]string{"name": "At most 100 characters.", "integration": "Say which integration the key delivers to."},
	}
	add("key-new-wrong", view.NewAccountKey(p, form))

	rows := keyRows()
	for i := range rows {
		rows[i].Owner = []string{"Ana Lucía Fernández-Villanueva", "the account's own, made by root", "مالك الشبكة"}[i]
	}
	ours := view.KeyRow{Name: "nms", Hint: "wk_…b2c3", Scope: "ingest", To: to, Owner: "the account's own, made by Ana Lucía Fernández-Villanueva", Created: ago(40 * time.Hour), Expires: ago(-88 * 24 * time.Hour), Used: ago(time.Minute), RevokePath: view.KeyPath("k4")}
	gone := ours
	gone.Name, gone.Hint, gone.To, gone.RevokePath = "old-nms", "wk_…d4e5", &view.IntegrationRef{}, view.KeyPath("k5")
	screen := ours
	screen.Name, screen.Hint, screen.Scope, screen.To, screen.RevokePath = "Screen in the hall", "wk_…f6g7", "wallboard", nil, view.KeyPath("k6")
	add("keys", view.Keys(p, view.KeysPage{Rows: append(rows, ours, gone, screen)}))
	add("keys-empty", view.Keys(p, view.KeysPage{}))
}

func blockSamples(p view.Page, add func(string, templ.Component)) {
	add("blocks-empty", view.Blocks(p, view.BlocksPage{}))
	add("blocks", view.Blocks(p, view.BlocksPage{
		Alarms: []view.BlockRow{{Key: "alarm 1", Title: "Ana Lucía Fernández-Villanueva", Words: "signed in from 203.0.113.66 after 12 failed attempts", Since: ago(40 * time.Minute), Do: "I know about it"}},
		Rows: []view.BlockRow{
			{Key: "net 198.51.100.66/32", Title: "198.51.100.66", Words: "ten failed attempts within ten minutes", Since: ago(20 * time.Minute), Until: ago(-40 * time.Minute), Do: "Unblock"},
			{Key: "net 2001:db8::/48", Title: "2001:db8::/48", Words: "thirty failed attempts within ten minutes from this network; the third time", Since: ago(3 * time.Hour), Until: ago(-21 * time.Hour), Do: "Unblock"},
			{Key: "account 1", Title: "Night technician", Words: "7 failed attempts; one attempt each 2 min", Since: ago(30 * time.Minute), Until: ago(-time.Minute), Do: "Let in"},
		},
	}))
	person := view.PersonSessionsPage{Person: view.Ref{ID: "PANA", Name: "Ana Lucía Fernández-Villanueva"}, Sessions: sessionRows()[1:], Factor: view.FactorState{On: true}, May: true}
	add("person-sessions", view.PersonSessions(p, person))
	person.Sessions, person.Factor.On = nil, false
	add("person-sessions-none", view.PersonSessions(p, person))
}

// codeSamples are the second page of the sign-in.
func codeSamples(p view.Page, add func(string, templ.Component)) {
	add("signin-code", view.SignInCode(p, view.SignInCodePage{Next: "/", App: true}))
	add("signin-code-wrong", view.SignInCode(p, view.SignInCodePage{
		Next: "/", App: true, Wait: 4 * time.Second, Form: view.Form{Problem: "The code is wrong, or was used before."},
	}))
}
