package sms

import (
	"context"
	"encoding/base64"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/notify/text"
)

type driver struct {
	Config
	client    *http.Client
	escape    func(string) string
	success   statuses
	match     *regexp.Regexp // nil: any body
	permanent *regexp.Regexp // nil: none
	id        *regexp.Regexp // nil: none
	secrets   []string
}

// New returns the driver for [notify.SMS] addresses, telephone numbers in E.164
// form. The error is that of [Config.Validate].
func New(c Config) (notify.Driver, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("sms: %w", err)
	}
	c = c.withDefaults()
	if c.Dial == nil {
		c.Dial = dial.NewGuard(c.Allow).Dial
	}
	kind, _, err := mime.ParseMediaType(c.ContentType)
	if err != nil {
		return nil, fmt.Errorf("sms: content_type: %w", err)
	}
	success, err := parseStatuses(c.SuccessStatus)
	if err != nil {
		return nil, fmt.Errorf("sms: %w", err)
	}
	return &driver{
		Config: c, client: dial.Client(c.Dial, c.Roots), escape: escaper(kind), success: success,
		match: pattern(c.SuccessMatch), permanent: pattern(c.PermanentMatch), id: pattern(c.ProviderID),
		secrets: secrets(c),
	}, nil
}

// pattern compiles what Validate has checked; an empty pattern is none.
func pattern(s string) *regexp.Regexp {
	if s == "" {
		return nil
	}
	return regexp.MustCompile(s)
}

// Send calls the gateway once. What the gateway took is Accepted.
func (d *driver) Send(ctx context.Context, dl notify.Delivery) notify.Outcome {
	to, ok := number(dl.To.Value, d.ToFormat)
	if !ok {
		return notify.Outcome{Status: notify.Permanent, Reason: "not a telephone number in international form, such as +12025550123"}
	}
	req, err := d.request(ctx, values{to: to, text: write(dl.Message, d.MaxRunes), id: dl.ID})
	if err != nil {
		return notify.Outcome{Status: notify.Permanent, Reason: "the gateway's request can not be built: check its url"}
	}
	reply, err := dial.Do(d.client, req)
	if err != nil {
		return dial.Failed(err, d.secrets...)
	}
	return d.judge(reply)
}

// number brings an E.164 number (ITU-T E.164: at most 15 digits, no leading
// zero) into the gateway's form, leaving out what people write between digits.
func number(s, format string) (string, bool) {
	s = strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "").Replace(s)
	digits, plus := strings.CutPrefix(s, "+")
	if !plus || len(digits) < 7 || len(digits) > 15 || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	if format == "digits" {
		return digits, true
	}
	return s, true
}

func (d *driver) request(ctx context.Context, v values) (*http.Request, error) {
	var body *strings.Reader
	if d.Method == http.MethodGet {
		body = strings.NewReader("")
	} else {
		body = strings.NewReader(v.into(d.Body, d.escape))
	}
	req, err := http.NewRequestWithContext(ctx, d.Method, v.intoURL(d.URL), body)
	if err != nil {
		return nil, fmt.Errorf("sms: request: %w", err)
	}
	req.Header.Set("User-Agent", "Wakeman")
	for name, value := range d.Headers {
		req.Header.Set(name, v.into(value, asIs))
	}
	if d.Method != http.MethodGet {
		req.Header.Set("Content-Type", d.ContentType)
	}
	return req, nil
}

// judge tells success from failure as the configuration says, and failures
// apart by [dial.Judge].
func (d *driver) judge(r dial.Reply) notify.Outcome {
	o := dial.Judge(r, notify.Accepted, time.Now())
	body := string(r.Body)
	good := d.success.has(r.Status)
	switch {
	case good && d.says(body):
		return notify.Outcome{Status: notify.Accepted, Reason: o.Reason, ProviderID: d.find(body)}
	case d.permanent != nil && d.permanent.MatchString(body):
		o.Status = notify.Permanent
	case good:
		o.Status = notify.Retry
		o.Reason += ", but the reply is not the success that was configured"
	case o.OK():
		o.Status = notify.Retry
		o.Reason += " is not in success_status"
	}
	o.Reason = d.excerpt(o.Reason, body)
	return o
}

// says reports whether the body is that of a success.
func (d *driver) says(body string) bool {
	return strings.Contains(body, d.SuccessContains) && (d.match == nil || d.match.MatchString(body))
}

// find returns the gateway's id for the message, "" if there is none.
func (d *driver) find(body string) string {
	if d.id == nil {
		return ""
	}
	found := d.id.FindStringSubmatch(body)
	switch {
	case found == nil:
		return ""
	case len(found) > 1:
		return text.Cut(text.Line(found[1]), 128)
	}
	return text.Cut(text.Line(found[0]), 128)
}

// excerpt adds what the gateway said to a failure: the gateway is the admin's
// own choice, and "no credit" is what he needs to read. Links are taken out,
// since a gateway may repeat the message, whose link acknowledges.
func (d *driver) excerpt(reason, body string) string {
	body = regexp.MustCompile(`(?i)https?(:|%3a)\S*`).ReplaceAllString(body, "[link]")
	if body = text.Cut(dial.Redact(body, d.secrets...), 100); body != "" {
		reason += ": " + body
	}
	return dial.Redact(reason, d.secrets...)
}

// secrets guesses what of a configuration must not be shown: header values and
// their words, user information, and what the templates say literally where
// gateways take keys.
func secrets(c Config) []string {
	var all []string
	for _, value := range c.Headers {
		all = append(all, value)
		for word := range strings.FieldsSeq(value) {
			all = append(all, word)
			if raw, err := base64.StdEncoding.DecodeString(word); err == nil {
				user, password, _ := strings.Cut(string(raw), ":")
				all = append(all, string(raw), user, password)
			}
		}
	}
	if u, err := url.Parse(values{}.intoURL(c.URL)); err == nil {
		password, _ := u.User.Password()
		all = append(all, u.User.Username(), password)
		for _, v := range u.Query() {
			all = append(all, v...)
		}
	}
	return append(all, regexp.MustCompile(`[^\s"'<>&=:,{}\[\]]{6,}`).FindAllString(c.Body, -1)...)
}
