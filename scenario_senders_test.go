package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/smtp"
	"strings"
	"testing/synctest"
)

// key opens the events door of the service in the scenarios' configurations.
const key = "0123456789abcdef0123456789abcdef"

// answer is what came back over HTTP.
type answer struct {
	status int
	header http.Header
	body   string
}

// request sends one request to the box.
func (b *box) request(method, url, contentType, body string) answer {
	b.Helper()
	if strings.HasPrefix(url, "/") {
		url = b.publicURL + url
	}
	req, err := http.NewRequestWithContext(b.Context(), method, url, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return b.sends(req)
}

func (b *box) sends(req *http.Request) answer {
	b.Helper()
	client := http.Client{
		Transport:     &http.Transport{DialContext: b.web.Dial, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(text)}
}

func (b *box) post(path, body string) answer {
	b.Helper()
	return b.request(http.MethodPost, path, "application/json", body)
}

// enqueue sends an Events API v2 event.
func (b *box) enqueue(action, dedup, summary, severity string) answer {
	b.Helper()
	event, err := json.Marshal(map[string]any{
		"routing_key": key, "event_action": action, "dedup_key": dedup,
		"payload": map[string]string{"summary": summary, "source": dedup, "severity": severity},
	})
	if err != nil {
		b.Fatal(err)
	}
	return b.post("/v2/enqueue", string(event))
}

func (b *box) accepted(a answer) {
	b.Helper()
	if a.status != http.StatusAccepted {
		b.Fatalf("the event was answered %d: %s", a.status, a.body)
	}
	synctest.Wait()
}

// trigger reports that something is wrong, and returns the newest incident.
func (b *box) trigger(dedup, summary string) uint64 {
	b.Helper()
	b.accepted(b.enqueue("trigger", dedup, summary, "critical"))
	return b.newest()
}

// resolve reports that it is over.
func (b *box) resolve(dedup string) {
	b.Helper()
	b.accepted(b.enqueue("resolve", dedup, "", ""))
}

// newest is the number of the last incident that was opened.
func (b *box) newest() uint64 {
	b.Helper()
	n := uint64(0)
	for {
		_, found, err := b.a.db.Incident(n + 1)
		if err != nil {
			b.Fatal(err)
		}
		if !found {
			return n
		}
		n++
	}
}

// looks opens a link, as the person does, or a mail scanner. It returns the page.
func (b *box) looks(link string) string {
	b.Helper()
	a := b.request(http.MethodGet, link, "", "")
	if a.status != http.StatusOK {
		b.Fatalf("GET of the link: %d %s", a.status, a.body)
	}
	synctest.Wait()
	return a.body
}

// presses posts a link, as the button on its page does, and the one on a lock
// screen. It returns the page.
func (b *box) presses(link string) string {
	b.Helper()
	a := b.request(http.MethodPost, link, "application/x-www-form-urlencoded", "")
	if a.status != http.StatusOK {
		b.Fatalf("POST of the link: %d %s", a.status, a.body)
	}
	synctest.Wait()
	return a.body
}

// mails hands a mail to the box's SMTP gateway; the error is what it answered.
func (b *box) mails(to, subject, body string) error {
	b.Helper()
	return b.mailsFrom("ups@example.net", to, subject, body)
}

func (b *box) mailsFrom(from, to, subject, body string) error {
	b.Helper()
	return b.hands(from, fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%d@example.net>\r\n\r\n%s\r\n", from, to, subject, len(subject), body), to)
}

// hands hands in a mail as it is, for several at once.
func (b *box) hands(from, mail string, to ...string) error {
	b.Helper()
	conn, err := b.smtp.Dial(b.Context(), "tcp", "pager.example.net:25")
	if err != nil {
		b.Fatal(err)
	}
	c, err := smtp.NewClient(conn, "pager.example.net")
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	if err := c.Mail(from); err != nil {
		return err
	}
	for _, one := range to {
		if err := c.Rcpt(one); err != nil {
			return err
		}
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	fmt.Fprint(w, mail)
	if err := w.Close(); err != nil {
		return err
	}
	err = c.Quit()
	synctest.Wait()
	return err
}
