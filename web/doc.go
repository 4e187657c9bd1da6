// Package web is everything that listens for HTTP: one [Server] with one mux,
// the middleware around it, health, metrics, live updates, and the control
// socket through which the command line reaches a running server.
//
// # Doors
//
// A request comes through one of four doors (routes.go), and the door says what
// protects it:
//
//	door    who             recognised by        cross-origin check   body
//	events  senders         key, by web/hooks    no                   2 MiB, web/hooks less
//	api     programs        API key              no, see below        1 MiB
//	pages   people          session cookie       yes                  1 MiB
//	links   /a/…, anybody   token in the path    no                   64 KiB
//
// The API takes the session cookie for safe methods only, so it needs no
// cross-origin check. Acknowledge links are opened by mail programs that send
// "Origin: null" with their forms; the token in the path is what lets them in.
//
// # With TLS and without
//
// One server listens both ways (https.go). Only the door of the pages leads
// browsers from plain http to TLS; every other door works as it is, because what
// stands in front of it may not be able to do TLS.
//
// # Around every door
//
// From the outside in: isolation of panics, request id, the client's address,
// access log and metrics, security headers, then by door the cap on the body,
// the cross-origin check, compression and who it is.
//
// # What is not here
//
// No decision about incidents and no HTML: those are the engine's and web/ui's.
// This package hands them requests, and tells browsers when to look again.
package web
