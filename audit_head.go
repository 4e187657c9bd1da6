package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"wakeman/store"
)

// signedHead is the end of the audit log as it leaves the box: one line of JSON.
type signedHead struct {
	store.AuditHead
	Signature string `json:"signature"` // Ed25519 (RFC 8032) over signedText, base64
}

// signedText is what is signed: every field in a line of its own, so that it
// does not depend on how JSON is written.
func signedText(h store.AuditHead) []byte {
	return fmt.Appendf(nil, "wakeman audit head\n%s\n%d\n%s\n%s\n", h.Instance, h.Seq, h.Hash, h.At.UTC().Format(time.RFC3339Nano))
}

func sign(key ed25519.PrivateKey, h store.AuditHead) signedHead {
	h.At = h.At.UTC().Truncate(time.Second)
	return signedHead{h, base64.StdEncoding.EncodeToString(ed25519.Sign(key, signedText(h)))}
}

// genuine reports whether the box with this key made the line.
func (h signedHead) genuine(key ed25519.PublicKey) bool {
	signature, err := base64.StdEncoding.DecodeString(h.Signature)
	return err == nil && ed25519.Verify(key, signedText(h.AuditHead), signature)
}

func (h signedHead) line() string {
	text, err := json.Marshal(h)
	if err != nil {
		panic(err) // strings, a number and a time of our own: wrong only in this source
	}
	return string(text)
}

// readHeads reads what was kept: lines of JSON, also with the words that a
// syslog server or a mail program puts before them. Other lines are passed over.
func readHeads(text []byte) (heads []signedHead) {
	for line := range bytes.Lines(text) {
		_, inner, found := bytes.Cut(line, []byte("{"))
		if !found {
			continue
		}
		var h signedHead
		if json.Unmarshal(append([]byte("{"), bytes.TrimSpace(inner)...), &h) == nil && h.Signature != "" {
			heads = append(heads, h)
		}
	}
	return heads
}

const auditKeyType = "PRIVATE KEY"

// auditKey reads the key that signs the ends of the audit log, and makes one
// where there is none. It lies outside the store's file, and should lie where
// whoever can write that file can not: see docs/security.md.
func auditKey(path string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeAuditKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("--audit-key: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != auditKeyType {
		return nil, fmt.Errorf("--audit-key: %s holds no private key in PEM", path)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("--audit-key: %s: %w", path, err)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("--audit-key: %s holds a key of another kind, not Ed25519", path)
	}
	return key, nil
}

func makeAuditKey(path string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: auditKeyType, Bytes: der})
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("--audit-key: %w", err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("--audit-key: %w", err)
	}
	return key, nil
}

// publicKey is the key's public half as people keep it: base64, 44 characters.
func publicKey(key ed25519.PrivateKey) string {
	return base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey)) // what Public is made of: see crypto/ed25519
}

func parsePublicKey(text string) (ed25519.PublicKey, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, errors.New("--public-key: not what `wakeman audit key` prints")
	}
	return key, nil
}
