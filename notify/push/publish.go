package push

import (
	"wakeman/notify"
	"wakeman/notify/text"
)

// publish is ntfy's JSON publish (https://docs.ntfy.sh/publish/#publish-as-json),
// with the fields Wakeman uses.
type publish struct {
	Topic      string   `json:"topic"`
	SequenceID string   `json:"sequence_id,omitempty"`
	Title      string   `json:"title"`
	Message    string   `json:"message"`
	Priority   int      `json:"priority"`
	Tags       []string `json:"tags,omitempty"`
	Click      string   `json:"click,omitempty"`
	Actions    []action `json:"actions,omitempty"`
}

// action is a button of the notification; ntfy shows at most three.
type action struct {
	Action string `json:"action"`
	Label  string `json:"label"`
	URL    string `json:"url"`
	Method string `json:"method,omitempty"`
	Clear  bool   `json:"clear,omitempty"`
}

// ntfy's priorities: max breaks through "do not disturb" and rings, default
// makes a sound, low none.
const (
	priorityMax     = 5
	priorityDefault = 3
	priorityLow     = 2
)

// maxMessage keeps below the 4096 bytes above which ntfy turns a message into
// an attachment, which a locked phone does not show.
const maxMessage = 3800

func newPublish(topic string, d notify.Delivery) publish {
	m := d.Message
	return publish{
		Topic:      topic,
		SequenceID: d.ID,
		Title:      title(m),
		Message:    message(m),
		Priority:   priority(m),
		Tags:       []string{tag(m)},
		Click:      click(m),
		Actions:    actions(m),
	}
}

func priority(m notify.Message) int {
	switch {
	case text.High(m):
		return priorityMax
	case m.Kind == notify.Notice:
		return priorityLow
	}
	return priorityDefault
}

// tag is shown as an emoji before the title (https://docs.ntfy.sh/emojis/).
func tag(m notify.Message) string {
	switch {
	case m.Kind == notify.Test:
		return "bell"
	case m.Kind == notify.Handoff:
		return "calendar"
	case m.Kind == notify.Verification:
		return "key"
	case m.Kind == notify.Notice:
		return "information_source"
	case text.High(m):
		return "rotating_light"
	}
	return "warning"
}

// click is what a touch on the notification opens.
func click(m notify.Message) string {
	for _, link := range []string{m.AckURL, page(m), m.ListURL} {
		if l := text.Link(link); l != "" {
			return l
		}
	}
	return ""
}

// page is the incident's own page, when there is only one.
func page(m notify.Message) string {
	if text.Total(m) == 1 && len(m.Incidents) == 1 {
		return m.Incidents[0].URL
	}
	return m.ListURL
}

func actions(m notify.Message) []action {
	var all []action
	if u := text.Link(m.AckPostURL); u != "" {
		all = append(all, action{Action: "http", Label: acknowledge(m), URL: u, Method: "POST", Clear: true})
	}
	if u := text.Link(page(m)); u != "" {
		all = append(all, action{Action: "view", Label: open(m), URL: u})
	}
	if len(m.Incidents) == 1 {
		if u := text.Link(m.Incidents[0].Runbook); u != "" {
			all = append(all, action{Action: "view", Label: "Runbook", URL: u})
		}
	}
	return all
}
