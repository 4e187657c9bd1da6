// Package secret says which fields of what is stored are secrets, and what stands in their place when they can not be
// read. It knows no keys: the store seals and opens.
//
// A field is a secret because its declaration says so:
//
//	Password string `json:"password,omitempty" secret:"sealed"`
//
// That line is all it takes; fields of type string and map[string]string can have it, at any depth below structs,
// pointers, slices and maps with keys of text. [Rewrite] visits them.
//
// A secret that the store can not open, because its key is missing, stays in memory as its sealed text. [Unreadable]
// tells it from a value, [Usable] gives nothing for it, and stored again it is what it was. The text begins with a
// control character, so that nobody can type it, and no header, URL or dialogue takes it.
package secret
