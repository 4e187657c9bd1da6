package ui

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/schedules/civil"
	"wakeman/web/ui/view"
)

// wallMinute is how a browser sends a reading of the clock (HTML, section
// 2.3.5.5, "local date and time").
const wallMinute = "2006-01-02T15:04"

// forecast answers "if this fired at …" for the instant that is asked for, on
// the viewer's clock; now if none is. urgency is the service's, or "" where the
// viewer may choose.
func (u *ui) forecast(r *http.Request, policy, path string, urgency people.Urgency) view.Forecast {
	zone := who(r).User.Location()
	v := view.Forecast{Path: path, At: u.Now()}
	asked := strings.TrimSpace(r.URL.Query().Get("at"))
	v.Form.Values = map[string]string{"at": orElse(asked, v.At.In(zone).Format(wallMinute))}
	if asked != "" {
		at, err := instant(asked, zone)
		if err != nil {
			v.Form.Errors = map[string]string{"at": sentence(err.Error())}
			return v
		}
		v.At = at
	}
	if urgency == "" {
		urgency = people.High
		if r.URL.Query().Get("urgency") == string(people.Low) {
			urgency = people.Low
		}
		v.Form.Values["urgency"] = string(urgency)
	}
	cfg := u.Store.Config()
	v.Repeats = cfg.Policies[policy].Repeat
	fill(&v, engine.Forecast(cfg, policy, urgency, v.At), who(r).User.ID)
	return v
}

// serviceForecast is the forecast of a service's policy: at the urgency of its
// incidents, which the viewer chooses where it depends on the severity.
func (u *ui) serviceForecast(r *http.Request, s engine.Service) view.Forecast {
	urgency := s.Urgency.Of(engine.Critical)
	if s.Urgency == engine.BySeverity {
		urgency = ""
	}
	v := u.forecast(r, s.Policy, view.ServicePath(s.ID), urgency)
	v.Policy = view.Ref{ID: s.Policy, Name: u.Store.Config().Policies[s.Policy].Name}
	switch {
	case s.Disabled:
		v.Quiet = "The service is disabled: its events are kept and page nobody."
	case s.Sandbox:
		v.Quiet = "The service is a sandbox, which pages nobody."
	}
	return v
}

// forecastStatus is 400 for an instant that can not be read.
func forecastStatus(v view.Forecast) int {
	if v.Form.Failed() {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// instant reads a wall clock, or an instant with its offset: in the hour that
// the clock shows twice only the offset says which is meant.
func instant(text string, zone *time.Location) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		wall, bad := civil.ParseDateTime(text)
		if bad != nil {
			return time.Time{}, errors.New("write the instant like 2026-03-08T02:30, or with an offset like 2026-11-01T01:30:00-06:00")
		}
		at = wall.In(zone)
	}
	if !engine.Foreseeable(at) {
		return time.Time{}, errors.New("choose an instant from the year 2000 to 2100")
	}
	return at, nil
}

// fill sorts the lines into the first time through, the repeats, and the end.
func fill(v *view.Forecast, lines []engine.ForecastLine, viewer string) {
	for rest := lines; len(rest) > 0; {
		n := 1
		for n < len(rest) && sameMoment(rest[0], rest[n]) {
			n++
		}
		moment := momentOf(rest[:n], viewer)
		switch {
		case rest[0].Step == 0:
			v.End = append(v.End, moment)
		case rest[0].Loop > 0:
			v.Again = append(v.Again, moment)
		default:
			v.First = append(v.First, moment)
		}
		rest = rest[n:]
	}
}

func sameMoment(a, b engine.ForecastLine) bool {
	return a.After == b.After && a.Step == b.Step && a.Loop == b.Loop
}

// momentOf joins the lines of one moment: a person by several channels at once
// comes once.
func momentOf(lines []engine.ForecastLine, viewer string) view.ForecastMoment {
	m := view.ForecastMoment{At: lines[0].At, After: lines[0].After, Step: lines[0].Step}
	reached := false
	for _, l := range lines {
		reached = reached || l.Pages()
		if l.Note != "" {
			m.Notes = append(m.Notes, sentence(l.Note))
			continue
		}
		by := view.ChannelWords(string(l.Channel), l.Label)
		same := func(p view.ForecastPage) bool { return p.Name == l.Name && p.Doubt == l.Doubt && p.Why == l.Why }
		if i := slices.IndexFunc(m.Pages, same); i >= 0 {
			m.Pages[i].By = append(m.Pages[i].By, by)
			continue
		}
		m.Pages = append(m.Pages, view.ForecastPage{
			Name: l.Name, You: l.User == viewer, InTurn: l.InTurn, Why: l.Why, By: []string{by}, Doubt: l.Doubt,
		})
	}
	m.Bad = !reached && (m.Step > 0 || len(m.Pages) > 0)
	return m
}
