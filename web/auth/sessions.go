package auth

import (
	"context"
	"net/http"
	"slices"
	"time"

	"wakeman/engine"
	"wakeman/engine/people"
)

// Sessions lists a person's sessions that still work, last seen first.
func (a *Auth) Sessions(user string) ([]people.Session, error) {
	list, err := a.store.Sessions(user)
	now := time.Now()
	list = slices.DeleteFunc(list, func(s people.Session) bool { return !now.Before(s.ExpiresAt) })
	slices.SortFunc(list, func(a, b people.Session) int { return b.SeenAt.Compare(a.SeenAt) })
	return list, err
}

// EndSession ends one of the requester's own sessions, by [people.Session.ID].
// A session of somebody else is NotFound, as one that never was.
func (a *Auth) EndSession(r *http.Request, id string) error {
	p, err := signedIn(r)
	if err != nil {
		return err
	}
	return a.EndSessionOf(r.Context(), p.User.ID, id, p.Actor("ui"))
}

// EndSessionOf ends one session of a person, by [people.Session.ID]; NotFound
// when they have none of this id. It does not ask who may. Somebody else's
// session is told to its owner.
func (a *Auth) EndSessionOf(ctx context.Context, user, id string, actor engine.Actor) error {
	list, err := a.store.Sessions(user)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.ID() != id {
			continue
		}
		if err := a.end(ctx, s.Hash, actor, user); err != nil {
			return err
		}
		if actor.ID != user {
			a.tell(ctx, user, actor, SessionNews)
		}
		return nil
	}
	return engine.Fail(engine.NotFound, "this session has ended already")
}

// EndSessions ends every session of a person but the one with the hash keep
// ("" for none), and says how many that were. Open streams of theirs end too.
// It does not ask who may: a person their own, an admin those of somebody who
// leaves.
func (a *Auth) EndSessions(ctx context.Context, user, keep string, actor engine.Actor) (int, error) {
	row := engine.AuditRow{At: time.Now().UTC(), Actor: actor, Action: "session.end_all", Object: user}
	if keep != "" {
		row.Detail = "but the one in use"
	}
	n, err := a.store.EndSessions(ctx, user, keep, row)
	if err == nil && n > 0 {
		a.ended()
		if actor.ID != user {
			a.tell(ctx, user, actor, SessionsNews)
		}
	}
	return n, err
}

// signedIn is the person behind a request's session; API keys are none.
func signedIn(r *http.Request) (Principal, error) {
	p, ok := From(r.Context())
	if !ok || p.User.ID == "" || p.Session == "" {
		return Principal{}, engine.Fail(engine.Forbidden, "sign in first")
	}
	return p, nil
}
