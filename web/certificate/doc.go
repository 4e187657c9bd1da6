// Package certificate is where the certificate of the box comes from: files of
// the admin's ([OpenFiles]), an authority of the box's own for a LAN
// ([OpenAuthority]), or an ACME server ([OpenACME]). Each is a [Source].
//
// # Nothing here stops the box
//
// A pager with a wrong certificate still pages; one that does not start wakes
// nobody. So a source is always made: when the files cannot be read, or the ACME
// server has not answered yet, a certificate of the box's own authority is
// served meanwhile, and [State] says so to the log and to the health page.
//
// # The authority
//
//	root          10 years, its key is used once and not kept
//	└ authority   10 years, vouches for the names of this box alone
//	  └ leaf      90 days, renewed when 30 are left
//
// People install the root, so it must be of no use to whoever steals the box's
// disk: what is on the disk is the key of the authority between, which vouches
// only for the names and networks written into it (RFC 5280, section 4.2.1.10).
// The root has the same constraints; there they are the second line, because not
// every verifier reads them in what it was told to trust.
//
// A root that changes has to be installed again on every telephone, and until
// then nobody can open a page without a warning. It is made anew only when the
// admin names something that it does not cover, or when its time is over. An
// address that the box has been given by itself is left out instead, and named.
package certificate
