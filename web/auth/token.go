package auth

import (
	"crypto/rand"
	"hash/crc32"
	"math/big"
	"strings"
)

// An API key is "wk_", 27 random characters of base62 (160.7 bits) and a CRC-32
// of all that in six more. The prefix lets secret scanners find it, the checksum
// lets a mistyped key be told from a revoked one without a look at the store.
const (
	tokenPrefix = "wk_"
	tokenRandom = 27
	tokenSum    = 6
	tokenLength = len(tokenPrefix) + tokenRandom + tokenSum

	base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

func newSecret() string {
	body := tokenPrefix + randomBase62(tokenRandom)
	return body + checksum(body)
}

// checksum is the CRC-32 (IEEE) of s in base62, most significant digit first.
func checksum(s string) string {
	n := crc32.ChecksumIEEE([]byte(s))
	var out [tokenSum]byte
	for i := tokenSum - 1; i >= 0; i-- {
		out[i] = base62[n%62]
		n /= 62
	}
	return string(out[:])
}

// wellFormed tells whether s can be an API key at all.
func wellFormed(s string) bool {
	if len(s) != tokenLength || !strings.HasPrefix(s, tokenPrefix) {
		return false
	}
	for _, c := range []byte(s[len(tokenPrefix):]) {
		if strings.IndexByte(base62, c) < 0 {
			return false
		}
	}
	body := s[:tokenLength-tokenSum]
	return checksum(body) == s[tokenLength-tokenSum:]
}

// hintOf is what people recognise a key by: prefix and last four characters.
func hintOf(secret string) string {
	if len(secret) != tokenLength {
		return "not a key of ours"
	}
	return tokenPrefix + "…" + secret[tokenLength-4:]
}

// ParseAuthorization finds the API key in an Authorization header: PagerDuty's
// "Token token=KEY", also with quotes, and "Bearer KEY" (RFC 6750). ok is false
// for other schemes and for nonsense; the key itself is not looked at.
func ParseAuthorization(header string) (key string, ok bool) {
	scheme, rest, found := strings.Cut(strings.TrimSpace(header), " ")
	if !found {
		return "", false
	}
	rest = strings.TrimSpace(rest)
	switch {
	case strings.EqualFold(scheme, "Bearer"):
		key = rest
	case strings.EqualFold(scheme, "Token"):
		key = tokenParam(rest)
	}
	return key, key != "" && len(key) <= 256 && !strings.ContainsAny(key, " \t\",;=")
}

// tokenParam reads token=KEY, with or without quotes, among other parameters.
func tokenParam(params string) string {
	for part := range strings.SplitSeq(params, ",") {
		name, value, found := strings.Cut(strings.TrimSpace(part), "=")
		if found && strings.EqualFold(strings.TrimSpace(name), "token") {
			return unquote(strings.TrimSpace(value))
		}
	}
	return ""
}

func unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

func randomBase62(n int) string {
	out := make([]byte, n)
	for i := range out {
		// crypto/rand stops the program when there is no randomness.
		k, _ := rand.Int(rand.Reader, big.NewInt(int64(len(base62))))
		out[i] = base62[k.Int64()]
	}
	return string(out)
}
