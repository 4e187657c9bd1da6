package ui

import (
	"net/http"
	"slices"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// genericKind is the type of integration whose format can be taught.
const genericKind = "generic"

// taughtOf tells whether a mapping reads the posts of an integration; nil: their
// format is known.
func taughtOf(in engine.Integration) *bool {
	if in.Type != genericKind {
		return nil
	}
	taught := in.Mapping != nil && !in.Mapping.IsZero()
	return &taught
}

// taughtIntegration is the generic integration that a request names; without it the
// answer is given.
func (u *ui) taughtIntegration(w http.ResponseWriter, r *http.Request) (engine.Integration, engine.Service, bool) {
	in, s, ok := u.integrationOf(w, r)
	if ok && in.Type != genericKind {
		u.notFound(w, r)
		ok = false
	}
	return in, s, ok
}

// mappingShow is the page on which the format of a sender is taught, as it is
// stored.
func (u *ui) mappingShow(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.taughtIntegration(w, r)
	if !ok {
		return
	}
	var m engine.Mapping
	if in.Mapping != nil {
		m = *in.Mapping
	}
	form := view.Form{Values: map[string]string{}}
	putWords(&form, m)
	u.drawMapping(w, r, http.StatusOK, taught{in: in, svc: s, mapping: m, form: form, seen: config.Version(in), post: r.FormValue("post")})
}

// mappingDo shows what a mapping would make of the posts that came, or saves it.
func (u *ui) mappingDo(w http.ResponseWriter, r *http.Request) {
	in, s, ok := u.taughtIntegration(w, r)
	if !ok {
		return
	}
	m, form := typedMapping(r)
	t := taught{in: in, svc: s, mapping: m, form: form, seen: r.PostFormValue("seen"), post: orElse(r.PostFormValue("take"), r.PostFormValue("post"))}
	if r.PostFormValue("take") != "" {
		t.form.Values["pasted"] = ""
	}
	status := http.StatusOK
	for _, p := range m.Check() {
		say(&t.form, t.fieldOf(p.Field), p.Message)
		status = http.StatusBadRequest
	}
	if status == http.StatusOK && r.PostFormValue("do") == view.DoSave {
		err := u.changeIntegration(r, in.ID, func(next *engine.Config, in engine.Integration) {
			if in.Mapping = &m; m.IsZero() {
				in.Mapping = nil
			}
			next.Integrations[in.ID] = in
		})
		if err == nil {
			u.done(w, r, view.Notice{Level: view.Good, Text: "Saved. It holds from the next post on. Incidents that are open already keep their keys: what its recovery does not resolve, resolve by hand."}, view.IntegrationPath(s.ID, in.ID))
			return
		}
		var is bool
		if status, is = refused(&t.form, err, func(p config.Problem) string { return t.fieldOf(mappingField(p)) }); !is {
			u.fail(w, r, err)
			return
		}
		if status == http.StatusConflict {
			t.seen = config.Version(in)
		}
	}
	u.drawMapping(w, r, status, t)
}

// mappingField is the field of a mapping that a problem of a file belongs to.
func mappingField(p config.Problem) string {
	_, field, _ := strings.Cut(p.Field, ".mapping.")
	return field[:len(field)-len(strings.TrimLeftFunc(field, func(c rune) bool { return c != '.' && c != '[' }))]
}

// taught is what the page is drawn of.
type taught struct {
	in      engine.Integration
	svc     engine.Service
	mapping engine.Mapping
	form    view.Form
	seen    string
	post    string // the number of the sample in the event log
}

// fieldOf is the form's field for one of a mapping: what was written by hand is
// wrong where it was written.
func (t taught) fieldOf(field string) string {
	if slices.Contains(templateFields(), field) && t.form.Value(field) == view.MappingOwn {
		return field + view.OwnSuffix
	}
	return field
}

func (u *ui) drawMapping(w http.ResponseWriter, r *http.Request, status int, t taught) {
	v := view.MappingPage{Service: view.Ref{ID: t.svc.ID, Name: t.svc.Name}, ID: t.in.ID, Name: t.in.Name, Seen: t.seen}
	past, err := u.past(t.in.ID)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	raw, sample, err := u.mappingSample(t, past)
	if err != nil {
		u.fail(w, r, err)
		return
	}
	in := t.in
	in.Mapping = &t.mapping
	if t.mapping.IsZero() {
		in.Mapping = nil
	}
	v.Sample = sample
	if sample.Any() && !t.form.Failed() {
		v.Sample.Becomes = becomes(in, raw, u.Now())
	}
	if !t.form.Failed() {
		v.Past, v.Summary = reread(in, past)
		v.Words = wordsThatCame(in, raw, past)
	}
	v.Form = withTemplates(t.form, t.mapping, sample.Fields)
	p := u.page(r)
	p.Notice = takeNotice(w, r)
	u.draw(w, r, status, view.Mapping(p, v))
}
