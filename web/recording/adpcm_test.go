package recording_test

import (
	"bytes"
	"os"
	"testing"
	"time"
)

func kept(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The references are what sox makes of the same files.
func TestOtherFilesOfTelephoneSystemsAreConverted(t *testing.T) {
	for name, c := range map[string]struct {
		kind, reference string
		length          time.Duration
	}{
		"ima.wav":       {"audio/x-wav", "ima.pcm", 300 * time.Millisecond},
		"microsoft.wav": {"audio/x-wav", "microsoft.pcm", 300 * time.Millisecond},
		"linear.au":     {"audio/basic", "linear.pcm", 50 * time.Millisecond},
		"ulaw.au":       {"application/octet-stream", "ulaw.pcm", 50 * time.Millisecond},
	} {
		r := one(t, voicemail(c.kind, name, kept(t, name)))
		// The last block of a file may be filled up with silence.
		if got, want := samples(t, r), kept(t, c.reference); !bytes.HasPrefix(got, want) || len(got) > len(want)+2000 {
			t.Errorf("%s: %d bytes are not the %d of the reference", name, len(got), len(want))
		}
		if got := r.Length(); got < c.length || got > c.length+100*time.Millisecond {
			t.Errorf("%s: %v long, want %v", name, got, c.length)
		}
	}
}

// Of samples without a header only the mail says what they are. What has a mark of
// its own is what the mark says.
func TestSamplesOfALineAreTakenAtTheMailsWord(t *testing.T) {
	sound := bytes.Repeat([]byte{0xd5, 0x55, 0xff, 0x00}, 2000)
	for name, kind := range map[string]string{
		"a.ul": "application/octet-stream", "a": "audio/x-ulaw", "b": "AUDIO/BASIC", "c": "audio/PCMU", "d.al": "application/octet-stream", "e": "audio/PCMA",
	} {
		r := one(t, voicemail(kind, name, sound))
		if len(samples(t, r)) != 2*len(sound) || r.Length() != time.Second {
			t.Errorf("%s %s: %v long", kind, name, r.Length())
		}
	}
	if r := one(t, voicemail("audio/basic", "a.ul", wav(1, 16, sound))); len(samples(t, r)) != len(sound) {
		t.Error("a WAV file is taken for what its name says")
	}
	if r := one(t, voicemail("audio/x-wav", "a.wav", sound)); r.CanPlay() && len(samples(t, r)) == 2*len(sound) {
		t.Error("what has no mark is taken for the samples of a line")
	}
}

func TestFilesThatSayTooMuchAreOnlyFiles(t *testing.T) {
	whole := kept(t, "ulaw.au")
	ima := kept(t, "ima.wav")
	for name, sound := range map[string][]byte{
		"Sun, cut in its header":    whole[:20],
		"Sun, begins behind itself": append([]byte(".snd\xff\xff\xff\xff"), whole[8:]...),
		"Sun, of another code":      append(append(bytes.Clone(whole[:12]), 0, 0, 0, 23), whole[16:]...),
		"IMA, blocks of four bytes": append(append(bytes.Clone(ima[:32]), 4, 0), ima[34:]...),
		"IMA, of two channels":      append(append(bytes.Clone(ima[:22]), 2, 0), ima[24:]...),
	} {
		if r := one(t, voicemail("audio/x-wav", "a.wav", sound)); r.CanPlay() || r.Length() != 0 && name != "IMA, of two channels" {
			t.Errorf("%s: is played, %v long", name, r.Length())
		}
	}
}
