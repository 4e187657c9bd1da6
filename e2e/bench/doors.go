package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// doors measures the ways in beside the Events API: mail, and a post of many
// alerts.
func (b *bench) doors(ctx context.Context) error {
	data := filepath.Join(b.dir, "doors")
	c, err := startCarrier()
	if err != nil {
		return err
	}
	defer c.server.Close() //nolint:errcheck // at the end
	go func() {
		for range c.seen { // nobody waits for these
		}
	}()
	if err := b.configure(ctx, data, configuration(c.url, 1, "1m")); err != nil {
		return err
	}
	x, smtp, err := b.startWithMail(ctx, data)
	if err != nil {
		return err
	}
	return errors.Join(b.mails(ctx, x, smtp), b.fanOut(ctx, x), x.stop())
}

// startWithMail runs Wakeman with its mail gateway.
func (b *bench) startWithMail(ctx context.Context, data string) (x *box, smtp string, err error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, "", err
	}
	if smtp, err = freeAddr(); err != nil {
		return nil, "", err
	}
	x, err = launch(ctx, &box{addr: addr, data: data}, "/health/ready", b.binary, "serve", "--data", data, "--http", addr, "--smtp", smtp, "--public-url", "http://"+addr)
	return x, smtp, err
}

// mails hands in mails that each open an incident, and compares them with posts
// that do, by as many connections.
func (b *bench) mails(ctx context.Context, x *box, smtp string) error {
	for _, conns := range []int{1, 16} {
		posts, err := flood(ctx, x.addr, conns, b.each, func(n uint64) []byte {
			k := fmt.Sprintf("doors%d-%d", conns, n)
			return event(0, k, "link down on "+k)
		})
		if err != nil {
			return err
		}
		var serial atomic.Uint64
		mailing, cancel := context.WithTimeout(ctx, b.each)
		mails, err := gather(conns, func() (load, error) { return mail(mailing, smtp, conns, &serial) })
		cancel()
		if err != nil {
			return err
		}
		if mails.failures > 0 {
			return fmt.Errorf("%d mails were not answered 250", mails.failures)
		}
		b.report.note("doors", fmt.Sprintf("mails, each an incident, %d connections", conns),
			fmt.Sprintf("%.0f/s, p99 %s, %.2f × posts", mails.rate(), round(mails.at(0.99)), mails.rate()/posts.rate()))
	}
	return nil
}

// mail hands in one mail after the other over one connection.
func mail(ctx context.Context, addr string, conns int, serial *atomic.Uint64) (l load, err error) {
	c, err := textproto.Dial("tcp", addr)
	if err != nil {
		return l, err
	}
	defer c.Close() //nolint:errcheck // at the end
	if _, _, err = c.ReadResponse(220); err != nil {
		return l, err
	}
	if err := say(c, "HELO ups.example.net"); err != nil {
		return l, err
	}
	for ctx.Err() == nil {
		began := time.Now()
		if err := handIn(c, fmt.Sprintf("%d-%d", conns, serial.Add(1))); err != nil {
			l.failures++
			return l, err
		}
		l.answers++
		l.times = append(l.times, time.Since(began))
	}
	return l, nil
}

func handIn(c *textproto.Conn, id string) error {
	for _, line := range []string{"MAIL FROM:<ups@example.net>", "RCPT TO:<" + key(0) + "@alerts.example.net>", "DATA"} {
		if err := say(c, line); err != nil {
			return err
		}
	}
	w := c.DotWriter()
	fmt.Fprintf(w, "From: UPS <ups@example.net>\r\nTo: alerts@example.net\r\nSubject: shed %s runs on battery\r\nMessage-ID: <%s@ups.example.net>\r\nDate: %s\r\n\r\n"+
		"Input voltage 0.0 V, battery 97 %%, 42 minutes left.\r\nSerial number AS1234567890\r\n", id, id, time.Now().Format(time.RFC1123Z)) //nolint:errcheck // Close tells
	if err := w.Close(); err != nil {
		return err
	}
	_, _, err := c.ReadResponse(250)
	return err
}

func say(c *textproto.Conn, line string) error {
	if err := c.PrintfLine("%s", line); err != nil {
		return err
	}
	_, _, err := c.ReadResponse(0)
	return err
}

// alertsOfAPost is how many alerts the measured post has.
const alertsOfAPost = 500

// fanOut posts many alerts at once, as Alertmanager does when a tower falls: they
// open, are said again, and recover. Each time is one answer, after one commit.
func (b *bench) fanOut(ctx context.Context, x *box) error {
	const rounds = 5
	var opened, again, ended []time.Duration
	for round := range rounds {
		for _, step := range []struct {
			times  *[]time.Duration
			status string
		}{{&opened, "firing"}, {&again, "firing"}, {&ended, "resolved"}} {
			took, err := postAlerts(ctx, x.addr, round, step.status)
			if err != nil {
				return err
			}
			*step.times = append(*step.times, took)
		}
	}
	for _, f := range []struct {
		what  string
		times []time.Duration
	}{{"that open incidents", opened}, {"said again", again}, {"that recover", ended}} {
		slices.Sort(f.times)
		median := f.times[rounds/2]
		b.report.note("doors", fmt.Sprintf("Alertmanager, one post of %d alerts %s", alertsOfAPost, f.what),
			fmt.Sprintf("%s (median of %d), %.0f alerts/s", round(median), rounds, alertsOfAPost/median.Seconds()))
	}
	return nil
}

func postAlerts(ctx context.Context, addr string, round int, status string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/hooks/alertmanager/"+key(0), strings.NewReader(alerts(round, status)))
	if err != nil {
		return 0, err
	}
	began := time.Now()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close() //nolint:errcheck // only its status counts
	if resp.StatusCode/100 != 2 {
		return 0, fmt.Errorf("a post of alerts was answered %s", resp.Status)
	}
	return time.Since(began), nil
}

// alerts is a webhook body of Alertmanager, version 4.
func alerts(round int, status string) string {
	type alert struct {
		Status      string            `json:"status"`
		Labels      map[string]string `json:"labels"`
		Annotations map[string]string `json:"annotations"`
		StartsAt    time.Time         `json:"startsAt"`
		EndsAt      time.Time         `json:"endsAt"`
		Generator   string            `json:"generatorURL"`
		Fingerprint string            `json:"fingerprint"`
	}
	list := make([]alert, alertsOfAPost)
	for i := range list {
		cpe := fmt.Sprintf("cpe-%d-%d", round, i)
		list[i] = alert{
			Status: status, Fingerprint: fmt.Sprintf("%016x", round*alertsOfAPost+i+1), StartsAt: time.Now(),
			Labels:      map[string]string{"alertname": "RadioDown", "instance": cpe + ".example.net:9116", "job": "snmp", "site": "Mill Creek", "severity": "warning"},
			Annotations: map[string]string{"summary": cpe + " does not answer", "description": "No answer to SNMP for three minutes."},
			Generator:   "http://prometheus.example.net:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1",
		}
		if status == "resolved" {
			list[i].EndsAt = time.Now()
		}
	}
	body, err := json.Marshal(map[string]any{
		"version": "4", "groupKey": `{}:{alertname="RadioDown"}`, "status": status, "receiver": "wakeman", "truncatedAlerts": 0,
		"groupLabels": map[string]string{"alertname": "RadioDown"}, "commonLabels": map[string]string{"alertname": "RadioDown"},
		"commonAnnotations": map[string]string{}, "externalURL": "http://alertmanager.example.net:9093", "alerts": list,
	})
	if err != nil {
		panic(err) // strings and times always have a JSON form
	}
	return string(body)
}
