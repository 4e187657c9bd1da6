package ui

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"wakeman/engine"
	"wakeman/web/auth"
	"wakeman/web/ui/view"
)

// deliveriesShown is how many messages one page lists.
const deliveriesShown = 60

// deliveriesList is what was handed to the carriers, newest first.
func (u *ui) deliveriesList(w http.ResponseWriter, r *http.Request) {
	var before time.Time
	if n, err := strconv.ParseInt(r.FormValue("after"), 10, 64); err == nil {
		before = time.Unix(0, n)
	}
	list, next, err := u.Store.DeliveryPage(before, deliveriesShown)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	v := view.DeliveryPage{
		Cards: u.Demo, Person: cut(r.FormValue("person"), 100), Result: cut(r.FormValue("result"), 20),
	}
	if !next.IsZero() {
		v.Pager.Older = strconv.FormatInt(next.UnixNano(), 10)
	}
	if !before.IsZero() {
		v.Pager.Newer = "top"
	}
	for _, d := range list {
		row, err := u.delivery(d, who(r))
		if err != nil {
			u.fail(w, r, err)
			return
		}
		if row.Result == view.ToldFailed && u.Now().Sub(row.At) < time.Hour {
			v.Failing++
		}
		if matchesDelivery(row, v) {
			v.Rows = append(v.Rows, row)
		}
	}
	v.Carriers = carrierStates(list)
	u.draw(w, r, http.StatusOK, view.Deliveries(u.page(r), v))
}

func matchesDelivery(row view.Delivery, v view.DeliveryPage) bool {
	return (v.Person == "" || strings.Contains(strings.ToLower(row.Person), strings.ToLower(v.Person))) &&
		(v.Result == "" || v.Result == string(row.Result))
}

func (u *ui) delivery(d engine.Delivery, p auth.Principal) (view.Delivery, error) {
	cfg := u.Store.Config()
	row := view.Delivery{
		ID: d.ID, At: d.CreatedAt, Person: orElse(cfg.Name(d.User), "Somebody who has left"), Channel: d.Channel,
		Address: d.Label, Kind: string(d.Kind), Subject: d.Subject, Text: d.Text, Result: resultOf(d), Reason: d.Reason,
		ProviderID: d.ProviderID, Attempt: d.Attempts,
	}
	if p.User.ID == d.User || viewer(p).CanAdmin {
		row.Address = d.Label + ": " + d.Address // other people's addresses are theirs
	}
	if !d.FinishedAt.IsZero() {
		row.Took = d.FinishedAt.Sub(d.CreatedAt)
	}
	if u.Demo {
		row.AckPath = "/a/" + u.Links.Token(d.ID)
	}
	return row, u.deliveryIncidents(d, &row)
}

// deliveryIncidents names what a message was about.
func (u *ui) deliveryIncidents(d engine.Delivery, row *view.Delivery) error {
	const named = 20
	var titles []string
	for _, it := range d.Items[:min(len(d.Items), named)] {
		in, found, err := u.Store.Incident(it.Incident)
		if err != nil {
			return err
		}
		if found {
			titles = append(titles, in.Title)
			row.Incidents = append(row.Incidents, view.Ref{ID: engine.IncidentID(it.Incident), Name: in.Title})
		}
	}
	if more := len(d.Items) - named; more > 0 {
		next := engine.IncidentID(d.Items[named].Incident)
		row.Incidents = append(row.Incidents, view.Ref{ID: next, Name: "and " + strconv.Itoa(more) + " more, of which this is the first"})
	}
	if row.Subject != "" || len(titles) == 0 {
		return nil
	}
	row.Subject = titles[0]
	if len(d.Items) > 1 {
		row.Subject = strconv.Itoa(len(d.Items)) + " incidents"
		row.Text = strings.Join(titles, "\n")
	}
	if more := len(d.Items) - named; more > 0 {
		row.Text += "\nand " + strconv.Itoa(more) + " more"
	}
	return nil
}

func resultOf(d engine.Delivery) view.ToldResult {
	switch d.State {
	case engine.Sending:
		return view.ToldSending
	case engine.Waiting:
		return view.ToldRetry
	case engine.Sent:
		return view.ToldAccepted
	case engine.Cancelled:
		return view.ToldCancelled
	}
	return view.ToldFailed
}

// carrierStates says how each channel does, by its newest messages.
func carrierStates(list []engine.Delivery) []view.Carrier {
	var carriers []view.Carrier
	seen := map[string]bool{}
	for _, d := range list {
		if d.Channel == "" || seen[d.Channel] || d.State == engine.Sending || d.State == engine.Cancelled {
			continue
		}
		seen[d.Channel] = true
		c := view.Carrier{Name: channelName(d.Channel), Channel: d.Channel, Level: view.Good, Words: "The last message went through."}
		if d.State != engine.Sent {
			c.Level, c.Words = view.Bad, "The last message did not go through: "+orElse(d.Reason, "no reason was given")
		}
		carriers = append(carriers, c)
	}
	return carriers
}

func channelName(channel string) string {
	names := map[string]string{"email": "Mail", "sms": "SMS", "push": "Push (ntfy)", "webhook": "Webhook"}
	return orElse(names[channel], channel)
}
