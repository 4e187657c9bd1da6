package mailgate

import (
	"encoding/json"

	"wakeman/engine"
)

// maxDetails is how much of a mail's text an incident shows, in characters.
const maxDetails = 4096

// Details are what an incident shows of a mail whose event was not kept whole: a
// JSON object of strings, from, subject and body. Nil for a post that is no mail, or
// whose body is no longer kept.
func Details(p engine.PostRow) json.RawMessage {
	if p.Via != "email" || len(p.Raw.Body) == 0 {
		return nil
	}
	letter := Parse(p.Raw.Body, Envelope{Remote: p.Raw.Remote}).Letter()
	text := []rune(letter.Text)
	details, err := json.Marshal(map[string]string{"from": letter.From, "subject": letter.Subject, "body": string(text[:min(len(text), maxDetails)])})
	if err != nil {
		return nil
	}
	return details
}
