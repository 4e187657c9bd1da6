package people

import (
	"sort"
	"strings"
)

func sortByDelay(rules []NotificationRule) {
	sort.SliceStable(rules, func(i, j int) bool { return rules[i].Delay < rules[j].Delay })
}

func equalFold(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
