package embed

import (
	stdembed "embed"
	"io/fs"
)

//go:embed samples
var samples stdembed.FS

// Samples are posts as each type of integration's sender sends them, of made-up
// hosts: NAME.http is a request, NAME.eml a mail, for the type NAME of engine.Kinds.
//
// In braces stands what the integration and the moment fill in: {key}, {secret},
// {topic} and {amazon} whose it is, {hmac} of the body, and {now} with a layout of package time behind it.
func Samples() fs.FS { return samples }
