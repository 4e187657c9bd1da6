package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"
)

// What every authenticator app understands (RFC 6238 with RFC 4226's SHA-1 and
// six digits); some read no other from a QR code, and do not say so.
const (
	stepSeconds = 30
	// stepSkew is how many steps a phone's clock may be wrong either way.
	stepSkew   = 1
	codeDigits = 6
)

// newSeed is the secret of an authenticator app: 160 bits, as RFC 4226 (section
// 4, R6) recommends, in base32.
func newSeed() string {
	var raw [20]byte
	_, _ = rand.Read(raw[:]) // never fails: it stops the program instead
	return base32.StdEncoding.EncodeToString(raw[:])
}

// enrolURI is what the QR code holds: the "Key URI Format" that authenticator
// apps read.
func enrolURI(seed, email string) string {
	q := "secret=" + seed + "&issuer=Wakeman" // the rest is every app's default
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/Wakeman:" + email, RawQuery: q}
	return u.String()
}

// matchStep finds the time step of which code is the code, among the present
// one and its neighbours, and newer than last: a step whose code was taken is
// over, and so are those before it. ok is false if there is none.
func matchStep(seed, code string, last int64, now time.Time) (step int64, ok bool) {
	code = plainCode(code)
	if len(code) != codeDigits {
		return 0, false
	}
	present := now.Unix() / stepSeconds
	for at := present - stepSkew; at <= present+stepSkew; at++ {
		want, err := hotp.GenerateCode(seed, uint64(at))
		if err != nil {
			return 0, false // not a seed: nothing matches
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && at > last {
			step, ok = at, true
		}
	}
	return step, ok
}

// plainCode forgives the spaces that apps show and people type.
func plainCode(s string) string {
	if len(s) > 100 {
		return ""
	}
	return strings.Map(func(c rune) rune {
		if c == ' ' || c == '-' || c == '\u00a0' || c == '\t' {
			return -1
		}
		return c
	}, s)
}

// isAppCode tells a code of an app from a recovery code.
func isAppCode(code string) bool {
	code = plainCode(code)
	return len(code) <= codeDigits && strings.Trim(code, "0123456789") == ""
}
