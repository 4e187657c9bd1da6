package recording

import (
	"encoding/binary"
	"time"

	"wakeman/web/recording/gsm"
)

// MaxLength is how much of a recording is converted for a browser: what is behind
// it is only in the file as it came.
const MaxLength = 15 * time.Minute

// CanPlay reports whether Playable has anything.
func (r Recording) CanPlay() bool {
	switch r.format {
	case formatMP3, formatOgg, formatFLAC:
		return true
	}
	w, err := r.wave()
	if err != nil {
		return false
	}
	switch w.tag {
	case tagPCM, tagFloat, tagALaw, tagMuLaw, tagPlainGSM:
		return true
	case tagGSM:
		return w.channels == 1
	case tagIMA, tagMicrosoft:
		return w.adaptiveSamples() > 0
	}
	return false
}

// Playable is the recording as browsers play it, with its media type; ok is false
// for what they do not, and for what is no sound at all.
func (r Recording) Playable() (body []byte, kind string, ok bool) {
	if !r.CanPlay() {
		return nil, "", false
	}
	switch r.format {
	case formatMP3:
		return r.Body, "audio/mpeg", true
	case formatOgg:
		return r.Body, "audio/ogg", true
	case formatFLAC:
		return r.Body, "audio/flac", true
	}
	w, err := r.wave()
	if err != nil {
		return nil, "", false
	}
	return w.playable(), "audio/wav", true
}

func (w *wave) playable() []byte {
	most := int(MaxLength.Seconds()) * w.rate * w.channels
	switch w.tag {
	case tagALaw:
		return w.pcm(expand(w.data, most, aLaw))
	case tagMuLaw:
		return w.pcm(expand(w.data, most, muLaw))
	case tagGSM:
		return w.pcm(gsm.Microsoft(w.data, most))
	case tagPlainGSM:
		samples, _ := gsm.Plain(w.data, most)
		return w.pcm(samples)
	case tagIMA:
		return w.pcm(blocks(w.data, w.block, most, imaBlock))
	case tagMicrosoft:
		return w.pcm(blocks(w.data, w.block, most, microsoftBlock))
	}
	return riff(w.format, w.data)
}

// pcm is a WAV file of samples of 16 bits.
func (w *wave) pcm(samples []int16) []byte {
	data := make([]byte, 0, 2*len(samples))
	for _, s := range samples {
		data = binary.LittleEndian.AppendUint16(data, uint16(s))
	}
	return riff(w.linear(), data)
}

// linear is the format of samples of 16 bits.
func (w *wave) linear() []byte {
	f := binary.LittleEndian.AppendUint16(nil, tagPCM)
	f = binary.LittleEndian.AppendUint16(f, uint16(w.channels))
	f = binary.LittleEndian.AppendUint32(f, uint32(w.rate))
	f = binary.LittleEndian.AppendUint32(f, uint32(w.rate*w.channels*2))
	f = binary.LittleEndian.AppendUint16(f, uint16(w.channels*2))
	f = binary.LittleEndian.AppendUint16(f, 16)
	return f
}

// riff is a WAV file with sizes that are true.
func riff(format, data []byte) []byte {
	b := make([]byte, 0, 30+len(format)+len(data))
	b = append(b, "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(4+8+len(format)+len(format)%2+8+len(data)+len(data)%2))
	b = append(b, "WAVE"...)
	return chunk(chunk(b, "fmt ", format), "data", data)
}

func chunk(to []byte, name string, body []byte) []byte {
	to = append(to, name...)
	to = binary.LittleEndian.AppendUint32(to, uint32(len(body)))
	to = append(to, body...)
	if len(body)%2 == 1 {
		to = append(to, 0)
	}
	return to
}

// expand makes samples of 16 bits of the logarithmic ones of telephone lines.
func expand(data []byte, most int, law func(byte) int16) []int16 {
	data = data[:min(len(data), most)]
	samples := make([]int16, len(data))
	for i, b := range data {
		samples[i] = law(b)
	}
	return samples
}

// muLaw is ITU-T G.711 µ-law, as 16 bits.
func muLaw(b byte) int16 {
	b = ^b
	size := (int16(b&0x0f)<<3+0x84)<<(b>>4&7) - 0x84
	if b&0x80 != 0 {
		return -size
	}
	return size
}

// aLaw is ITU-T G.711 A-law, as 16 bits.
func aLaw(b byte) int16 {
	b ^= 0x55
	size := int16(b&0x0f)<<4 + 8
	if segment := b >> 4 & 7; segment > 0 {
		size = (size + 0x100) << (segment - 1)
	}
	if b&0x80 == 0 {
		return -size
	}
	return size
}
