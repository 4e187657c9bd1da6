package sample_test

import (
	"context"
	"errors"
	"io/fs"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"wakeman/embed"
	"wakeman/engine"
	"wakeman/store"
	"wakeman/web/sample"
)

const key = "0123456789abcdef0123456789abcdef"

func now() time.Time { return time.Date(2026, 8, 12, 15, 23, 20, 0, time.UTC) }

// run tries an integration, and gives the posts that came of it.
func run(t *testing.T, in engine.Integration, change func(*sample.Trial)) (posts []engine.Post, receipt engine.Receipt, err error) {
	t.Helper()
	trial := sample.Trial{
		Integration: in, By: "Ada Night", Remote: "192.0.2.9", Now: now(),
		Submit: func(_ context.Context, p engine.Post) (engine.Receipt, error) {
			posts = append(posts, p)
			return engine.Receipt{Seq: 7}, nil
		},
	}
	if change != nil {
		change(&trial)
	}
	receipt, err = trial.Run(t.Context())
	return posts, receipt, err
}

func integrationOf(k engine.Kind) engine.Integration {
	in := engine.Integration{ID: "PINT001", Name: "A sender", Type: k.Name, Key: key}
	if k.Signs {
		in.Secret = "correct horse"
	}
	return in
}

// severityless are the types whose sender says no severity, or not in this event.
func severityless() []string { return []string{"uisp", "splunk", "sns"} }

func TestEachTypeHasASampleThatItsOwnDecoderUnderstands(t *testing.T) {
	for _, k := range engine.Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			posts, receipt, err := run(t, integrationOf(k), nil)
			if err != nil || len(posts) != 1 || receipt.Seq != 7 {
				t.Fatalf("%d posts, receipt %+v, %v", len(posts), receipt, err)
			}
			p := posts[0]
			if p.Key != key || p.Via != engine.ViaTest || len(p.Raw.Body) == 0 || p.Raw.Remote != "192.0.2.9" || p.Raw.Header["Sent by"] != "Ada Night, with the test button" {
				t.Errorf("the post is %+v", p)
			}
			if k.Hook && p.Raw.Path != "/hooks/"+k.Name+"/{key}" {
				t.Errorf("it came by %s", p.Raw.Path)
			}
			if p.Signed != k.Signs {
				t.Errorf("a signature was checked: %v", p.Signed)
			}
			if len(p.Events) != 1 {
				t.Fatalf("%d events", len(p.Events))
			}
			understood(t, k, p.Events[0])
		})
	}
}

func understood(t *testing.T, k engine.Kind, e engine.Event) {
	t.Helper()
	silent := slices.Contains(severityless(), k.Name)
	if e.Unparsed || e.Quarantine != "" || !e.Test || e.Beat || e.Action != engine.Trigger {
		t.Errorf("it is no test of a problem: %+v", e)
	}
	if e.Key == "" || e.Summary == "" || (e.Severity == "") != silent {
		t.Errorf("key %q, summary %q, severity %q", e.Key, e.Summary, e.Severity)
	}
	if !strings.Contains(strings.ToLower(e.Summary+e.Source+e.Key+string(e.Details)), "test") {
		t.Errorf("nobody sees that it is made up: %+v", e)
	}
	if at := e.Timestamp; !at.IsZero() && now().Sub(at).Abs() > time.Second {
		t.Errorf("it says that it was at %s", at)
	}
	for _, note := range e.Mended {
		if strings.Contains(note, "could not") && k.Name != "sns" || strings.Contains(note, "not understood") || strings.Contains(note, "missing") {
			t.Errorf("its sender would not have to be mended: %s", note)
		}
	}
}

func TestNoSampleIsLeftBehind(t *testing.T) {
	files, err := fs.ReadDir(embed.Samples(), "samples")
	if err != nil || len(files) != len(engine.Kinds()) {
		t.Errorf("%d samples of %d types, %v", len(files), len(engine.Kinds()), err)
	}
}

func TestATestIsTheSameEachTimeSoThatASandboxGetsOneIncident(t *testing.T) {
	for _, k := range engine.Kinds() {
		first, _, _ := run(t, integrationOf(k), nil)
		second, _, _ := run(t, integrationOf(k), func(tr *sample.Trial) { tr.Now, tr.Whole = now().Add(time.Hour), true })
		if len(first) != 1 || len(second) != 1 || first[0].Events[0].Key != second[0].Events[0].Key {
			t.Errorf("%s: another incident each time", k.Name)
		}
		if len(second) == 1 && second[0].Events[0].Test {
			t.Errorf("%s: it does not go the whole way", k.Name)
		}
	}
}

func TestASecretAsksForASignatureAndNoneAsksForNone(t *testing.T) {
	for _, k := range engine.Kinds() {
		in := integrationOf(k)
		in.Secret = ""
		if posts, _, err := run(t, in, nil); err != nil || len(posts) != 1 || posts[0].Signed {
			t.Errorf("%s without a secret: %+v, %v", k.Name, posts, err)
		}
	}
}

func TestNoSampleCarriesTheSecretIntoTheEventLog(t *testing.T) {
	for _, k := range engine.Kinds() {
		posts, _, _ := run(t, integrationOf(k), nil)
		for name, v := range posts[0].Raw.Header {
			if strings.Contains(v, "correct horse") || strings.Contains(v, key) {
				t.Errorf("%s: header %s: %s", k.Name, name, v)
			}
		}
	}
}

func TestASampleIsReadByTheMappingOfItsIntegration(t *testing.T) {
	in := engine.Integration{Type: "generic", Key: key, Mapping: &engine.Mapping{Summary: "{service} at {host}"}}
	posts, _, err := run(t, in, nil)
	if err != nil || posts[0].Events[0].Summary != "uplink at test-router-1.example.net" {
		t.Errorf("%+v, %v", posts, err)
	}
}

func TestATestOfAMailSaysWhetherItsSenderWouldBeLetIn(t *testing.T) {
	nets := []netip.Prefix{netip.MustParsePrefix("198.51.100.0/24")}
	from := func(address, remote string) sample.Sender {
		return sample.Sender{MailOrigin: engine.MailOrigin{From: address, DMARC: "fail"}, Remote: remote}
	}
	for _, c := range []struct {
		what   string
		rules  *engine.MailIntake
		sender sample.Sender
		says   string
	}{
		{"everybody's", nil, from("a@example.net", ""), "a mail from a@example.net would be taken, as everybody's is"},
		{"no sender", &engine.MailIntake{AllowFrom: []string{"@ups.example.net"}}, sample.Sender{}, "whose mail is taken was not asked"},
		{"listed", &engine.MailIntake{AllowFrom: []string{"@ups.example.net"}}, from("a@ups.example.net", ""), "a mail from a@ups.example.net would be taken, and its recoveries too"},
		{"a stranger", &engine.MailIntake{AllowFrom: []string{"@ups.example.net"}}, from("a@example.net", ""), "would wait in quarantine: its sender may not open incidents here: allow_from"},
		{"a stranger, refused", &engine.MailIntake{AllowFrom: []string{"@ups.example.net"}, Refuse: true}, from("a@example.net", ""), "would be refused with 550: its sender may not open"},
		{"who may not resolve", &engine.MailIntake{ResolveFrom: []string{"@ups.example.net"}}, from("a@example.net", ""), "would be taken, and its recoveries would wait in quarantine: its sender may not resolve"},
		{"another network", &engine.MailIntake{Networks: nets}, from("a@example.net", "192.0.2.1"), "would wait in quarantine: mail for this integration is not taken from this network"},
		{"an unknown network", &engine.MailIntake{Networks: nets}, from("a@example.net", ""), "the networks could not be asked"},
		{"unproven", &engine.MailIntake{Require: "dmarc"}, from("a@example.net", "192.0.2.1"), "requires DMARC to pass, and it is fail"},
	} {
		for _, whole := range []bool{false, true} {
			in := engine.Integration{Type: "email", Key: key, Mail: c.rules}
			posts, _, err := run(t, in, func(tr *sample.Trial) { tr.Whole, tr.Sender = whole, c.sender })
			if err != nil || len(posts) != 1 || posts[0].Events[0].Quarantine != "" || posts[0].Events[0].Source != "test-router-1" {
				t.Fatalf("%s: %+v, %v", c.what, posts, err)
			}
			if notes := strings.Join(posts[0].Events[0].Mended, "; "); !strings.Contains(notes, c.says) {
				t.Errorf("%s: %q does not say %q", c.what, notes, c.says)
			}
			if got := posts[0].Events[0].Mail.From; c.sender.From != "" && got != c.sender.From {
				t.Errorf("%s: the sample is from %s", c.what, got)
			}
		}
	}
}

// mails are those that came.
type mails []engine.PostRow

func (m mails) Posts(store.PostQuery) ([]engine.PostRow, uint64, error) { return m, 0, nil }

func (m mails) Post(seq uint64) (engine.PostRow, bool, bool, error) {
	for _, row := range m {
		if row.Seq == seq {
			return row, len(row.Raw.Body) > 0, true, nil
		}
	}
	return engine.PostRow{}, false, false, nil
}

func TestTheSenderOfATestIsTheLastOneThatWrote(t *testing.T) {
	came := func(seq uint64, via, from string) engine.PostRow {
		return engine.PostRow{Seq: seq, Via: via, Raw: engine.Raw{Body: []byte("From: X <" + from + ">\r\nSubject: x\r\n\r\nx\r\n"), Remote: "192.0.2.7", Header: map[string]string{"MAIL FROM": "<bounce@example.net>", "DMARC": "fail: x"}}}
	}
	log := mails{came(9, engine.ViaTest, "test@example.net"), {Seq: 8, Via: "email"}, came(7, "email", "ups@example.net"), came(6, "email", "gen@example.net")}
	in := engine.Integration{Type: "email", Key: key}
	for typed, want := range map[string]sample.Sender{
		"":                      {MailOrigin: engine.MailOrigin{From: "ups@example.net", DMARC: "fail"}, Remote: "192.0.2.7"},
		" Gen@example.net":      {MailOrigin: engine.MailOrigin{From: "gen@example.net", DMARC: "fail"}, Remote: "192.0.2.7"},
		"new@example.net":       {MailOrigin: engine.MailOrigin{From: "new@example.net"}},
		"New <new@example.net>": {MailOrigin: engine.MailOrigin{From: "new@example.net"}},
	} {
		if got, err := sample.SenderOf(log, in, typed); err != nil || got != want {
			t.Errorf("%q: %+v, %v", typed, got, err)
		}
	}
	for _, wrong := range []string{"ups", "a@b\r\nBcc: x", strings.Repeat("a", 400) + "@example.net"} {
		if f, ok := errors.AsType[*engine.Failure](second(sample.SenderOf(log, in, wrong))); !ok || f.Code != engine.Invalid || f.Field != "from" {
			t.Errorf("%q is taken", wrong)
		}
	}
}

func second(_ sample.Sender, err error) error { return err }

func TestATopicThatIsLetInIsTheSamples(t *testing.T) {
	for _, topic := range []string{"arn:aws:sns:us-east-1:210987654321:noc", "arn:aws-cn:sns:cn-north-1:210987654321:noc"} {
		posts, _, err := run(t, engine.Integration{Type: "sns", Key: key, Topics: []string{topic}}, nil)
		if err != nil || !strings.Contains(string(posts[0].Raw.Body), `"TopicArn":"`+topic+`"`) {
			t.Fatalf("%s: %+v, %v", topic, posts, err)
		}
		if notes := strings.Join(posts[0].Events[0].Mended, " "); !strings.Contains(notes, "this is a test, which Amazon did not sign") {
			t.Errorf("nothing is said of the signature: %s", notes)
		}
	}
}

func TestWhyATestWasNotStoredIsSaid(t *testing.T) {
	full := engine.Fail(engine.Unavailable, "no room")
	for _, kind := range []string{"alertmanager", "email"} {
		_, _, err := run(t, engine.Integration{Type: kind, Key: key}, func(tr *sample.Trial) {
			tr.Submit = func(context.Context, engine.Post) (engine.Receipt, error) { return engine.Receipt{}, full }
		})
		if !errors.Is(err, full) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	_, _, err := run(t, engine.Integration{Type: "generic"}, nil)
	if engine.CodeOf(err) != engine.Invalid || !strings.Contains(err.Error(), "the door turned the test away: ") {
		t.Errorf("without a key: %v", err)
	}
	if _, _, err := run(t, engine.Integration{Type: "pigeon", Key: key}, nil); err == nil {
		t.Error("there is a sample of pigeons")
	}
}
