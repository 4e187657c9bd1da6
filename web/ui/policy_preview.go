package ui

import (
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/people"
	"wakeman/web/ui/view"
)

// policyPreview says what saving would change, and who would be paged now,
// before and after. It carries the form along; nothing is kept here.
func (u *ui) policyPreview(w http.ResponseWriter, r *http.Request, d policyDraft, p engine.Policy) {
	id, cfg, now := r.PathValue("policy"), u.Store.Config(), u.Now()
	next, err := config.Edit(cfg, u.Now(), putPolicy(p, id == "", d.seen))
	if err != nil {
		u.policyRefused(w, r, d, p, err)
		return
	}
	v := view.PolicyPreview{
		Policy: view.Ref{ID: id, Name: p.Name}, Services: servicesOf(cfg, id), Hidden: d.hidden(),
		Changes: policyAlterations(config.Diff(cfg, next), cfg, next, p.ID),
	}
	for _, warning := range config.DoubtsOfPolicy(next, config.Lint(next, now), next.Policies[p.ID], now) {
		v.Warnings = append(v.Warnings, warning.Words())
	}
	for _, urgency := range []people.Urgency{people.High, people.Low} {
		c := comparison(engine.Forecast(cfg, p.ID, urgency, now), engine.Forecast(next, p.ID, urgency, now), id == "")
		c.Title = map[people.Urgency]string{people.High: "High urgency", people.Low: "Low urgency"}[urgency]
		if urgency == people.High || !c.Same {
			v.Now = append(v.Now, c)
		}
	}
	u.draw(w, r, http.StatusOK, view.PolicyChange(u.page(r), v))
}

// comparison sets two forecasts side by side, moment by moment. Of a new policy
// there is no before.
func comparison(before, since []engine.ForecastLine, isNew bool) view.Comparison {
	if isNew {
		before = nil
	}
	was, is := told(before), told(since)
	var moments []time.Duration
	for _, l := range slices.Concat(before, since) {
		moments = append(moments, l.After)
	}
	slices.Sort(moments)
	c := view.Comparison{Same: true}
	for _, at := range slices.Compact(moments) {
		row := view.ComparisonRow{After: at, Before: was[at], Since: is[at], Changed: !slices.Equal(was[at], is[at])}
		c.Same = c.Same && !row.Changed
		c.Rows = append(c.Rows, row)
	}
	return c
}

// told is what a forecast says of each moment, in words.
func told(lines []engine.ForecastLine) map[time.Duration][]string {
	words := map[time.Duration][]string{}
	for _, l := range lines {
		text := sentence(l.Note)
		if text == "" {
			text = l.Name + " by " + view.ChannelWords(string(l.Channel), l.Label)
		}
		if l.InTurn {
			text = "in turn: " + text
		}
		if l.Doubt != "" {
			text += " (not sent: " + l.Doubt + ")"
		}
		words[l.After] = append(words[l.After], text)
	}
	return words
}
