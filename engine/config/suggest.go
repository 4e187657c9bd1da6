package config

import (
	"fmt"
	"strings"
)

// didYouMean proposes the known word nearest to what was written, as
// ` (did you mean "x"?)`, or nothing if none is near. Case does not count as a
// difference, so "default" finds "Default".
func didYouMean(written string, known []string) string {
	best, distance := "", min(len(written)/3+1, 4)
	for _, word := range known {
		if d := editDistance(fold(written), fold(word), distance); d < distance {
			best, distance = word, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// editDistance is the optimal string alignment distance: insertions, deletions,
// substitutions and swaps of neighbours. It gives limit when the words differ
// by that or more, without looking further.
func editDistance(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	if max(len(s)-len(t), len(t)-len(s)) >= limit {
		return limit
	}
	before, above, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range above {
		above[j] = j
	}
	for i := range s {
		row[0] = i + 1
		for j := range t {
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+differ(s[i], t[j]))
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above, row = above, row, before
	}
	return min(above[len(t)], limit)
}

func differ(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}

// fold is the form under which names and addresses are compared: without outer
// space, and case does not count.
func fold(s string) string {
	return strings.ToLower(strings.ToUpper(strings.TrimSpace(s)))
}

// oneOf prints a choice: "a, b or c".
func oneOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
