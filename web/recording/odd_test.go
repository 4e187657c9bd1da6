package recording_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"wakeman/web/recording"
)

// formed is a WAV file with this in its format, and such chunks around it.
func formed(tag, channels uint16, rate, second uint32, bits uint16, more []byte, before string, data []byte) []byte {
	f := binary.LittleEndian.AppendUint16(nil, tag)
	f = binary.LittleEndian.AppendUint16(f, channels)
	f = binary.LittleEndian.AppendUint32(f, rate)
	f = binary.LittleEndian.AppendUint32(f, second)
	f = binary.LittleEndian.AppendUint16(f, 1)
	f = append(binary.LittleEndian.AppendUint16(f, bits), more...)
	b := append([]byte("RIFF\xff\xff\xff\xffWAVE"+before+"fmt "), byte(len(f)), 0, 0, 0)
	b = append(append(b, f...), "data"...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(data))), data...)
}

func heard(t *testing.T, sound []byte) recording.Recording {
	t.Helper()
	return one(t, voicemail("audio/x-wav", "a.wav", sound))
}

// What looks like a WAV file and can not be played is a file to fetch, and no error.
func TestAWAVThatNoBrowserPlaysIsOnlyAFile(t *testing.T) {
	avi := wav(1, 16, []byte("12345678"))
	copy(avi[8:], "AVI ")
	for name, sound := range map[string][]byte{
		"another kind of RIFF":    avi,
		"GSM of two channels":     formed(0x31, 2, 8000, 1625, 0, nil, "", make([]byte, 130)),
		"nine channels":           formed(1, 9, 8000, 0, 16, nil, "", make([]byte, 180)),
		"no channel":              formed(1, 0, 8000, 0, 16, nil, "", make([]byte, 180)),
		"a number that is ours":   formed(0xffff, 1, 8000, 0, 16, nil, "", make([]byte, 99)),
		"a codec of the nineties": formed(0x55, 1, 8000, 0, 16, nil, "", make([]byte, 99)),
		"nothing said":            formed(1, 1, 8000, 16000, 16, nil, "", nil),
	} {
		r := heard(t, sound)
		if _, kind, ok := r.Playable(); ok || r.CanPlay() {
			t.Errorf("%s: played as %q", name, kind)
		}
	}
	for _, frame := range []string{"\xff\xeb\x90\x00", "\xff\xfd\x90\x00", "\xff\xfb\x00\x00", "\xff\xfb\xf0\x00", "\xff\xfb\x9c\x00"} {
		if r := one(t, voicemail("audio/mpeg", "a.mp3", []byte(frame))); r.CanPlay() {
			t.Errorf("%x is no MPEG layer III, and is played", frame)
		}
	}
	if got := heard(t, formed(0x55, 1, 8000, 0, 16, nil, "", make([]byte, 99))).Length(); got != 0 {
		t.Errorf("a file that does not say how long it is is %v long", got)
	}
}

func TestAWAVIsReadWhateverStandsAroundItsSound(t *testing.T) {
	second := bytes.Repeat([]byte{1, 2}, 8000)
	r := heard(t, formed(1, 1, 8000, 16000, 16, nil, "LIST\x03\x00\x00\x00abc\x00", second))
	if !bytes.Equal(samples(t, r), second) || r.Length() != time.Second {
		t.Errorf("behind a chunk of odd length: %v long", r.Length())
	}
	sub := append([]byte{22, 0, 8, 0, 4, 0, 0, 0, 7, 0}, make([]byte, 14)...) // µ-law, said by a GUID
	if got := samples(t, heard(t, formed(0xfffe, 1, 8000, 8000, 8, sub, "", []byte{0x80, 0x00}))); !bytes.Equal(got, []byte{0x7c, 0x7d, 0x84, 0x82}) {
		t.Errorf("µ-law in an extensible file: %x", got)
	}
	if got := heard(t, formed(1, 1, 8000, 0, 12, nil, "", second)).Length(); got != time.Second {
		t.Errorf("12 bits in two bytes: %v", got)
	}
}

func TestAFileOfOddLengthIsFilledUp(t *testing.T) {
	body, _, ok := heard(t, wav(1, 8, []byte("abc"))).Playable()
	if !ok || len(body)%2 != 0 || int(binary.LittleEndian.Uint32(body[4:])) != len(body)-8 || !bytes.HasSuffix(body, []byte("abc\x00")) {
		t.Errorf("%v: %q", ok, body)
	}
}

func TestAQuarterOfAnHourIsOneOfBothEars(t *testing.T) {
	r := heard(t, formed(7, 2, 1000, 2000, 8, nil, "", make([]byte, 20*60*2000)))
	body, _, ok := r.Playable()
	if want := 44 + 15*60*1000*2*2; !ok || len(body) != want {
		t.Errorf("%d bytes, want %d", len(body), want)
	}
}

// nested is a recording within so many parts.
func nested(depth int) []byte {
	var b strings.Builder
	b.WriteString("MIME-Version: 1.0\r\n")
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=\"b%d\"\r\n\r\n--b%d\r\n", i, i)
	}
	b.WriteString("Content-Type: audio/x-wav\r\nContent-Transfer-Encoding: binary\r\n\r\n" + string(wav(1, 16, []byte("12345678"))) + "\r\n")
	for i := depth - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "--b%d--\r\n", i)
	}
	return []byte(b.String())
}

func TestOnlySoMuchOfAMailIsLookedThrough(t *testing.T) {
	if len(recording.Find(nested(10))) != 1 {
		t.Error("a recording within ten parts is not found")
	}
	if found := recording.Find(nested(60)); len(found) != 0 {
		t.Errorf("%d recordings are found within sixty parts", len(found))
	}
	part := "--b\r\nContent-Type: audio/x-gsm\r\n\r\nx\r\n"
	if found := recording.Find([]byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat(part, 30) + "--b--\r\n")); len(found) != 10 {
		t.Errorf("%d of thirty recordings are kept", len(found))
	}
}

func TestARecordingIsFoundHoweverItIsNamed(t *testing.T) {
	mail := voicemail("audio/x-wav", "msg0001.wav", wav(1, 16, []byte("12345678")))
	if r := one(t, append([]byte("\r\n\r\n"), mail...)); r.Name != "msg0001.wav" {
		t.Errorf("behind empty lines: %q", r.Name)
	}
	if r := one(t, bytes.Replace(mail, []byte("; filename=\"msg0001.wav\""), nil, 1)); r.Name != "msg0001.wav" {
		t.Errorf("named by its type alone: %q", r.Name)
	}
	if found := recording.Find(voicemail("audio/x-wav", "empty.wav", nil)); len(found) != 0 {
		t.Errorf("an empty one is kept: %+v", found)
	}
	for name, want := range map[string]string{
		`C:\\voicemail\\msg.wav`: "msg.wav", strings.Repeat("x", 300) + ".wav": strings.Repeat("x", 96) + ".wav",
	} {
		if got := one(t, voicemail("audio/x-wav", name, []byte("x"))).Name; got != want {
			t.Errorf("%q is saved as %q", name, got)
		}
	}
	if !recording.Sounds("AUDIO/X-WAV", "") || !recording.Sounds("application/octet-stream", "MSG0000.WAV") || recording.Sounds("TEXT/plain", "a.wav") {
		t.Error("upper and lower case make a difference")
	}
}
