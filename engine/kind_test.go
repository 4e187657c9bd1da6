package engine

import (
	"slices"
	"testing"
)

func TestEveryTypeOfIntegrationCanBeChosenByWhatItSays(t *testing.T) {
	names, labels := map[string]bool{}, map[string]bool{}
	for _, k := range Kinds() {
		if names[k.Name] || labels[k.Label] {
			t.Errorf("%s, %q: there twice", k.Name, k.Label)
		}
		names[k.Name], labels[k.Label] = true, true
		if k.Label == "" || k.Hint == "" || len(k.Hint) > 90 {
			t.Errorf("%s: a label and a hint of one line are shown to whoever chooses: %q, %q", k.Name, k.Label, k.Hint)
		}
		if !slices.Contains(KindGroups(), k.Group) {
			t.Errorf("%s: the group %q is on no page", k.Name, k.Group)
		}
		if found, ok := KindOf(k.Name); !ok || found != k {
			t.Errorf("%s is not found by its name", k.Name)
		}
	}
	if _, ok := KindOf("pigeon"); ok {
		t.Error("a type that nobody knows was found")
	}
}
