package ui

import "wakeman/engine/people"

// scheduleRoutes are the pages of schedules. Everybody sees when they are on.
// Who changes one is a question of the role and of the team: each handler asks
// [people.Directory.MayEditSchedule].
func (u *ui) scheduleRoutes() []route {
	return []route{
		{"GET /schedules", people.Viewer, u.schedulesList},
		{"GET /schedules/new", people.Viewer, u.scheduleNew},
		{"POST /schedules/new", people.Viewer, u.scheduleNewDo},
		{"GET /schedules/{schedule}", people.Viewer, u.scheduleShow},
		{"GET /schedules/{schedule}/edit", people.Viewer, u.scheduleEdit},
		{"POST /schedules/{schedule}/edit", people.Viewer, u.scheduleDo},
		{"GET /schedules/{schedule}/advice", people.Viewer, u.scheduleAdvice},
		{"GET /schedules/{schedule}/advice/{remedy}", people.Viewer, u.scheduleRemedy},
		{"GET /schedules/{schedule}/delete", people.Viewer, u.scheduleRemoval},
		{"POST /schedules/{schedule}/delete", people.Viewer, u.scheduleDelete},
		{"GET /schedules/{schedule}/overrides/new", people.Viewer, u.overrideNew},
		{"POST /schedules/{schedule}/overrides/new", people.Viewer, u.overrideDo},
	}
}
