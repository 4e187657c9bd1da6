package api

// licenseWire is what a person may be. There is one license here, for everybody;
// Terraform's provider asks for it and fails without.
type licenseWire struct {
	reference
	Name        string   `json:"name"`
	Description string   `json:"description"`
	RoleGroup   string   `json:"role_group"`
	ValidRoles  []string `json:"valid_roles"`
}

// licenseCountWire has how many people have it, too.
type licenseCountWire struct {
	licenseWire
	CurrentValue         int  `json:"current_value"`
	AllocationsAvailable *int `json:"allocations_available"` // null: there is no end to them
}

func (v view) license() licenseWire {
	return licenseWire{
		reference: v.link.inside("license", "/licenses/PWLICEN", "PWLICEN", "Wakeman"),
		Name:      "Wakeman", Description: "Everybody has it", RoleGroup: "FullUser", ValidRoles: each(roles(), roleName),
	}
}

func listLicenses(c *call) (any, error) {
	return map[string][]licenseCountWire{"licenses": {{licenseWire: c.license(), CurrentValue: len(c.cfg.Users)}}}, nil
}

func getLicenseOf(c *call) (any, error) {
	_, err := userOf(c)
	return map[string]licenseWire{"license": c.license()}, err
}
