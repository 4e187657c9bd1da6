package hooks

import (
	"encoding/json"
	"slices"
	"strings"
)

// saysNothing tells whether an attachment has no words at all.
func saysNothing(raw json.RawMessage) bool {
	a := readObject(raw)
	heading, _ := blockWords(a)
	return a.first("title", "fallback", "text") == "" && heading == ""
}

// blockWords are what the blocks of a message or an attachment say: the first that
// says anything, and the others.
// https://api.slack.com/reference/block-kit/blocks
func blockWords(o object) (heading, more text) {
	var said []string
	for _, block := range o.list("blocks") {
		if line := oneLine(saidIn(block, 0), 300); line != "" && len(said) < 10 {
			said = append(said, line)
		}
	}
	if len(said) == 0 {
		return "", ""
	}
	return text(said[0]), text(strings.Join(said[1:], ", "))
}

// saidIn are the words of a block, of whichever type it is. Buttons say nothing.
func saidIn(raw json.RawMessage, depth int) string {
	const deepest = 6 // a list in a quote in rich text
	o := readObject(raw)
	kind := o.text("type")
	if depth > deepest || kind == "actions" || kind == "button" {
		return ""
	}
	var b strings.Builder
	if isObject(o["text"]) {
		b.WriteString(saidIn(o["text"], depth+1))
	} else {
		b.WriteString(string(o.text("text")))
	}
	for _, name := range []string{"fields", "elements"} {
		for _, part := range o.list(name) {
			if name == "fields" || kind == "context" {
				b.WriteByte(' ')
			}
			b.WriteString(saidIn(part, depth+1))
		}
	}
	return b.String()
}

// settled is a title without small words of state: at its end, or behind a verb. It
// is asked only where something else says the state: they are words of any name, too.
func settled(title string) string {
	all := strings.Fields(title)
	bare := func(i int) string { return strings.ToLower(strings.Trim(all[i], "[](){}:;,.!*|")) }
	drop := make([]bool, len(all))
	for i := len(all) - 1; i >= 0 && isSmallState(bare(i)); i-- {
		drop[i] = true
	}
	for i := 1; i < len(all); i++ {
		drop[i] = drop[i] || isSmallState(bare(i)) && (drop[i-1] || isVerbOfState(bare(i-1)))
	}
	var kept []string
	for i, word := range all {
		if !drop[i] {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}

func isSmallState(word string) bool {
	return slices.Contains([]string{"up", "down", "back", "again", "online", "offline", "connected", "disconnected", "reconnected", "reachable", "unreachable"}, word)
}

func isVerbOfState(word string) bool {
	return slices.Contains([]string{"is", "are", "was", "now", "went", "goes", "came", "comes"}, word)
}
