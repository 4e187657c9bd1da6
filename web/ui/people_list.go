package ui

import (
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// peopleList is everybody, and whether they can be reached.
func (u *ui) peopleList(w http.ResponseWriter, r *http.Request) {
	cfg, now := u.Store.Config(), u.Now()
	var v view.PeoplePage
	v.CanAdd = who(r).Role.AtLeast(people.Admin)
	for _, user := range cfg.Sorted() {
		row, err := u.personRow(cfg, user, now)
		if err != nil {
			u.fail(w, r, err)
			return
		}
		row.You = user.ID == who(r).User.ID
		if user.Disabled {
			v.Left = append(v.Left, row)
		} else {
			v.People = append(v.People, row)
		}
	}
	page := u.page(r)
	page.Notice = takeNotice(w, r)
	u.draw(w, r, http.StatusOK, view.People(page, v))
}

func (u *ui) personRow(cfg *engine.Config, user people.User, now time.Time) (view.PersonRow, error) {
	row := view.PersonRow{ID: user.ID, Name: user.Name, Role: string(user.Role)}
	for _, t := range cfg.TeamsOf(user.ID) {
		row.Teams = append(row.Teams, view.Ref{ID: t.ID, Name: t.Name})
	}
	for _, m := range user.ContactMethods {
		row.Ways = append(row.Ways, view.Way{Channel: string(m.Type), Label: m.Label})
	}
	for _, d := range dutiesNow(cfg, user.ID, now) {
		row.OnCall = append(row.OnCall, d.What)
	}
	tests, err := u.lastTests(user)
	row.Reach = u.reach(cfg.Settings, user, tests)
	row.Ready = tested(user, tests)
	return row, err
}

// dutiesNow is what a person is on call for: schedules, by name.
func dutiesNow(cfg *engine.Config, id string, now time.Time) (list []view.Duty) {
	for _, s := range sortedSchedules(cfg) {
		if !slices.Contains(s.OnCall(now), id) {
			continue
		}
		end, _ := s.Next(now)
		list = append(list, view.Duty{What: s.Name, Until: end})
	}
	return list
}
