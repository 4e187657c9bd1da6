// Package api is the REST API under /api, in the words of PagerDuty's REST API
// v2, so that clients written for it work unmodified.
//
// It has three layers, one file or two for each resource:
//
//	wire types     structs with PagerDuty's field names: what is written (…Wire),
//	               of which every field is always there, null or [] when it is
//	               empty, and what is read (…Order), of which only what is there
//	               counts
//	mapping        pure functions from domain values to wire types (type view),
//	               and from orders to an engine.Act or a changed value (apply)
//	handlers       func(*call) (body, error): read the query and the body, ask
//	               the store or the engine, or edit the configuration, map
//
// Which endpoints there are is one table (routes.go), with the role that each
// needs at least. From it come the handlers, the gate and openapi.json.
//
// One gate stands before all of them (serve.go): it demands a principal of that
// role, keeps read-only ones from changing anything, bounds the body, and writes
// whatever comes back, errors too, in PagerDuty's form. Who the principal is was
// decided before, by whoever put it into the request's context; see package auth.
//
// Incidents are changed by the engine alone, which also decides conflicts.
// Configuration is read from one immutable snapshot taken per request, and
// changed by [config.Editor], so that what a file may not say the API refuses
// too (edit.go). A client that sends back what it read changes nothing, also
// where the wire says less than is stored: delays of seconds, slots of several
// people, turns of months.
package api
