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
	w := Words{"trigger": {"down*", "1", "a*z"}, "resolve": {"*now: up*", "up", "Down ended*"}, "ignore": {"*"}}
	for said, want := range map[string]string{
		"Down": "trigger", " DOWN (was: Up)": "trigger", "Down ended (now: Up)": "resolve", "up": "resolve", "1": "trigger",
		"upside": "ignore", "": "", "a to z": "trigger", "a to b": "ignore",
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
			if len(p.String()) > maxPath {
				continue // what is no character is written longer than it came
			}
			if again, err := ParsePath(p.String()); err != nil || again.String() != p.String() {
				t.Fatalf("%q has the path %q, which is not one: %v", s, p, err)
			}
		}
		if len(filled.Missing) > 0 {
			t.Fatalf("%q misses %q, and everything was there", s, filled.Missing)
		}
	})
}

// What is just within the bounds of a mapping is taken, and one more is not.
func TestTheBoundsOfAMappingHoldToTheLast(t *testing.T) {
	words := func(n int) (list []string) {
		for i := range n {
			list = append(list, strings.Repeat("w", i+1))
		}
		return list
	}
	for _, c := range []struct {
		name      string
		good, bad Mapping
	}{
		{"bytes of a path", Mapping{Key: Template(strings.Repeat("x", 200))}, Mapping{Key: Template(strings.Repeat("x", 201))}},
		{"steps", Mapping{Key: Template("a" + strings.Repeat(".a", 15))}, Mapping{Key: Template("a" + strings.Repeat(".a", 16))}},
		{"the last line", Mapping{Key: "line:1000"}, Mapping{Key: "line:1001"}},
		{"the first entry", Mapping{Key: "a[0]"}, Mapping{Key: "a[-1]"}},
		{"the last entry", Mapping{Key: "a[9999]"}, Mapping{Key: "a[10000]"}},
		{"characters, not bytes", Mapping{Key: "=" + Template(strings.Repeat("é", 254))}, Mapping{Key: "=" + Template(strings.Repeat("é", 255))}},
		{"words", Mapping{TestWords: words(50)}, Mapping{TestWords: words(51)}},
		{"characters of a word", Mapping{TestWords: []string{strings.Repeat("é", 100)}}, Mapping{TestWords: []string{strings.Repeat("é", 101)}}},
		{"stars", Mapping{TestWords: []string{"a*b*c*"}}, Mapping{TestWords: []string{"a*b*c**"}}},
		{"a word twice", Mapping{States: Words{"resolve": {"up", "UP"}}}, Mapping{States: Words{"resolve": {"up"}, "ignore": {"UP"}}}},
		{"links", Mapping{Links: []Template{"a", "b", "c", "d", "e"}}, Mapping{Links: []Template{"a", "b", "c", "d", "e", "f"}}},
		{"what a link is made of", Mapping{Links: []Template{"{id}"}}, Mapping{Links: []Template{"{id"}}},
		{"what marks a test", Mapping{Test: "x"}, Mapping{Test: "{x"}},
		{"headers", Mapping{Key: "header:X-Site"}, Mapping{Key: "header:X-Routing-Key"}},
		{"headers for a proxy", Mapping{Key: "header:X-Key"}, Mapping{Key: "header:proxy-authorization"}},
	} {
		if wrong := c.good.Check(); len(wrong) != 0 {
			t.Errorf("%s: %v", c.name, wrong)
		}
		if wrong := c.bad.Check(); len(wrong) != 1 {
			t.Errorf("%s: one more is %v", c.name, wrong)
		}
	}
}

// Who has a template to mend is told of that, and not of what follows from it.
func TestOfTwoListsIsSpokenOnlyWhenThePathsAreRight(t *testing.T) {
	wrong := Mapping{Key: "{a", Source: "a[*].x", Group: "b[*].y"}.Check()
	if len(wrong) != 1 || wrong[0].Field != "key" {
		t.Errorf("%v", wrong)
	}
}

func TestAMappingSaysNothingOnlyIfNoneOfItsFieldsDoes(t *testing.T) {
	if !(Mapping{}).IsZero() {
		t.Error("an empty one says something")
	}
	for _, m := range []Mapping{
		{Key: "a"}, {Test: "a"}, {Links: []Template{"a"}}, {States: Words{"resolve": {"up"}}}, {Severities: Words{"info": {"up"}}}, {TestWords: []string{"x"}},
	} {
		if m.IsZero() {
			t.Errorf("%+v says nothing", m)
		}
	}
}

func TestEachHeaderThatAMappingReadsIsNamedOnce(t *testing.T) {
	m := Mapping{Key: "{header:x-a}/{header:X-A}", Group: "header:X-B", Class: "query:c", Links: []Template{"{header:X-C}"}}
	if got := strings.Join(m.Headers(), " "); got != "X-A X-B X-C" {
		t.Errorf("it reads %s", got)
	}
}

func TestTheUsualWordsForATestHoldUntilOthersAreGiven(t *testing.T) {
	for _, word := range []string{"yes", "True", " 1 ", "TEST"} {
		if !(Mapping{}).IsTest(word) {
			t.Errorf("%q is no test", word)
		}
		if (Mapping{TestWords: []string{"drill*"}}).IsTest(word) {
			t.Errorf("%q is a test beside drill", word)
		}
	}
	for _, word := range []string{"", "no", "0", "tested"} {
		if (Mapping{}).IsTest(word) {
			t.Errorf("%q is a test", word)
		}
	}
	if !(Mapping{TestWords: []string{"drill*"}}).IsTest("Drill 3") {
		t.Error("a drill is no test")
	}
}

// Only what is written to the letter is anything but a field of the body.
func TestAFieldMayBeCalledLikeAPlace(t *testing.T) {
	for _, name := range []string{"query:", "text:x", "lines:1", "a:b"} {
		p, err := ParsePath(name)
		if err != nil || p.From != "" || len(p.Steps) != 1 || p.Steps[0].Name != name {
			t.Errorf("%s is %+v, %v", name, p, err)
		}
	}
}

// A key is whole only if none of its fields is missing: else two problems would
// share it.
func TestWhatIsMissingMakesATemplateLessThanWhole(t *testing.T) {
	post := values{"site": "elm"}
	if f := Template("{site}/{unit}").Fill(post.look); f.Whole() || f.Text != "elm" || f.Fields != 1 {
		t.Errorf("%+v", f)
	}
	if f := Template("{site}/").Fill(post.look); !f.Whole() || f.Text != "elm/" {
		t.Errorf("%+v", f)
	}
	if f := Template("=x").Fill(post.look); !f.Whole() || f.Fields != 0 {
		t.Errorf("%+v", f)
	}
}

func TestAFieldWhoseNameBeginsLikeFixedTextIsWrittenInBrackets(t *testing.T) {
	p := Path{Steps: []PathStep{{Name: "=x"}}}
	if p.String() != `["=x"]` {
		t.Errorf("written %s", p)
	}
	if paths := Template(p.String()).Paths(); len(paths) != 1 || paths[0].String() != p.String() {
		t.Errorf("read %v", paths)
	}
}
