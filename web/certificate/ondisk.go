package certificate

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
)

// OnDisk is what a data directory's certificates are, for a box that is not
// running: the authority's, and those an ACME server made.
func OnDisk(dir string) ([]State, error) {
	var list []State
	a := &Authority{}
	var err error
	a.anchor, a.leaf, err = readAuthority(dir)
	if err != nil {
		return nil, err
	}
	if a.leaf != nil {
		list = append(list, a.State())
	}
	// FileStorage's layout: certificates/SERVER/NAME/NAME.crt.
	paths, err := filepath.Glob(filepath.Join(dir, "acme", "certificates", "*", "*", "*.crt"))
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		s, err := InFile(ModeACME, path)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// InFile is the first certificate in a PEM file.
func InFile(mode Mode, path string) (State, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return State{}, err
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != typeCertificate {
			continue
		}
		leaf, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return State{}, err
		}
		return described(mode, leaf), nil
	}
	return State{}, errNone
}
