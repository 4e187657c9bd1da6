package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"
)

// Verification is over the bytes as they came: what is equal as JSON is not
// equal to a signature. A trigger that is sent again is the same incident again,
// so no sender's time is asked for.

// hmacIn checks a header that holds the HMAC-SHA256 of the body in hexadecimal,
// after a prefix such as "sha256=", which may be missing.
func hmacIn(header, prefix string) func(r Request, secret string) error {
	return func(r Request, secret string) error {
		given := strings.TrimSpace(r.Header.Get(header))
		return checkHMAC(header, strings.TrimPrefix(given, prefix), secret, r.Body)
	}
}

// checkHMAC compares what header gave, in hexadecimal, with the HMAC-SHA256 of
// parts in a row, in constant time.
func checkHMAC(header, given, secret string, parts ...[]byte) error {
	if given == "" {
		return missingSignature(header)
	}
	sum := hmac.New(sha256.New, []byte(secret))
	for _, part := range parts {
		sum.Write(part)
	}
	signed, err := hex.DecodeString(given)
	if err != nil || !hmac.Equal(signed, sum.Sum(nil)) {
		return fmt.Errorf("the signature in %s is wrong: the sender's secret is another than the integration's", header)
	}
	return nil
}

// tokenIn checks a header that holds the secret itself.
func tokenIn(header string) func(r Request, secret string) error {
	return func(r Request, secret string) error {
		given := r.Header.Get(header)
		if given == "" {
			return missingSignature(header)
		}
		// Of equal length, whatever was given.
		got, want := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(secret))
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			return fmt.Errorf("%s is wrong: the sender's secret is another than the integration's", header)
		}
		return nil
	}
}

func missingSignature(header string) error {
	return fmt.Errorf("%s is missing: the integration has a secret, and the sender does not sign with it", header)
}
