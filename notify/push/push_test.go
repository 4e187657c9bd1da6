package push_test

import (
	"strings"
	"testing"

	"wakeman/notify"
	"wakeman/notify/dial"
	"wakeman/notify/notifytest"
	"wakeman/notify/notifytest/carrier"
	"wakeman/notify/push"
)

const token = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2"

func TestPushPassesTheSuite(t *testing.T) {
	retry := notifytest.HTTPRetry()
	retry["200 from something that is not ntfy"] = carrier.Answer(200, "<html>Welcome</html>")
	retry["200 without an id"] = carrier.Answer(200, `{"ok":true}`)
	retry["507 with ntfy's words"] = carrier.Answer(507, `{"code":50701,"http":507,"error":"`+token+` has no room"}`)
	notifytest.Run(t, notifytest.Suite{
		Start:     start,
		Good:      notify.Accepted,
		Timeout:   dial.Timeout,
		Retry:     retry,
		Permanent: notifytest.HTTPPermanent(),
		Asked:     carrier.Answer(429, "").RetryAfter("120"),
		Names:     20,
		Bad: []notify.Address{
			{Value: ""},
			{Value: "two words"},
			{Value: strings.Repeat("x", 65)},
			{Value: "a/b"},
			{Value: "ftp://ntfy.example.net/t"},
			{Value: "https://ntfy.example.net/"},
			{Value: "https:///t"},
			{Value: "https://ntfy.example.net/t?x=1"},
			{Value: "https://ntfy.example.net/t\r\n"},
		},
	})
}

func start(t *testing.T) notifytest.Rig {
	c, ln := notifytest.StartHTTP(t, read)
	return notifytest.Rig{
		Driver: driver(t, ln), Carrier: c, Secrets: []string{token},
		To: notify.Address{Channel: notify.Push, Value: "noc-night"},
	}
}

func driver(t *testing.T, ln *carrier.PipeListener) notify.Driver {
	t.Helper()
	d, err := push.New(push.Config{Server: "http://ntfy.example.net", Token: token, Dial: ln.Dial})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// read is the telephone: it shows title, message, and what touching opens.
func read(t *testing.T, c carrier.Call) notifytest.Received {
	t.Helper()
	n, err := c.Ntfy()
	if err != nil {
		t.Fatal(err)
	}
	words := []string{n.Title, n.Message, n.Click}
	for _, a := range n.Actions {
		words = append(words, a.Label, a.URL)
	}
	return notifytest.Received{ID: n.SequenceID, Words: strings.Join(words, "\n")}
}

// publish sends m over real time and returns what the server got.
func publish(t *testing.T, m notify.Message) carrier.Ntfy {
	t.Helper()
	c, ln := notifytest.StartHTTP(t, read)
	if o := driver(t, ln).Send(t.Context(), notify.Delivery{ID: "d1", To: notify.Address{Value: "noc"}, Message: m}); !o.OK() {
		t.Fatalf("outcome %+v", o)
	}
	n, err := c.Calls()[0].Ntfy()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPriorityWakesForHighUrgencyAndTestsOnly(t *testing.T) {
	low := notifytest.Page(1)
	low.Incidents[0].Urgency = "low"
	mixed := notifytest.Page(2)
	mixed.Incidents[0].Urgency = "low"
	unknown := notifytest.Page(1)
	unknown.Incidents[0].Urgency = ""
	for name, c := range map[string]struct {
		m    notify.Message
		want int
	}{
		"page of high urgency":                 {notifytest.Page(1), 5},
		"page of low urgency":                  {low, 3},
		"bundle with one of high urgency":      {mixed, 5},
		"page of an urgency nobody knows":      {unknown, 5},
		"test, which is meant to wake":         {notify.Message{Kind: notify.Test}, 5},
		"Wakeman itself has failed":            {notify.Message{Kind: notify.Emergency}, 5},
		"shift begins":                         {notify.Message{Kind: notify.Handoff}, 3},
		"notice":                               {notify.Message{Kind: notify.Notice}, 2},
		"notice about an incident of that day": {notify.Message{Kind: notify.Notice, Incidents: notifytest.Page(1).Incidents}, 2},
	} {
		if got := publish(t, c.m).Priority; got != c.want {
			t.Errorf("%s: priority %d, want %d", name, got, c.want)
		}
	}
}

func TestAcknowledgeButtonPostsFromTheLockScreen(t *testing.T) {
	n := publish(t, notifytest.Page(1))
	want := carrier.NtfyAction{Action: "http", Label: "Acknowledge", URL: "https://wakeman.example.net/a/kj3h4k5j/ack", Method: "POST", Clear: true}
	if len(n.Actions) == 0 || n.Actions[0] != want {
		t.Errorf("actions %+v", n.Actions)
	}
	if n.Click != "https://wakeman.example.net/a/kj3h4k5j" {
		t.Errorf("a touch opens %q", n.Click)
	}
	if n := publish(t, notifytest.Page(5)); n.Actions[0].Label != "Acknowledge all 5" {
		t.Errorf("label %q", n.Actions[0].Label)
	}
	m := notifytest.Page(1)
	m.AckURL, m.AckPostURL = "", ""
	if n := publish(t, m); n.Click != "https://wakeman.example.net/incidents/17" || n.Actions[0].Action != "view" {
		t.Errorf("without acknowledge links: click %q, actions %+v", n.Click, n.Actions)
	}
}

func TestTokenGoesToTheConfiguredServerOnly(t *testing.T) {
	for address, want := range map[string]string{
		"noc":                             "Bearer " + token,
		"http://ntfy.example.net/noc":     "Bearer " + token,
		"https://evil.example/noc":        "",
		"http://ntfy.example.net.evil/t":  "",
		"http://ntfy.example.net:81/noc":  "",
		"http://ntfy.example.net@evil/t":  "Basic bnRmeS5leGFtcGxlLm5ldDo=", // the address's own
		"http://evil/ntfy.example.net/no": "",
	} {
		c, ln := notifytest.StartHTTP(t, read)
		driver(t, ln).Send(t.Context(), notify.Delivery{ID: "d1", To: notify.Address{Value: address}, Message: notifytest.Page(1)})
		for _, call := range c.Calls() {
			if got := call.Header.Get("Authorization"); got != want {
				t.Errorf("%s: Authorization %q, want %q", address, got, want)
			}
		}
	}
}

func TestNtfysMessageIDIsTheProviderID(t *testing.T) {
	_, ln := notifytest.StartHTTP(t, read)
	o := driver(t, ln).Send(t.Context(), notify.Delivery{ID: "d1", To: notify.Address{Value: "noc"}, Message: notifytest.Page(1)})
	if o.ProviderID != "msgd1" {
		t.Errorf("outcome %+v", o)
	}
}

func TestTopicUnderAPathIsPublishedToItsRoot(t *testing.T) {
	c, ln := notifytest.StartHTTP(t, read)
	o := driver(t, ln).Send(t.Context(), notify.Delivery{ID: "d1", To: notify.Address{Value: "http://noc.example.net/push/night"}, Message: notifytest.Page(1)})
	call := c.Calls()[0]
	n, err := call.Ntfy()
	if err != nil || call.Path != "/push/" || n.Topic != "night" || !o.OK() {
		t.Errorf("path %q, topic %q, %v, %+v", call.Path, n.Topic, err, o)
	}
}

func TestBadConfigurationNamesTheField(t *testing.T) {
	for field, c := range map[string]push.Config{
		"server": {Server: "ntfy.example.net"},
		"token":  {Server: "https://ntfy.example.net", Token: "tk_\r\nX: y"},
	} {
		if _, err := push.New(c); err == nil || !strings.Contains(err.Error(), field+":") {
			t.Errorf("%s: %v", field, err)
		}
	}
}
