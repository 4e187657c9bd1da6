package recording

import "encoding/binary"

// lineRate is how many samples a second telephone lines have.
const lineRate = 8000

// readSun reads a file in the format of Sun and NeXT (".snd"), in which some systems
// keep what comes from the line: µ-law, A-law or samples of 16 bits.
func readSun(b []byte) (w wave, err error) {
	if len(b) < 24 {
		return w, formatError{}
	}
	field := func(n int) uint32 { return binary.BigEndian.Uint32(b[4*n:]) }
	start, size := uint64(field(1)), uint64(field(2))
	if start < 24 || start > uint64(len(b)) {
		return w, formatError{}
	}
	w = wave{data: b[start:], rate: int(field(4)), channels: int(min(field(5), 1<<15))}
	if size < uint64(len(w.data)) && size > 0 {
		w.data = w.data[:size]
	}
	switch field(3) {
	case 1:
		w.tag = tagMuLaw
	case 27:
		w.tag = tagALaw
	case 3:
		w.tag, w.bits = tagPCM, 16
		w.data = swapped(w.data)
		w.format = w.linear()
	default:
		return w, formatError{}
	}
	return w, w.check()
}

// swapped has the lower byte of each sample first, as WAV files have.
func swapped(data []byte) []byte {
	out := make([]byte, 0, len(data))
	for ; len(data) >= 2; data = data[2:] {
		out = append(out, data[1], data[0])
	}
	return out
}
