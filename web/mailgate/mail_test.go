package mailgate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"wakeman/engine"
)

func example(tb testing.TB, name string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "mails", name))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

var lan = Envelope{From: "envelope@example.net", Helo: "nms", Remote: "192.0.2.9"}

func TestWhatMailsSay(t *testing.T) {
	tests := []struct {
		file, summary, source, body string
		unparsed                    bool
	}{
		{"nagios-service.eml", "** PROBLEM Service Alert: Tower Seven/PING is CRITICAL **", "nagios@mon.example.net", "PING CRITICAL - Packet loss = 100%", false},
		{"netwatch-encoded.eml", "[tower-7] ❌ Netwatch Notify: uplink down", "router@tower-7.example.net", "The host 'uplink' (192.0.2.1) is down", false},
		{"latin1-qp.eml", "Störung in Nürnberg", "stoerung@example.net", "Gerät gestört, bitte prüfen.", false},
		{"raw-8bit.eml", "Störung", "a@example.net", "Gerät gestört", false},
		{"prtg-html.eml", "[NOC] tower-7 Ping Down", "prtg@example.net", "Ping <https://prtg.example.net/sensor.htm?id=1234>", false},
		{"alternative.eml", "both", "a@example.net", "the plain words", false},
		{"japanese.eml", "障害発生", "a@example.net", "障害", false},
		{"unknown-charset.eml", "=?x-klingon?Q?Qapla?=", "a@example.net", "still readable", false},
		{"no-subject.eml", "UPS: On battery power", "ups@example.net", "more", false},
		{"nothing-but-from.eml", "mail without a subject from ups@example.net", "ups@example.net", "", false},
		{"text-only.txt", "tower-7 is down", "envelope@example.net", "since 15:20", true},
		{"colon-text.txt", "Alarm: tower-7 is down", "envelope@example.net", "Since: 15:20", true},
		{"broken-header.eml", "link down", "envelope@example.net", "this line is no field", true},
		{"mbox.eml", "from a mailbox", "a@example.net", "body", false},
		{"missing-boundary.eml", "s", "a@example.net", "words in no part", true},
		{"no-boundary.eml", "s", "a@example.net", "words in no part", false},
		{"cut-multipart.eml", "s", "a@example.net", "half a word", false},
		{"bad-base64.eml", "s", "a@example.net", "hello", false},
		{"unknown-encoding.eml", "s", "a@example.net", "words", false},
		{"bad-type.eml", "s", "a@example.net", "words", false},
		{"nested-100.eml", "s", "a@example.net", "--b0", true},
		{"nul.eml", "ab", "a@example.net", "body", false},
		{"empty.eml", "mail without a subject from envelope@example.net", "envelope@example.net", "", true},
		{"apc.eml", "UPS: On battery power", "envelope@example.net", "Location: POP 3", false},
		{"injected.eml", "down  Bcc: x@example.org", "a@example.net", "x", false},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			e := Parse(example(t, tt.file), lan).For(testKey, "", "…")
			if e.Summary != tt.summary || e.Source != tt.source || e.Unparsed != tt.unparsed || e.Test || e.Action != engine.Trigger {
				t.Errorf("summary %q, source %q, unparsed %v, test %v, mended %q", e.Summary, e.Source, e.Unparsed, e.Test, e.Mended)
			}
			if d := detailsOf(t, e); !strings.Contains(d.Body, tt.body) || strings.Contains(d.Body, "alert(1)") {
				t.Errorf("body %q, want %q", d.Body, tt.body)
			}
			if e.Unparsed && len(e.Mended) == 0 {
				t.Error("unparsed, and no word why")
			}
		})
	}
}

func TestAttachmentsAreNamed(t *testing.T) {
	d := detailsOf(t, Parse(example(t, "alternative.eml"), lan).For(testKey, "", "…"))
	if len(d.Attachments) != 1 || d.Attachments[0] != "msg0000.WAV (audio/x-wav)" {
		t.Errorf("attachments %q", d.Attachments)
	}
}

func TestAnswersAndBouncesPageNobodyAndAlarmsDo(t *testing.T) {
	tests := []struct {
		file, from string
		quiet      bool
	}{
		{"bounce.eml", "", true},
		{"bounce.eml", "nms@example.net", false}, // an alarm about somebody's mail queue
		{"vacation.eml", "bob@example.net", true},
		{"own.eml", "wakeman@example.net", true},
		{"loop.eml", "a@example.net", true},
		{"auto-generated.eml", "zabbix@example.net", false},
		{"nagios-service.eml", "", false}, // a device without a return address
	}
	for _, tt := range tests {
		e := Parse(example(t, tt.file), Envelope{From: tt.from, Remote: "192.0.2.9"}).For(testKey, "", "…")
		if e.Test != tt.quiet {
			t.Errorf("%s from <%s>: pages nobody %v, want %v", tt.file, tt.from, e.Test, tt.quiet)
		}
		if e.Test && !strings.Contains(strings.Join(e.Mended, " "), "pages nobody") {
			t.Errorf("%s: mended %q, no word why", tt.file, e.Mended)
		}
	}
}

func TestWhatIsAutomaticGoesByItsSubjectToo(t *testing.T) {
	for _, tt := range []struct {
		header, subject, from string
		quiet                 bool
	}{
		{"Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All", "Automatic reply: Problem: Link down", "bob@example.net", true},
		{"X-Auto-Response-Suppress: All", "Automatic reply: tower-7 is UP", "bob@example.net", true},
		{"Precedence: bulk", "Out of Office: tower-7 is DOWN", "bob@example.net", true},
		{"Auto-Submitted: auto-generated", "Abwesend: tower-7 is DOWN", "bob@example.net", true},
		{"X: x", "Automatic reply: tower-7 is DOWN", "", true},
		{"Auto-Submitted: auto-generated", "Undeliverable: tower-7 is DOWN", "", true},
		{"Auto-Submitted: auto-generated\nX-Failed-Recipients: a@example.net", "tower-7 is DOWN", "", true},
		{"From: postmaster@mx.example.net", "Delivery Status Notification (Failure)", "", true},
		{"Auto-Submitted: auto-generated", "Abwesenheitsnotiz", "bob@example.net", true},
		{"Auto-Submitted: auto-generated", "Out of Office AutoReply: tower-7 is DOWN", "bob@example.net", true},
		{"Precedence: bulk", "Automatic reply", "bob@example.net", true},
		// Alarms:
		{"Auto-Submitted: auto-generated", "abwesenheitsalarm Turm 5 is DOWN", "nms@example.net", false},
		{"Precedence: bulk", "Out of office printer is DOWN", "nms@example.net", false},
		{"Auto-Submitted: auto-generated", "Autosvar gateway offline", "nms@example.net", false},
		{"Precedence: bulk", "Auto reply robot is DOWN", "nms@example.net", false},
		{"Auto-Submitted: auto-generated", "tower-7 is DOWN", "", false},
		{"Auto-Submitted: auto-generated\nIn-Reply-To: <1@zbx>", "Problem: Link down", "", false},
		{"From: postmaster@mx.example.net", "The queue is full", "", false},
		{"Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nPrecedence: bulk", "Problem: Link down", "nms@example.net", false},
		{"Auto-Submitted: auto-generated", "AUTO: the generator does not start", "nms@example.net", false},
		{"Auto-Submitted: auto-generated", "Undeliverable mails: 400", "nms@example.net", false},
		{"Auto-Submitted: no", "Out of office: the guard is away", "nms@example.net", false},
	} {
		mail := tt.header + "\nSubject: " + tt.subject + "\n\nx\n"
		if e := Parse([]byte(crlf(mail)), Envelope{From: tt.from, Remote: "192.0.2.9"}).For(testKey, "", "…"); e.Test != tt.quiet {
			t.Errorf("%q, %q from <%s>: pages nobody %v, want %v", tt.header, tt.subject, tt.from, e.Test, tt.quiet)
		}
	}
}

// A helpdesk, or a list, takes the header of ours off, and leaves the Message-ID.
func TestOurOwnMailsPageNobodyWhenTheyComeBack(t *testing.T) {
	for _, tt := range []struct {
		header string
		quiet  bool
	}{
		{"Message-ID: <d1h2.wakeman@example.net>", true},
		{"Message-ID: <D1H2.WAKEMAN@example.net>", true},
		{"Message-ID: <9@helpdesk>\nIn-Reply-To: <d1h2.wakeman@example.net>", true},
		{"Message-ID: <9@helpdesk>\nReferences: <1@x> <incident.i7.wakeman@example.net>", true},
		{"Message-ID: <9@helpdesk>\nIn-Reply-To: <1@zbx>\nReferences: <1@zbx>", false},
		{"Message-ID: <wakeman@example.net>", false},
		{"Message-ID: <1.wakeman-7@example.net>", false},
	} {
		mail := tt.header + "\nFrom: helpdesk@example.net\nSubject: [Ticket#6] Received: tower-10 is DOWN\n\nx\n"
		if e := Parse([]byte(crlf(mail)), Envelope{From: "helpdesk@example.net", Remote: "192.0.2.9"}).For(testKey, "", "…"); e.Test != tt.quiet {
			t.Errorf("%q: pages nobody %v, want %v", tt.header, e.Test, tt.quiet)
		}
	}
}

func TestFiftyHopsAreNoLoop(t *testing.T) {
	mail := strings.Repeat("Received: from a by b\r\n", 50) + "From: a@example.net\r\n\r\nx"
	if e := Parse([]byte(mail), lan).For(testKey, "", ""); e.Test {
		t.Error("50 hops were taken for a loop")
	}
}

func TestEachMailIsAnIncidentAndTheSameMailIsNot(t *testing.T) {
	mail := func(id, date, subject string) string {
		m := Parse([]byte("From: a@example.net\r\n"+id+"Date: "+date+"\r\nSubject: "+subject+"\r\n\r\nx"), lan)
		return m.For(testKey, "", "").Key
	}
	const noon, later = "Wed, 12 Aug 2026 12:00:00 +0000", "Wed, 12 Aug 2026 12:05:00 +0000"
	id := "Message-ID: <1@a>\r\n"
	same := mail(id, noon, "s")
	if same == "" || same != mail(id, noon, "s") {
		t.Error("the same mail sent again has another key")
	}
	if same == mail("Message-ID: <2@a>\r\n", noon, "s") {
		t.Error("two mails have one key")
	}
	if same == mail(id, later, "s") || same == mail(id, noon, "t") {
		t.Error("a device that never changes its Message-ID would have one incident for ever")
	}
	if k := mail("", noon, "s"); k != "" {
		t.Errorf("without a Message-ID the key is %q, want none: each mail an incident", k)
	}
}

func TestPartsNestedTooDeepAreShownRaw(t *testing.T) {
	mail := "Content-Type: text/plain\r\n\r\nthe words"
	for i := range 30 {
		mail = fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n%s\r\n--b%d--\r\n", i, i, mail, i)
	}
	e := Parse([]byte("From: a@example.net\r\n"+mail), lan).For(testKey, "", "")
	if !e.Unparsed || !strings.Contains(detailsOf(t, e).Body, "the words") || !strings.Contains(strings.Join(e.Mended, ""), "nested deeper") {
		t.Errorf("unparsed %v, mended %q", e.Unparsed, e.Mended)
	}
}

func TestTheHeaderIsCapped(t *testing.T) {
	mail := "Subject: link down\r\nX-Filler: " + strings.Repeat("x", 70<<10) + "\r\nFrom: a@example.net\r\n\r\nbody"
	e := Parse([]byte(mail), lan).For(testKey, "", "")
	if !e.Unparsed || e.Summary != "link down" {
		t.Errorf("unparsed %v, summary %q", e.Unparsed, e.Summary)
	}
}

func TestALongMailIsCutAndMarked(t *testing.T) {
	e := Parse([]byte("From: a@example.net\r\nSubject: "+strings.Repeat("ü", 2000)+"\r\n\r\n"+strings.Repeat("word ", 50_000)), lan).For(testKey, "", "")
	if n := utf8.RuneCountInString(e.Summary); n != engine.MaxSummary {
		t.Errorf("summary of %d runes", n)
	}
	if n := utf8.RuneCountInString(detailsOf(t, e).Body); n > maxBody {
		t.Errorf("body of %d runes", n)
	}
	if notes := strings.Join(e.Mended, ";"); !strings.Contains(notes, "summary cut") || !strings.Contains(notes, "text is cut") {
		t.Errorf("mended %q", notes)
	}
}

func TestAPanickingParserStillMakesAnEvent(t *testing.T) {
	s := New(Options{Intake: &intake{}})
	s.understand = func([]byte, Envelope) Mail { panic("a bug") }
	m := s.parse([]byte(plainMail), lan)
	if e := m.For(testKey, "", ""); !e.Unparsed || e.Summary != "tower-7 is DOWN" {
		t.Errorf("%+v", e)
	}
}

// hostile mails of the largest size.
func hostileMails() map[string][]byte {
	const size = 1 << 20
	many := func(head, unit, tail string) []byte {
		return []byte(head + strings.Repeat(unit, (size-len(head)-len(tail))/len(unit)) + tail)
	}
	html := "From: a@example.net\r\nContent-Type: text/html\r\n\r\n"
	multi := "From: a@example.net\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	var nested strings.Builder
	nested.WriteString("From: a@example.net\r\n")
	for i := range 10_000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	return map[string][]byte{
		"tags":                   many(html, "<a href=x>", ""),
		"open tags":              many(html, "<", ""),
		"entities":               many(html, "&", ""),
		"numeric":                many(html, "&#65;", ""),
		"comments":               many(html, "<!--", ""),
		"scripts":                many(html, "<script>", ""),
		"links":                  many(html, `<a href="`, ""),
		"nested divs":            many(html, "<div>", ""),
		"parts":                  many(multi, "--b\r\n\r\nx\r\n", ""),
		"dashes":                 many(multi, "--", ""),
		"almost boundary":        many(multi, "\r\n--", ""),
		"nested":                 []byte(nested.String()),
		"addresses":              many("From: ", "a@b,", "\r\n\r\n"),
		"literal":                many("From: a@[", "1", "]\r\n\r\n"),
		"comments in an address": []byte("From: " + strings.Repeat("(", 60_000) + "\r\n\r\n"),
		"encoded words":          []byte("From: a@example.net\r\nSubject: " + strings.Repeat("=?utf-8?Q?a?=", 4_500) + "\r\n\r\n"),
		"broken words":           []byte("From: a@example.net\r\nSubject: " + strings.Repeat("=?", 30_000) + "\r\n\r\n"),
		"one line":               many("From: a@example.net\r\n\r\n", "x", ""),
		"header lines":           many("", "A: b\r\n", ""),
		"no end":                 many("", "x", ""),
		"zeros":                  many("", "\x00", ""),
		"Latin-1":                many("From: a@example.net\r\n\r\n", "\xf6", ""),
		"base64":                 many("From: a@example.net\r\nContent-Transfer-Encoding: base64\r\n\r\n", "AAAA", ""),
		"params":                 []byte("From: a@example.net\r\nContent-Type: text/plain; " + strings.Repeat("a*0=b; ", 9_000) + "\r\n\r\nx"),
	}
}

func TestHostileMailsMakeSoundEvents(t *testing.T) {
	for name, raw := range hostileMails() {
		t.Run(name, func(t *testing.T) { checkMail(t, raw, lan) })
	}
}

// BenchmarkHostile prints the time and memory that the worst mails cost.
func BenchmarkHostile(b *testing.B) {
	for name, raw := range hostileMails() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Parse(raw, lan)
			}
		})
	}
}

// BenchmarkParse prints what an ordinary mail costs.
func BenchmarkParse(b *testing.B) {
	raw := []byte(crlf(plainMail))
	b.ReportAllocs()
	for b.Loop() {
		Parse(raw, lan).For(testKey, "", "…")
	}
}

func TestDatesThatCanNotBeAreLeftOut(t *testing.T) {
	for date, want := range map[string]time.Time{
		"Wed, 12 Aug 2026 17:23:28 +0200": time.Date(2026, 8, 12, 15, 23, 28, 0, time.UTC),
		"Thu, 01 Jan 1950 00:00:00 +0000": {}, "yesterday": {}, "": {},
	} {
		e := Parse([]byte("From: a@example.net\r\nDate: "+date+"\r\n\r\nx"), lan).For(testKey, "", "")
		if !e.Timestamp.Equal(want) {
			t.Errorf("date %q read as %v, want %v", date, e.Timestamp, want)
		}
	}
}

// Somebody forwards an alarm as an attachment, and writes nothing beside it.
func TestAMailWithinAMailIsReadWhereTheOuterOneSaysNothing(t *testing.T) {
	inner := "From: nms@example.net\nSubject: =?utf-8?q?St=C3=B6rung?=\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+VG93ZXIgNyBpcyBkb3duPC9wPg==\n"
	for _, attached := range []string{"", "Content-Disposition: attachment; filename=alarm.eml\n"} {
		outer := func(said string) engine.Event {
			return eventsOf("From: ann@example.net\nSubject: Fwd: look\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"+said+"--b\nContent-Type: message/rfc822\n"+attached+"\n"+inner+"--b--\n", "")[0]
		}
		if got := detailsOf(t, outer("")).Body; got != "From: nms@example.net\nSubject: Störung\n\nTower 7 is down" {
			t.Errorf("it says %q", got)
		}
		e := outer("--b\nContent-Type: text/plain\n\nsee below\n")
		if got := detailsOf(t, e); got.Body != "see below" || attached != "" && len(got.Attachments) != 1 {
			t.Errorf("beside a text it says %q, with %v", got.Body, got.Attachments)
		}
		deep := "Content-Type: message/rfc822\n\n"
		if e := eventsOf("From: a@example.net\nSubject: deep\n"+strings.Repeat(deep, 200)+"Subject: x\n\nx\n", "")[0]; e.Summary != "deep" {
			t.Errorf("mails within mails without end: %+v", e)
		}
	}
}
