package config

import (
	"maps"
	"slices"
)

func sortedValues(m map[string]string) []string { return slices.Sorted(maps.Values(m)) }
