package view_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wakeman/web/ui/view"
)

const hostileText = `"><script>alert(1)</script><img src=x onerror=alert(2)>`

// Names, descriptions and keys are text wherever they stand, also in addresses
// of pages and in what is copied.
func TestHostileNamesOfServicesAreText(t *testing.T) {
	admin := view.Page{Viewer: view.Viewer{Name: hostileText, CanAdmin: true}}
	ref := view.Ref{ID: hostileText, Name: hostileText}
	in := view.Integration{ID: "PINT001", Service: hostileText, Name: hostileText, Kind: hostileText, Address: hostileText, Key: hostileText, KeyField: hostileText, Problem: hostileText}
	form := view.Form{
		Values: map[string]string{"name": hostileText, "description": hostileText, "runbook": hostileText, "escalation_policy": hostileText, "ack_timeout": hostileText},
		Errors: map[string]string{"name": hostileText, "ack_timeout": hostileText}, Problem: hostileText,
	}
	plug := view.Plug{Type: view.EventsV2, Base: "http://" + hostileText, Key: hostileText}
	for name, page := range map[string]string{
		"service": render(t, view.Service(admin, view.ServicePage{ServiceRow: view.ServiceRow{Service: ref, Description: hostileText}, Connections: []view.Integration{in}})),
		"form":    render(t, view.ServiceForm(admin, view.ServiceFormPage{Service: ref, Form: form, Seen: hostileText, Policies: []view.Option{{Value: hostileText, Label: hostileText}}})),
		"removal": render(t, view.ServiceRemoval(admin, view.ServiceDeletePage{Service: ref, Integrations: []view.Integration{in}, Seen: hostileText, Problem: hostileText})),
		"adding":  render(t, view.IntegrationForm(admin, view.IntegrationFormPage{Service: ref, Form: form, Types: []view.KindGroup{{Label: hostileText, Kinds: []view.Kind{{Name: hostileText, Label: hostileText, Hint: hostileText}}}}})),
		"integration": render(t, view.IntegrationOne(admin, view.IntegrationPage{
			Integration: in, Service: ref, Setup: view.Senders(plug), Test: &view.TestResult{Event: view.EventRow{ID: hostileText, Why: hostileText, Incident: ref}}, Guessed: hostileText,
		})),
	} {
		root := parse(t, page)
		each(root, func(n *html.Node) {
			if n.Data == "img" || n.Data == "script" && attribute(n, "src") == "" {
				t.Errorf("%s: <%s> came out of a text", name, n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: the attribute %s came out of a text", name, a.Key)
				}
			}
		})
		if !strings.Contains(text(elements(root, "main")[0]), "<script>alert(1)</script>") {
			t.Errorf("%s: the text is not shown as it is", name)
		}
	}
}

// What is copied is exactly what is shown, and every button names an element.
func TestEveryCopyButtonHasItsText(t *testing.T) {
	seen := 0
	for name, page := range samples(t) {
		ids := map[string]bool{}
		each(page, func(n *html.Node) { ids[attribute(n, "id")] = true })
		each(page, func(n *html.Node) {
			if !has(n, "data-copy") {
				return
			}
			seen++
			if !ids[attribute(n, "data-copy")] || attribute(n, "type") != "button" || text(n) == "Copy" {
				t.Errorf("%s: a button copies %q and is called %q", name, attribute(n, "data-copy"), text(n))
			}
		})
	}
	if seen < 20 {
		t.Errorf("only %d buttons", seen)
	}
}
