package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// scheduleTasks is where one goes from a schedule's page: only what the viewer
// may do. Each area adds its own line.
func (u *ui) scheduleTasks(r *http.Request, cfg *engine.Config, s schedules.Schedule) []view.Task {
	var list []view.Task
	list = append(list, dutyTasks(r, cfg, s, view.Clock{Now: u.Now()})...)
	return list
}

// schedulesTasks is where one goes from the list of schedules.
func (u *ui) schedulesTasks(r *http.Request, cfg *engine.Config) []view.Task {
	return nil
}
