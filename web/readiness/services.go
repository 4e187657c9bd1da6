package readiness

import (
	"strings"
)

// services are those that nothing can reach, or nothing ever has.
func (k *judge) services() (found []Finding) {
	for _, s := range k.ServicesByName() {
		if s.Disabled {
			continue
		}
		add := func(code Code, level Level, message string) {
			found = append(found, Finding{Code: code, Level: level, Subject: Subject{Kind: Service, ID: s.ID, Name: s.Name}, Message: message})
		}
		for _, w := range k.lint {
			if field, ok := strings.CutPrefix(w.Path, "services["+s.Name+"]"); ok {
				code, level := serviceCode(field)
				add(code, level, w.Message)
			}
		}
		var silent []string
		for _, in := range k.IntegrationsOf(s.ID) {
			if k.Heard[in.ID].IsZero() {
				silent = append(silent, in.Name)
			}
		}
		if len(silent) > 0 {
			add(IntegrationSilent, Warning, "Nothing was ever heard from "+strings.Join(silent, ", ")+".")
		}
	}
	return found
}

func serviceCode(field string) (Code, Level) {
	switch field {
	case ".integrations":
		return ServiceDeaf, Bad
	case ".escalation_policy":
		return ServiceMute, Bad
	}
	return ServiceAdvice, Warning
}
