package ui

import (
	"net/http"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// scheduleTasks is where one goes from a schedule's page: only what the viewer
// may do. Each area adds its own line.
func (u *ui) scheduleTasks(r *http.Request, cfg *engine.Config, s schedules.Schedule) []view.Task {
	var list []view.Task
	list = append(list, u.editTasks(r, s)...)
	list = append(list, view.Task{Word: "Fairness", Path: view.ScheduleFairness(s.ID)})
	list = append(list, handoffTasks(s)...)
	if who(r).Role.AtLeast(people.Responder) {
		list = append(list, view.Task{Word: "Calendar addresses and feeds", Path: view.ScheduleCalendarPath(s.ID)})
	}
	return append(list, view.Task{Word: "Advice", Path: view.ScheduleAdvice(s.ID)})
}

// schedulesTasks is where one goes from the list of schedules.
func (u *ui) schedulesTasks(r *http.Request, cfg *engine.Config) (tasks []view.Task) {
	if u.mayMakeSchedules(r) {
		tasks = append(tasks, view.Task{Word: "New schedule", Path: view.PathNewSchedule})
	}
	if len(cfg.Schedules) > 0 {
		tasks = append(tasks, view.Task{Word: "Fairness", Path: view.PathFairness})
	}
	return tasks
}

// editTasks change a schedule.
func (u *ui) editTasks(r *http.Request, s schedules.Schedule) []view.Task {
	if u.mayEditSchedule(r, s.ID, s.Team) != "" {
		return nil
	}
	return []view.Task{{Word: "Edit", Path: view.ScheduleEdit(s.ID)}, {Word: "New override", Path: view.OverrideNew(s.ID)}}
}

// mayMakeSchedules reports whether the viewer may make schedules, for some team
// at least.
func (u *ui) mayMakeSchedules(r *http.Request) bool {
	return u.mayEditSchedule(r, "", "") == ""
}
