package ical

import "strings"

// component is a part between BEGIN and END.
type component struct {
	name  string
	line  int
	props []property
	parts []*component
}

// get is the first property with a name.
func (c *component) get(name string) (property, bool) {
	for _, p := range c.props {
		if p.name == name {
			return p, true
		}
	}
	return property{}, false
}

func (c *component) value(name string) string {
	p, _ := c.get(name)
	return p.value
}

// all is every property with a name.
func (c *component) all(name string) (list []property) {
	for _, p := range c.props {
		if p.name == name {
			list = append(list, p)
		}
	}
	return list
}

// components reads a text into its calendars: usually one.
func components(text string) ([]*component, error) {
	if len(text) > MaxSize {
		return nil, fault(0, "it is longer than %d MiB", MaxSize>>20)
	}
	root := &component{}
	open := []*component{root}
	prose := false // the line before was text for people, which some forget to fold: what is no line goes on with it
	for u := range unfold(text) {
		p, err := u.parse()
		if err != nil && prose && !matters(p.name) {
			continue
		}
		if err != nil {
			return nil, err
		}
		prose = !matters(p.name) || p.name == "SUMMARY"
		if open, err = placed(open, p); err != nil {
			return nil, err
		}
	}
	if last := open[len(open)-1]; last != root {
		return nil, fault(last.line, "BEGIN:%s has no END", last.name)
	}
	if len(root.parts) == 0 {
		return nil, fault(0, "it is not a calendar: it does not begin with BEGIN:VCALENDAR")
	}
	return root.parts, nil
}

// placed puts a property where it belongs; open are the components it lies in, the innermost last.
func placed(open []*component, p property) ([]*component, error) {
	inner := open[len(open)-1]
	name := strings.ToUpper(strings.TrimSpace(p.value))
	switch p.name {
	case "BEGIN":
		if len(open) == 1 && name != "VCALENDAR" {
			return nil, p.fault("it is not a calendar: it begins with %s", quoted(name))
		}
		if len(open) > maxDepth {
			return nil, p.fault("components lie more than %d deep", maxDepth)
		}
		next := &component{name: name, line: p.line}
		inner.parts = append(inner.parts, next)
		return append(open, next), nil
	case "END":
		if len(open) == 1 || name != inner.name {
			return nil, p.fault("%s ends here, and did not begin", quoted(name))
		}
		return open[:len(open)-1], nil
	}
	if len(open) == 1 {
		return nil, p.fault("it is not a calendar: it does not begin with BEGIN:VCALENDAR")
	}
	if matters(p.name) {
		inner.props = append(inner.props, p)
	}
	return open, nil
}
