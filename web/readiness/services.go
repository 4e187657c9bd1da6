package readiness

import (
	"strings"

	"wakeman/engine/config"
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
			last := k.Heard[in.ID]
			if last.IsZero() {
				silent = append(silent, in.Name)
			} else if in.Silence(last, k.Now) > 0 {
				add(IntegrationSilent, Bad, in.Name+" was last heard "+last.In(k.Zone).Format("Mon 2 Jan 15:04 MST")+"; it should be within "+config.FormatDuration(in.SilentAfter)+".")
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
