package hooks

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // SignatureVersion 1 is SHA1 by Amazon's definition
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// snsMessage is the envelope in which Amazon SNS sends.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
type snsMessage struct {
	kind, id, topic, message, at  string
	subject                       *string // part of what is signed only if it is there
	token, subscribeURL           string
	version, signature, signedURL string
}

// The types of message.
const (
	snsNotification = "Notification"
	snsConfirm      = "SubscriptionConfirmation"
	snsUnsubscribe  = "UnsubscribeConfirmation"
)

// readSNS reads an envelope; not ok if the body is none, as with raw delivery.
func readSNS(o object) (msg snsMessage, ok bool) {
	get := func(name string) string { return string(o.text(name)) }
	msg = snsMessage{
		kind: get("Type"), id: get("MessageId"), topic: get("TopicArn"), message: get("Message"), at: get("Timestamp"),
		token: get("Token"), subscribeURL: get("SubscribeURL"),
		version: get("SignatureVersion"), signature: get("Signature"), signedURL: get("SigningCertURL"),
	}
	if o.has("Subject") {
		subject := get("Subject")
		msg.subject = &subject
	}
	switch msg.kind {
	case snsNotification, snsConfirm, snsUnsubscribe:
		return msg, msg.topic != ""
	}
	return msg, false
}

// canonical is what Amazon signs: some of the fields, in the order of their names.
// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
func (msg snsMessage) canonical() []byte {
	var b strings.Builder
	line := func(name, value string) { b.WriteString(name + "\n" + value + "\n") }
	line("Message", msg.message)
	line("MessageId", msg.id)
	if msg.kind == snsNotification {
		if msg.subject != nil {
			line("Subject", *msg.subject)
		}
	} else {
		line("SubscribeURL", msg.subscribeURL)
	}
	line("Timestamp", msg.at)
	if msg.kind != snsNotification {
		line("Token", msg.token)
	}
	line("TopicArn", msg.topic)
	line("Type", msg.kind)
	return []byte(b.String())
}

// signedBy checks the signature by the key of a certificate.
func (msg snsMessage) signedBy(key *rsa.PublicKey) error {
	signature, err := base64.StdEncoding.DecodeString(msg.signature)
	if err != nil {
		return errors.New("the signature is not base64")
	}
	hash, sum := crypto.SHA1, []byte(nil)
	switch msg.version {
	case "1":
		s := sha1.Sum(msg.canonical()) //nolint:gosec // as above
		sum = s[:]
	case "2":
		s := sha256.Sum256(msg.canonical())
		hash, sum = crypto.SHA256, s[:]
	default:
		return fmt.Errorf("SignatureVersion %q is not known", oneLine(msg.version, 20))
	}
	if rsa.VerifyPKCS1v15(key, hash, sum, signature) != nil {
		return errors.New("the signature is wrong: it was not Amazon that sent this, or somebody has changed it")
	}
	return nil
}

// snsHost is the host of SNS in the region of a topic: a certificate or a link
// from anywhere else is a stranger's. The region is held to its form, because
// amazonaws.com has hosts that customers may name, sns.s3-us-west-1 among them.
func snsHost(topic string) (string, error) {
	parts := strings.Split(topic, ":")
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "sns" || !isRegion(parts[3]) {
		return "", errors.New("TopicArn is not that of a topic")
	}
	host := "sns." + parts[3] + ".amazonaws.com"
	if strings.HasPrefix(parts[3], "cn-") {
		host += ".cn"
	}
	return host, nil
}

// certificateURL is where the certificate is, if that is Amazon's.
func (msg snsMessage) certificateURL() (string, error) {
	u, err := msg.amazons("SigningCertURL", msg.signedURL)
	if err != nil {
		return "", err
	}
	if ok, err := regexp.MatchString(`^/[A-Za-z0-9_-]+\.pem$`, u.Path); !ok || err != nil || u.RawQuery != "" {
		return "", errors.New("SigningCertURL is not that of a certificate")
	}
	return u.String(), nil
}

// confirmURL is what is called to confirm a subscription, if that is Amazon's.
func (msg snsMessage) confirmURL() (string, error) {
	u, err := msg.amazons("SubscribeURL", msg.subscribeURL)
	if err != nil {
		return "", err
	}
	if q := u.Query(); q.Get("Action") != "ConfirmSubscription" || q.Get("TopicArn") != msg.topic {
		return "", errors.New("SubscribeURL does not confirm this topic")
	}
	return u.String(), nil
}

func (msg snsMessage) amazons(name, address string) (*url.URL, error) {
	host, err := snsHost(msg.topic)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host != host || u.User != nil {
		return nil, fmt.Errorf("%s is not at Amazon's %s", name, host)
	}
	return u, nil
}

// rsaKey is the public key of a certificate in PEM.
func rsaKey(text []byte) (*rsa.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("it is no certificate")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("it is no certificate: %w", err)
	}
	key, is := cert.PublicKey.(*rsa.PublicKey)
	if !is {
		return nil, errors.New("its key is not RSA")
	}
	return key, nil
}
