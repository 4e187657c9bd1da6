package ui

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/engine/trial"
	"wakeman/web/recall"
	"wakeman/web/ui/view"
)

// ruleTry says what a rule would have done with the newest events. It changes
// nothing, and refuses what saving would refuse.
func (u *ui) ruleTry(w http.ResponseWriter, r *http.Request, v view.RuleFormPage, id, now string, change func(*engine.Config) error) {
	cfg := u.Store.Config()
	next, err := config.Edit(cfg, u.Now(), change)
	if err != nil {
		u.ruleRefused(w, r, v, now, err)
		return
	}
	result, err := recall.Try(r.Context(), u.Store, cfg, next, id)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v.Warnings = nil
	if set, _ := config.RulesOf(next, v.Service.ID); config.RuleAt(set, id) >= 0 {
		v.Warnings = ruleWarnings(next, v.Service, set[config.RuleAt(set, id)].Name, u.Now())
	}
	v.Trial = ruleTrial(next, result)
	u.drawRule(w, r, http.StatusOK, v)
}

// ruleTrial is a result in words.
func ruleTrial(cfg *engine.Config, r trial.Result) *view.RuleTrial {
	v := &view.RuleTrial{Words: trialWords(r), Lost: lostWords(r), Caveats: trialCaveats(r), More: r.Changed - len(r.Differences)}
	for _, kind := range trial.Kinds() {
		if n := r.Kinds[kind]; n > 0 {
			v.Counts = append(v.Counts, strconv.Itoa(n)+" "+kindWords(kind))
		}
	}
	for _, d := range r.Differences {
		v.Rows = append(v.Rows, trialRow(cfg, d))
	}
	return v
}

func trialWords(r trial.Result) string {
	switch {
	case r.Events == 0:
		return "There are no events yet to try it on."
	case r.Changed == 0 && r.Matched == 0:
		return fmt.Sprintf("Of the last %d events it would have matched none.", r.Events)
	}
	return fmt.Sprintf("Of the last %d events it would have decided about %d. For %d something would have been different.", r.Events, r.Matched, r.Changed)
}

// lostWords says in plain words that somebody would have slept through it.
func lostWords(r trial.Result) string {
	switch r.Lost {
	case 0:
		return ""
	case 1:
		return "One of these events paged somebody. With this rule nobody would have been told."
	}
	return fmt.Sprintf("%d of these events paged somebody. With this rule nobody would have been told.", r.Lost)
}

func trialCaveats(r trial.Result) (said []string) {
	add := func(is bool, text string) {
		if is {
			said = append(said, text)
		}
	}
	add(r.Failures > 0, fmt.Sprintf("It failed on %d of them, and did not match there. %s", r.Failures, sentence(r.Failure)))
	add(r.Partial > 0, fmt.Sprintf("Of %d of them what arrived is not kept any more, or is read otherwise today: only action, summary, source, severity, key, integration and service were looked at.", r.Partial))
	add(r.Skipped > 0, fmt.Sprintf("Rules are not asked about %d others: test traffic, changes, what could not be read.", r.Skipped))
	add(r.Stopped, "Time ran out before all of them were looked at.")
	return said
}

func kindWords(k trial.Kind) string {
	return map[trial.Kind]string{
		trial.Dropped: "dropped", trial.Suppressed: "suppressed", trial.LetThrough: "no longer kept quiet", trial.Service: "for another service",
		trial.Severity: "of another severity", trial.Urgency: "of another urgency", trial.Priority: "of another priority", trial.DedupKey: "with another dedup key",
		trial.Pause: "with another wait before the first page", trial.Note: "with another note",
	}[k]
}

func trialRow(cfg *engine.Config, d trial.Difference) view.TrialRow {
	row := view.TrialRow{ID: strconv.FormatUint(d.Post.Seq, 10), At: d.Post.At, Summary: orElse(d.Row.Summary, orElse(d.Row.Key, "(no summary)")), Source: d.Row.Source}
	for _, c := range d.Changes {
		row.Changes = append(row.Changes, trialChange(cfg, c))
	}
	if d.Row.Incident != 0 && (d.Row.Fate == engine.Opened || d.Row.Fate == engine.Reopened) {
		row.Incident = view.Ref{ID: engine.IncidentID(d.Row.Incident), Name: "incident " + strconv.FormatUint(d.Row.Incident, 10)}
	}
	if len(d.Told) > 0 {
		names := make([]string, len(d.Told))
		for i, id := range d.Told {
			names[i] = orElse(cfg.Users[id].Name, "somebody who is gone")
		}
		row.Lost = strings.Join(names, ", ") + " was paged. With this rule nobody would have been told."
		if len(names) > 1 {
			row.Lost = strings.Join(names, ", ") + " were paged. With this rule nobody would have been told."
		}
	}
	return row
}

func trialChange(cfg *engine.Config, c trial.Change) view.Alteration {
	a := view.Alteration{What: map[trial.Kind]string{
		trial.Service: "Service", trial.Severity: "Severity", trial.Urgency: "Urgency", trial.Priority: "Priority", trial.DedupKey: "Dedup key", trial.Pause: "First page waits", trial.Note: "Note",
	}[c.Kind], Old: orElse(c.From, "none"), New: orElse(c.To, "none")}
	switch c.Kind {
	case trial.Dropped, trial.Suppressed, trial.LetThrough:
		a.What, a.Old, a.New = "Event", orElse(c.From, "goes on"), orElse(c.To, "goes on")
	case trial.Service:
		a.Old, a.New = cfg.Services[c.From].Name, cfg.Services[c.To].Name
	case trial.Urgency:
		a.Old, a.New = orElse(c.From, "by the service"), orElse(c.To, "by the service")
	}
	return a
}
