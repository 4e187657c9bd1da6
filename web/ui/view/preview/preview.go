package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/embed"
	"wakeman/web/ui/view"
)

// Sample is one page with made-up contents.
type Sample struct {
	Name string // file name without its end
	Page templ.Component
	// Bare is set for pages of people who are not signed in.
	Bare bool
}

// now is Saturday 14 March 2026, 02:15:20 in Chicago: a week after the clocks went forward.
func now() time.Time { return time.Date(2026, 3, 14, 7, 15, 20, 0, time.UTC) }

func ago(d time.Duration) time.Time { return now().Add(-d) }

func chicago() *time.Location { return zoneOr("America/Chicago", time.FixedZone("CDT", -5*3600)) }

func berlin() *time.Location { return zoneOr("Europe/Berlin", time.FixedZone("CET", 3600)) }

// zoneOr is a zone, also where there is no database of them.
func zoneOr(name string, otherwise *time.Location) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return otherwise
	}
	return zone
}

// signedIn is the page of a technician; the live parts are on.
func signedIn(assets *embed.Set) view.Page {
	return view.Page{
		Clock:     view.Clock{Now: now(), Zone: chicago()},
		Viewer:    view.Viewer{Name: "Night technician", Email: "night@example.net", Role: "responder", CanAct: true, CanAdmin: true},
		Assets:    assets,
		Triggered: 2,
		LiveAfter: "1042",
		Version:   "0.1.0",
	}
}

func stranger(assets *embed.Set) view.Page {
	return view.Page{Clock: view.Clock{Now: now(), Zone: chicago()}, Assets: assets}
}

// All draws every page, in the order of the product's navigation.
func All(assets *embed.Set) []Sample {
	p, s := signedIn(assets), stranger(assets)
	var all []Sample
	add := func(name string, page templ.Component) { all = append(all, Sample{Name: name, Page: page}) }
	bare := func(name string, page templ.Component) {
		all = append(all, Sample{Name: name, Page: page, Bare: true})
	}
	incidentSamples(p, add)
	onCallSamples(p, add)
	scheduleSamples(p, add)
	adviceSamples(p, add)
	dutySamples(p, add)
	shiftSamples(p, add)
	scheduleFormSamples(p, add)
	calendarSamples(p, add)
	serviceSamples(p, add)
	policySamples(p, add)
	settingsSamples(p, add)
	upkeepSamples(p, add)
	welcomeSamples(p, add)
	eventSamples(p, add)
	systemSamples(p, add)
	certificateHealth(p, add)
	securitySamples(p, add)
	providerSamples(p, add)
	auditSamples(p, add)
	peopleSamples(p, add)
	teamSamples(p, add)
	ruleSamples(p, add)
	handoffSamples(p, add)
	wallboardSamples(s, bare)
	ackSamples(s, bare)
	codeSamples(s, bare)
	passkeyStrangerSamples(s, bare)
	entrySamples(s, bare)
	certificateSamples(s, bare)
	invitationSamples(s, bare)
	return all
}
