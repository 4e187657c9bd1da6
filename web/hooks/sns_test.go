package hooks

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

const (
	testTopic = "arn:aws:sns:eu-central-1:123456789012:alarms"
	testCert  = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"
	testLink  = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + testTopic + "&Token=t0"
)

// amazon signs with a real key, as SNS does, and serves its certificate.
type amazon struct {
	key    *rsa.PrivateKey
	cert   []byte
	down   bool
	called []string
}

func newAmazon(t *testing.T) *amazon {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &amazon{key: key, cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

func (a *amazon) fetch(_ context.Context, address string) ([]byte, error) {
	a.called = append(a.called, address)
	if a.down {
		return nil, errors.New("name look-up failed")
	}
	return a.cert, nil
}

// sign writes the signature into a message. What is signed is written here as
// Amazon's page has it, and not as the code under test does.
func (a *amazon) sign(t *testing.T, msg map[string]string) string {
	t.Helper()
	names := "Message MessageId Subject Timestamp TopicArn Type"
	if msg["Type"] != "Notification" {
		names = "Message MessageId SubscribeURL Timestamp Token TopicArn Type"
	}
	var signed strings.Builder
	for _, name := range strings.Fields(names) {
		if v, there := msg[name]; there {
			signed.WriteString(name + "\n" + v + "\n")
		}
	}
	h := crypto.SHA256
	sum := sha256.Sum256([]byte(signed.String()))
	digest := sum[:]
	if msg["SignatureVersion"] == "1" {
		old := sha1.Sum([]byte(signed.String()))
		h, digest = crypto.SHA1, old[:]
	}
	signature, err := rsa.SignPKCS1v15(rand.Reader, a.key, h, digest)
	if err != nil {
		t.Fatal(err)
	}
	msg["Signature"] = base64.StdEncoding.EncodeToString(signature)
	body, err := json.Marshal(msg)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func notification(change ...string) map[string]string {
	msg := map[string]string{
		"Type": "Notification", "MessageId": "m1", "TopicArn": testTopic, "Subject": "ALARM: portal", "Timestamp": "2026-08-12T15:23:20.123Z",
		"Message":          `{"AlarmName":"portal-5xx","AlarmArn":"arn:aws:cloudwatch:eu-central-1:123456789012:alarm:portal-5xx","NewStateValue":"ALARM","NewStateReason":"42 > 5"}`,
		"SignatureVersion": "2", "SigningCertURL": testCert,
	}
	return changed(msg, change)
}

func confirmation(change ...string) map[string]string {
	return changed(map[string]string{
		"Type": "SubscriptionConfirmation", "MessageId": "m2", "TopicArn": testTopic, "Message": "You have chosen to subscribe", "Token": "t0",
		"SubscribeURL": testLink, "Timestamp": "2026-08-12T15:23:20.123Z", "SignatureVersion": "1", "SigningCertURL": testCert,
	}, change)
}

func changed(msg map[string]string, change []string) map[string]string {
	for i := 0; i+1 < len(change); i += 2 {
		msg[change[i]] = change[i+1]
	}
	return msg
}

// listing is an intake whose integration lists topics.
type listing struct {
	*intake
	topics []string
}

func (in listing) Integration(key string) (engine.Integration, bool) {
	return engine.Integration{Key: key, Topics: in.topics}, key == testKey
}

// postSNS posts bodies to one box, and gives the last answer.
func (a *amazon) postSNS(t *testing.T, in Intake, bodies ...string) int {
	t.Helper()
	mux := http.NewServeMux()
	Routes(mux, in, Options{Fetch: a.fetch})
	code := 0
	for _, body := range bodies {
		r := httptest.NewRequest("POST", "/hooks/sns/"+testKey, strings.NewReader(body))
		r.Header.Set("Content-Type", "text/plain; charset=UTF-8")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		code = w.Code
	}
	return code
}

func TestSNSIsTakenWhenAmazonSignedIt(t *testing.T) {
	a := newAmazon(t)
	in := &intake{}
	noSubject := notification("SignatureVersion", "1", "MessageId", "m3")
	delete(noSubject, "Subject")
	code := a.postSNS(t, in, a.sign(t, notification()), a.sign(t, noSubject))
	if code != 202 || len(in.posts) != 2 || len(a.called) != 1 || a.called[0] != testCert {
		t.Fatalf("answer %d, %d posts, called %q; the certificate is fetched once", code, len(in.posts), a.called)
	}
	for _, p := range in.posts {
		if e := p.Events[0]; e.Action != engine.Trigger || e.Summary != "portal-5xx: 42 > 5" || len(e.Mended) != 0 {
			t.Errorf("event %+v", e)
		}
	}
}

func TestForgedSNSIsRefusedAndListed(t *testing.T) {
	a, stranger := newAmazon(t), newAmazon(t)
	right := a.sign(t, notification())
	for name, body := range map[string]string{
		"signed by a stranger":             stranger.sign(t, notification()),
		"changed on the way":               strings.Replace(right, "portal-5xx", "portal-4xx", 1),
		"no signature":                     strings.Replace(right, `"Signature":`, `"Unsigned":`, 1),
		"another version":                  strings.Replace(right, `"SignatureVersion":"2"`, `"SignatureVersion":"3"`, 1),
		"a certificate from elsewhere":     a.sign(t, notification("SigningCertURL", "https://sns.eu-central-1.amazonaws.com.example.net/x.pem")),
		"a certificate over http":          a.sign(t, notification("SigningCertURL", strings.Replace(testCert, "https", "http", 1))),
		"a certificate in a bucket":        a.sign(t, notification("SigningCertURL", "https://sns.s3-us-west-1.amazonaws.com/x.pem", "TopicArn", "arn:aws:sns:s3-us-west-1:123456789012:alarms")),
		"a certificate behind a query":     a.sign(t, notification("SigningCertURL", "https://sns.eu-central-1.amazonaws.com/?Action=x&y=.pem")),
		"a certificate of another region":  a.sign(t, notification("SigningCertURL", "https://sns.us-east-1.amazonaws.com/x.pem")),
		"a certificate with a user before": a.sign(t, notification("SigningCertURL", "https://x@sns.eu-central-1.amazonaws.com/x.pem")),
	} {
		in := &intake{}
		if code := a.postSNS(t, in, body); code != http.StatusForbidden || len(in.posts) != 0 || len(in.refusals) != 1 {
			t.Errorf("%s: answer %d, %d posts, %d refusals", name, code, len(in.posts), len(in.refusals))
		}
		for _, address := range a.called {
			if address != testCert {
				t.Errorf("%s: called %s", name, address)
			}
		}
	}
}

func TestAnAlarmIsNotLostWhenAmazonCanNotBeReached(t *testing.T) {
	a := newAmazon(t)
	a.down = true
	in := &intake{}
	code := a.postSNS(t, in, a.sign(t, notification()), a.sign(t, notification("MessageId", "m9")))
	if code != 202 || len(in.posts) != 2 || len(a.called) != 1 {
		t.Fatalf("answer %d, %d posts, called %q; the second does not wait for Amazon again", code, len(in.posts), a.called)
	}
	if e := in.posts[0].Events[0]; e.Action != engine.Trigger || !mendedBy(e, "could not be checked") {
		t.Errorf("event %+v", e)
	}
}

// unsignedRefused is an intake whose integration takes signed posts only.
type unsignedRefused struct{ *intake }

func (in unsignedRefused) Submit(ctx context.Context, p engine.Post) (engine.Receipt, error) {
	if p.Unchecked {
		return engine.Receipt{}, &engine.Failure{Code: engine.Unavailable, Message: "it can not be checked now", Retry: time.Minute}
	}
	return in.intake.Submit(ctx, p)
}

// What can not be checked now is listed, and asked for again: it may be an alarm.
func TestWhatIsToBeSentAgainIsListed(t *testing.T) {
	a := newAmazon(t)
	a.down = true
	in := &intake{}
	code := a.postSNS(t, unsignedRefused{in}, a.sign(t, notification()))
	if code != http.StatusServiceUnavailable || len(in.posts) != 0 || len(in.refusals) != 1 || !strings.Contains(in.refusals[0].Reason, "can not be checked now") {
		t.Errorf("answer %d, %d posts, refusals %+v", code, len(in.posts), in.refusals)
	}
}

func TestOnlyListedTopicsAreLetIn(t *testing.T) {
	a := newAmazon(t)
	for topic, want := range map[string]int{testTopic: 202, testTopic + "2": http.StatusForbidden} {
		in := &intake{}
		code := a.postSNS(t, listing{in, []string{topic}}, a.sign(t, notification()))
		if code != want || want != 202 && (len(in.refusals) != 1 || !strings.Contains(in.refusals[0].Reason, testTopic)) {
			t.Errorf("%s: answer %d, refusals %+v", topic, code, in.refusals)
		}
	}
}

func TestASubscriptionIsConfirmedOnlyWhenItsTopicIsListed(t *testing.T) {
	for name, c := range map[string]struct {
		topics []string
		down   bool
		change []string
		called int
		says   string
	}{
		"listed":             {[]string{testTopic}, false, nil, 2, "is confirmed"},
		"not listed":         {nil, false, nil, 1, "waits to be confirmed"},
		"no way out":         {[]string{testTopic}, true, nil, 1, "waits to be confirmed"},
		"a link elsewhere":   {[]string{testTopic}, false, []string{"SubscribeURL", "https://192.0.2.1/?Action=ConfirmSubscription&TopicArn=" + testTopic}, 1, "waits to be confirmed"},
		"another deed there": {[]string{testTopic}, false, []string{"SubscribeURL", strings.Replace(testLink, "Confirm", "Delete", 1)}, 1, "waits to be confirmed"},
	} {
		a := newAmazon(t)
		a.down = c.down
		in := &intake{}
		code := a.postSNS(t, listing{in, c.topics}, a.sign(t, confirmation(c.change...)))
		if code != 202 || len(a.called) != c.called || len(in.posts) != 1 {
			t.Errorf("%s: answer %d, called %q, %d posts", name, code, a.called, len(in.posts))
			continue
		}
		e := in.posts[0].Events[0]
		if e.Action != engine.Change || !strings.Contains(e.Summary, c.says) {
			t.Errorf("%s: %+v", name, e)
		}
		if hasLink := len(e.Links) == 1 && e.Links[0].Href == testLink; hasLink != (c.says == "waits to be confirmed" && c.change == nil) {
			t.Errorf("%s: links %+v", name, e.Links)
		}
	}
}

// Without Amazon's certificate, and without a signature, an alarm pages; what ends one
// is for the core to hold, which is told why.
func TestWhatAmazonDidNotSignIsMarkedAndSoIsWhy(t *testing.T) {
	ok := "{\"AlarmName\":\"portal-5xx\",\"AlarmArn\":\"arn:aws:cloudwatch:eu-central-1:123456789012:alarm:portal-5xx\",\"NewStateValue\":\"OK\"}"
	nowhere := strings.ReplaceAll(testCert, "eu-central-1", "xx-nowhere-9")
	a := newAmazon(t)
	signed := a.sign(t, notification("Message", ok))
	forged := strings.Replace(a.sign(t, notification("Message", ok)), `"Signature":"`, `"Signature":"AAAA`, 1)
	elsewhere := a.sign(t, notification("Message", ok, "TopicArn", strings.ReplaceAll(testTopic, "eu-central-1", "xx-nowhere-9"), "SigningCertURL", nowhere))
	for name, c := range map[string]struct {
		body string
		down bool
		says string
	}{
		"signed":                       {signed, false, ""},
		"no way to Amazon":             {signed, true, "certificate"},
		"forged, no way":               {forged, true, "certificate"},
		"a region that does not exist": {elsewhere, true, "certificate"},
		"raw":                          {ok, false, "no signature"},
	} {
		a.down = c.down
		in := &intake{}
		if code := a.postSNS(t, in, c.body); code != 202 || len(in.posts) != 1 {
			t.Errorf("%s: answer %d, refused %+v", name, code, in.refusals)
			continue
		}
		if p := in.posts[0]; p.Signed != (c.says == "") || !strings.Contains(p.Doubt, c.says) || c.says == "" && p.Doubt != "" {
			t.Errorf("%s: signed %v, %q", name, p.Signed, p.Doubt)
		}
	}
}
