package view

import "net/url"

// Addresses of escalation policies, settings and readiness.
const (
	PathPolicies  = "/policies"
	PathNewPolicy = PathPolicies + "/new" // the form (GET) and the deed (POST)
	PathSettings  = "/settings"           // the form (GET) and the deed (POST)
	PathReadiness = "/readiness"
)

// PolicyPath is the page of one escalation policy.
func PolicyPath(id string) string { return PathPolicies + "/" + url.PathEscape(id) }

// PolicyEdit is the form that changes a policy, and where it is posted.
func PolicyEdit(id string) string { return PolicyPath(id) + "/edit" }

// PolicyDelete asks before a policy is deleted, and is where that is posted.
func PolicyDelete(id string) string { return PolicyPath(id) + "/delete" }

// What a button of the policy form does: the value of its field "do". Those
// that concern a step or a target have its number after them, from 0:
// "remove-target 0 2".
const (
	DoPreview      = "preview"
	DoSave         = "save"
	DoBack         = "back" // from the preview to the form
	DoAddStep      = "add-step"
	DoRemoveStep   = "remove-step"
	DoStepUp       = "up"
	DoStepDown     = "down"
	DoMoveStep     = "move-step" // with two numbers: from where, to where
	DoAddTarget    = "add-target"
	DoRemoveTarget = "remove-target"
)
