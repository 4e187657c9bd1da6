package view

import "strconv"

func (v RulesPage) title() string {
	if v.Service.ID != "" {
		return "Event rules of " + v.Service.Name
	}
	return "Event rules"
}

// title is what the page is called.
func (v RuleFormPage) title() string {
	switch {
	case v.Rule.ID != "":
		return "Edit " + v.Rule.Name
	case v.Service.ID != "":
		return "New rule for " + v.Service.Name
	}
	return "New rule for all events"
}

func (v RuleFormPage) action() string {
	if v.Rule.ID == "" {
		return NewRule(v.Service.ID)
	}
	return EventRuleAction(v.Service.ID, v.Rule.ID, VerbEdit)
}

func extractField(i int, name string) string {
	return "actions.extract[" + strconv.Itoa(i) + "]." + name
}

func buildField(i int, name string) string { return "build[" + strconv.Itoa(i) + "]." + name }

// uses reports whether anything stands in fields that are folded away.
func (v RuleFormPage) uses(names ...string) bool {
	for _, name := range names {
		if v.Form.Value(name) != "" || v.Form.Error(name) != "" {
			return true
		}
	}
	return false
}

// weekdays are as a file writes them.
func weekdays() []Option {
	return []Option{{"mon", "Mon"}, {"tue", "Tue"}, {"wed", "Wed"}, {"thu", "Thu"}, {"fri", "Fri"}, {"sat", "Sat"}, {"sun", "Sun"}}
}

func fateOptions() []Option {
	return []Option{
		{"", "It goes on, and pages as usual"},
		{"suppress", "Suppressed: real, but nobody is paged while the rule says so"},
		{"drop", "Dropped: nobody cares for it"},
	}
}

func severityOptions() []Option {
	return []Option{{"", "As it was sent"}, {"critical", "Critical"}, {"error", "Error"}, {"warning", "Warning"}, {"info", "Info"}}
}

func ruleUrgencies() []Option {
	return []Option{{"", "As the service says"}, {"high", "High"}, {"low", "Low"}}
}

// eventFields are what conditions can name, with an example each.
func eventFields() []EventField {
	return []EventField{
		{"event.summary", `event.summary contains "link down"`, "what happened, in the sender's words"},
		{"event.source", `event.source startsWith "lab-"`, "the equipment"},
		{"event.severity", `event.severity in ["warning", "info"]`, "critical, error, warning, info, or empty"},
		{"event.component", `event.component == "radio"`, "the part of it"},
		{"event.group", `event.group == "towers"`, "what it belongs to"},
		{"event.class", `event.class == "login"`, "the kind of event"},
		{"event.details", `event.details?.ups?.volts != nil`, "everything else that was sent"},
		{"event.key", `event.key endsWith "/power"`, "the dedup key"},
		{"event.integration", `event.integration == "LibreNMS"`, "by which it came"},
		{"event.service", `event.service == "Core network"`, "the service it is for"},
		{"event.via", `event.via == "email"`, "the door it came through"},
		{"event.mail", `event.mail.dmarc == "fail"`, "of a mail: from; spf, dkim, dmarc (pass, fail, none …)"},
		{"event.action", `event.action == "resolve"`, "trigger, acknowledge, resolve"},
		{"now", `now.hour < 6 or now.weekday == "sun"`, "when it came, by the zone of the hours below"},
		{"vars", `vars.tower == "north"`, "what a rule before has extracted"},
	}
}

func builderFields() []Option {
	return []Option{
		{"", "Choose …"},
		{"summary", "Summary"},
		{"source", "Source"},
		{"severity", "Severity"},
		{"component", "Component"},
		{"group", "Group"},
		{"class", "Class"},
		{"integration", "Integration"},
		{"service", "Service"},
		{"key", "Dedup key"},
		{"client", "Client"},
		{"via", "Door"},
		{"details", "A detail, named beside"},
	}
}

func builderOperators() []Option {
	return []Option{
		{"is", "is"},
		{"is_not", "is not"},
		{"contains", "contains"},
		{"lacks", "does not contain"},
		{"begins", "begins with"},
		{"ends", "ends with"},
		{"above", "is above (number)"},
		{"below", "is below (number)"},
		{"missing", "is empty"},
		{"present", "is there"},
	}
}

func (v RuleFormPage) hasDays() bool {
	for _, d := range weekdays() {
		if v.Form.Value("window.days."+d.Value) != "" {
			return true
		}
	}
	return false
}
