package view

// deliverySubject is what a message that is about no incident is about.
func deliverySubject(d Delivery) string {
	if d.Subject != "" {
		return d.Subject
	}
	switch d.Kind {
	case "test":
		return "Test page"
	case "handoff":
		return "Handoff reminder"
	}
	return d.Text
}
