package ui

import (
	"slices"

	"wakeman/web/ui/view"
)

// sortRefusals puts the newest first.
func sortRefusals(list []view.Refusal) {
	slices.SortFunc(list, func(a, b view.Refusal) int { return b.At.Compare(a.At) })
}
