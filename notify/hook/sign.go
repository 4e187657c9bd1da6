package hook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a signed webhook. The first three are those of Standard
// Webhooks (spec/standard-webhooks.md), the last is PagerDuty's v3
// (docs/webhooks/04-Signatures.md).
const (
	headerID        = "Webhook-Id"
	headerTimestamp = "Webhook-Timestamp"
	headerSignature = "Webhook-Signature"
	headerPagerDuty = "X-Pagerduty-Signature"
)

// secretPrefix marks a Standard Webhooks secret, whose rest is base64.
const secretPrefix = "whsec_"

// sign adds the signature headers for a body. Without a secret only the id and
// the time are sent.
func sign(h http.Header, secret, id string, now time.Time, body []byte) {
	stamp := strconv.FormatInt(now.Unix(), 10)
	h.Set(headerID, id)
	h.Set(headerTimestamp, stamp)
	if secret == "" {
		return
	}
	k := key(secret)
	h.Set(headerSignature, "v1,"+base64.StdEncoding.EncodeToString(mac(k, []byte(id+"."+stamp+"."), body)))
	h.Set(headerPagerDuty, "v1="+hex.EncodeToString(mac(k, body)))
}

// key is the HMAC key of a secret: what whsec_ encodes, or the bytes of any
// other string as they are.
func key(secret string) []byte {
	if encoded, ok := strings.CutPrefix(secret, secretPrefix); ok {
		if raw, err := base64.StdEncoding.DecodeString(encoded); err == nil && len(raw) > 0 {
			return raw
		}
	}
	return []byte(secret)
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}
