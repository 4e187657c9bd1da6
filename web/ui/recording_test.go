package ui_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"wakeman/engine"
)

// calls sends the mail of a telephone system with a message in GSM, and gives the
// post's number and that of its incident.
func (w *world) calls(recordings ...engine.Recording) (seq, incident uint64) {
	w.Helper()
	sound, err := os.ReadFile("../recording/gsm/testdata/sample.wav49")
	w.must(err)
	mail := "Subject: [PBX]: New message 1 in mailbox 100\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n" +
		"--b\r\nContent-Type: audio/x-WAV\r\nContent-Disposition: attachment; filename=msg0000.WAV\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		base64.StdEncoding.EncodeToString(sound) + "\r\n--b--\r\n"
	ev := event("", "Voicemail 0:01 from Night caller (+15550100)")
	ev.Component, ev.Recordings = "Night caller (+15550100)", recordings
	receipt, err := w.engine.Submit(w.Context(), engine.Post{
		Key: mailKey, Via: "email", Events: []engine.Event{ev}, Raw: engine.Raw{Body: []byte(mail), ContentType: "message/rfc822"},
	})
	w.must(err)
	return receipt.Seq, receipt.Verdicts[0].Incident
}

func gsmRecording() engine.Recording {
	return engine.Recording{Number: 1, Name: "msg0000.WAV", Type: "audio/x-wav", Size: 1686, Length: time.Second, Playable: true}
}

func TestACallersMessageIsHeardOnTheIncidentAndTheEvent(t *testing.T) {
	w := open(t)
	seq, number := w.calls(gsmRecording())
	path := fmt.Sprintf("/events/%d/recordings/1", seq)
	for _, shown := range []string{"/incidents/" + engine.IncidentID(number), fmt.Sprint("/events/", seq)} {
		p := w.shows(responder, shown)
		if got := p.text("recordings"); !strings.Contains(got, "0:01") || !strings.Contains(got, "msg0000.WAV") {
			t.Errorf("%s shows %q", shown, got)
		}
		if body := p.Body.String(); !strings.Contains(body, `<audio class="player"`) || !strings.Contains(body, `src="`+path+`"`) || !strings.Contains(body, `href="`+path+`/file"`) {
			t.Errorf("%s has no player for %s", shown, path)
		}
	}
	if got := w.shows(viewer, "/incidents/"+engine.IncidentID(number)).text("recordings"); !strings.Contains(got, "Night caller (+15550100)") {
		t.Errorf("the caller is not named: %q", got)
	}
}

func TestARecordingIsServedAsSoundAndAsNothingElse(t *testing.T) {
	w := open(t)
	seq, _ := w.calls(gsmRecording())
	path := fmt.Sprintf("/events/%d/recordings/1", seq)
	whole := w.shows(viewer, path)
	body := whole.Body.Bytes()
	if len(body) != 44+16000 || string(body[:4]) != "RIFF" || body[20] != 1 {
		t.Errorf("%d bytes: %.44q", len(body), body)
	}
	for name, want := range map[string]string{
		"Content-Type": "audio/wav", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
		"Accept-Ranges": "bytes", "Cache-Control": "no-store", "Content-Encoding": "",
	} {
		if got := whole.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	part := w.asks(personOf(viewer), "GET", path, "", "Range", "bytes=100-199", "Accept-Encoding", "gzip")
	part.wantStatus(206)
	if got := part.Header().Get("Content-Range"); got != "bytes 100-199/16044" || part.Body.String() != string(body[100:200]) {
		t.Errorf("a range is %q with %d bytes", got, part.Body.Len())
	}
	file := w.shows(viewer, path+"/file")
	if h := file.Header(); h.Get("Content-Type") != "application/octet-stream" || h.Get("Content-Disposition") != "attachment; filename=msg0000.WAV" || file.Body.Len() != 1686 {
		t.Errorf("the file: %v, %d bytes", h, file.Body.Len())
	}
}

func TestThereIsNoRecordingWhereNoneIs(t *testing.T) {
	w := open(t)
	seq, _ := w.calls()
	hook := w.sends(coreKey, []byte("Content-Type: audio/x-wav\r\n\r\nRIFF....WAVE"), event("a", "a")).Seq
	for _, path := range []string{
		fmt.Sprintf("/events/%d/recordings/2", seq), fmt.Sprintf("/events/%d/recordings/0", seq), fmt.Sprintf("/events/%d/recordings/x", seq),
		fmt.Sprintf("/events/%d/recordings/1", hook), fmt.Sprintf("/events/%d/recordings/1/file", hook), "/events/x/recordings/1",
	} {
		w.asks(personOf(owner), "GET", path, "").wantStatus(404)
	}
}

func TestWhatIsKeptNoLongerIsSaid(t *testing.T) {
	w := open(t)
	_, number := w.calls(gsmRecording())
	if _, err := w.db.Prune(t.Context(), w.now(), w.now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	p := w.shows(responder, "/incidents/"+engine.IncidentID(number))
	if got := p.text("recordings"); !strings.Contains(got, "kept no longer") || strings.Contains(p.Body.String(), "<audio") {
		t.Errorf("it shows %q", got)
	}
}

func TestSeveralCallersOnOneIncidentAreAllHeard(t *testing.T) {
	w := open(t)
	mail := func(post string) engine.Event {
		ev := event("voicemail", "Voicemail "+post)
		ev.Recordings = []engine.Recording{{Number: 1, Name: post + ".wav", Size: 1, Playable: true}}
		return ev
	}
	first := w.sends(coreKey, nil, mail("one")).Verdicts[0].Incident
	w.sends(coreKey, nil, mail("two"))
	got := w.shows(responder, "/incidents/"+engine.IncidentID(first)).text("recordings")
	if !strings.Contains(got, "one.wav") || !strings.Contains(got, "two.wav") {
		t.Errorf("it shows %q", got)
	}
}

func TestAMessageLetInFromQuarantineIsHeard(t *testing.T) {
	w := open(t)
	ev := event("held", "Voicemail")
	ev.Quarantine, ev.Recordings = "not taken from this network address", []engine.Recording{gsmRecording()}
	path := fmt.Sprint("/events/", w.sends(coreKey, []byte("Subject: x\r\n\r\n"), ev).Seq)
	w.posts(responder, path+"/release", nil)
	alerts, err := w.db.Alerts(1)
	if err != nil || len(alerts) != 1 || len(alerts[0].Recordings) != 1 {
		t.Errorf("%+v, %v", alerts, err)
	}
}
