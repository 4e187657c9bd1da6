package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wakeman/engine"
	"wakeman/engine/config"
	"wakeman/web/ui/view"
)

// typedPorts reads ports as people type them: with commas, spaces or both.
func typedPorts(f *view.Form, field string) (ports []int) {
	for word := range strings.FieldsFuncSeq(f.Value(field), func(c rune) bool { return c == ',' || c == ';' || c <= ' ' }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > 65535 {
			say(f, field, fmt.Sprintf("“%s” is no port; they go from 1 to 65535", cut(word, 40)))
			return nil
		}
		ports = append(ports, n)
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}

func portsText(ports []int) string {
	words := make([]string, len(ports))
	for i, p := range ports {
		words[i] = strconv.Itoa(p)
	}
	return strings.Join(words, ", ")
}

// typedPages reads a page in each line: its address, then "status 401", "days 14",
// "any-certificate", and last "text" with all that follows.
func typedPages(f *view.Form, field string) (pages []engine.PageCheck) {
	for line := range strings.Lines(f.Value(field)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		p, wrong := typedPage(line)
		if wrong != "" {
			say(f, field, fmt.Sprintf("“%s”: %s", cut(line, 60), wrong))
			return nil
		}
		pages = append(pages, p)
	}
	return pages
}

func typedPage(line string) (p engine.PageCheck, wrong string) {
	var rest string
	p.URL, rest = firstWord(line)
	for rest != "" {
		var name, value string
		name, rest = firstWord(rest)
		if name == "text" {
			if p.Text = rest; rest == "" {
				return p, "say after text what must be there"
			}
			return p, ""
		}
		if name == "any-certificate" {
			p.AnyCertificate = true
			continue
		}
		value, rest = firstWord(rest)
		var err error
		var ok bool
		switch name {
		case "status":
			if p.From, p.To, ok = config.ParseStatuses(value); !ok {
				return p, "after status comes one such as 401, or a range such as 200-299"
			}
		case "days":
			if p.Days, err = strconv.Atoi(value); err != nil {
				return p, "after days comes a number"
			}
		default:
			return p, "after the address come status, days, any-certificate or text, not “" + cut(name, 40) + "”"
		}
	}
	return p, ""
}

func firstWord(s string) (word, rest string) {
	if i := strings.IndexFunc(s, func(c rune) bool { return c <= ' ' }); i >= 0 {
		return s[:i], strings.TrimSpace(s[i:])
	}
	return s, ""
}

func pagesText(pages []engine.PageCheck) string {
	var lines []string
	for _, p := range pages {
		line := p.URL
		if s := p.Statuses(); s != "" {
			line += " status " + s
		}
		if p.Days > 0 {
			line += " days " + strconv.Itoa(p.Days)
		}
		if p.AnyCertificate {
			line += " any-certificate"
		}
		if p.Text != "" {
			line += " text " + p.Text
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
