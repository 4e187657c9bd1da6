package hooks

import (
	"encoding/json"
	"slices"
	"strings"

	"wakeman/engine"
)

// name gives an event its key. Without one that is certain nothing is resolved:
// "ok" is as often about the post as about what it tells of.
func (x reading) name(d *draft, s stated, entry any, raw json.RawMessage, g guess) {
	if f := x.fill("key", x.Key, entry); f.Whole() && f.Fields > 0 {
		d.key = text(f.Text)
		return
	}
	own, field := g.first(keyNames())
	host, sure := x.subject(d.source, g)
	switch {
	case own != "" && !saysNobody(own) && own != "0":
		d.key = text(own)
		x.note("the key is taken from %s", oneLine(field, quoteRunes))
	case s.known && keyOf(host) != "":
		x.byHost(d, s, host, sure, g)
	case d.action != engine.Trigger:
		x.note("%s %s, but of what is not certain: opened all the same; map the key", "it says", quote(text(s.said)))
		d.action = engine.Trigger
	}
	if d.key == "" {
		d.key = hashed("generic", text(x.doc.asked+"\x00"+orText(string(raw), x.doc.text)))
		x.note("the post names no alert: only the very same post again belongs to it")
	}
}

// subject is what the post is about, "" if it does not say; sure, if it stands where
// equipment is named and nothing else. A "source" or a "site" is as often the program
// that sends, or a place with many things in it: two alarms of it are two.
func (x reading) subject(source text, g guess) (host text, sure bool) {
	if x.Source != "" && source != "" {
		return source, true
	}
	for _, name := range hostNames() {
		if v := g.fields[name]; !saysNobody(v) && !isVagueHost(name) {
			return text(v), true
		}
	}
	if saysNobody(string(source)) {
		return "", false
	}
	return source, false
}

// byHost makes the key of the host and what is checked there. Where the post names no
// check, and the host's own state is not what is said, its words tell one alarm of the
// host from another: one that hides behind another is worse than one too many.
func (x reading) byHost(d *draft, s stated, host text, sure bool, g guess) {
	component := keyOf(d.component)
	words := ""
	if !sure && (component == "" || g.fields["source"] == string(host)) || component == "" && !isHostState(s.said) {
		words = x.words(*d, host, g)
	}
	if d.key = firstText(keyOf(host, component), keyOf(host)); words == "" {
		x.note("the key is made of the host and what is checked there: %s", oneLine(string(d.key), quoteRunes))
		return
	}
	x.note("the key is made of %s and the post's words, other words are another incident: map the key, or name what is checked", oneLine(string(d.key), quoteRunes))
	d.key += text("/" + words)
}

// words are what the post says beside the host, in whichever state and measure.
func (x reading) words(d draft, host text, g guess) string {
	var said []string
	for _, name := range append(summaryNames(), perhapsStateNames()...) {
		v := g.fields[name]
		if about, _ := saysState(v); strings.EqualFold(about, string(host)) {
			continue
		}
		core := wordsOf(v)
		if core = strings.TrimSpace(strings.ReplaceAll(" "+core+" ", " "+strings.ToLower(string(host))+" ", " ")); core != "" && !slices.Contains(said, core) {
			said = append(said, core)
		}
	}
	if len(said) == 0 || strings.EqualFold(said[0], string(d.component)) {
		return ""
	}
	return said[0]
}

// wordsOf is a text without words of state, and without what was measured.
func wordsOf(s string) string {
	var kept []string
	for _, word := range strings.Fields(stateless(settled(unstated(s)))) {
		if !isStateWord(word) && !isVerbOfState(word) && meaningOf(word, nil, false) == "" {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}

// isVagueHost knows the names of fields that hold equipment or something else.
func isVagueHost(name string) bool {
	return slices.Contains([]string{"source", "server", "site", "sitename", "agent", "agentname", "monitor", "monitorname"}, name)
}

// isHostState knows the states that a host is in itself, whatever else is written:
// "critical" is the state of something about it.
func isHostState(word string) bool {
	return slices.Contains([]string{
		"down", "offline", "unreachable", "disconnected", "timeout", "lost", "on battery", "unhealthy",
		"up", "online", "reachable", "connected", "on line", "normal", "healthy",
	}, strings.ToLower(strings.TrimSpace(word)))
}

// saysNobody knows what programs write where they have no name.
func saysNobody(name string) bool {
	return slices.Contains([]string{
		"", "-", "--", "?", "nil", "none", "null", "n/a", "na", "unknown", "undefined", "default", "localhost", "localhost.localdomain", "127.0.0.1", "::1", "0.0.0.0",
	}, strings.ToLower(strings.TrimSpace(name)))
}
