package engine

import (
	"cmp"
	"slices"
	"time"

	"wakeman/notify"
)

// compose writes the message of a delivery from the incidents as they are now,
// worst first.
func compose(r Reader, links Links, d Delivery, items []Item) (notify.Message, error) {
	user := r.Config().Users[d.User]
	msg := notify.Message{
		Kind: d.Kind, Recipient: user.Name, Subject: d.Subject, Text: d.Text, Zone: user.Location(),
		MayBeDuplicate: d.Uncertain, AckURL: links.Ack(d.ID), AckPostURL: links.Ack(d.ID), ListURL: links.List(),
	}
	if d.Channel == string(notify.Email) {
		msg.AnswerTo = links.AnswerAddress(d.ID)
	}
	if d.Path != "" {
		msg.ListURL = links.at(d.Path)
	}
	if len(items) == 0 {
		if d.Kind != notify.Test {
			msg.AckURL, msg.AckPostURL, msg.AnswerTo = "", "", ""
		}
		if d.Kind == notify.Verification {
			msg.Code = links.code(d)
			msg.Subject, msg.ListURL = "Your Wakeman code is "+msg.Code, ""
		}
		if d.Kind == notify.Invitation {
			msg.ListURL = links.at("/invite/" + links.InvitationSecret(d.ID))
		}
		return msg, nil
	}
	told := map[uint64]bool{}
	for _, it := range items {
		if told[it.Incident] {
			continue // two rules of the person by the same method
		}
		told[it.Incident] = true
		in, ok, err := r.Incident(it.Incident)
		if err != nil {
			return msg, err
		}
		if ok {
			msg.Incidents = append(msg.Incidents, describe(r.Config(), links, in, it, msg.Zone))
		}
	}
	slices.SortStableFunc(msg.Incidents, func(a, b notify.Incident) int {
		return cmp.Compare(Severity(b.Severity).Rank(), Severity(a.Severity).Rank())
	})
	if len(msg.Incidents) > maxBundled {
		msg.Omitted = len(msg.Incidents) - maxBundled
		msg.Incidents = msg.Incidents[:maxBundled]
	}
	return addDetails(r, msg)
}

// words say in a page what kept it quiet until now, by the reader's clock.
func (k *Kept) words(zone *time.Location) string {
	if k == nil {
		return ""
	}
	const layout = "Mon 15:04"
	return "; kept quiet by " + quoteRule(oneLine(k.Rule, 60)) + " from " + k.From.In(zone).Format(layout) + " until " + k.Until.In(zone).Format(layout) + ", still not resolved"
}

// maxBundled is how many incidents one message names; the others are counted.
// Drivers for people name far fewer; a webhook's receiver is a program.
const maxBundled = 1000

func describe(cfg *Config, links Links, in Incident, it Item, zone *time.Location) notify.Incident {
	svc := cfg.service(in.Service)
	var held time.Time
	if in.Kept != nil {
		held = in.Kept.From
	}
	return notify.Incident{
		Number: in.Number, ID: IncidentID(in.Number), Title: in.Title, Service: svc.Name,
		Severity: string(in.Severity), Urgency: string(in.Urgency), Priority: string(in.Priority), Source: in.Source,
		Since: in.CreatedAt, HeldSince: held, Step: it.Step + 1, WhyYou: it.Why + in.Kept.words(zone), Runbook: svc.Runbook,
		URL: links.Incident(in.Number), Reminders: in.Level.Loop,
	}
}

// addDetails gives a page about a single incident the sender's details.
func addDetails(r Reader, msg notify.Message) (notify.Message, error) {
	if len(msg.Incidents) != 1 {
		return msg, nil
	}
	in := &msg.Incidents[0]
	in.AckURL = msg.AckURL
	alerts, err := r.Alerts(in.Number)
	if err != nil || len(alerts) == 0 {
		return msg, err
	}
	in.Details = detailText(alerts[0].Details)
	return msg, nil
}
