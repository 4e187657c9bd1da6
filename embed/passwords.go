package embed

import _ "embed" // for the fingerprints of common passwords

// CommonPasswords are the fingerprints by which web/auth knows passwords that
// guessing begins with: twice a count in four bytes, big-endian, followed by as
// many fingerprints of four bytes, sorted. The first part has passwords of ten
// characters and more, the second shorter ones. e2e/passwords makes it from
// public counts of what leaked.
func CommonPasswords() string { return commonPasswords }

//go:embed passwords.bin
var commonPasswords string
