package api

import (
	"cmp"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/store"
)

// auditWire is one line of the audit log, as far as PagerDuty's records have room for it; Operation, Object and Detail are
// Wakeman's own, and say all of it.
type auditWire struct {
	ID               string        `json:"id"`
	Self             *string       `json:"self"`
	ExecutionTime    *string       `json:"execution_time"`
	ExecutionContext auditContext  `json:"execution_context"`
	Actors           []reference   `json:"actors"`
	Method           auditMethod   `json:"method"`
	RootResource     auditResource `json:"root_resource"`
	Action           string        `json:"action" enum:"create,update,delete"`
	Details          auditChange   `json:"details"`
	Operation        string        `json:"operation" doc:"config.change, incident.acknowledge … Wakeman's own"`
	Object           string        `json:"object" doc:"what it was done to. Wakeman's own"`
	Detail           string        `json:"detail" doc:"what changed, in lines. Wakeman's own"`
	Hash             string        `json:"hash" doc:"of this record and the one before it. Wakeman's own"`
}

// auditContext is where a request came from, which the log does not keep.
type auditContext struct {
	RequestID     *string `json:"request_id"`
	RemoteAddress *string `json:"remote_address"`
}

type auditMethod struct {
	Type           string  `json:"type" enum:"browser,api_token,other"`
	Description    string  `json:"description"`
	TruncatedToken *string `json:"truncated_token"`
}

type auditResource struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Summary string `json:"summary"`
}

type auditChange struct {
	Resource   auditResource `json:"resource"`
	Fields     []struct{}    `json:"fields"`
	References []struct{}    `json:"references"`
}

// listAuditRecords goes from the newest back.
func (s *server) listAuditRecords(c *call) (any, error) {
	p, err := c.q.page()
	if err != nil {
		return nil, err
	}
	w, err := c.q.window()
	if err != nil {
		return nil, err
	}
	q := store.AuditQuery{Actor: c.q.text("actor_id"), Action: c.q.text("operation"), Text: c.q.text("query"), Since: w.from, Until: w.to, Limit: p.limit}
	if q.Before, err = p.number(); err != nil {
		return nil, err
	}
	rows, next, err := s.store.AuditLog(q)
	if err != nil {
		return nil, err
	}
	return leafed("records", each(rows, c.auditRecord), p, numbered(next)), nil
}

func (v view) auditRecord(row engine.AuditRow) auditWire {
	thing := v.auditResource(row)
	return auditWire{
		ID: strconv.FormatUint(row.Seq, 10), ExecutionTime: stamp(row.At), Actors: []reference{v.auditActor(row.Actor)},
		Method: auditMethod{Type: auditMethodOf(row.Actor), Description: row.Actor.Via}, RootResource: thing,
		Action: auditAction(row.Action), Details: auditChange{Resource: thing, Fields: []struct{}{}, References: []struct{}{}},
		Operation: row.Action, Object: row.Object, Detail: row.Detail, Hash: row.Hash,
	}
}

func (v view) auditActor(a engine.Actor) reference {
	if a.Kind == engine.BySystem {
		return reference{ID: "system", Type: "system_reference", Summary: orID(a.Name, "system")}
	}
	return v.actorRef(a, "")
}

func auditMethodOf(a engine.Actor) string {
	switch {
	case a.Via == "ui":
		return "browser"
	case a.Via == "api" || strings.HasPrefix(a.Via, "API key") || a.Kind == engine.ByToken:
		return "api_token"
	}
	return "other"
}

// auditAction is which of PagerDuty's three an operation comes nearest to.
func auditAction(operation string) string {
	_, verb, _ := strings.Cut(operation, ".")
	switch verb {
	case "add", "create", "open", "make", "invite", "setup":
		return "create"
	case "remove", "delete", "revoke", "end", "unblock":
		return "delete"
	}
	return "update"
}

// auditResource names what was changed: by its id where the log has it, or else by the name that the log has.
func (v view) auditResource(row engine.AuditRow) auditResource {
	kind, name, both := strings.Cut(row.Object, " ")
	area, _, _ := strings.Cut(row.Action, ".")
	if area == "config" && both {
		return auditResource{ID: v.idOf(kind, name), Type: kind + "_reference", Summary: name}
	}
	if u, ok := v.cfg.Users[row.Object]; ok {
		return auditResource{u.ID, "user_reference", u.Name}
	}
	return auditResource{row.Object, cmp.Or(area, "thing") + "_reference", row.Object}
}

// idOf is the id of a thing that is still called as the log has it; "" of others.
func (v view) idOf(kind, name string) string {
	switch kind {
	case userKind:
		u, _ := v.cfg.ByEmail(name)
		return u.ID
	case teamKind:
		return named(v.cfg.Teams, name, func(id string) string { return v.cfg.Teams[id].Name })
	case scheduleKind:
		return named(v.cfg.Schedules, name, func(id string) string { return v.cfg.Schedules[id].Name })
	case policyKind:
		return named(v.cfg.Policies, name, func(id string) string { return v.cfg.Policies[id].Name })
	case serviceKind:
		return named(v.cfg.Services, name, func(id string) string { return v.cfg.Services[id].Name })
	}
	return ""
}

func named[T any](all map[string]T, name string, nameOf func(id string) string) string {
	for id := range all {
		if nameOf(id) == name {
			return id
		}
	}
	return ""
}
