package engine

import (
	"context"
	"time"

	"wakeman/notify"
)

// AckLinkLife is how long an acknowledge link works.
const AckLinkLife = 24 * time.Hour

// AckLink is what an acknowledge link shows.
type AckLink struct {
	Delivery  Delivery
	UserID    string
	UserName  string
	ExpiresAt time.Time
	// Expired and Revoked say why there is no button. Revoked: the person left.
	Expired, Revoked bool
	Incidents        []AckItem
}

// Awake reports whether the link is of a test page that still can be
// acknowledged.
func (a AckLink) Awake() bool {
	return a.Delivery.Kind == notify.Test && a.Delivery.AnsweredAt.IsZero() && !a.Expired && !a.Revoked
}

// AckItem is one incident behind a link.
type AckItem struct {
	Incident Incident
	Service  Service
	// Stale: it was resolved, or resolved and reopened, since the link was sent.
	Stale bool
}

// Open counts the incidents the button would acknowledge.
func (a AckLink) Open() int {
	n := 0
	for _, it := range a.Incidents {
		if !it.Stale && it.Incident.Status == Triggered && !a.Expired && !a.Revoked {
			n++
		}
	}
	return n
}

// AckLink reads what a link's token stands for. An unknown or forged token is a
// NotFound Failure.
func (e *Engine) AckLink(token string) (AckLink, error) {
	var link AckLink
	id, ok := e.links.Verify(token)
	if !ok {
		return link, Fail(NotFound, "this link is not one of ours")
	}
	err := e.store.View(func(r Reader) (err error) {
		link, err = readAckLink(r, id, e.clock())
		return err
	})
	return link, err
}

func readAckLink(r Reader, id string, now time.Time) (AckLink, error) {
	d, ok, err := r.Delivery(id)
	if err != nil {
		return AckLink{}, err
	}
	if !ok {
		return AckLink{}, Fail(NotFound, "this link is too old: its message is no longer kept")
	}
	user, known := r.Config().Users[d.User]
	link := AckLink{
		Delivery: d, UserID: d.User, UserName: user.Name, ExpiresAt: d.CreatedAt.Add(AckLinkLife),
		Expired: now.After(d.CreatedAt.Add(AckLinkLife)), Revoked: !known || user.Disabled,
	}
	for _, it := range d.Items {
		in, ok, err := r.Incident(it.Incident)
		if err != nil {
			return AckLink{}, err
		}
		if ok {
			stale := in.Generation != it.Generation || in.Status == Resolved
			link.Incidents = append(link.Incidents, AckItem{in, r.Config().service(in.Service), stale})
		}
	}
	return link, nil
}

// AckByLink acknowledges what a link's token stands for, as its recipient. via
// says how: "mail link", "push button". What is resolved or acknowledged
// already is left alone.
func (e *Engine) AckByLink(ctx context.Context, token, via string) (AckLink, error) {
	id, ok := e.links.Verify(token)
	if !ok {
		return AckLink{}, Fail(NotFound, "this link is not one of ours")
	}
	now := e.clock()
	err := e.update(ctx, Urgent, func(tx Tx) (touched []uint64, err error) {
		link, err := readAckLink(tx, id, now)
		if err != nil || link.Expired || link.Revoked {
			return nil, err
		}
		actor := Actor{Kind: ByPerson, ID: link.UserID, Name: link.UserName, Via: via}
		if link.Awake() {
			return outsideIncidents(), tx.Apply(awake(link.Delivery, actor, now))
		}
		for _, it := range link.Incidents {
			if it.Stale || it.Incident.Status != Triggered {
				continue
			}
			if _, err := act(tx, it.Incident.Number, actor, now, []Act{{Acknowledge: true}}); err != nil {
				return nil, err
			}
			touched = append(touched, it.Incident.Number)
		}
		return touched, nil
	})
	if err != nil {
		return AckLink{}, err
	}
	return e.AckLink(token)
}

// awake writes down that a test page woke its person. It may come before the
// carrier's own answer.
func awake(d Delivery, by Actor, now time.Time) Changes {
	d.AnsweredAt = now
	return Changes{Deliveries: []Delivery{d}, Audit: []AuditRow{{
		At: now, Actor: by, Action: "user.test_acknowledged", Object: d.User,
		Detail: by.Name + " by " + notify.Channel(d.Channel).Word() + " (" + d.Label + "), after " + now.Sub(d.CreatedAt).Round(time.Second).String(),
	}}}
}
