package config

import (
	"fmt"
	"maps"
	"slices"
)

func sortedValues(m map[string]string) []string { return slices.Sorted(maps.Values(m)) }

// count is a number with its noun: "1 stretch", "3 stretches".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
