package main

import (
	"context"
	"fmt"
	"strings"

	"wakeman/engine"
	"wakeman/engine/people"
	"wakeman/store"
)

// checkDamage is the job of each minute: it tells admins of rows of the store
// that could not be read and were set aside, each once.
func (a *appliance) checkDamage(ctx context.Context) {
	list, err := a.db.Damages()
	if err != nil {
		a.log.Error("whether the store is damaged is not known", "err", err)
		return
	}
	fresh := untold(list)
	if len(fresh) == 0 {
		return
	}
	if _, err := a.engine.Alarm(ctx, damageWarning(fresh)); err != nil {
		a.log.Error("an alarm about Wakeman itself was not raised; tried again in a minute", "alarm", damageAlarm, "err", err)
		return
	}
	if err := a.db.DamageTold(ctx, fresh); err != nil {
		a.log.Error("admins may be told of damage twice", "err", err)
	}
}

func untold(list []store.Damage) (fresh []store.Damage) {
	for _, d := range list {
		if !d.Told {
			fresh = append(fresh, d)
		}
	}
	return fresh
}

// damageWarning wakes somebody only where a page may be missing for it.
func damageWarning(fresh []store.Damage) engine.Alarm {
	a := engine.Alarm{Key: damageAlarm, Title: "A record of the store is damaged", Urgency: people.Low}
	if len(fresh) > 1 {
		a.Title = fmt.Sprintf("%d records of the store are damaged", len(fresh))
	}
	var text strings.Builder
	for _, d := range fresh {
		fmt.Fprintf(&text, "%s: %s. %s\n", d.What(), d.Problem, d.Outcome)
		if d.Grave() {
			a.Urgency = people.High
		}
	}
	text.WriteString("Everything else goes on. The disk or the memory of this box may be failing: look at its log, and make a backup now. What is missing can be set up again, or restored from a backup of before.")
	a.Details = text.String()
	return a
}
