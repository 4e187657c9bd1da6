package certificate

import (
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The files of an authority, each with mode 0600 because it has a key in it. One
// file for what belongs together, so that it is replaced as one.
const (
	anchorName = "authority.pem" // root, authority, the authority's key
	leafName   = "leaf.pem"      // leaf, authority, the leaf's key
)

const (
	typeCertificate = "CERTIFICATE"
	typeKey         = "PRIVATE KEY"
	headerWhy       = "Made-Because" // of the root, if it replaced another
)

var errNone = errors.New("there is no certificate")

// readAuthority reads what is kept in dir. What is not there is nil and no
// error.
func readAuthority(dir string) (anchor, *tls.Certificate, error) {
	text, err := os.ReadFile(filepath.Join(dir, anchorName))
	if errors.Is(err, fs.ErrNotExist) {
		return anchor{}, nil, nil
	}
	if err != nil {
		return anchor{}, nil, err
	}
	a, err := decodeAnchor(text)
	if err != nil {
		return anchor{}, nil, fmt.Errorf("%s: %w", filepath.Join(dir, anchorName), err)
	}
	path := filepath.Join(dir, leafName)
	leaf, err := tls.LoadX509KeyPair(path, path)
	if err != nil { // easily made again
		return a, nil, nil
	}
	return a, &leaf, nil
}

func decodeAnchor(text []byte) (anchor, error) {
	var a anchor
	var certs []*x509.Certificate
	for {
		var block *pem.Block
		block, text = pem.Decode(text)
		if block == nil {
			break
		}
		if block.Type == typeKey {
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return a, err
			}
			a.key, _ = key.(*ecdsa.PrivateKey)
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return a, err
		}
		certs = append(certs, c)
		a.why += block.Headers[headerWhy]
	}
	if len(certs) != 2 || a.key == nil || !a.key.PublicKey.Equal(certs[1].PublicKey) {
		return a, errors.New("a root, an authority and the authority's key are expected")
	}
	a.root, a.authority = certs[0], certs[1]
	return a, nil
}

func encodeAnchor(a anchor) ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(a.key)
	if err != nil {
		return nil, err
	}
	root := &pem.Block{Type: typeCertificate, Bytes: a.root.Raw}
	if a.why != "" {
		root.Headers = map[string]string{headerWhy: a.why}
	}
	text := pem.EncodeToMemory(root)
	text = append(text, PEM(a.authority.Raw)...)
	return append(text, pem.EncodeToMemory(&pem.Block{Type: typeKey, Bytes: key})...), nil
}

func encodeLeaf(c *tls.Certificate) ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		return nil, err
	}
	var text []byte
	for _, der := range c.Certificate {
		text = append(text, PEM(der)...)
	}
	return append(text, pem.EncodeToMemory(&pem.Block{Type: typeKey, Bytes: key})...), nil
}

// PEM is a certificate as text.
func PEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: typeCertificate, Bytes: der})
}

// writeFile replaces a file as one, with mode 0600, in a directory that is made
// with mode 0700. The one before is kept beside it: should a clock that was wrong
// have made a root look old, it can be put back.
func writeFile(dir, name string, text []byte) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, name+".*") // mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	path := filepath.Join(dir, name)
	if err := os.Rename(path, path+".old"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(f.Name(), path)
}
