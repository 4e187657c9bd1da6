package store

// catalog is what this program knows about the file: its tables, the way from older schemas, and what check looks at
// besides rows and indices.
type catalog struct {
	tables     []tabler
	migrations []migration
	checks     []extraCheck
	vault      *vault // nil: nothing is sealed
}

// wakeman is the catalog of the real store, with the keys of its secrets.
func wakeman(v *vault) catalog {
	r := newRecords()
	r.guard(v)
	return catalog{tables: r.all(), checks: []extraCheck{auditCheck(r)}, vault: v}
}
