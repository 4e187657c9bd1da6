package hooks

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"wakeman/engine"
)

// sourceSlack takes what is written for an incoming webhook of Slack or
// Mattermost, which many programs can do and nothing else. Such a message has
// neither key nor state: the color, and words written large, are all there is.
// https://api.slack.com/messaging/webhooks
func sourceSlack() source {
	return source{name: "slack", decode: decodeSlack, accept: func(Decoded, engine.Receipt) (int, any) {
		return http.StatusOK, plain("ok") // senders compare
	}}
}

func decodeSlack(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.formOrObject(r.Body)
	if err != nil {
		return nil, err
	}
	attachments := o.list("attachments")
	attachments = slices.DeleteFunc(attachments, saysNothing)
	w := slackWords{text: o.text("text"), username: o.text("username"), channel: o.text("channel")}
	if w.text == "" {
		w.text, w.more = blockWords(o)
	}
	switch len(attachments) {
	case 0:
		if w.text == "" {
			return nil, errOther
		}
		return []engine.Event{m.event(w.message(object{}, clean))}, nil
	case 1:
		return []engine.Event{m.event(w.message(readObject(attachments[0]), clean))}, nil
	}
	w = slackWords{w.text.shared(), w.more.shared(), w.username.shared(), w.channel.shared()}
	return m.fanOut(r, attachments, func(m *mender, part json.RawMessage) ([]engine.Event, error) {
		return []engine.Event{m.event(w.message(readObject(part), part))}, nil
	}), nil
}

// slackWords are what all attachments of a message have in common, read once.
type slackWords struct{ text, more, username, channel text }

// shared shortens what is looked through again for each of thousands of attachments:
// to more than an event shows of it.
func (t text) shared() text { return text(boundedTo(1200, unmarked(t))) }

// message reads a message, or one of its attachments.
func (w slackWords) message(a object, part json.RawMessage) draft {
	heading, more := blockWords(a)
	title := text(unmarked(firstText(a.text("title"), heading, w.text, a.text("fallback"), a.text("text"))))
	said := text(unmarked(firstText(a.text("text"), more, w.more, w.text)))
	d := draft{
		action: engine.Trigger, summary: title, source: w.username, component: w.channel,
		details: part, links: []wireLink{{Href: a.text("title_link"), Text: "Open"}},
	}
	if said != "" && said != title && !strings.Contains(string(title), string(said)) {
		d.summary += ": " + text(oneLine(string(said), 300))
	}
	switch state, severity := messageState(a.text("color"), title); state {
	case engine.Resolve:
		d.action = engine.Resolve
	default:
		d.severity = severity
	}
	var sure bool
	d.key, sure = slackKey(string(w.username), colorOf(a.text("color")), string(title), unmarked(firstText(a.text("text"), more, w.more, w.text)))
	if d.action == engine.Resolve && !sure { // it says of all that came under this heading that it is over, or of none
		d.key = ""
	}
	return d
}

// messageState decides by the color, and without one that says something by the
// words of the title. In doubt it is a trigger.
func messageState(color, title text) (engine.Action, text) {
	switch colorOf(color) {
	case "good":
		return engine.Resolve, ""
	case "danger":
		return engine.Trigger, text(engine.Critical)
	case "warning":
		return engine.Trigger, text(engine.Warning)
	}
	good, bad := false, false
	for _, word := range words(string(title)) {
		good = good || isOver(word)
		bad = bad || isWrong(word)
	}
	_, word := saysState(string(title))
	if (good || meaningOf(word, nil, false) == string(engine.Resolve)) && !bad {
		return engine.Resolve, ""
	}
	return engine.Trigger, ""
}

// colorOf names a color by what it means: good, warning, danger, or nothing.
func colorOf(color text) string {
	word := strings.ToLower(strings.TrimSpace(string(color)))
	switch word {
	case "good", "green":
		return "good"
	case "warning", "yellow", "orange":
		return "warning"
	case "danger", "red":
		return "danger"
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(word, "#"), 16, 32)
	if err != nil || len(strings.TrimPrefix(word, "#")) != 6 {
		return ""
	}
	red, green, blue := float64(n>>16), float64(n>>8&255), float64(n&255)
	switch {
	case green > red*1.3 && green > blue*1.2:
		return "good"
	case red > green*1.8 && red > blue*1.3:
		return "danger"
	case red > blue*1.8 && green > blue*1.5:
		return "warning"
	}
	return ""
}

func words(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" \t[](){}:;,.!*|", c) })
}

// isOver and isWrong know words that are written large: "up" and "down" are
// words of any sentence.
func isOver(word string) bool {
	switch word {
	case "RESOLVED", "RECOVERED", "RECOVERY", "CLEARED", "OK", "UP", "Resolved", "Recovered":
		return true
	}
	return false
}

func isWrong(word string) bool {
	switch word {
	case "FIRING", "PROBLEM", "CRITICAL", "DOWN", "WARNING", "ALERT", "ERROR", "FAILED", "FAILURE", "TRIGGERED", "ALERTING", "Triggered", "Problem":
		return true
	}
	return false
}

// stateless is what a title says whatever the state: without the words of state
// and without what was measured. Whole numbers stay: they tell tower 7 from
// tower 8, and an alert that hides behind another is worse than one too many.
func stateless(title string) string {
	measured := sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[-+<>=~]*[0-9]+([.,][0-9]+)?(%|ms|s|m|h|d|dB|dBm|[KMGT]?i?B|[KMGT]?bps|°C|C|V|A|W)$|^[0-9]+[.,][0-9]+$`)
	})
	var kept []string
	for _, word := range strings.Fields(title) {
		bare := strings.Trim(word, "[](){}:;,.!*|✅🔴🟢⚠️🔥")
		if state, count, ok := strings.Cut(bare, ":"); ok && isNumber(count) && (isOver(state) || isWrong(state)) { // FIRING:2
			bare = state
		}
		if bare == "" || isOver(bare) || isWrong(bare) || strings.ContainsAny(bare, "0123456789") && measured().MatchString(bare) || strings.HasPrefix(word, ":") && strings.HasSuffix(word, ":") {
			continue
		}
		kept = append(kept, strings.ToLower(bare))
	}
	return strings.Join(kept, " ")
}

// unmarked reads <https://example.net|words> as the words, as Slack shows it.
func unmarked(t text) string {
	linked := regexp.MustCompile(`<(?:https?|mailto):[^|>]*\|([^>]*)>`)
	return linked.ReplaceAllString(string(t), "$1")
}
