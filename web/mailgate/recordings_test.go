package mailgate

import (
	"encoding/base64"
	"os"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
	"wakeman/web/mailgate/reading"
)

// spoken is the mail of a telephone system with a second of GSM.
func spoken(t *testing.T, subject string) []byte {
	t.Helper()
	sound, err := os.ReadFile("../recording/gsm/testdata/sample.wav49")
	if err != nil {
		t.Fatal(err)
	}
	return []byte("From: asterisk@pbx.example.net\r\nSubject: " + subject + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nyou were just left a 0:01 long message (number 1) in mailbox 100 from \"Night caller\" <+15550100>, on Monday\r\n" +
		"--b\r\nContent-Type: audio/x-WAV; name=\"msg0000.WAV\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"msg0000.WAV\"\r\n\r\n" +
		base64.StdEncoding.EncodeToString(sound) + "\r\n--b--\r\n")
}

func TestTheRecordingOfAVoicemailGoesWithItsEvent(t *testing.T) {
	for subject, summary := range map[string]string{
		"[PBX]: New message 1 in mailbox 100": "Voicemail 0:01 from Night caller (+15550100) in mailbox 100",
		"Somebody called":                     "Somebody called", // a system that nobody knows
	} {
		events := Parse(spoken(t, subject), lan).Read(reading.Shipped()).Events(testKey, "", "…")
		if len(events) != 1 || len(events[0].Recordings) != 1 {
			t.Fatalf("%s: %+v", subject, events)
		}
		want := engine.Recording{Number: 1, Name: "msg0000.WAV", Type: "audio/x-wav", Size: 1686, Length: time.Second, Playable: true}
		if got := events[0].Recordings[0]; got != want || events[0].Summary != summary {
			t.Errorf("%s: %+v, %q", subject, got, events[0].Summary)
		}
	}
}

// A suffix collects mails in one incident, but two callers are two people.
func TestTwoCallersAreTwoIncidentsWhateverTheAddress(t *testing.T) {
	mail := func(id string) string {
		return "From: asterisk@pbx.example.net\nSubject: [PBX]: New message 1 in mailbox 100\n" + id + "\nyou were just left a 0:27 long message\n"
	}
	key := func(id string) string { return eventsOf(mail(id), "calls")[0].Key }
	if a, b := key("Message-ID: <1@pbx>\n"), key("Message-ID: <2@pbx>\n"); a == b || a == "" || a != key("Message-ID: <1@pbx>\n") {
		t.Errorf("keys %q and %q", a, b)
	}
	if got := key(""); got != "" {
		t.Errorf("a message without an id has the key %q, which the next one would have, too", got)
	}
}

func TestAMailWithoutASoundHasNoRecording(t *testing.T) {
	raw := strings.ReplaceAll(strings.ReplaceAll(string(spoken(t, "x")), "audio/x-WAV", "image/png"), ".WAV", ".png")
	if e := Parse([]byte(raw), lan).Events(testKey, "", "…")[0]; len(e.Recordings) > 0 {
		t.Errorf("%+v", e.Recordings)
	}
}
