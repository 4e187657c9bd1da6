package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"wakeman/engine/secret"
)

// keySize is that of AES-256.
const keySize = 32

// sealKey is one key for secrets.
type sealKey struct {
	id   string // 12 hex digits, worked out from the key
	raw  []byte
	aead cipher.AEAD
}

func newSealKey() sealKey {
	raw := make([]byte, keySize)
	_, _ = rand.Read(raw) // never fails: it stops the program instead
	k, _ := sealKeyOf(raw)
	return k
}

func sealKeyOf(raw []byte) (sealKey, error) {
	if len(raw) != keySize {
		return sealKey{}, errors.New("a key has 32 bytes")
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return sealKey{}, err
	}
	// NIST SP 800-38D: random nonces of 96 bits are good for 2^32 messages with one key.
	aead, err := cipher.NewGCMWithRandomNonce(block)
	sum := sha256.Sum256(append([]byte("wakeman secrets key\x00"), raw...))
	return sealKey{id: hex.EncodeToString(sum[:6]), raw: raw, aead: aead}, err
}

const sealVersion = "1"

// seal makes the text that is stored: the mark, a version, the key's id, nonce and ciphertext. where ties it to its
// place: see sealPlace.
func (k sealKey) seal(plain string, where []byte) string {
	text := k.aead.Seal(nil, nil, []byte(plain), where)
	return secret.Mark + sealVersion + ":" + k.id + ":" + base64.RawURLEncoding.EncodeToString(text)
}

func (k sealKey) open(body string, where []byte) (plain string, err error) {
	text, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil {
		return "", err
	}
	opened, err := k.aead.Open(nil, nil, text, where)
	return string(opened), err
}

// sealPlace names one secret of the store: the additional data of its seal, so that a sealed text does not open in
// another row, table or field. key has its own end (see key.go), and no table's name has a NUL.
func sealPlace(table string, key []byte, place string) []byte {
	where := append([]byte(table), 0)
	return append(append(where, key...), place...)
}

// vault has the keys with which secrets are sealed and opened. One without keys seals nothing and opens nothing.
type vault struct {
	file string // "": none is wanted

	rotating sync.Mutex
	mu       sync.RWMutex
	keys     []sealKey // of the file, the newest last, and then those that were retired
	problem  string    // why there is no key to seal with, "" when there is
	warning  string
	trouble  bool // something could not be read when it was last looked at
	// temporary stand in, until the process ends, for keys of our own that can not be read.
	temporary map[string][]byte
}

func newVault(file string) *vault { return &vault{file: file, temporary: map[string][]byte{}} }

// key finds a key by its id.
func (v *vault) key(id string) (sealKey, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	i := slices.IndexFunc(v.keys, func(k sealKey) bool { return k.id == id })
	if i < 0 {
		return sealKey{}, false
	}
	return v.keys[i], true
}

// open is the secret that was sealed; ok is false for one that can not be read here.
func (v *vault) open(text string, where []byte) (plain string, ok bool) {
	parts := strings.Split(strings.TrimPrefix(text, secret.Mark), ":")
	if len(parts) != 3 || parts[0] != sealVersion {
		return "", false
	}
	k, ok := v.key(parts[1])
	if !ok {
		return "", false
	}
	plain, err := k.open(parts[2], where)
	return plain, err == nil
}

func (v *vault) set(change func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	change()
}

// standIn gives kept, or, when that can not be read, what stands in for it.
func (v *vault) standIn(name string, kept, fresh []byte) []byte {
	if !secret.Unreadable(string(kept)) {
		return kept
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, there := v.temporary[name]; !there {
		v.temporary[name] = fresh
	}
	return v.temporary[name]
}

func (v *vault) standIns() map[string][]byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return maps.Clone(v.temporary)
}
