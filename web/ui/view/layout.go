package view

// section is a place in the navigation.
type section struct {
	Path  string
	Word  string
	Icon  string
	Phone bool // in the bottom bar; the others are in the menu there
}

func sections() []section {
	return []section{
		{PathHome, "Incidents", "incidents", true},
		{PathOnCall, "On call", "oncall", true},
		{PathServices, "Services", "services", true},
		{PathEquipment, "Equipment", "equipment", false},
		{PathEvents, "Event log", "events", false},
		{PathPages, "Pages sent", "deliveries", false},
		{PathHealth, "Health", "health", true},
	}
}

// windowTitle is what stands in the tab; the number of triggered incidents
// comes first, because a tab shows little more than that.
func windowTitle(p Page, title string) string {
	if p.Triggered > 0 {
		return "(" + number(p.Triggered) + ") " + title + " · Wakeman"
	}
	return title + " · Wakeman"
}

// badge is the number on the navigation; empty for none.
func badge(p Page) string {
	if p.Triggered == 0 {
		return ""
	}
	return number(p.Triggered)
}
