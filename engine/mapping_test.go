package engine

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// values are the fields of a post by their paths.
type values map[string]string

func (v values) look(p Path) (string, bool) {
	s, ok := v[p.String()]
	return s, ok
}

func TestATemplateIsOneFieldTextWithFieldsOrFixedText(t *testing.T) {
	post := values{"host": "tower-7", "check": "uplink", "none": " ", `["a.b"].c`: "deep", `["{x}"]`: "brace"}
	for _, c := range []struct {
		template Template
		says     string
		missing  string
	}{
		{"host", "tower-7", ""},
		{"{host}/{check}", "tower-7/uplink", ""},
		{"{ host } is {state}", "tower-7 is", "state"},
		{"{host}: {none}", "tower-7", "none"},
		{"({state})", "", "state"},
		{"=netwatch", "netwatch", ""},
		{"= {host}", "{host}", ""},
		{`["a.b"].c`, "deep", ""},
		{`["\x7bx\x7d"]`, "brace", ""},
		{"", "", ""},
	} {
		f := c.template.Fill(func(p Path) (string, bool) {
			if len(p.Steps) > 0 && p.Steps[0].Name == "{x}" {
				return "brace", true
			}
			return post.look(p)
		})
		if f.Text != c.says || strings.Join(f.Missing, " ") != c.missing {
			t.Errorf("%q says %q and misses %q", c.template, f.Text, f.Missing)
		}
	}
}

func TestEachMistakeInAMappingIsToldWithItsField(t *testing.T) {
	long := Template(strings.Repeat("x", 300))
	for _, c := range []struct {
		m           Mapping
		field, says string
	}{
		{Mapping{Key: "{host"}, "key", "without its }"},
		{Mapping{Key: "host}"}, "key", "without its {"},
		{Mapping{Key: "{}"}, "key", "names no field"},
		{Mapping{State: "a..b"}, "state", "a name is missing"},
		{Mapping{State: "a[x]"}, "state", "no place in a list"},
		{Mapping{State: "a[0"}, "state", "a ] is missing"},
		{Mapping{State: "a[0]b"}, "state", "a dot is missing"},
		{Mapping{State: `a["`}, "state", "a ] is missing"},
		{Mapping{Source: "a[*].b[*]"}, "source", "two [*]"},
		{Mapping{Key: "a[*].id", Source: "b[*].id"}, "source", "another list"},
		{Mapping{Summary: long}, "summary", "longer than"},
		{Mapping{Group: "header:Authorization"}, "group", "holds a secret"},
		{Mapping{Group: "header:cookie"}, "group", "holds a secret"},
		{Mapping{Group: "header:"}, "group", "write a header"},
		{Mapping{Time: "line:0"}, "time", "line:1"},
		{Mapping{Links: make([]Template, 6)}, "links", "more than 5"},
		{Mapping{States: Words{"resolved": {"up"}}}, "states", `not "resolved"`},
		{Mapping{States: Words{"resolve": {"up"}, "trigger": {"UP"}}}, "states", "can not mean both"},
		{Mapping{Severities: Words{"critical": {""}}}, "severities", "an empty word"},
		{Mapping{TestWords: []string{"a*b*c*d*"}}, "test_words", "more than three *"},
	} {
		wrong := c.m.Check()
		if len(wrong) != 1 || wrong[0].Field != c.field || !strings.Contains(wrong[0].Message, c.says) {
			t.Errorf("%+v: %v; want %s: %s", c.m, wrong, c.field, c.says)
		}
	}
}

func TestWordsWithAStarMeanWhatTheLongestSays(t *testing.T) {
	w := Words{"trigger": {"down*", "1"}, "resolve": {"*now: up*", "up", "Down ended*"}, "ignore": {"*"}}
	for said, want := range map[string]string{
		"Down": "trigger", " DOWN (was: Up)": "trigger", "Down ended (now: Up)": "resolve", "up": "resolve", "1": "trigger",
		"upside": "ignore", "": "",
	} {
		if got, _ := w.Of(said); got != want {
			t.Errorf("%q means %q, want %q", said, got, want)
		}
	}
}

// No word stands for two things, and none for a recovery that could be a problem.
func TestTheUsualWordsForStatesAreNoGamble(t *testing.T) {
	words := DefaultStates()
	if err := words.check(StateMeanings()); err != nil {
		t.Error(err)
	}
	for _, doubtful := range []string{"1", "0", "success", "true", "false", "info", "done", "inactive", "unknown word"} {
		if meaning, ok := words.Of(doubtful); ok && meaning != string(Trigger) {
			t.Errorf("%q means %s for everybody", doubtful, meaning)
		}
	}
}

func TestAPathIsWrittenAsItIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p Path
		for i := range rapid.IntRange(1, 5).Draw(t, "steps") {
			step := rapid.OneOf(
				rapid.Map(rapid.StringMatching(`[a-zA-Z_.\[\]"{}: =é\\-]{1,8}`), func(s string) PathStep { return PathStep{Name: s} }),
				rapid.Map(rapid.IntRange(0, 99), func(n int) PathStep { return PathStep{Index: n} }),
			).Draw(t, "step")
			if i == 2 && step.Name == "" {
				step = PathStep{Each: true}
			}
			p.Steps = append(p.Steps, step)
		}
		again, err := ParsePath(p.String())
		if err != nil || !slices.Equal(again.Steps, p.Steps) {
			t.Fatalf("%+v is written %s and read %+v, %v", p, p, again, err)
		}
		if paths := Template(p.String()).Paths(); len(paths) != 1 || !slices.Equal(paths[0].Steps, p.Steps) {
			t.Fatalf("as a template %s is %v", p, paths)
		}
		if paths := Template("a {" + p.String() + "} b").Paths(); len(paths) != 1 || !slices.Equal(paths[0].Steps, p.Steps) {
			t.Fatalf("inside a template %s is %v", p, paths)
		}
	})
}

func FuzzTemplate(f *testing.F) {
	for _, s := range []string{"host", "{a.b}/{c[0]}", "=x", `["a\x7b"]`, "alerts[*].x", "header:X-A", "line:3", "text:", "{", "}{", "{{}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		template := Template(s)
		filled := template.Fill(func(Path) (string, bool) { return "v", true })
		if template.Check() != nil {
			return
		}
		for _, p := range template.Paths() {
			if again, err := ParsePath(p.String()); err != nil || again.String() != p.String() {
				t.Fatalf("%q has the path %q, which is not one: %v", s, p, err)
			}
		}
		if len(filled.Missing) > 0 {
			t.Fatalf("%q misses %q, and everything was there", s, filled.Missing)
		}
	})
}
