package sms_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/notify/notifytest"
	"wakeman/notify/notifytest/carrier"
	"wakeman/notify/sms"
)

const key = "sk_live_51H8x"

// jsonGateway is a gateway of the usual kind.
func jsonGateway() sms.Config {
	return sms.Config{
		URL:        "https://sms.example.net/v1/messages?account=isp42secret",
		Headers:    map[string]string{"Authorization": "Bearer " + key, "Idempotency-Key": "{id}"},
		Body:       `{"from":"Wakeman","to":"{to}","text":"{text}","ref":"{id}"}`,
		ProviderID: `"sid":"([^"]+)"`,
	}
}

func TestGatewayPassesTheSuite(t *testing.T) {
	retry := notifytest.HTTPRetry()
	retry["200 that says failure"] = carrier.Answer(200, `{"status":"error","message":"no credit on isp42secret (`+key+`)"}`)
	permanent := notifytest.HTTPPermanent()
	permanent["200 that says unknown number"] = carrier.Answer(200, `{"status":"error","message":"unknown number"}`)
	permanent["400 that repeats the message"] = carrier.Answer(400, `{"error":"bad","text":"Router down https:\/\/wakeman.example.net\/a\/kj3h4k5j https://wakeman.example.net/a/kj3h4k5j"}`)
	notifytest.Run(t, notifytest.Suite{
		Start: func(t *testing.T) notifytest.Rig {
			c, ln := notifytest.StartHTTP(t, readJSON)
			c.Respond(func(carrier.Call) (int, http.Header, string) {
				return 201, nil, `{"status":"queued","sid":"SM123"}`
			})
			config := jsonGateway()
			config.URL = strings.Replace(config.URL, "https:", "http:", 1)
			config.SuccessContains, config.SuccessMatch, config.PermanentMatch = "queued", `"sid":"SM\d+"`, "unknown number"
			return notifytest.Rig{
				Driver: driver(t, ln, config), Carrier: c, Secrets: []string{key, "isp42secret", "kj3h4k5j"},
				To: notify.Address{Channel: notify.SMS, Value: "+12025550123"},
			}
		},
		Good:      notify.Accepted,
		Timeout:   dial.Timeout,
		Retry:     retry,
		Permanent: permanent,
		Asked:     carrier.Answer(503, "").RetryAfter("120"),
		Names:     2,
		Bad: []notify.Address{
			{Value: ""},
			{Value: "2025550123"},
			{Value: "+0202555"},
			{Value: "+1202"},
			{Value: "+12025550123456789"},
			{Value: "+1202555012x"},
			{Value: "+1202555\r\n0123"},
			{Value: "+１２０２５５５０１２３"},
		},
	})
}

func driver(t *testing.T, ln *carrier.PipeListener, c sms.Config) notify.Driver {
	t.Helper()
	c.Dial = ln.Dial
	d, err := sms.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func readJSON(t *testing.T, c carrier.Call) notifytest.Received {
	t.Helper()
	var body struct{ From, To, Text, Ref string }
	if err := json.Unmarshal(c.Body, &body); err != nil {
		t.Fatalf("%v in %q", err, c.Body)
	}
	if body.Ref != c.Header.Get("Idempotency-Key") {
		t.Errorf("ref %q, Idempotency-Key %q", body.Ref, c.Header.Get("Idempotency-Key"))
	}
	return notifytest.Received{ID: body.Ref, Words: body.Text, Recipients: []string{body.To}}
}

func readForm(t *testing.T, raw string) notifytest.Received {
	t.Helper()
	q, err := url.ParseQuery(raw)
	if err != nil || len(q) != 3 {
		t.Fatalf("%v in %q", err, raw)
	}
	return notifytest.Received{ID: q.Get("id"), Words: q.Get("text"), Recipients: q["to"]}
}

func readXML(t *testing.T, c carrier.Call) notifytest.Received {
	t.Helper()
	var body struct {
		To   string `xml:"to,attr"`
		ID   string `xml:"id,attr"`
		Text string `xml:",chardata"`
	}
	if err := xml.Unmarshal(c.Body, &body); err != nil {
		t.Fatalf("%v in %q", err, c.Body)
	}
	return notifytest.Received{ID: body.ID, Words: body.Text, Recipients: []string{body.To}}
}

// Every place a placeholder can stand in carries hostile text whole, and never
// more fields than the template has.
func TestEveryPlaceEscapesHostileText(t *testing.T) {
	form := "to={to}&text={text}&id={id}"
	for name, c := range map[string]struct {
		config sms.Config
		read   func(*testing.T, carrier.Call) notifytest.Received
	}{
		"query of a GET": {
			sms.Config{Method: "GET", URL: "http://modem.example.net/send?" + form},
			func(t *testing.T, c carrier.Call) notifytest.Received { return readForm(t, c.Query.Encode()) },
		},
		"form": {
			sms.Config{URL: "http://modem.example.net/send", ContentType: "application/x-www-form-urlencoded", Body: form},
			func(t *testing.T, c carrier.Call) notifytest.Received { return readForm(t, string(c.Body)) },
		},
		"XML": {
			sms.Config{URL: "http://modem.example.net/send", ContentType: "text/xml; charset=utf-8", Body: `<sms to="{to}" id="{id}">{text}</sms>`},
			readXML,
		},
		"plain text, number in the path": {
			sms.Config{Method: "PUT", URL: "http://modem.example.net/send/{to}/{id}", ContentType: "text/plain", Body: "{text}"},
			func(t *testing.T, c carrier.Call) notifytest.Received {
				part := strings.Split(c.Path, "/")
				return notifytest.Received{ID: part[3], Words: string(c.Body), Recipients: []string{part[2]}}
			},
		},
		"JSON": {jsonGatewayOverHTTP(), readJSON},
	} {
		t.Run(name, func(t *testing.T) {
			carried, ln := notifytest.StartHTTP(t, c.read)
			d := driver(t, ln, c.config)
			for what, words := range notifytest.Hostile() {
				m := notify.Message{Kind: notify.Notice, Subject: words, Zone: time.UTC}
				if o := d.Send(t.Context(), notify.Delivery{ID: "d1", To: notify.Address{Value: "+12025550123"}, Message: m}); !o.OK() {
					t.Fatalf("%s: %+v", what, o)
				}
				all := carried.Received(t)
				got := all[len(all)-1]
				if got.ID != "d1" || len(got.Recipients) != 1 || got.Recipients[0] != "+12025550123" || got.Header["X-Injected"] != nil {
					t.Errorf("%s: arrived as %+v", what, got)
				}
				if want := "alert(1)"; what == "HTML" && !strings.Contains(got.Words, want) {
					t.Errorf("%s: %q does not hold %q", what, got.Words, want)
				}
				if want := "{to} {text} {id}"; what == "template" && !strings.Contains(got.Words, want) {
					t.Errorf("a placeholder in a title was replaced: %q", got.Words)
				}
			}
		})
	}
}

func jsonGatewayOverHTTP() sms.Config {
	c := jsonGateway()
	c.URL = "http://sms.example.net/"
	return c
}

func TestNumberIsWrittenAsTheGatewayWants(t *testing.T) {
	for format, want := range map[string]string{"": "+12025550123", "+E164": "+12025550123", "digits": "12025550123"} {
		carried, ln := notifytest.StartHTTP(t, readJSON)
		c := jsonGatewayOverHTTP()
		c.ToFormat = format
		driver(t, ln, c).Send(t.Context(), notify.Delivery{ID: "d1", To: notify.Address{Value: "+1 (202) 555-0123"}, Message: notifytest.Page(1)})
		if got := carried.Received(t)[0].Recipients[0]; got != want {
			t.Errorf("%q: %q, want %q", format, got, want)
		}
	}
}

func TestSuccessIsWhatTheConfigurationSays(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*sms.Config)
		answer carrier.Fault
		want   notify.Outcome
	}{
		"id from the first group": {
			func(*sms.Config) {},
			carrier.Answer(200, `{"sid":"SM9"}`),
			notify.Outcome{Status: notify.Accepted, Reason: "HTTP 200 OK", ProviderID: "SM9"},
		},
		"id from the whole match": {
			func(c *sms.Config) { c.ProviderID = `SM\d+` },
			carrier.Answer(200, "ID: SM77"),
			notify.Outcome{Status: notify.Accepted, Reason: "HTTP 200 OK", ProviderID: "SM77"},
		},
		"no id found": {
			func(*sms.Config) {},
			carrier.Answer(200, "OK"),
			notify.Outcome{Status: notify.Accepted, Reason: "HTTP 200 OK"},
		},
		"a status of the list": {
			func(c *sms.Config) { c.SuccessStatus = "201, 204-206" },
			carrier.Answer(206, ""),
			notify.Outcome{Status: notify.Accepted, Reason: "HTTP 206 Partial Content"},
		},
		"a status outside of the list": {
			func(c *sms.Config) { c.SuccessStatus = "201" },
			carrier.Answer(200, "hm"),
			notify.Outcome{Status: notify.Retry, Reason: "HTTP 200 OK is not in success_status: hm"},
		},
		"words that are missing": {
			func(c *sms.Config) { c.SuccessContains = "queued" },
			carrier.Answer(200, "ERR 113: no credit"),
			notify.Outcome{Status: notify.Retry, Reason: "HTTP 200 OK, but the reply is not the success that was configured: ERR 113: no credit"},
		},
		"words that will not change": {
			func(c *sms.Config) { c.SuccessContains, c.PermanentMatch = "queued", `ERR 2\d\d` },
			carrier.Answer(200, "ERR 203: barred"),
			notify.Outcome{Status: notify.Permanent, Reason: "HTTP 200 OK: ERR 203: barred"},
		},
		"a wrong key, which the gateway repeats": {
			func(*sms.Config) {},
			carrier.Answer(401, "wrong key "+key),
			notify.Outcome{Status: notify.Permanent, Reason: "HTTP 401 Unauthorized: wrong key [secret]"},
		},
	} {
		carried, ln := notifytest.StartHTTP(t, readJSON)
		config := jsonGatewayOverHTTP()
		c.change(&config)
		carried.Fault(c.answer)
		got := driver(t, ln, config).Send(t.Context(), notify.Delivery{ID: "d1", To: notify.Address{Value: "+12025550123"}, Message: notifytest.Page(1)})
		if got != c.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", name, got, c.want)
		}
	}
}

func TestValidateNamesEveryWrongField(t *testing.T) {
	for field, change := range map[string]func(*sms.Config){
		"method":                 func(c *sms.Config) { c.Method = "DELETE" },
		"url":                    func(c *sms.Config) { c.URL = "sms.example.net" },
		"headers":                func(c *sms.Config) { c.Headers["X Y"] = "1" },
		"headers.X-Key":          func(c *sms.Config) { c.Headers["X-Key"] = "a\r\nb" },
		"headers.X-Text":         func(c *sms.Config) { c.Headers["X-Text"] = "{text}" },
		"headers.X-Unknown":      func(c *sms.Config) { c.Headers["X-Unknown"] = "{phone}" },
		"headers.content-type":   func(c *sms.Config) { c.Headers["content-type"] = "text/plain" },
		"content_type":           func(c *sms.Config) { c.ContentType = "image/png" },
		"body":                   func(c *sms.Config) { c.Body = `{"to":{to},"text":"{text}"}` },
		"success_status":         func(c *sms.Config) { c.SuccessStatus = "OK" },
		"success_match":          func(c *sms.Config) { c.SuccessMatch = "(" },
		"permanent_match":        func(c *sms.Config) { c.PermanentMatch = "[" },
		"provider_id":            func(c *sms.Config) { c.ProviderID = "*" },
		"max_runes":              func(c *sms.Config) { c.MaxRunes = 20 },
		"to_format":              func(c *sms.Config) { c.ToFormat = "national" },
		"url, with a stranger":   func(c *sms.Config) { c.URL = "https://sms.example.net/{phone}" },
		"url, host from outside": func(c *sms.Config) { c.URL = "https://{to}/" },
		"url, fragment":          func(c *sms.Config) { c.URL = "https://sms.example.net/#{to}" },
		"body, with a stranger":  func(c *sms.Config) { c.Body = `{"to":"{to}","text":"{message}"}` },
		"body, without a number": func(c *sms.Config) { c.Body = `{"text":"{text}"}` },
		"body, without words":    func(c *sms.Config) { c.Body = `{"to":"{to}"}` },
		"body, with a GET":       func(c *sms.Config) { c.Method = "GET" },
		"body, broken XML":       func(c *sms.Config) { c.ContentType, c.Body = "text/xml", `<a to={to}>{text}</a>` },
	} {
		c := jsonGateway()
		change(&c)
		want, _, _ := strings.Cut(field, ",")
		var wrong *sms.FieldError
		if err := c.Validate(); !errors.As(err, &wrong) || !strings.Contains(err.Error(), want+": ") {
			t.Errorf("%s: %v", field, err)
		}
		if _, err := sms.New(c); err == nil {
			t.Errorf("%s: New took it", field)
		}
	}
	if err := jsonGateway().Validate(); err != nil {
		t.Errorf("a good one: %v", err)
	}
}
