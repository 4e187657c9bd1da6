package preview

import (
	"time"

	"github.com/a-h/templ"

	"wakeman/web/ui/view"
)

// mappingSamples are the page on which a format is taught: with posts that came,
// with mistakes, and before anything came.
func mappingSamples(p view.Page, add func(string, templ.Component), service view.Ref) {
	page := func() view.MappingPage {
		return view.MappingPage{Service: service, ID: "PINT009", Name: "Rectifiers", Seen: "1"}
	}
	full := page()
	full.Form = view.Form{Values: map[string]string{
		"state": "alarm.state", "key": view.MappingOwn, "key_text": "{site}/{unit}", "source": "site", "summary": view.MappingOwn, "summary_text": "{site}: {alarm.text}",
		"severity": "alarm.level", "states_trigger": "failed", "states_resolve": "fine\nfine *", "severities_critical": "1", "severities_warning": "2\n3",
	}}
	full.Sample = view.MappingSample{
		Event: "1043", At: ago(4 * time.Minute), Query: "site=elm-ridge",
		Raw: "{\"unit\": 2, \"alarm\": {\"state\": \"failed\", \"level\": 1, \"text\": \"" + markup + "\"}}",
		Fields: []view.Option{
			{Value: "alarm.level", Label: "alarm.level  —  1"},
			{Value: "alarm.state", Label: "alarm.state  —  failed"},
			{Value: "alarm.text", Label: "alarm.text  —  " + longTitle},
			{Value: "site", Label: "site  —  elm-ridge"},
			{Value: "unit", Label: "unit  —  2"},
		},
		Becomes: []view.TaughtEvent{{Action: "trigger", Summary: "elm-ridge: " + markup, Key: "elm-ridge/2", Source: "elm-ridge", Severity: "critical", Then: "A problem", Notes: []string{"Group: the post has no zone."}}},
	}
	full.Words = []view.TaughtWords{
		{Field: "states", List: []view.TaughtWord{
			{Word: "degraded (" + longHost + ")", Count: 3, Means: "not known: a problem", Unknown: true},
			{Word: "failed", Count: 21, Means: "a problem"},
			{Word: "fine", Count: 20, Means: "it is over"},
		}},
		{Field: "severities", List: []view.TaughtWord{{Word: "9", Count: 1, Means: "not known: the service's default", Unknown: true}, {Word: "1", Count: 30, Means: "critical"}}},
	}
	full.Past, full.Summary = pastSamples()
	add("mapping", view.Mapping(p, full))

	wrong := full
	wrong.Past, wrong.Words = nil, nil
	wrong.Form = view.Form{
		Problem: "Somebody else has changed this since you opened it. What you typed is kept; open the page anew in another tab to compare.",
		Values:  map[string]string{"key": view.MappingOwn, "key_text": "{site", "pasted": "{\"broken\": ", "states_trigger": "fine", "states_resolve": "fine", "links": "{id"},
		Errors:  map[string]string{"key_text": "A { without its }.", "states": "\"fine\" can not mean both resolve and trigger.", "links": "A { without its }.", "state": "\"b[*].s\" goes through another list than \"a[*].id\": a post is taken apart at one list only."},
	}
	wrong.Sample = view.MappingSample{Raw: "{\"broken\": ", Problem: "The JSON ends too early."}
	add("mapping-wrong", view.Mapping(p, wrong))
	add("mapping-empty", view.Mapping(p, page()))
}

func pastSamples() ([]view.TaughtPost, string) {
	was := func(outcome view.EventOutcome, key string) *view.TaughtEvent {
		return &view.TaughtEvent{Action: "trigger", Summary: "{\"unit\": 2, \"alarm\": {\"state\": \"failed\"}}", Key: key, Source: longHost, Outcome: outcome}
	}
	is := func(action, then, text string) *view.TaughtEvent {
		return &view.TaughtEvent{Action: action, Summary: "elm-ridge: " + text, Key: "elm-ridge/2", Source: "elm-ridge", Severity: "critical", Then: then}
	}
	return []view.TaughtPost{
		{Event: "1043", At: ago(4 * time.Minute), Changed: true, Pairs: []view.TaughtPair{{Was: was(view.EventOpened, "0f3a9bc1"), Is: is("resolve", "Resolves it", "mains back"), Changed: true}}},
		{Event: "1042", At: ago(9 * time.Minute), Changed: true, Further: 11, Pairs: []view.TaughtPair{
			{Was: was(view.EventOpened, "77aa0123"), Is: is("trigger", "Joins an open incident", markup), Changed: true},
			{Is: is("trigger", "Opens an incident", arabic), Changed: true},
		}},
		{Event: "1041", At: ago(11 * time.Minute), Pairs: []view.TaughtPair{{Was: was(view.EventQuiet, ""), Is: &view.TaughtEvent{Then: "Nothing"}}}},
		{Event: "17", At: ago(40 * 24 * time.Hour), Gone: "Its body is kept no longer.", Pairs: []view.TaughtPair{{Was: was(view.EventOpened, "9")}}},
	}, "Read again: 1 opening an incident, 1 joining an open one, 1 resolving one, 1 without effect. Posts that would be read otherwise, and are marked: 2."
}
