package engine

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"math/bits"
	"strings"
)

// Public ids have the shape of PagerDuty's: seven characters beginning with P
// for what an admin makes, fourteen beginning with Q for incidents, alerts and
// the like. The latter are computed from the number, so that no index has to
// hold a million of them; they hide nothing.

const (
	upperAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	lowerAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
)

// Tweaks keep the ids of one kind from looking like another's.
const (
	incidentTweak = 0x1f83d9abfb41bd6b
	alertTweak    = 0x5be0cd19137e2179
)

// IncidentID is the public id of an incident number.
func IncidentID(number uint64) string { return publicID(number, incidentTweak) }

// ParseIncidentID gives the number of a public id, or of a plain number.
func ParseIncidentID(id string) (uint64, bool) { return parsePublicID(id, incidentTweak) }

// AlertID is the public id of an alert number.
func AlertID(number uint64) string { return publicID(number, alertTweak) }

// ParseAlertID gives the number of an alert's public id.
func ParseAlertID(id string) (uint64, bool) { return parsePublicID(id, alertTweak) }

func publicID(n, tweak uint64) string {
	x := scramble(n ^ tweak)
	out := [14]byte{0: 'Q'}
	for i := 13; i > 0; i-- {
		out[i] = upperAlphabet[x%36]
		x /= 36
	}
	return string(out[:])
}

func parsePublicID(id string, tweak uint64) (uint64, bool) {
	if len(id) != 14 || id[0] != 'Q' {
		return parseNumber(id)
	}
	var x uint64
	for _, c := range []byte(id[1:]) {
		digit := strings.IndexByte(upperAlphabet, c)
		hi, lo := bits.Mul64(x, 36)
		sum, carry := bits.Add64(lo, uint64(max(digit, 0)), 0)
		if digit < 0 || hi != 0 || carry != 0 {
			return 0, false
		}
		x = sum
	}
	return unscramble(x) ^ tweak, true
}

func parseNumber(s string) (uint64, bool) {
	if s == "" || len(s) > 12 {
		return 0, false
	}
	var n uint64
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, n > 0
}

// scramble is a bijection on 64 bits: multiplication by an odd constant and
// xor-shifts, each of which can be undone.
func scramble(x uint64) uint64 {
	x *= 0x9e3779b97f4a7c15
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}

func unscramble(x uint64) uint64 {
	x ^= x >> 32
	x *= inverse(0xd6e8feb86659fd93)
	x ^= x >> 32
	return x * inverse(0x9e3779b97f4a7c15)
}

// inverse of an odd number modulo 2^64, by Newton's iteration.
func inverse(a uint64) uint64 {
	x := a
	for range 6 {
		x *= 2 - a*x
	}
	return x
}

// NewID makes a random public id for what an admin makes: "P" and six more.
func NewID() string { return "P" + random(upperAlphabet, 6) }

// NewKey makes a random integration key or dedup key: 32 characters [0-9a-z],
// which Jenkins' PagerDuty plugin and others insist on.
func NewKey() string { return random(lowerAlphabet, 32) }

// HashKey stands for a dedup key that is too long: 50 characters [0-9a-z]. Keys
// are hashed and not cut, because two long keys could become one.
func HashKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:31]))
}

// newDeliveryID makes an idempotency key, [0-9a-z]+.
func newDeliveryID() string { return "d" + random(lowerAlphabet, 24) }

func random(alphabet string, n int) string {
	out := make([]byte, 0, n)
	var buf [64]byte
	for {
		_, _ = rand.Read(buf[:]) // never fails: crypto/rand panics instead
		for _, b := range buf {
			if int(b) >= 256/len(alphabet)*len(alphabet) { // no bias
				continue
			}
			if out = append(out, alphabet[int(b)%len(alphabet)]); len(out) == n {
				return string(out)
			}
		}
	}
}
