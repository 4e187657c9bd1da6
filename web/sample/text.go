package sample

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"time"

	"wakeman/embed"
)

// sampleOf is the sample of a type of integration, and whether it is a mail.
func sampleOf(kind string) (text string, mail bool, err error) {
	if raw, err := fs.ReadFile(embed.Samples(), "samples/"+kind+".eml"); err == nil {
		return string(raw), true, nil
	}
	raw, err := fs.ReadFile(embed.Samples(), "samples/"+kind+".http")
	if err != nil {
		return "", false, fmt.Errorf("no sample of the type %q: %w", kind, err)
	}
	return string(raw), false, nil
}

// filled fills in what does not depend on the body.
func (t Trial) filled(text string) string {
	blank := regexp.MustCompile(`\{now(?: ([^{}]+))?\}`)
	text = blank.ReplaceAllStringFunc(text, func(found string) string {
		return inLayout(t.Now.UTC(), blank.FindStringSubmatch(found)[1])
	})
	return strings.NewReplacer("{key}", t.Integration.Key, "{topic}", t.topic(), "{amazon}", amazon(t.topic())).Replace(text)
}

// signed fills in a header's value. What signs nothing has no value.
func (t Trial) signed(value, body string) string {
	secret := t.Integration.Secret
	if secret == "" && (strings.Contains(value, "{hmac}") || strings.Contains(value, "{secret}")) {
		return ""
	}
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write([]byte(body))
	return strings.NewReplacer("{secret}", secret, "{hmac}", hex.EncodeToString(sum.Sum(nil))).Replace(value)
}

// topic is one that the integration lets in.
func (t Trial) topic() string {
	if topics := t.Integration.Topics; len(topics) > 0 {
		return topics[0]
	}
	return "arn:aws:sns:eu-central-1:123456789012:test"
}

// amazon is the host that a topic's messages name.
func amazon(topic string) string {
	_, region, _ := strings.Cut(topic, ":sns:")
	region, _, _ = strings.Cut(region, ":")
	host := "sns." + region + ".amazonaws.com"
	if strings.HasPrefix(region, "cn-") {
		host += ".cn"
	}
	return host
}

func inLayout(at time.Time, layout string) string {
	switch layout {
	case "":
		return at.Format(time.RFC3339)
	case "unix":
		return strconv.FormatInt(at.Unix(), 10)
	case "unixmilli":
		return strconv.FormatInt(at.UnixMilli(), 10)
	case "unixmicro":
		return strconv.FormatInt(at.UnixMicro(), 10)
	}
	return at.Format(layout)
}
