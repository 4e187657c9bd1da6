package store

// catalog is what this program knows about the file: its tables, the way from older schemas, and what check looks at
// besides rows and indices.
type catalog struct {
	tables     []tabler
	migrations []migration
	checks     []extraCheck
}

// wakeman is the catalog of the real store.
func wakeman() catalog {
	r := newRecords()
	return catalog{tables: r.all(), checks: []extraCheck{auditCheck(r)}}
}
