package engine_test

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wakeman/engine"
)

func TestEveryNumberHasAPublicIDOfItsOwn(t *testing.T) {
	shape := regexp.MustCompile(`^Q[0-9A-Z]{13}$`)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(1, 1000)).Draw(t, "number")
		id := engine.IncidentID(n)
		if back, ok := engine.ParseIncidentID(id); !ok || back != n || !shape.MatchString(id) {
			t.Errorf("%d became %s and came back as %d, %v", n, id, back, ok)
		}
		alert := engine.AlertID(n)
		if back, ok := engine.ParseAlertID(alert); !ok || back != n || alert == id {
			t.Errorf("alert %d became %s and came back as %d, %v", n, alert, back, ok)
		}
		if other, _ := engine.ParseIncidentID(alert); other == n {
			t.Errorf("%s is incident %d as well as alert %d", alert, other, n)
		}
	})
}

func TestWhatIsNoIDIsRefused(t *testing.T) {
	for _, id := range []string{
		"", "0", "-1", "+1", "1.0", " 1", "1234567890123", "Q", "Qabcdefghijklm", "Q000000000000-", "Q00000000000000", "QZZZZZZZZZZZZZ", "Q3W5E11264SGSG", "PABCDEF", "٣",
	} {
		if n, ok := engine.ParseIncidentID(id); ok {
			t.Errorf("%q is taken for %d", id, n)
		}
	}
	if n, ok := engine.ParseIncidentID("42"); !ok || n != 42 {
		t.Errorf("a plain number is %d, %v", n, ok)
	}
}

// What is taken for an id is exactly the id of its number.
func FuzzParseIncidentID(f *testing.F) {
	for _, s := range []string{"42", engine.IncidentID(1), engine.AlertID(1), "QZZZZZZZZZZZZZ", "Q3W5E11264SGSF", "", "Q"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := engine.ParseIncidentID(s)
		if !ok {
			return
		}
		plain := strings.TrimLeft(s, "0")
		if engine.IncidentID(n) != s && strconv.FormatUint(n, 10) != plain {
			t.Errorf("%q is taken for %d, which is %s", s, n, engine.IncidentID(n))
		}
	})
}

func TestMadeUpIDsAndKeysHaveTheShapeOthersInsistOn(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		for s, shape := range map[string]string{
			engine.NewID(): `^P[0-9A-Z]{6}$`, engine.NewKey(): `^[0-9a-z]{32}$`, engine.HashKey(engine.NewKey()): `^[0-9a-z]{50}$`,
		} {
			if !regexp.MustCompile(shape).MatchString(s) {
				t.Fatalf("%q does not match %s", s, shape)
			}
			if len(s) > 10 && seen[s] {
				t.Fatalf("%s came twice", s)
			}
			seen[s] = true
		}
	}
	once, again := engine.HashKey("a"), engine.HashKey("a")
	if once != again || once == engine.HashKey("b") {
		t.Error("a hashed key is not one for each key")
	}
}

func links(key string) engine.Links {
	return engine.Links{Base: func() string { return "https://pager.example.net" }, Key: []byte(key)}
}

func TestALinkNamesItsMessageAndCanNotBeForged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[0-9a-z]{1,30}`).Draw(t, "delivery")
		token := links("secret").Token(id)
		if got, ok := links("secret").Verify(token); !ok || got != id {
			t.Fatalf("the token of %s stands for %q, %v", id, got, ok)
		}
		if _, ok := links("other").Verify(token); ok {
			t.Error("a token of another box is accepted")
		}
		at := rapid.IntRange(0, len(token)-1).Draw(t, "at")
		with := rapid.SampledFrom([]string{"", "x", "0", "-", "A", "\x00"}).Draw(t, "with")
		forged := token[:at] + with + token[at+1:]
		if _, ok := links("secret").Verify(forged); ok && forged != token {
			t.Errorf("%s is accepted, %s was given out", forged, token)
		}
	})
	if list := (engine.Links{}).List(); list != "" {
		t.Errorf("without a public address the list is at %q", list)
	}
	if url := links("s").Ack("d1"); !strings.HasPrefix(url, "https://pager.example.net/a/d1-") {
		t.Errorf("the link is %s", url)
	}
}

func FuzzLinks(f *testing.F) {
	f.Add("d0-abc")
	f.Add(links("secret").Token("d1"))
	f.Add("")
	f.Add("-")
	f.Fuzz(func(t *testing.T, token string) {
		id, ok := links("secret").Verify(token)
		if ok && links("secret").Token(id) != token {
			t.Errorf("%q is accepted for %q", token, id)
		}
	})
}

func TestDetailsBecomeALinePerField(t *testing.T) {
	for raw, want := range map[string][]engine.Detail{
		``:                                    nil,
		`{`:                                   nil,
		`null`:                                {{}},
		`"a line"`:                            {{Value: "a line"}},
		`[1,2]`:                               {{Value: "[1,2]"}},
		`{}`:                                  {},
		`{"b":12345678901234567890,"a":null}`: {{Name: "a"}, {Name: "b", Value: "12345678901234567890"}},
		`{"x":{"z":1,"y":[true]},"ok":false}`: {{Name: "ok", Value: "false"}, {Name: "x", Value: `{"y":[true],"z":1}`}},
		`{"volts":11.4,"text":"<b>not bold</b>"}`: {{Name: "text", Value: "<b>not bold</b>"}, {Name: "volts", Value: "11.4"}},
	} {
		if diff := gocmp.Diff(want, engine.DetailLines(json.RawMessage(raw))); diff != "" {
			t.Errorf("%s:\n%s", raw, diff)
		}
	}
}

func FuzzDetailLines(f *testing.F) {
	for _, s := range []string{``, `{`, `{"a":1}`, `[[[[]]]]`, `"x"`, `{"a":{"b":null}}`, "\xff", `{"a":"\ud800"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		last := ""
		for i, d := range engine.DetailLines(raw) {
			if !utf8.ValidString(d.Name) || !utf8.ValidString(d.Value) {
				t.Errorf("line %d is not text: %q %q", i, d.Name, d.Value)
			}
			if d.Name < last {
				t.Errorf("%q comes after %q", d.Name, last)
			}
			last = d.Name
		}
	})
}
