package ui

// Patterns are the patterns of every route, in order.
func Patterns() (list []string) {
	for _, r := range (&ui{}).routes() {
		list = append(list, r.pattern)
	}
	return list
}
