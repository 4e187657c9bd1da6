package gsm_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"testing"

	"wakeman/web/recording/gsm"
)

// The recordings in testdata are tones, noise and random bits of our own, encoded
// by SoX 14.4.2 and decoded by libgsm 1.0.22 (untoast; the .wav49 by FFmpeg 5.1):
// the .pcm beside each is what came out, 16 bits with the lowest byte first.

func file(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func same(t *testing.T, got []int16, reference string) {
	t.Helper()
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, got); err != nil {
		t.Fatal(err)
	}
	want := file(t, reference)
	if b.Len() != len(want) {
		t.Fatalf("%d bytes, want %d", b.Len(), len(want))
	}
	for i, c := range b.Bytes() {
		if c != want[i] {
			t.Fatalf("sample %d differs from the reference", i/2)
		}
	}
}

func TestEverySampleIsThatOfTheReferenceDecoder(t *testing.T) {
	for _, name := range []string{"sample", "random"} {
		got, ok := gsm.Plain(file(t, name+".gsm"), 1e6)
		if !ok {
			t.Fatalf("%s: no frame", name)
		}
		same(t, got, name+".pcm")
	}
}

func TestMicrosoftsOrderOfBitsIsRead(t *testing.T) {
	const header = 60 // of the WAV file around the blocks
	same(t, gsm.Microsoft(file(t, "sample.wav49")[header:], 1e6), "sample.wav49.pcm")
}

func TestABrokenFrameAtTheEndIsLeftOut(t *testing.T) {
	whole := file(t, "sample.gsm")
	got, ok := gsm.Plain(whole[:2*gsm.PlainBytes+20], 1e6)
	if !ok || len(got) != 2*gsm.FrameSamples {
		t.Errorf("%d samples, %v", len(got), ok)
	}
	if n := len(gsm.Microsoft(make([]byte, gsm.MicrosoftBytes*3-1), 1e6)); n != 4*gsm.FrameSamples {
		t.Errorf("%d samples of two blocks and a piece", n)
	}
}

func TestNoMoreIsDecodedThanIsWanted(t *testing.T) {
	if got, _ := gsm.Plain(file(t, "sample.gsm"), 1000); len(got) != 960 {
		t.Errorf("%d samples, want the 6 frames that fit into 1000", len(got))
	}
	if got := gsm.Microsoft(file(t, "sample.wav49")[60:], 1000); len(got) != 960 {
		t.Errorf("%d samples, want the 3 blocks that fit into 1000", len(got))
	}
}

func TestWhatIsNoFrameIsNotTakenForOne(t *testing.T) {
	for _, b := range [][]byte{nil, []byte("RIFF"), bytes.Repeat([]byte("x"), 100)} {
		if got, ok := gsm.Plain(b, 1e6); ok || len(got) != 0 || gsm.IsPlain(b) {
			t.Errorf("%q: %d samples", b, len(got))
		}
	}
	if !gsm.IsPlain(file(t, "sample.gsm")) {
		t.Error("a .gsm file is not known")
	}
}

func FuzzAnyBytes(f *testing.F) {
	for _, name := range []string{"sample.gsm", "random.gsm", "sample.wav49"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b[:200])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		const limit = 20_000
		plain, ok := gsm.Plain(b, limit)
		if len(plain) > limit || len(plain) > len(b)/gsm.PlainBytes*gsm.FrameSamples || ok != (len(plain) > 0) {
			t.Errorf("%d samples of %d bytes", len(plain), len(b))
		}
		if n := len(gsm.Microsoft(b, limit)); n > limit || n%(2*gsm.FrameSamples) != 0 {
			t.Errorf("%d samples", n)
		}
	})
}

// One minute of speech.
func BenchmarkDecode(b *testing.B) {
	whole, err := os.ReadFile("testdata/sample.gsm")
	if err != nil {
		b.Fatal(err)
	}
	minute := bytes.Repeat(whole, 60)
	b.ReportAllocs()
	for b.Loop() {
		gsm.Plain(minute, 60*gsm.SampleRate)
	}
}
