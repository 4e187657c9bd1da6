package ui

import "wakeman/engine/people"

// scheduleRoutes are the pages of schedules. Everybody sees when they are on.
func (u *ui) scheduleRoutes() []route {
	return []route{
		{"GET /schedules", people.Viewer, u.schedulesList},
		{"GET /schedules/{schedule}", people.Viewer, u.scheduleShow},
	}
}
