package ui

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
	"wakeman/web/ui/view"
)

// wallRows is how many incidents a screen lists; the rest is a number. Five
// metres away nobody reads more, and what turns over hides the worst.
const wallRows = 10

// wallboardRoutes are the screen on the wall. It opens for whoever is signed in,
// and for a browser that showed a wallboard key.
func (u *ui) wallboardRoutes() []route {
	return []route{
		{"GET /wallboard", "", u.wallboardShow},
		{"GET /wallboard/enter/{key}", "", u.wallboardAsk},
		{"POST /wallboard/enter/{key}", "", u.wallboardEnter},
	}
}

// wallboardAsk is behind the link with the key. It changes nothing, and does not
// say whether the key works.
func (u *ui) wallboardAsk(w http.ResponseWriter, r *http.Request) {
	u.draw(w, r, http.StatusOK, view.WallboardAsk(u.page(r), r.URL.EscapedPath()))
}

// wallboardEnter lets a screen in.
func (u *ui) wallboardEnter(w http.ResponseWriter, r *http.Request) {
	if err := u.Auth.EnterWallboard(w, r, r.PathValue("key")); err != nil {
		u.fail(w, r, err)
		return
	}
	http.Redirect(w, r, view.PathWallboard, http.StatusSeeOther)
}

// wallboardShow is the screen.
func (u *ui) wallboardShow(w http.ResponseWriter, r *http.Request) {
	if !who(r).Role.AtLeast(people.Viewer) && !u.Auth.Wallboard(r) {
		u.signInFirst(w, r)
		return
	}
	list, err := u.Store.Incidents(store.IncidentQuery{Statuses: openStatuses(), Limit: 10_000})
	if err != nil {
		u.fail(w, r, err)
		return
	}
	cfg, page := u.Store.Config(), u.page(r)
	if who(r).User.ID == "" {
		page.Zone = wallZone(cfg)
		page.Banners = u.banners(page.Zone)
	}
	u.draw(w, r, http.StatusOK, view.Wallboard(page, wallboard(cfg, list.Incidents, u.Now())))
}

// wallZone is the time zone of a screen that belongs to nobody: the owner's, the
// first by name.
func wallZone(cfg *engine.Config) *time.Location {
	for _, user := range cfg.Sorted() {
		if user.Role == people.Owner && !user.Disabled {
			return user.Location()
		}
	}
	return time.UTC
}

func wallboard(cfg *engine.Config, open []engine.Incident, now time.Time) view.WallboardPage {
	v := view.WallboardPage{OnCall: onCallLines(cfg, "", now)}
	slices.SortStableFunc(open, worse)
	for _, in := range open {
		row := incidentRow(cfg, in, "")
		switch row.State {
		case view.Triggered:
			v.Triggered++
		case view.Acknowledged:
			v.Acknowledged++
		default:
			continue // a service on trial wakes nobody, here neither
		}
		if len(v.Rows) < wallRows {
			v.Rows = append(v.Rows, row)
		}
	}
	v.More = v.Triggered + v.Acknowledged - len(v.Rows)
	return v
}

// worse orders incidents for a wall: what nobody has taken before what somebody
// has, high before low urgency, by severity, the oldest first.
func worse(a, b engine.Incident) int {
	return cmp.Or(
		-cmp.Compare(yesNo(a.Status == engine.Triggered), yesNo(b.Status == engine.Triggered)),
		-cmp.Compare(yesNo(a.Urgency == people.High), yesNo(b.Urgency == people.High)),
		-cmp.Compare(a.Severity.Rank(), b.Severity.Rank()),
		a.CreatedAt.Compare(b.CreatedAt),
	)
}

func yesNo(b bool) int {
	if b {
		return 1
	}
	return 0
}
