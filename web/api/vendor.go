package api

import "slices"

// vendorWire is a kind of sender. PagerDuty has hundreds; these are the ones
// that Wakeman understands without a go-between.
type vendorWire struct {
	reference
	Name                string  `json:"name"`
	LongName            string  `json:"long_name"`
	WebsiteURL          *string `json:"website_url"`
	LogoURL             *string `json:"logo_url"`
	ThumbnailURL        *string `json:"thumbnail_url"`
	Description         string  `json:"description"`
	IntegrationGuideURL *string `json:"integration_guide_url"`
	GenericServiceType  string  `json:"generic_service_type"`
	Connectable         bool    `json:"connectable"`
}

// vendor is one of the list. The ids are Wakeman's own and stay as they are.
type vendor struct{ id, name, description, service string }

func vendors() []vendor {
	return []vendor{
		{"PWVALRT", "Prometheus Alertmanager", "pagerduty_configs with routing_key and url", "events_api_v2"},
		{"PWVEMAI", "Email", "mail to the integration's address", "generic_email"},
		{"PWVEVT1", "Events API v1", "PagerDuty's older event format", "generic_events_api"},
		{"PWVEVT2", "Events API v2", "PagerDuty's event format", "events_api_v2"},
		{"PWVGRAF", "Grafana", "contact point of type PagerDuty with a URL", "events_api_v2"},
		{"PWVLNMS", "LibreNMS", "transport PagerDuty with a custom URL", "events_api_v2"},
		{"PWVNAGI", "Nagios", "pagerduty_nagios.pl with --api-base; Icinga too", "nagios"},
		{"PWVZBBX", "Zabbix", "media type PagerDuty with its address changed", "events_api_v2"},
	}
}

func (v view) vendor(x vendor) vendorWire {
	return vendorWire{
		reference: v.link.inside("vendor", "/vendors/"+x.id, x.id, x.name),
		Name:      x.name, LongName: x.name, Description: x.description, GenericServiceType: x.service,
	}
}

func listVendors(c *call) (any, error) {
	words := c.q.text("query")
	all := slices.DeleteFunc(vendors(), func(x vendor) bool { return !mentions(words, x.name) })
	return paged(c, "vendors", all, c.vendor)
}

func getVendor(c *call) (any, error) {
	all := vendors()
	i := slices.IndexFunc(all, func(x vendor) bool { return x.id == c.PathValue("id") })
	if i < 0 {
		return nil, absent("vendor")
	}
	return map[string]vendorWire{"vendor": c.vendor(all[i])}, nil
}
