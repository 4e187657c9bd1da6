package hooks

import (
	"strings"

	"wakeman/engine"
)

// sourceSNS takes what a topic of Amazon SNS sends: alarms of CloudWatch, events
// of EventBridge, or plain words. Amazon signs everything but raw deliveries.
func sourceSNS() source {
	amazon := &signers{}
	return source{name: "sns", decode: decodeSNS, attest: amazon.attest}
}

func decodeSNS(m *mender, r Request) ([]engine.Event, error) {
	o, clean, err := m.object(r.Body)
	if err != nil && r.Header.Get("X-Amz-Sns-Rawdelivery") == "" {
		return nil, err
	}
	if doubt := r.Attested.Doubt; doubt != "" {
		m.note("%s", oneLine(doubt, 300))
	}
	msg, enveloped := readSNS(o)
	switch {
	case err != nil: // words, by raw delivery
		return m.carried(r, snsMessage{message: string(m.utf8(r.Body)), topic: r.Header.Get("X-Amz-Sns-Topic-Arn")})
	case !enveloped && (o.has("AlarmName") || o.has("detail-type")):
		return m.carried(r, snsMessage{message: string(clean), topic: r.Header.Get("X-Amz-Sns-Topic-Arn")})
	case !enveloped:
		return nil, errOther
	case msg.kind == snsConfirm:
		return m.subscription(r.Attested, msg), nil
	case msg.kind == snsUnsubscribe:
		again, _ := msg.confirmURL() // none, if it is not Amazon's
		return []engine.Event{m.event(draft{
			action: engine.Trigger, key: unsubscribedKey(msg), severity: text(engine.Warning), source: text(msg.topic), client: "Amazon SNS",
			summary: text("No alarms come any more from " + topicName(msg.topic) + ": its subscription was ended"), at: text(msg.at), sent: text(msg.at),
			links: []wireLink{{Href: text(again), Text: "Subscribe again"}},
		})}, nil
	}
	return m.carried(r, msg)
}

// subscription says what became of a request to confirm. What had been ended is
// back, if it is confirmed.
func (m *mender) subscription(a Attested, msg snsMessage) []engine.Event {
	d := draft{
		action: engine.Change, key: unsubscribedKey(msg), source: text(msg.topic), at: text(msg.at), sent: text(msg.at), client: "Amazon SNS",
		summary: text("The subscription of " + topicName(msg.topic) + " is confirmed"),
	}
	if a.Confirmed {
		d.action = engine.Resolve
		confirmed := d
		confirmed.action, confirmed.key = engine.Change, ""
		return []engine.Event{m.event(confirmed), m.event(d)}
	}
	m.note("not confirmed: %s", oneLine(a.Unconfirmed, 300))
	d.key = ""
	d.summary = text("The topic " + topicName(msg.topic) + " waits to be confirmed: open the link of this event within three days, on a machine that reaches the Internet")
	if at, err := msg.confirmURL(); err == nil {
		d.links = []wireLink{{Href: text(at), Text: "Confirm the subscription"}}
	} else {
		m.note("%s", err)
	}
	return []engine.Event{m.event(d)}
}

func unsubscribedKey(msg snsMessage) text { return text("sns-subscription/" + msg.topic) }

// topicName is the last part of an ARN: the name people gave.
func topicName(arn string) string {
	return arn[strings.LastIndexByte(arn, ':')+1:]
}

// carried reads the message inside.
func (m *mender) carried(r Request, msg snsMessage) ([]engine.Event, error) {
	r.Body = []byte(msg.message)
	var inner mender
	if o, clean, err := inner.object(r.Body); err == nil {
		switch {
		case o.has("AlarmName") || o.has("AlarmArn"):
			return m.alarm(o, clean), nil
		case o.has("detail-type"):
			return m.awsEvent(o, clean), nil
		}
	}
	subject := ""
	if msg.subject != nil {
		subject = *msg.subject
	}
	// Words say no state. The same words again are the same alert again.
	return []engine.Event{m.event(draft{
		action: engine.Trigger, key: text(engine.HashKey(msg.topic + "\n" + subject + "\n" + msg.message)), source: text(topicName(msg.topic)),
		summary: firstText(text(subject), text(oneLine(msg.message, 300))), at: text(msg.at), sent: text(msg.at), details: asJSON(strings.ToValidUTF8(msg.message, "\uFFFD")), client: "Amazon SNS",
	})}, nil
}
