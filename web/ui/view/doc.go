// Package view draws every page of Wakeman as HTML, from plain values.
//
// A view function takes a [Page] (who looks, at what instant, in which zone)
// and one struct with what the page says, and returns a templ component:
//
//	view.Render(ctx, w, view.Incident(page, view.IncidentPage{…}), fragments…)
//
// The package knows no store, no engine and no request: strings, numbers,
// instants and booleans come in, HTML goes out. Words belong here, so that the
// whole product speaks in one voice; facts belong to the caller.
//
// # Rules every page keeps
//
//   - It works without JavaScript: what changes something is a form that POSTs,
//     what filters is a form that GETs.
//   - Nothing inline: no script, no style attribute, no event attribute. The
//     content security policy forbids them and a test reads every page for them.
//   - Text from outside (titles, details, headers, bodies) is printed as text,
//     with its own direction (dir="auto"). A link from an event becomes a link
//     only if it is an absolute http or https address; see [Outside].
//   - Meaning is word + shape + colour, never colour alone, and a red mark has a
//     sentence that says why.
//   - Times are relative with the exact time and zone in the title, or exact
//     where the order matters (timelines), and always inside <time datetime>.
//
// # Live parts
//
// An element with data-live="NAME" is a fragment. When the server says on /live
// that NAME changed, the script asks for the same page again with the header
// X-Fragment: NAME (several are separated by commas), and [Render] with those
// names writes only these elements. The names of each page are constants and
// functions in live.go. A page that has no such element is simply not live.
//
// # Addresses
//
// All addresses that pages link or post to are built by the functions in
// paths.go; that file is the list a router is written from.
package view
