package notifytest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"wakeman/notify"
	"wakeman/notify/notifytest/carrier"
)

// Page is a message about n incidents, as the engine would write it.
func Page(n int) notify.Message {
	zone := time.FixedZone("CET", 3600)
	m := notify.Message{
		Kind: notify.Page, Recipient: "Night technician", Zone: zone,
		AckURL:     "https://wakeman.example.net/a/kj3h4k5j",
		AckPostURL: "https://wakeman.example.net/a/kj3h4k5j/ack",
		ListURL:    "https://wakeman.example.net/incidents",
	}
	for i := range n {
		m.Incidents = append(m.Incidents, notify.Incident{
			Number: uint64(17 + i), ID: fmt.Sprintf("Q1ABCD%d", i), Title: fmt.Sprintf("Router r%d down", i),
			Service: "Core network", Severity: "critical", Urgency: "high", Source: "edge-1.example.net",
			Since: time.Date(2026, 11, 2, 2, 12, 0, 0, time.UTC), Step: 1,
			Details: "ping: 100 % loss\nlast seen 02:11", URL: fmt.Sprintf("https://wakeman.example.net/incidents/%d", 17+i),
			WhyYou: "on call for Primary until Mon 09:00",
		})
	}
	return m
}

func delivery(r Rig, id string, m notify.Message) notify.Delivery {
	return notify.Delivery{ID: id, Attempt: 1, To: r.To, Message: m}
}

// send makes one attempt and checks what holds for every outcome.
func send(t *testing.T, s Suite, r Rig, d notify.Delivery) notify.Outcome {
	t.Helper()
	began := time.Now()
	o := r.Driver.Send(t.Context(), d)
	if took := time.Since(began); took > s.Timeout {
		t.Errorf("the attempt took %s, more than %s", took, s.Timeout)
	}
	checkReason(t, r, d, o)
	return o
}

func checkReason(t *testing.T, r Rig, d notify.Delivery, o notify.Outcome) {
	t.Helper()
	if o.Reason == "" || strings.ContainsAny(o.Reason, "\r\n\x00") || len(o.Reason) > 1024 || !utf8.ValidString(o.Reason) {
		t.Errorf("the reason is not one line of text: %q", o.Reason)
	}
	for _, secret := range append([]string{d.To.Secret, d.Message.AckURL, d.Message.AckPostURL}, r.Secrets...) {
		if secret != "" && strings.Contains(o.Reason+o.ProviderID, secret) {
			t.Errorf("the outcome holds a secret, %q: %+v", secret, o)
		}
	}
}

// one is the only message that arrived.
func one(t *testing.T, r Rig) Received {
	t.Helper()
	got := r.Carrier.Received(t)
	if len(got) != 1 {
		t.Fatalf("%d messages arrived, want 1", len(got))
	}
	return got[0]
}

func accepted(t *testing.T, s Suite, r Rig) {
	o := send(t, s, r, delivery(r, "d0001", Page(1)))
	if o.Status != s.Good || !o.OK() || o.RetryAfter != 0 {
		t.Errorf("outcome %+v, want %s", o, s.Good)
	}
	got := one(t, r)
	if got.ID != "d0001" || !got.Taken {
		t.Errorf("delivery id on the wire %q, taken %v", got.ID, got.Taken)
	}
}

func sameID(t *testing.T, s Suite, r Rig) {
	d := delivery(r, "d0002", Page(1))
	r.Carrier.Fault(carrier.Lost())
	for d.Attempt = 1; d.Attempt <= 3; d.Attempt++ {
		send(t, s, r, d)
		time.Sleep(90 * time.Second)
	}
	got := r.Carrier.Received(t)
	if len(got) != 3 {
		t.Fatalf("%d messages arrived, want 3", len(got))
	}
	for n, m := range got {
		if m.ID != "d0002" || m.Words != got[0].Words {
			t.Errorf("attempt %d: id %q, words %q; the first had %q", n+1, m.ID, m.Words, got[0].Words)
		}
	}
}

func kinds(t *testing.T, s Suite, r Rig) {
	for n, m := range []notify.Message{
		{Kind: notify.Test, Subject: "Test page", Text: "You asked to be woken."},
		{Kind: notify.Handoff, Subject: "Your shift begins", Text: "Primary, from Mon 09:00."},
		{Kind: notify.Notice, Subject: "Backup failed", Text: "The disk is full."},
		{Kind: notify.Emergency, Subject: "Wakeman itself has failed", Text: "Watch the monitoring yourself."},
		{Kind: notify.Verification, Subject: "Your Wakeman code is 042917", Text: "Type it on the page that asks for it.", Code: "042917"},
		{Kind: notify.Invitation, Subject: "Your link to sign in", Text: "Follow the link and set a password."},
		{Kind: notify.Test},
		{Kind: notify.Handoff},
		{Kind: notify.Notice},
		{Kind: notify.Page},
		{},
	} {
		id := fmt.Sprintf("k%d", n)
		if m.Kind != "" { // the last has no zone either
			m.Zone = time.UTC
		}
		if o := send(t, s, r, delivery(r, id, m)); !o.OK() {
			t.Errorf("kind %q: %+v", m.Kind, o)
		}
		got := r.Carrier.Received(t)[n]
		if strings.TrimSpace(got.Words) == "" || !strings.Contains(flat(got.Words), m.Subject) || !strings.Contains(flat(got.Words), m.Text) {
			t.Errorf("kind %q says %q", m.Kind, got.Words)
		}
	}
}

// flat is s as one line, for text that was wrapped.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func essentials(t *testing.T, s Suite, r Rig) {
	send(t, s, r, delivery(r, "d0003", Page(1)))
	got := one(t, r)
	words := flat(got.Words)
	for _, want := range []string{"Router r0 down", "#17", "CRITICAL", "Core network", "edge-1.example.net", "2 Nov 03:12 CET", "https://wakeman.example.net/a/kj3h4k5j"} {
		if !strings.Contains(strings.ToLower(words), strings.ToLower(want)) {
			t.Errorf("%q is not said in %q", want, words)
		}
		if got.HTML != "" && !strings.Contains(strings.ToLower(got.HTML), strings.ToLower(want)) {
			t.Errorf("%q is not said in the HTML, %q", want, got.HTML)
		}
	}
	if strings.Contains(strings.ToLower(words), "already") {
		t.Errorf("a first page says that it is a repeat: %q", words)
	}
}

func duplicate(t *testing.T, s Suite, r Rig) {
	for n, m := range []notify.Message{Page(1), Page(30), {Kind: notify.Notice, Subject: "Backup failed", Zone: time.UTC}} {
		m.MayBeDuplicate = true
		send(t, s, r, delivery(r, fmt.Sprintf("m%d", n), m))
		got := r.Carrier.Received(t)[n]
		if words := flat(got.Words); !strings.Contains(words, "already") {
			t.Errorf("not said in %q", words)
		}
		if got.HTML != "" && !strings.Contains(got.HTML, "already") {
			t.Errorf("not said in the HTML, %q", got.HTML)
		}
	}
}

func bundle(t *testing.T, s Suite, r Rig) {
	for n, m := range []notify.Message{Page(2), Page(5), Page(300)} {
		m.Omitted = n * 7
		m.Incidents[len(m.Incidents)-1].Severity = "info" // the last to be named
		send(t, s, r, delivery(r, fmt.Sprintf("b%d", n), m))
		words := flat(r.Carrier.Received(t)[n].Words)
		total := len(m.Incidents) + m.Omitted
		named := 0
		for _, i := range m.Incidents {
			if strings.Contains(words, i.Title) {
				named++
			}
		}
		if named < min(s.Names, len(m.Incidents)) {
			t.Errorf("%d of %d incidents are named, want %d at least", named, total, s.Names)
		}
		if !strings.Contains(words, fmt.Sprintf("%d incidents", total)) && !strings.Contains(words, fmt.Sprintf("all %d", total)) {
			t.Errorf("%d incidents: the number is not said in %.300q", total, words)
		}
		if named < total && !strings.Contains(words, " more") {
			t.Errorf("%d named of %d, and the rest is not counted in %.300q", named, total, words)
		}
	}
}

func faulty(f carrier.Fault) func(*testing.T, Suite, Rig) {
	return func(t *testing.T, s Suite, r Rig) {
		r.Carrier.Fault(f)
		o := send(t, s, r, delivery(r, "d0004", Page(1)))
		if o.Status != notify.Retry {
			t.Errorf("outcome %+v, want retry", o)
		}
		if n := r.Carrier.Written(); n > 1<<20 {
			t.Errorf("%d bytes of the answer were read", n)
		}
		if o := send(t, s, r, delivery(r, "d0004", Page(1))); !o.OK() {
			t.Errorf("after the carrier recovered: %+v", o)
		}
	}
}

func refused(f carrier.Fault) func(*testing.T, Suite, Rig) {
	return func(t *testing.T, s Suite, r Rig) {
		r.Carrier.Fault(f)
		if o := send(t, s, r, delivery(r, "d0005", Page(1))); o.Status != notify.Permanent {
			t.Errorf("outcome %+v, want permanent", o)
		}
	}
}

func gone(t *testing.T, s Suite, r Rig) {
	closer, ok := r.Carrier.(interface{ Stop() })
	if !ok {
		t.Fatalf("%T has no Stop", r.Carrier)
	}
	closer.Stop()
	if o := send(t, s, r, delivery(r, "d0006", Page(1))); o.Status != notify.Retry {
		t.Errorf("outcome %+v, want retry", o)
	}
}

func asked(t *testing.T, s Suite, r Rig) {
	if s.Asked == (carrier.Fault{}) {
		return // the protocol has no such answer, and the suite's author says so
	}
	r.Carrier.Fault(s.Asked)
	if o := send(t, s, r, delivery(r, "d0007", Page(1))); o.Status != notify.Retry || o.RetryAfter != 2*time.Minute {
		t.Errorf("outcome %+v, want retry after 2m", o)
	}
}

func cancelled(t *testing.T, s Suite, r Rig) {
	r.Carrier.Always(carrier.Hang())
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	began := time.Now()
	d := delivery(r, "d0008", Page(1))
	o := r.Driver.Send(ctx, d)
	if took := time.Since(began); took > 1100*time.Millisecond {
		t.Errorf("returned %s after the context had ended", took-time.Second)
	}
	if o.Status != notify.Retry {
		t.Errorf("outcome %+v, want retry", o)
	}
	checkReason(t, r, d, o)
}

func cancelledBefore(t *testing.T, _ Suite, r Rig) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if o := r.Driver.Send(ctx, delivery(r, "d0009", Page(1))); o.Status != notify.Retry {
		t.Errorf("outcome %+v, want retry", o)
	}
	if got := r.Carrier.Received(t); len(got) != 0 {
		t.Errorf("%d messages arrived", len(got))
	}
}

func concurrent(t *testing.T, s Suite, r Rig) {
	const n = 24
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			m := Page(1)
			m.Incidents[0].Title = fmt.Sprintf("Fault number %d.", i)
			if o := r.Driver.Send(t.Context(), delivery(r, fmt.Sprintf("c%d", i), m)); o.Status != s.Good {
				t.Errorf("delivery %d: %+v", i, o)
			}
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, m := range r.Carrier.Received(t) {
		seen[m.ID] = true
		if want := "Fault number " + strings.TrimPrefix(m.ID, "c") + "."; !strings.Contains(flat(m.Words), want) {
			t.Errorf("delivery %s does not say %q", m.ID, want)
		}
	}
	if len(seen) != n {
		t.Errorf("%d deliveries arrived, want %d", len(seen), n)
	}
}

func badAddress(t *testing.T, s Suite, r Rig) {
	for _, to := range s.Bad {
		d := delivery(r, "d0010", Page(1))
		d.To = to
		if o := send(t, s, r, d); o.Status != notify.Permanent {
			t.Errorf("%q: outcome %+v, want permanent", to.Value, o)
		}
	}
	if got := r.Carrier.Received(t); len(got) != 0 {
		t.Errorf("%d messages arrived", len(got))
	}
}
