package gsm

// The sizes of a frame, in bytes and samples.
const (
	PlainBytes     = 33  // one frame
	MicrosoftBytes = 65  // two frames
	FrameSamples   = 160 // at SampleRate
	SampleRate     = 8000
)

// magic are the upper four bits of a plain frame.
const magic = 0xd

// params are the numbers of a frame, as they are sent.
type params struct {
	lar [8]int16 // log-area ratios
	sub [4]subframe
}

// subframe is 5 ms.
type subframe struct {
	lag, gain  int16 // of the long-term prediction
	grid, peak int16 // of the residual
	pulse      [13]int16
}

// bitReader takes numbers out of bytes.
type bitReader struct {
	b        []byte
	at       int // in bits
	lowFirst bool
}

// take is the next number of n bits. Behind the end are zeros.
func (r *bitReader) take(n int) int16 {
	v := 0
	for i := range n {
		bit := 0
		if r.at/8 < len(r.b) {
			if r.lowFirst {
				bit = int(r.b[r.at/8]>>(r.at%8)) & 1 << i
			} else {
				bit = int(r.b[r.at/8]>>(7-r.at%8)) & 1 << (n - 1 - i)
			}
		}
		v |= bit
		r.at++
	}
	return int16(v)
}

// read takes a frame of 260 bits.
func (r *bitReader) read() (p params) {
	for i, width := range [8]int{6, 6, 5, 5, 4, 4, 3, 3} {
		p.lar[i] = r.take(width)
	}
	for i := range p.sub {
		s := &p.sub[i]
		s.lag, s.gain, s.grid, s.peak = r.take(7), r.take(2), r.take(2), r.take(6)
		for k := range s.pulse {
			s.pulse[k] = r.take(3)
		}
	}
	return p
}
