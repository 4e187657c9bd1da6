package view

import (
	"context"
	"io"
	"slices"

	"github.com/a-h/templ"
)

// Names of live fragments, as they are in data-live and in the data of a live
// event. A fragment's name says what has to change for it to be drawn anew.
const (
	LiveStatus     = "status"     // on every page: number of triggered incidents, banners
	LiveIncidents  = "incidents"  // home: any incident changed, or a shift began
	LiveOnCall     = "oncall"     // on-call page
	LiveServices   = "services"   // services list and pages
	LiveEquipment  = "equipment"  // equipment list and pages
	LiveEvents     = "events"     // event log
	LiveDeliveries = "deliveries" // deliveries page
	LiveHealth     = "health"     // health page
	LivePane       = "pane"       // the incident beside the list, when another is chosen; no event names it
)

// LiveIncident is the name of the fragments of one incident's page.
func LiveIncident(id string) string { return "incident-" + id }

// Render writes the whole component, or, when fragments are named, only the
// elements with these data-live names. Unknown names write nothing.
func Render(ctx context.Context, w io.Writer, c templ.Component, fragments ...string) error {
	if len(fragments) == 0 {
		return c.Render(ctx, w)
	}
	slices.Sort(fragments)
	ids := make([]any, 0, len(fragments))
	for _, name := range slices.Compact(fragments) {
		ids = append(ids, name)
	}
	return templ.RenderFragments(ctx, w, c, ids...)
}
