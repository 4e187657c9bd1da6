package recording_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"os"
	"strings"
	"testing"
	"time"

	"wakeman/web/recording"
)

// voicemail is a mail as Asterisk makes it, with one file.
func voicemail(kind, name string, sound []byte) []byte {
	var b strings.Builder
	b.WriteString("From: Asterisk PBX <asterisk@pbx.example.net>\r\nSubject: [PBX]: New message 1 in mailbox 100\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=\"----voicemail_1\"\r\n\r\n------voicemail_1\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nYou were left a message.\r\n" +
		"------voicemail_1\r\nContent-Type: " + kind + "; name=\"" + name + "\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"" + name + "\"\r\n\r\n")
	for text := base64.StdEncoding.EncodeToString(sound); text != ""; {
		n := min(72, len(text))
		b.WriteString(text[:n] + "\r\n")
		text = text[n:]
	}
	b.WriteString("------voicemail_1--\r\n")
	return []byte(b.String())
}

func one(t *testing.T, mail []byte) recording.Recording {
	t.Helper()
	found := recording.Find(mail)
	if len(found) != 1 {
		t.Fatalf("%d recordings, want 1", len(found))
	}
	return found[0]
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("gsm/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wav is a WAV file of one channel at 8 kHz.
func wav(tag, bits uint16, data []byte) []byte {
	b := []byte("RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00")
	b = binary.LittleEndian.AppendUint16(b, tag)
	b = append(b, 1, 0, 0x40, 0x1f, 0, 0)
	b = binary.LittleEndian.AppendUint32(b, 8000*uint32(bits)/8)
	b = binary.LittleEndian.AppendUint16(b, bits/8)
	b = binary.LittleEndian.AppendUint16(b, bits)
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
	return append(b, data...)
}

// samples of what browsers get: a WAV file with 16 bits.
func samples(t *testing.T, r recording.Recording) []byte {
	t.Helper()
	body, kind, ok := r.Playable()
	if !ok || kind != "audio/wav" || len(body) < 44 || string(body[:4]) != "RIFF" || string(body[36:40]) != "data" {
		t.Fatalf("%q, %v: %.44q", kind, ok, body)
	}
	if got := binary.LittleEndian.Uint32(body[4:]); int(got) != len(body)-8 {
		t.Errorf("the file says %d bytes, and has %d", got, len(body)-8)
	}
	if tag, bits := binary.LittleEndian.Uint16(body[20:]), binary.LittleEndian.Uint16(body[34:]); tag != 1 || bits != 16 {
		t.Errorf("format %d with %d bits", tag, bits)
	}
	return body[44:]
}

func TestGSMIsConvertedWhateverTheMailCallsIt(t *testing.T) {
	for name, c := range map[string]struct {
		kind, file, sound, reference string
	}{
		"GSM in WAV, as Asterisk's wav49": {"audio/x-WAV", "msg0000.WAV", "sample.wav49", "sample.wav49.pcm"},
		"frames of GSM":                   {"audio/x-gsm", "msg0000.gsm", "sample.gsm", "sample.pcm"},
		"frames of GSM, called WAV":       {"audio/x-wav", "msg0000.wav", "sample.gsm", "sample.pcm"},
		"GSM in WAV, called nothing":      {"application/octet-stream", "msg0000.WAV", "sample.wav49", "sample.wav49.pcm"},
	} {
		r := one(t, voicemail(c.kind, c.file, sample(t, c.sound)))
		if !bytes.Equal(samples(t, r), sample(t, c.reference)) {
			t.Errorf("%s: the samples are not those of the reference", name)
		}
		if r.Length() != time.Second || r.Name != c.file || !bytes.Equal(r.Body, sample(t, c.sound)) {
			t.Errorf("%s: %v, %q", name, r.Length(), r.Name)
		}
	}
}

// The values are those of the tables of ITU-T G.711.
func TestTelephoneLinesAreConvertedToSamplesOf16Bits(t *testing.T) {
	for tag, c := range map[uint16]struct {
		coded []byte
		want  []int16
	}{
		7: {[]byte{0xff, 0x7f, 0x80, 0x00, 0xf0, 0xe0}, []int16{0, 0, 32124, -32124, 120, 372}},
		6: {[]byte{0xd5, 0x55, 0xaa, 0x2a, 0xc5, 0x80}, []int16{8, -8, 32256, -32256, 264, 5504}},
	} {
		r := one(t, voicemail("audio/x-wav", "msg0000.wav", wav(tag, 8, c.coded)))
		var got []int16
		for b := samples(t, r); len(b) > 0; b = b[2:] {
			got = append(got, int16(binary.LittleEndian.Uint16(b)))
		}
		for i := range c.want {
			if got[i] != c.want[i] {
				t.Errorf("format %d: %#x is %d, want %d", tag, c.coded[i], got[i], c.want[i])
			}
		}
	}
}

func TestALinearWAVStaysAsItIs(t *testing.T) {
	data := bytes.Repeat([]byte{1, 2}, 4000)
	r := one(t, voicemail("audio/x-wav", "msg0000.wav", wav(1, 16, data)))
	if !bytes.Equal(samples(t, r), data) || r.Length() != 500*time.Millisecond {
		t.Errorf("changed, or %v long", r.Length())
	}
}

func TestWhatABrowserPlaysByItselfIsPassedOn(t *testing.T) {
	for want, sound := range map[string]string{"audio/mpeg": "ID3\x04....", "audio/ogg": "OggS\x00...", "audio/flac": "fLaC...."} {
		body, kind, ok := one(t, voicemail("audio/x-something", "message", []byte(sound))).Playable()
		if !ok || kind != want || string(body) != sound {
			t.Errorf("%s: %q, %v", want, kind, ok)
		}
	}
	if _, kind, ok := one(t, voicemail("audio/mpeg", "a.mp3", []byte{0xff, 0xfb, 0x90, 0, 1, 2})).Playable(); !ok || kind != "audio/mpeg" {
		t.Errorf("an MPEG frame: %q, %v", kind, ok)
	}
}

// What a stranger sends is never given to a browser under the name he chose.
func TestWhatIsNoSoundIsOnlyAFile(t *testing.T) {
	for _, sound := range []string{"<html><script>alert(1)</script>", "MZ\x90\x00", "#!AMR\n", "RIFF\x00\x00\x00\x00AVI "} {
		r := one(t, voicemail("audio/x-wav", "msg0000.wav", []byte(sound)))
		if _, kind, ok := r.Playable(); ok || r.CanPlay() {
			t.Errorf("%q is played as %q", sound, kind)
		}
		if string(r.Body) != sound {
			t.Errorf("the file is %q", r.Body)
		}
	}
}

func TestOtherAttachmentsAreNoRecordings(t *testing.T) {
	for kind, name := range map[string]string{"application/pdf": "a.pdf", "image/png": "a.png", "text/plain": "a.wav", "application/octet-stream": "a.exe"} {
		if found := recording.Find(voicemail(kind, name, []byte("x"))); len(found) > 0 {
			t.Errorf("%s %s is taken for one", kind, name)
		}
	}
}

func TestAMailThatBreaksOffIsHeardAsFarAsItGoes(t *testing.T) {
	whole := voicemail("audio/x-wav", "msg0000.wav", wav(1, 16, bytes.Repeat([]byte{1, 2}, 8000)))
	r := one(t, whole[:len(whole)/2])
	if got := r.Length(); got < 300*time.Millisecond || got > 600*time.Millisecond {
		t.Errorf("half of a second is %v", got)
	}
	samples(t, r)
}

func TestAHeaderWrittenBeforeTheCallEndedIsNotBelieved(t *testing.T) {
	for _, size := range []uint32{0, 0xffffffff} {
		sound := wav(1, 16, bytes.Repeat([]byte{1, 2}, 8000))
		binary.LittleEndian.PutUint32(sound[40:], size)
		if r := one(t, voicemail("audio/x-wav", "a.wav", sound)); r.Length() != time.Second {
			t.Errorf("size %d: %v long", size, r.Length())
		}
	}
}

func TestFileNamesAreHarmless(t *testing.T) {
	for name, want := range map[string]string{
		`..\\..\\evil.wav`: "evil.wav", "../../etc/x.wav": "x.wav", "msg 0000.WAV": "msg_0000.WAV", "...": "recording", "": "recording", "x\u202evaw.exe.wav": "x_vaw.exe.wav",
	} {
		if got := one(t, voicemail("audio/x-wav", name, []byte("x"))).Name; got != want {
			t.Errorf("%q is saved as %q, want %q", name, got, want)
		}
	}
}

func TestAtMostAQuarterOfAnHourIsConverted(t *testing.T) {
	r := one(t, voicemail("audio/x-wav", "long.wav", wav(7, 8, make([]byte, 20*60*8000))))
	if got := len(samples(t, r)); got != 15*60*8000*2 {
		t.Errorf("%d bytes", got)
	}
	if r.Length() != 20*time.Minute {
		t.Errorf("it says %v", r.Length())
	}
}

func FuzzAnyMail(f *testing.F) {
	gsm, err := os.ReadFile("gsm/testdata/sample.wav49")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(voicemail("audio/x-WAV", "msg0000.WAV", gsm[:200]))
	f.Add(voicemail("audio/x-wav", "msg0000.wav", wav(1, 16, []byte("12345678"))))
	f.Add([]byte("Content-Type: audio/x-gsm\r\n\r\n\xd2sound"))
	f.Fuzz(func(t *testing.T, mail []byte) {
		for i, r := range recording.Find(mail) {
			if r.Number != i+1 || r.Name == "" || len(r.Body) > len(mail) || r.Length() < 0 {
				t.Errorf("%+v", r)
			}
			if body, _, ok := r.Playable(); ok != r.CanPlay() || len(body) > 11*len(mail)+100 {
				t.Errorf("%d bytes of a mail of %d, %v", len(body), len(mail), ok)
			}
		}
	})
}

func FuzzAnyWave(f *testing.F) {
	f.Add(wav(0x31, 0, make([]byte, 130)))
	f.Add(wav(7, 8, []byte("telephone")))
	f.Fuzz(func(t *testing.T, sound []byte) {
		for _, r := range recording.Find(append([]byte("Content-Type: audio/x-wav\r\nContent-Transfer-Encoding: binary\r\n\r\n"), sound...)) {
			if body, _, ok := r.Playable(); ok != r.CanPlay() || len(body) > 11*len(sound)+100 || r.Length() < 0 {
				t.Errorf("%d bytes of %d, %v", len(body), len(sound), ok)
			}
		}
	})
}
