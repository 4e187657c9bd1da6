package ui

import (
	"net/http"
	"time"

	"wakeman/web/readiness"
	"wakeman/web/ui/view"
)

// readinessShow says who cannot be reached, what is not covered, and what was
// never tried.
func (u *ui) readinessShow(w http.ResponseWriter, r *http.Request) {
	zone := who(r).User.Location()
	report, err := u.readiness(zone)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.draw(w, r, http.StatusOK, view.Readiness(u.page(r), readinessPage(report, zone)))
}

func (u *ui) readiness(zone *time.Location) (readiness.Report, error) {
	f := readiness.Facts{Now: u.Now(), Zone: zone, Base: u.base(), Demo: u.Demo}
	if u.Heartbeat != nil {
		f.Watcher = u.Heartbeat()
	}
	f, err := readiness.Read(u.Store, f)
	if err != nil {
		return readiness.Report{}, err
	}
	return f.Judge(), nil
}

// readinessCheck is the readiness page in a line of the health page.
func (u *ui) readinessCheck() (view.Check, error) {
	report, err := u.readiness(time.UTC)
	c := view.Check{Name: "Readiness", Level: view.Good, Words: view.ReadinessWords(readinessPage(report, time.UTC)), Path: view.PathReadiness, More: "See each"}
	switch {
	case report.Count(readiness.Bad) > 0:
		c.Level = view.Bad
	case report.Count(readiness.Warning) > 0:
		c.Level = view.Warning
	}
	return c, err
}

func readinessPage(report readiness.Report, zone *time.Location) (v view.ReadinessPage) {
	for _, g := range report.Groups {
		group := view.ReadinessGroup{Title: g.Title, Good: g.Good}
		for _, f := range g.Findings {
			line := view.ReadinessLine{Level: readinessLevel(f.Level), What: f.Subject.Name, Why: f.Message}
			line.Path, line.Do = readinessLink(f, zone)
			group.Lines = append(group.Lines, line)
		}
		v.Groups = append(v.Groups, group)
	}
	return v
}

func readinessLevel(l readiness.Level) view.Level {
	switch l {
	case readiness.Bad:
		return view.Bad
	case readiness.Warning:
		return view.Warning
	}
	return ""
}

// readinessLink leads to where a finding is mended.
func readinessLink(f readiness.Finding, zone *time.Location) (path, do string) {
	s := f.Subject
	switch s.Kind {
	case readiness.Person:
		return view.PersonPath(s.ID), "See the person"
	case readiness.Policy:
		if len(f.Gaps) > 0 {
			at := f.Gaps[0].From.In(zone).Format(wallMinute)
			return view.ListPath(view.PolicyPath(s.ID), "at", at) + "#forecast", "See what would happen"
		}
		return view.PolicyPath(s.ID), "See the policy"
	case readiness.Schedule:
		return view.PathOnCall, "See who is on call"
	case readiness.Service:
		return view.ServicePath(s.ID), "See the service"
	case readiness.Heartbeat:
		return view.HeartbeatPath(s.Service, s.ID), "Set its sender up"
	}
	return settingsLink(f)
}

// settingsLink leads to the part of the settings that a finding is about.
func settingsLink(f readiness.Finding) (path, do string) {
	switch f.Code {
	case readiness.SetupDeclined:
		return view.PathWelcome, "Remind again"
	case readiness.NoFallback:
		return view.PathSettings, "Choose some"
	case readiness.NoPublicAddress:
		return view.PathSettings, "Set it"
	case readiness.NoCarrier:
		return view.PathSettings + "#" + f.Subject.ID, "Set it"
	case readiness.WatcherMissing:
		return view.PathSettings + "#heartbeat", "Set it"
	case readiness.WatcherDeclined, readiness.WatcherOverdue:
		return view.PathSettings + "#heartbeat", "Change it"
	}
	return view.PathSettings, "Change it"
}
