package recording

import (
	"encoding/binary"
	"time"

	"wakeman/web/recording/gsm"
)

// The formats of a WAV file (RFC 2361, "wFormatTag").
const (
	tagPCM        = 0x0001
	tagMicrosoft  = 0x0002
	tagFloat      = 0x0003
	tagALaw       = 0x0006
	tagMuLaw      = 0x0007
	tagIMA        = 0x0011
	tagGSM        = 0x0031
	tagExtensible = 0xfffe
)

// wave is a WAV file, taken apart.
type wave struct {
	tag      uint16
	channels int
	rate     int // samples a second
	second   int // bytes a second
	block    int // bytes that are decoded together
	bits     int // of a sample
	format   []byte
	data     []byte
}

// wave reads the recording as a WAV file; raw GSM frames are as good as one.
func (r Recording) wave() (wave, error) {
	switch r.format {
	case formatWave:
		return readWave(r.Body)
	case formatGSM:
		return wave{tag: tagPlainGSM, channels: 1, rate: gsm.SampleRate, data: r.Body}, nil
	case formatSun:
		return readSun(r.Body)
	case formatMuLaw:
		return wave{tag: tagMuLaw, channels: 1, rate: lineRate, data: r.Body}, nil
	case formatALaw:
		return wave{tag: tagALaw, channels: 1, rate: lineRate, data: r.Body}, nil
	}
	return wave{}, formatError{}
}

// formatError: not a WAV file that can be read.
type formatError struct{}

func (formatError) Error() string { return "not a WAV file that can be read" }

// tagPlainGSM stands for GSM frames without a WAV file around them. Files do not
// have it: the number is reserved.
const tagPlainGSM = 0xffff

// readWave finds the format and the samples. Sizes are believed only as far as there
// are bytes: telephone systems write the header before they know how long somebody
// will speak, and a mail may have been cut.
func readWave(b []byte) (w wave, err error) {
	for rest := b[min(12, len(b)):]; len(rest) >= 8; {
		size := uint64(binary.LittleEndian.Uint32(rest[4:]))
		body := rest[8:]
		name := string(rest[:4])
		if name == "data" {
			w.data = body
			if size > 0 && size < uint64(len(body)) {
				w.data = body[:size]
			}
			return w, w.check()
		}
		if size > uint64(len(body)) {
			break
		}
		if name == "fmt " {
			w.setFormat(body[:size])
		}
		rest = body[min(size+size%2, uint64(len(body))):]
	}
	return w, formatError{}
}

func (w *wave) setFormat(b []byte) {
	if len(b) < 16 {
		return
	}
	w.format = b
	w.tag = binary.LittleEndian.Uint16(b)
	w.channels = int(binary.LittleEndian.Uint16(b[2:]))
	w.rate = int(binary.LittleEndian.Uint32(b[4:]))
	w.second = int(binary.LittleEndian.Uint32(b[8:]))
	w.block = int(binary.LittleEndian.Uint16(b[12:]))
	w.bits = int(binary.LittleEndian.Uint16(b[14:]))
	if w.tag == tagExtensible && len(b) >= 26 {
		w.tag = binary.LittleEndian.Uint16(b[24:]) // the first of the sub-format's GUID
	}
}

// check refuses what could not be played, before anybody divides by it.
func (w *wave) check() error {
	if w.channels < 1 || w.channels > 8 || w.rate < 1000 || w.rate > 200_000 || len(w.data) == 0 || w.tag == tagPlainGSM {
		return formatError{}
	}
	return nil
}

// length is by the number of samples, and where that can not be told, by what the
// header says of a second.
func (w *wave) length() time.Duration {
	perSecond, n := w.second, len(w.data)
	switch w.tag {
	case tagPCM, tagFloat:
		perSecond = w.rate * w.channels * ((w.bits + 7) / 8)
	case tagALaw, tagMuLaw:
		perSecond = w.rate * w.channels
	case tagGSM:
		perSecond, n = w.rate, len(w.data)/gsm.MicrosoftBytes*2*gsm.FrameSamples
	case tagPlainGSM:
		perSecond, n = w.rate, len(w.data)/gsm.PlainBytes*gsm.FrameSamples
	case tagIMA, tagMicrosoft:
		perSecond, n = w.rate, w.adaptiveSamples()
	}
	if perSecond <= 0 {
		return 0
	}
	return time.Duration(float64(n) / float64(perSecond) * float64(time.Second)).Round(time.Millisecond)
}
