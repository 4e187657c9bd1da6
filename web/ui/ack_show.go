package ui

import (
	"net/http"
	"time"

	"wakeman/engine"
	"wakeman/notify"
	"wakeman/web/ui/view"
)

// ackShow is the page behind the link in a page. It changes nothing: mail
// scanners open links, and some run scripts.
func (u *ui) ackShow(w http.ResponseWriter, r *http.Request) {
	link, err := u.Engine.AckLink(r.PathValue("token"))
	if err != nil {
		u.fail(w, r, err)
		return
	}
	u.drawAck(w, r, link, ackState(link))
}

// ackDo is its button, and the button on a lock screen.
func (u *ui) ackDo(w http.ResponseWriter, r *http.Request) {
	link, err := u.Engine.AckLink(r.PathValue("token"))
	if err != nil {
		u.fail(w, r, err)
		return
	}
	state := ackState(link)
	if state != view.AckReady {
		u.drawAck(w, r, link, state)
		return
	}
	link, err = u.Engine.AckByLink(r.Context(), r.PathValue("token"), ackVia(link))
	if err != nil {
		u.fail(w, r, err)
		return
	}
	// Somebody may have been faster: then it is theirs, or over.
	if state = ackState(link); state == view.AckAlready && (holds(link) || link.Delivery.Kind == notify.Test) {
		state = view.AckDone
	}
	u.woken(r, link)
	u.drawAck(w, r, link, state)
}

// woken writes down that the address of a test page that was acknowledged is
// right. It may have been changed meanwhile: then nothing is shown of the new one.
// One that the API set needs more than a link, which whoever holds it can open.
func (u *ui) woken(r *http.Request, link engine.AckLink) {
	d := link.Delivery
	if d.Kind != notify.Test || d.AnsweredAt.IsZero() {
		return
	}
	by := engine.Actor{Kind: engine.ByPerson, ID: link.UserID, Name: link.UserName, Via: ackVia(link)}
	err := u.Editor.Confirm(r.Context(), by, d, "a test page")
	if code := engine.CodeOf(err); err != nil && code != engine.Conflict && code != engine.Forbidden {
		u.Log.Error("a confirmed contact method was not written down", "err", err)
	}
}

// holds reports whether the link's person has one of its incidents.
func holds(link engine.AckLink) bool {
	for _, it := range link.Incidents {
		for _, a := range it.Incident.Acks {
			if a.By.ID == link.UserID {
				return true
			}
		}
	}
	return false
}

// ackVia says by which way a link came to the person.
func ackVia(link engine.AckLink) string {
	switch link.Delivery.Channel {
	case "email":
		return "mail link"
	case "push":
		return "push button"
	case "sms":
		return "SMS link"
	}
	return "link"
}

func (u *ui) drawAck(w http.ResponseWriter, r *http.Request, link engine.AckLink, state view.AckState) {
	p := u.page(r)
	if user, ok := u.Store.Config().Users[link.UserID]; ok {
		p.Zone = user.Location()
	}
	u.draw(w, r, ackStatus(state), view.Ack(p, u.ackPage(r, link, state)))
}

// ackStatus is what a lock screen shows of the answer: a tick only when paging
// has stopped.
func ackStatus(state view.AckState) int {
	if state == view.AckExpired || state == view.AckRevoked {
		return http.StatusGone
	}
	return http.StatusOK
}

// ackState is what a link can still do. One that was sent before an incident was
// reopened says that it has expired: "it is over" would be a lie.
func ackState(link engine.AckLink) view.AckState {
	switch {
	case link.Revoked:
		return view.AckRevoked
	case link.Expired:
		return view.AckExpired
	case link.Open() > 0, link.Awake():
		return view.AckReady
	case link.Delivery.Kind == notify.Test:
		return view.AckAlready
	}
	state := view.AckResolved
	for _, it := range link.Incidents {
		switch {
		case it.Incident.Status == engine.Triggered:
			return view.AckExpired
		case it.Incident.Status == engine.Acked:
			state = view.AckAlready
		}
	}
	return state
}

func (u *ui) ackPage(r *http.Request, link engine.AckLink, state view.AckState) view.AckPage {
	v := view.AckPage{State: state, PostPath: r.URL.EscapedPath(), Recipient: link.UserName, SignIn: view.PathHome, At: ackAt(link, state)}
	if d := link.Delivery; d.Kind == notify.Test {
		v.Test, v.SignIn = true, view.PathProfile
		if !d.AnsweredAt.IsZero() {
			v.At, v.Took, v.By = d.AnsweredAt, d.AnsweredAt.Sub(d.CreatedAt), "You"
		}
	}
	for _, it := range link.Incidents {
		in := it.Incident
		if state == view.AckReady && (it.Stale || in.Status != engine.Triggered) {
			continue // the button says how many it acknowledges
		}
		v.Incidents = append(v.Incidents, view.AckItem{
			ID: engine.IncidentID(in.Number), Number: in.Number, Title: in.Title, State: view.State(in.Status),
			Severity: string(in.Severity), Priority: string(in.Priority), Service: it.Service.Name, Source: in.Source, Since: in.CreatedAt,
			Holder: holder(in, ""), Runbook: view.OutsideLink{Href: it.Service.Runbook, Text: "Runbook"},
		})
		if in.Status == engine.Acked && v.By == "" {
			v.By = holder(in, link.UserID)
		}
	}
	if len(link.Incidents) == 1 {
		v.SignIn = view.IncidentPath(engine.IncidentID(link.Incidents[0].Incident.Number))
	}
	return v
}

// ackAt is when what the state tells of happened; zero when that is not known.
func ackAt(link engine.AckLink, state view.AckState) (last time.Time) {
	if state == view.AckExpired {
		if link.Expired {
			last = link.ExpiresAt
		}
		return last
	}
	for _, it := range link.Incidents {
		if it.Incident.ChangedAt.After(last) {
			last = it.Incident.ChangedAt
		}
	}
	return last
}
