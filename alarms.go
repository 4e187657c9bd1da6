package main

import "context"

// The keys of what the box notices about itself here.
const (
	auditAlarm  = "audit log"
	backupAlarm = "backup"
	damageAlarm = "damaged records"
	shipAlarm   = "audit shipping"
)

// endAlarm resolves what was told of, when it is over.
func (a *appliance) endAlarm(ctx context.Context, key, why string) {
	if err := a.engine.EndAlarm(ctx, key, why); err != nil && ctx.Err() == nil {
		a.log.Error("an alarm could not be ended", "alarm", key, "err", err)
	}
}
