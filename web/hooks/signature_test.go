package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
)

// signed is what a sender writes into its header.
func signed(secret, body string) string {
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write([]byte(body))
	return hex.EncodeToString(sum.Sum(nil))
}

func TestASignatureIsOverTheBytesAsTheyCame(t *testing.T) {
	const secret, body = "correct-horse-battery", `{"a" : 1}`
	right := signed(secret, body)
	for name, c := range map[string]struct{ header, body, says string }{
		"right":                            {"sha256=" + right, body, ""},
		"right, without prefix":            {right, body, ""},
		"right, in capitals":               {"sha256=" + strings.ToUpper(right), body, ""},
		"the same JSON, written otherwise": {"sha256=" + right, `{"a":1}`, "is wrong"},
		"by another secret":                {"sha256=" + signed("other", body), body, "is wrong"},
		"cut short":                        {"sha256=" + right[:62], body, "is wrong"},
		"not hexadecimal":                  {"sha256=zz", body, "is wrong"},
		"none":                             {"", body, "is missing"},
		"an empty one":                     {"sha256=", body, "is missing"},
	} {
		r := Request{Header: http.Header{}, Body: []byte(c.body)}
		if c.header != "" {
			r.Header.Set("X-Hub-Signature-256", c.header)
		}
		err := hmacIn("X-Hub-Signature-256", "sha256=")(r, secret)
		checkRefusal(t, name, err, c.says, secret)
	}
}

func TestATokenIsComparedWhole(t *testing.T) {
	const secret = "correct-horse-battery"
	for given, says := range map[string]string{secret: "", secret + "x": "is wrong", secret[:10]: "is wrong", "": "is missing"} {
		r := Request{Header: http.Header{"X-Gitlab-Token": {given}}}
		checkRefusal(t, given, tokenIn("X-Gitlab-Token")(r, secret), says, secret)
	}
}

func checkRefusal(t *testing.T, name string, err error, says, secret string) {
	t.Helper()
	switch {
	case says == "" && err != nil:
		t.Errorf("%s: refused: %v", name, err)
	case says != "" && (err == nil || !strings.Contains(err.Error(), says)):
		t.Errorf("%s: %v, want %q", name, err, says)
	case err != nil && strings.Contains(err.Error(), secret):
		t.Errorf("%s: the reason holds the secret: %v", name, err)
	}
}
