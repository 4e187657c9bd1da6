// Package api is the REST API under /api, in the words of PagerDuty's REST API
// v2, so that clients written for it work unmodified.
//
// It has three layers, one file for each resource:
//
//	wire types     structs with PagerDuty's field names; every field is always
//	               written, null or [] when it is empty
//	mapping        pure functions from domain values to wire types (type view)
//	               and from request bodies to engine.Act
//	handlers       func(*call) (body, error): read the query, ask the store or
//	               the engine, map
//
// One gate stands before all of them (serve.go): it demands a principal, keeps
// read-only ones from changing anything, bounds the body, and writes whatever
// comes back, errors too, in PagerDuty's form. Who the principal is was decided
// before, by whoever put it into the request's context; see package auth.
//
// Incidents are changed by the engine alone, which also decides conflicts.
// Configuration is read from one immutable snapshot taken per request.
package api
