package embed_test

import (
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"wakeman/embed"
)

// scheme is the colours of one scheme by token name.
type scheme map[string]string

// schemes reads both schemes out of the stylesheet: the first block with --page
// is dark, the second is light.
func schemes(t *testing.T) map[string]scheme {
	t.Helper()
	css, err := fs.ReadFile(embed.Files(), "css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	both := map[string]scheme{"dark": {}, "light": {}}
	name := "dark"
	for line := range strings.Lines(string(css)) {
		if strings.Contains(line, "prefers-color-scheme: light") {
			name = "light"
		}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(line, -1) {
			both[name][m[1]] = m[2]
		}
	}
	return both
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	value, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil {
		t.Fatalf("colour %q: %v", colour, err)
	}
	var parts [3]float64
	for i := range parts {
		c := float64(value>>(16-8*i)&0xff) / 255
		if c <= 0.04045 {
			parts[i] = c / 12.92
		} else {
			parts[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*parts[0] + 0.7152*parts[1] + 0.0722*parts[2]
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	rules := []struct {
		least  float64
		colour []string
		on     []string
		why    string
	}{
		{7, []string{"text"}, []string{"page", "card", "raised", "act-wash", "red-wash", "amber-wash", "green-wash", "grey-wash"}, "times and names"},
		{7, []string{"soft"}, []string{"page", "card", "raised"}, "second rank, which holds times too"},
		{4.5, []string{"act", "red", "amber", "green", "grey"}, []string{"page", "card", "raised"}, "words with a meaning"},
		{4.5, []string{"red"}, []string{"red-wash"}, "the red box"},
		{4.5, []string{"amber"}, []string{"amber-wash"}, "the amber box"},
		{4.5, []string{"green"}, []string{"green-wash"}, "the green box"},
		{4.5, []string{"act"}, []string{"act-wash"}, "the section you are in"},
		{7, []string{"on-act"}, []string{"act-fill", "act-over"}, "Acknowledge"},
		{4.5, []string{"page"}, []string{"red"}, "the number on the navigation"},
		{3, []string{"edge"}, []string{"page", "card", "raised"}, "edges of what can be operated"},
		{3, []string{"focus"}, []string{"page", "card", "raised"}, "focus"},
	}
	for name, colours := range schemes(t) {
		for _, rule := range rules {
			for _, colour := range rule.colour {
				for _, on := range rule.on {
					if got := contrast(t, colours[colour], colours[on]); got < rule.least {
						t.Errorf("%s: %s on %s is %.2f, must be %.1f (%s)", name, colour, on, got, rule.least, rule.why)
					}
				}
			}
		}
	}
}

// The scheme sets colours and nothing else: what is there, and how large it is, is the
// same in both. e2e/axe.mjs relies on it, and so does whoever looks at one scheme.
func TestTheSchemeSetsNothingButColours(t *testing.T) {
	const media = "@media (prefers-color-scheme"
	err := fs.WalkDir(embed.Files(), "css", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		css, err := fs.ReadFile(embed.Files(), path)
		if err != nil {
			return err
		}
		for i, block := range strings.Split(string(css), media) {
			if i == 0 {
				continue
			}
			inside, _, _ := strings.Cut(block, "\n}")
			_, rules, _ := strings.Cut(inside, "{")
			_, rules, found := strings.Cut(rules, ":root {")
			if path != "css/tokens.css" || !found {
				t.Errorf("%s: a scheme sets something else than the custom properties of tokens.css: %s", path, inside)
			}
			for _, one := range strings.Split(strings.Trim(rules, " \n}"), ";") {
				if name := strings.TrimSpace(one); name != "" && !strings.HasPrefix(name, "--") {
					t.Errorf("%s: a scheme sets %q", path, name)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
