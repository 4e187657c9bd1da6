package readiness

// Code says to programs what was found. Codes stay as they are; new ones come.
type Code string

// Codes, by group.
const (
	LeftOnDuty    Code = "left_on_duty"   // who has left is still in a policy or schedule
	Unreachable   Code = "unreachable"    // no channel reaches a person who is paged
	DoubtfulReach Code = "doubtful_reach" // one of a person's ways or rules does not work

	MayNotAcknowledge Code = "may_not_acknowledge" // a viewer is paged

	NoFallback      Code = "no_fallback" // nobody is there for when a policy reaches nobody
	PolicyAdvice    Code = "policy_advice"
	PolicyUncovered Code = "policy_uncovered" // at times the whole policy means nobody
	StepUncovered   Code = "step_uncovered"   // at times a step of it does
	ScheduleAdvice  Code = "schedule_advice"

	NoPublicAddress Code = "no_public_address" // pages carry no link
	NoCarrier       Code = "no_carrier"        // a channel that people count on is not set
	SettingsAdvice  Code = "settings_advice"

	ServiceDeaf       Code = "service_deaf" // no event can reach it
	ServiceMute       Code = "service_mute" // it has no usable escalation policy
	ServiceAdvice     Code = "service_advice"
	IntegrationSilent Code = "integration_silent" // nothing was ever heard from it, or not for longer than it may be silent

	HeartbeatNeverHeard Code = "heartbeat_never_heard"

	WatcherMissing  Code = "watcher_missing"  // nobody outside would notice if the box were gone
	WatcherDeclined Code = "watcher_declined" // by choice
	WatcherOverdue  Code = "watcher_overdue"  // no sign of life has got out for a while

	SetupDeclined Code = "setup_declined" // somebody ended the reminder of the first start

	NeverVerified Code = "never_verified" // a way to somebody who may be paged was never tried
)
