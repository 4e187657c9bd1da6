package access_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/web/access"
	"wakeman/web/auth"
)

const issuer = "https://id.example.net/realms/isp"

func now() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) }

// facts are a box with a provider, where passkeys work, and one person of a role
// who has nothing.
func facts(role people.Role) access.Facts {
	u := people.User{ID: "PANN001", Name: "Ann", Email: "ann@example.net", Role: role}
	c := &engine.Config{Directory: people.Directory{Users: map[string]people.User{u.ID: u}}}
	c.Settings.OIDC = &engine.OIDCSettings{Issuer: issuer, Label: "Larkfield", AllowDomains: []string{"example.org"}}
	return access.Facts{
		Now: now(), Place: auth.PlaceOf("https://pager.example.net"), Config: c, Passwords: map[string]bool{}, Factors: map[string]people.SecondFactor{},
		Passkeys: map[string][]people.Passkey{}, Identities: map[string][]people.Identity{}, Invitations: map[string]people.Invitation{}, Sessions: map[string][]people.Session{},
	}
}

// What somebody has, and how they sign in.
func TestEveryWayInIsNamed(t *testing.T) {
	const id = "PANN001"
	password := func(f *access.Facts) { f.Passwords[id] = true }
	app := func(f *access.Facts) { f.Factors[id] = people.SecondFactor{User: id, Secret: "JBSWY3DPEHPK3PXP"} }
	passkey := func(host string) func(f *access.Facts) {
		return func(f *access.Facts) { // whoever has one has recovery codes
			f.Passkeys[id] = append(f.Passkeys[id], people.Passkey{User: id, RPID: host})
			if _, has := f.Factors[id]; !has {
				f.Factors[id] = people.SecondFactor{User: id}
			}
		}
	}
	here, elsewhere := passkey("pager.example.net"), passkey("old.example.net")
	linked := func(at string) func(f *access.Facts) {
		return func(f *access.Facts) {
			f.Identities[id] = append(f.Identities[id], people.Identity{User: id, Issuer: at, Email: "ann@id.example.net"})
		}
	}
	open := func(f *access.Facts) { f.Config.Settings.OIDC.AllowDomains = nil }
	moved := func(f *access.Facts) { f.Place = auth.PlaceOf("http://192.0.2.1") }
	gone := func(f *access.Facts) {
		u := f.Config.Users[id]
		u.Disabled = true
		f.Config.Users[id] = u
	}
	type has = []func(*access.Facts)
	for name, tc := range map[string]struct {
		role  people.Role
		has   has
		says  string
		codes []access.Code
		idle  []access.Code
	}{
		"nothing":                {says: "no: has no password, no passkey and no linked account"},
		"a password":             {has: has{password}, says: "with a password only", codes: []access.Code{access.Password}},
		"a password and an app":  {has: has{password, app}, says: "with a password and a code of an app", codes: []access.Code{access.PasswordAndFactor}},
		"a password and passkey": {has: has{password, here}, says: "with a password and a passkey; or with a passkey alone", codes: []access.Code{access.PasswordAndFactor, access.Passkey}},
		"all of it": {
			has: has{password, app, here, linked(issuer)}, codes: []access.Code{access.PasswordAndFactor, access.Passkey, access.ProviderAndFactor},
			says: "with a password and a code of an app or a passkey; or with a passkey alone; or through Larkfield as ann@id.example.net and a code of an app or a passkey, unless it asked for several factors itself",
		},
		"a passkey only":                  {has: has{here}, says: "with a passkey alone", codes: []access.Code{access.Passkey}},
		"a passkey for another address":   {has: has{password, elsewhere}, says: "with a password and a recovery code", codes: []access.Code{access.PasswordAndFactor}, idle: []access.Code{access.PasskeyElsewhere}},
		"a passkey where none works":      {has: has{here, moved, passkey("192.0.2.1")}, says: "no: has no password, no passkey and no linked account", idle: []access.Code{access.PasskeyElsewhere, access.PasskeyNoPlace}},
		"a linked account":                {has: has{linked(issuer)}, says: "through Larkfield as ann@id.example.net", codes: []access.Code{access.Provider}},
		"an account at another provider":  {has: has{linked("https://old.example.org")}, says: "no: has no password, no passkey and no linked account", idle: []access.Code{access.ProviderElsewhere}},
		"only an address at the provider": {has: has{open}, says: "through Larkfield, which links their address at the first sign-in", codes: []access.Code{access.ProviderUnlinked}},
		"an admin's address":              {role: people.Admin, has: has{open}, says: "no: has no password, no passkey and no linked account"},
		"an address beside an app":        {has: has{open, password, app}, says: "with a password and a code of an app", codes: []access.Code{access.PasswordAndFactor}},
		"who has left":                    {has: has{open, password, here, linked(issuer), gone}, says: "no: has left"},
	} {
		t.Run(name, func(t *testing.T) {
			role := tc.role
			if role == "" {
				role = people.Responder
			}
			f := facts(role)
			for _, give := range tc.has {
				give(&f)
			}
			p := f.Judge().People[0]
			if got := p.SignsIn(); got != tc.says {
				t.Errorf("it says %q", got)
			}
			if diff := cmp.Diff(tc.codes, codes(p.Ways)); diff != "" {
				t.Errorf("ways:\n%s", diff)
			}
			if diff := cmp.Diff(tc.idle, codes(p.Idle)); diff != "" {
				t.Errorf("of no use:\n%s", diff)
			}
		})
	}
}

func codes(ways []access.Way) (list []access.Code) {
	for _, w := range ways {
		list = append(list, w.Code)
	}
	return list
}

func TestAnInvitationCountsWhileItsLinkWorks(t *testing.T) {
	f := facts(people.Responder)
	for till, want := range map[time.Time]time.Time{now().Add(time.Hour): now().Add(time.Hour), now(): {}, now().Add(-time.Hour): {}} {
		f.Invitations["PANN001"] = people.Invitation{User: "PANN001", ExpiresAt: till}
		if got := f.Judge().People[0].InvitedTill; !got.Equal(want) {
			t.Errorf("a link until %s is open until %s", till, got)
		}
	}
}

func TestATeamsManagerChangesItsSchedulesFromResponderOn(t *testing.T) {
	for role, want := range map[people.Role]string{people.Viewer: "Towers (manager)", people.Responder: "Towers (manager, changes its schedules)"} {
		f := facts(role)
		f.Config.Teams = map[string]people.Team{
			"PT1": people.Team{ID: "PT1", Name: "Towers"}.With("PANN001", people.TeamManager),
			"PT2": {ID: "PT2", Name: "Core"},
		}
		if teams := f.Judge().People[0].Teams; len(teams) != 1 || teams[0].Words() != want {
			t.Errorf("a %s: %+v", role, teams)
		}
	}
}

func TestKeysAndCalendarAddressesAreListedApartByWhoseTheyAre(t *testing.T) {
	f := facts(people.Responder)
	f.Config.Schedules = map[string]schedules.Schedule{"PS1": {ID: "PS1", Name: "Primary"}}
	f.Tokens = []people.Token{
		{ID: "4", Name: "d", Scope: people.CalendarScope, Schedule: "PS1"},
		{ID: "3", Name: "c", Scope: people.IngestScope},
		{ID: "2", Name: "b", Scope: people.CalendarScope, User: "PANN001"},
		{ID: "1", Name: "a", Scope: people.ReadScope, User: "PANN001"},
	}
	r := f.Judge()
	var got []string
	for _, list := range [][]people.Token{r.People[0].Keys, r.People[0].Calendars, r.Keys, r.Calendars} {
		for _, k := range list {
			got = append(got, k.Name)
		}
		got = append(got, "-")
	}
	if diff := cmp.Diff([]string{"a", "-", "b", "-", "c", "-", "d", "-"}, got); diff != "" {
		t.Error(diff)
	}
	if own, of := access.Shows(f.Config, r.People[0].Calendars[0]), access.Shows(f.Config, r.Calendars[0]); own != "own shifts" || of != `schedule "Primary"` {
		t.Errorf("they show %q and %q", own, of)
	}
}
