package ui

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/schedules"
	"wakeman/web/ui/view"
)

// handoffRoutes are the pages of handoffs. Who writes the note of one, and who
// confirms it, is a question of who left and who came: the engine asks it.
func (u *ui) handoffRoutes() []route {
	return []route{
		{"GET /handoffs", people.Viewer, u.handoffsList},
		{"GET /handoffs/{number}", people.Viewer, u.handoffShow},
		{"POST /handoffs/{number}/note", people.Viewer, u.handoffNote},
		{"POST /handoffs/{number}/confirm", people.Viewer, u.handoffConfirm},
	}
}

// handoffsShown is how many handoffs one page lists.
const handoffsShown = 40

// handoffsList is every handoff, or those of one schedule.
func (u *ui) handoffsList(w http.ResponseWriter, r *http.Request) {
	cfg, before := u.Store.Config(), handoffCursor(r)
	schedule := cfg.Schedules[cut(r.FormValue("schedule"), 40)]
	v := view.HandoffsPage{Schedule: schedule.Name, Query: schedule.ID}
	list, err := u.Store.Handoffs(schedule.ID, before, handoffsShown+1)
	if err == nil && before == 0 {
		v.Waiting, err = u.waitingHandoffs(cfg, schedule.ID)
	}
	if err != nil {
		u.fail(w, r, err)
		return
	}
	if len(list) > handoffsShown {
		list = list[:handoffsShown]
		v.Pager.Older = strconv.FormatUint(list[handoffsShown-1].Number, 10)
	}
	if before != 0 {
		v.Pager.Newer = "top"
	}
	for _, h := range list {
		if !h.Open() {
			v.Rows = append(v.Rows, handoffRow(cfg, h))
		}
	}
	u.draw(w, r, http.StatusOK, view.Handoffs(u.noticed(w, r), v))
}

func (u *ui) waitingHandoffs(cfg *engine.Config, schedule string) (rows []view.HandoffRow, err error) {
	open, err := u.Store.OpenHandoffs()
	slices.SortStableFunc(open, func(a, b engine.Handoff) int { return b.At.Compare(a.At) })
	for _, h := range open {
		if schedule == "" || h.Schedule == schedule {
			rows = append(rows, handoffRow(cfg, h))
		}
	}
	return rows, err
}

func handoffRow(cfg *engine.Config, h engine.Handoff) view.HandoffRow {
	row := view.HandoffRow{
		Number: h.Number, Schedule: view.Ref{ID: h.Schedule, Name: orElse(cfg.Schedules[h.Schedule].Name, h.Name)}, At: h.At,
		From: everyName(cfg, h.From), To: everyName(cfg, h.To), Figures: h.Figures(), Open: h.Open(),
	}
	switch {
	case h.Open():
		row.Level, row.State = view.Warning, "Not confirmed"
	case !h.LapsedAt.IsZero():
		row.State = "Nobody confirmed it before the next"
	case h.ConfirmedBy.Kind == engine.BySystem:
		row.State = "Nothing to hand over"
	default:
		row.Level, row.State = view.Good, "Confirmed by "+h.ConfirmedBy.Name
	}
	return row
}

func everyName(cfg *engine.Config, ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = orElse(cfg.Name(id), "somebody who has left")
	}
	return names
}

// handoffCursor is where a page of the list begins; 0 is the newest.
func handoffCursor(r *http.Request) uint64 {
	before, err := strconv.ParseUint(r.FormValue("after"), 10, 64)
	if err != nil {
		return 0
	}
	return before
}

// handoffOf finds the handoff that the path names, or answers that there is none.
func (u *ui) handoffOf(w http.ResponseWriter, r *http.Request) (h engine.Handoff, ok bool) {
	number, err := strconv.ParseUint(r.PathValue("number"), 10, 64)
	if err == nil {
		h, ok, err = u.Store.Handoff(number)
		if err != nil {
			u.fail(w, r, err)
			return h, false
		}
	}
	if !ok {
		u.notFound(w, r)
	}
	return h, ok
}

// handoffShow is one handoff.
func (u *ui) handoffShow(w http.ResponseWriter, r *http.Request) {
	if h, ok := u.handoffOf(w, r); ok {
		form := view.Form{Values: map[string]string{"watch": h.Note.Watch, "expect": h.Note.Expect, "ask": h.Note.Ask}}
		u.drawHandoff(w, r, http.StatusOK, h, form, config.Version(h.Note))
	}
}

func (u *ui) drawHandoff(w http.ResponseWriter, r *http.Request, status int, h engine.Handoff, form view.Form, seen string) {
	cfg, viewer := u.Store.Config(), who(r).User
	v := view.HandoffPage{
		HandoffRow: handoffRow(cfg, h), Since: h.Since, Stay: everyName(cfg, h.Stay), Pages: h.Pages, PagesAtLeast: h.PagesAtLeast, More: h.More, Form: form, Seen: seen,
		NoteBy: h.Note.By.Name, NoteAt: h.Note.At, ConfirmedAt: h.ConfirmedAt, CanConfirm: h.MayConfirm(viewer), CanNote: h.MayNote(viewer) || form.Problem != "", // what was typed stays, even where it is too late
	}
	for _, part := range []view.Field{{Name: "What to watch", Value: h.Note.Watch}, {Name: "What to expect", Value: h.Note.Expect}, {Name: "Whom to ask", Value: h.Note.Ask}} {
		if part.Value != "" {
			v.Note = append(v.Note, part)
		}
	}
	for _, in := range h.Incidents {
		row, err := u.handedOver(cfg, in)
		if err != nil {
			u.fail(w, r, err)
			return
		}
		v.Incidents = append(v.Incidents, row)
	}
	u.draw(w, r, status, view.Handoff(u.noticed(w, r), v))
}

// handedOver says how an incident was, and how it is if that has changed.
func (u *ui) handedOver(cfg *engine.Config, h engine.HandedOver) (view.HandedOver, error) {
	svc, _ := cfg.Service(h.Service)
	row := view.HandedOver{
		Ref: view.Ref{ID: engine.IncidentID(h.Incident), Name: fmt.Sprintf("#%d", h.Incident)}, Title: h.Title,
		Was: orElse(svc.Name, "a service that is gone") + ", " + h.StateWords(), Since: h.Since,
	}
	in, found, err := u.Store.Incident(h.Incident)
	if found && in.Status != h.Status {
		row.Now = map[engine.Status]string{engine.Triggered: "open", engine.Acked: "acknowledged", engine.Resolved: "resolved"}[in.Status]
	}
	return row, err
}

// handoffTasks is the line on a schedule's page.
func handoffTasks(s schedules.Schedule) []view.Task {
	return []view.Task{{Word: "Handoffs", Path: view.ListPath(view.PathHandoffs, "schedule", s.ID)}}
}

// handoffsToConfirm are the lines on the home page of who took over.
func (u *ui) handoffsToConfirm(r *http.Request, cfg *engine.Config) (tasks []view.Task, err error) {
	open, err := u.Store.OpenHandoffs()
	for _, h := range open {
		if !slices.Contains(h.To, who(r).User.ID) {
			continue
		}
		from := ""
		for i, name := range everyName(cfg, h.From) {
			from += map[bool]string{true: " from ", false: ", "}[i == 0] + name
		}
		tasks = append(tasks, view.Task{Word: "Handoff of " + h.Name + from + ": not confirmed", Path: view.HandoffPath(h.Number)})
	}
	return tasks, err
}
