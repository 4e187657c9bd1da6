package engine

import (
	"cmp"
	"maps"
	"slices"
)

// PoliciesByName lists the escalation policies in the order of their names.
func (c *Config) PoliciesByName() []Policy {
	return byName(c.Policies, func(p Policy) (name, id string) { return p.Name, p.ID })
}

// ServicesByName lists the services in the order of their names.
func (c *Config) ServicesByName() []Service {
	return byName(c.Services, func(s Service) (name, id string) { return s.Name, s.ID })
}

// IntegrationsOf lists the integrations of a service by name.
func (c *Config) IntegrationsOf(service string) []Integration {
	all := byName(c.Integrations, func(in Integration) (name, id string) { return in.Name, in.ID })
	return slices.DeleteFunc(all, func(in Integration) bool { return in.Service != service })
}

// InUse reports whether a service that is not disabled has this escalation policy.
func (c *Config) InUse(policy string) bool {
	for _, s := range c.Services {
		if s.Policy == policy && !s.Disabled {
			return true
		}
	}
	return false
}

func byName[T any](all map[string]T, key func(T) (name, id string)) []T {
	return slices.SortedFunc(maps.Values(all), func(a, b T) int {
		nameA, idA := key(a)
		nameB, idB := key(b)
		return cmp.Or(cmp.Compare(nameA, nameB), cmp.Compare(idA, idB))
	})
}
